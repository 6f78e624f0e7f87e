"""What is wrong with a page for somebody with a screen reader, a keyboard or a telephone (WCAG 2.2 AA)."""

from __future__ import annotations

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.person import DESK, TELEPHONE, overflow_of, resize

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = f"axe.run({json.dumps({'runOnly': STANDARD, 'resultTypes': ['violations']})}).then(found => found.violations)"


def complaints_about(page: Page) -> list[str]:
    """Every violation of the standard and every sideways overflow, on a desk and on a telephone."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for size in (TELEPHONE, DESK):
        resize(page, size)
        violations: list[dict[str, Any]] = page.evaluate(RUN)
        found += [f"{size[0]} px, {page.url}: {_in_words(one)}" for one in violations]
        if overflow_of(page) > 0:
            found.append(f"{size[0]} px, {page.url}: {overflow_of(page)} px wider than the screen")
    return found


def _in_words(violation: dict[str, Any]) -> str:
    places = "; ".join(f"{node['target'][0]} {node['html'][:120]}" for node in violation["nodes"][:3])
    return f"{violation['id']}, {violation['help']} ({len(violation['nodes'])} times): {places}"
