"""Forms of stored records: what somebody typed beside what is stored by now, so that nobody loses anything (D-11)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import g
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectFieldBase

from forms.fields import BeDateField, ExactDecimalField, NationalNumberField

CHOICE_PREFIX = "keep-"
OF_THE_SCREEN = frozenset({"csrf_token", "seat", "switch_to_seat", "conflict_seen", "confirmed"})
OF_THE_VERSION = frozenset({"version", "seen"})
CONTINUE_DRAFT, KEEP_DRAFT, DRAFT_FORM = "continue_draft", "keep_draft", "draft_form"
OF_THE_DRAFT = frozenset({CONTINUE_DRAFT, KEEP_DRAFT, DRAFT_FORM})


class HelpfulForm(FlaskForm):  # type: ignore[misc]
    """A form whose fields each have an explanation beside them (E-5)."""

    help_texts: ClassVar[Mapping[str, str]] = {}
    # Where the rules call something otherwise than the form does.
    fault_fields: ClassVar[Mapping[str, str]] = {}

    def help_of(self, name: str) -> str | None:
        """The longer explanation of a field."""
        return self.help_texts.get(name)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it can be saved; a draft that is taken up again is only shown, and saved by its user (D-11)."""
        if g.get("draft_is_shown"):
            return False
        return bool(super().validate(extra_validators))


class VersionedForm(HelpfulForm):
    """A form of a stored record; it carries the version and the content that its user saw.

    `version` is that of the dossier (of a client: its own), which rises with every change in it; `seen` is a digest of
    this form's own content, so that a change elsewhere in the dossier bothers nobody.
    """

    version = HiddenField()
    seen = HiddenField()

    def remember(self, stored: VersionedForm, version: int) -> None:
        """Takes along which version its user is about to look at."""
        self.version.data, self.seen.data = str(version), content_digest(stored)
        self.version.raw_data = self.seen.raw_data = None

    def is_stale(self, stored: VersionedForm, version: int) -> bool:
        """Whether what is stored now differs from what the user of this form saw (D-11)."""
        if self.version.data == str(version):
            return False
        return not self.seen.data or self.seen.data != content_digest(stored)


@dataclass(frozen=True)
class Difference:
    """One field of a record that two people changed: what each of them wants to stand there."""

    field: str
    label: str
    mine: str
    theirs: str
    keep: str = "mine"


def compared_fields(form: Any) -> Iterator[Any]:
    """The fields of a form that hold something of the record itself."""
    for field in form:
        if not isinstance(field, HiddenField) and field.short_name not in OF_THE_SCREEN:
            yield field


def posted_values(field: Any) -> list[str]:
    """What a browser would post for a field as it stands."""
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectFieldBase):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return sorted(str(value) for value in chosen if value)
    if isinstance(field, BeDateField) and field.data:
        return [f"{field.data:%d/%m/%Y}"]
    if isinstance(field, NationalNumberField) and field.data:
        return [field.data]
    if isinstance(field, ExactDecimalField) and field.data is not None:
        return [format(field.data.normalize(), "f").replace(".", ",")]
    text = field._value().strip()
    return [text] if text else []


def shown_value(field: Any) -> str:
    """What a field holds, as people read it."""
    if isinstance(field, BooleanField):
        return "ja" if field.data else "nee"
    if isinstance(field, SelectFieldBase):
        labels = {str(value): str(label) for value, label, *_ in field.iter_choices()}
        return "\n".join(labels.get(value, value) for value in posted_values(field))
    return str(field._value()).strip()


def content_digest(form: Any) -> str:
    """A short mark of all that a form holds, field by field; equal content has an equal mark."""
    return ".".join(f"{field.short_name}-{_mark(field)}" for field in compared_fields(form))


def _mark(field: Any) -> str:
    return hashlib.sha256(json.dumps(posted_values(field)).encode()).hexdigest()[:10]


def differences(mine: Any, stored: Any) -> tuple[Difference, ...]:
    """Every field in which what was typed differs from what is stored now.

    A field that its user left as it was proposes what is stored now, so that nobody undoes unseen what a colleague did.
    """
    seen = set((mine.seen.data or "").split(".")) if "seen" in mine else set()
    return tuple(
        Difference(
            field.short_name,
            field.label.text,
            shown_value(field),
            shown_value(stored[field.short_name]),
            "theirs" if f"{field.short_name}-{_mark(field)}" in seen else "mine",
        )
        for field in compared_fields(mine)
        if field.short_name in stored and posted_values(field) != posted_values(stored[field.short_name])
    )


def with_choices(formdata: MultiDict[str, str], stored: Any) -> MultiDict[str, str]:
    """What was posted from the conflict screen, with what is stored wherever its user chose that."""
    chosen = MultiDict((name, value) for name, values in formdata.lists() for value in values)
    for field in compared_fields(stored):
        if formdata.get(f"{CHOICE_PREFIX}{field.short_name}") == "theirs":
            chosen.setlist(field.short_name, posted_values(field))
    for name in [name for name in chosen if name.startswith(CHOICE_PREFIX) or name == "conflict_seen"]:
        chosen.poplist(name)
    return chosen


def typed_pairs(formdata: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Everything that was posted, to be sent along unseen; nothing of it is lost."""
    return [(name, value) for name, value in draft_pairs(formdata) if name not in OF_THE_VERSION]


def draft_pairs(formdata: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """What a draft keeps of a form: all that was typed, with the version that was seen; no protection, no ticks to
    confirm, no NUL characters, which no database holds.
    """
    left_out = OF_THE_SCREEN | OF_THE_DRAFT
    return tuple(
        (name.replace("\0", ""), value.replace("\0", ""))
        for name, values in formdata.lists()
        for value in values
        if name not in left_out and not name.startswith(CHOICE_PREFIX)
    )


def typed_facts(form: Any) -> list[tuple[str, str]]:
    """What was typed, field by field, for a screen that can only show it."""
    return [(field.label.text, shown_value(field)) for field in compared_fields(form) if posted_values(field)]
