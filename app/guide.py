"""Turns the user guide, a plain Markdown text, into a page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markupsafe import Markup

from app.domain.names import name_key

HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """A part of the guide under one heading, reachable by its anchor."""

    anchor: str
    title: str
    body: Markup


def render_guide(text: str) -> tuple[Chapter, ...]:
    """The guide's chapters, one for each heading of the second level."""
    pieces = HEADING.split(text)[1:]
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return tuple(
        # The text is a file of ours, and the renderer lets no markup of its own through.
        Chapter(name_key(title).replace(" ", "-"), title, Markup(markdown.render(body)))  # noqa: S704
        for title, body in zip(pieces[::2], pieces[1::2], strict=True)
    )
