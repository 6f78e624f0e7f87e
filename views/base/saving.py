"""Saving a form: what the rules refuse comes back beside its field, what they ask is confirmed first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import flash, request
from werkzeug.datastructures import MultiDict

from app.domain.faults import Caution, Conflict, DomainError, Fault, NotFound
from app.services.confirmation import NeedsConfirmation
from forms.faults import place_faults
from forms.versioned import VersionedForm, differences

Saved = TypeVar("Saved")


@dataclass(frozen=True)
class Refused:
    """A form that was not saved: faults that stand beside no field of it, and warnings to confirm."""

    faults: tuple[Fault, ...] = ()
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class Overtaken:
    """Somebody else saved first: what is stored now, None where it is gone (D-11)."""

    stored: VersionedForm | None
    version: int = 0


def save_as_seen(
    form: Any, save: Callable[[int], Saved], stored_now: Callable[[], tuple[VersionedForm | None, int]]
) -> Saved | Overtaken:
    """Saves unless the record itself changed since its user saw it; a change elsewhere in the dossier is no reason.

    Neither is what stands there word for word already, as after a button that was pressed twice. The refused first try
    leaves the record locked, so that nobody comes in between.
    """
    try:
        return save(seen_version(form))
    except Conflict:
        stored, version = stored_now()
        if stored is None or (form.is_stale(stored, version) and differences(form, stored)):
            return Overtaken(stored, version)
        return save(version)


def attempt(form: Any, save: Callable[[frozenset[str]], Saved]) -> Saved | Refused:
    """Saves with the warnings that were confirmed; what stands in the way is placed on the form.

    Raises Conflict and NotFound, which say that the form itself has become pointless.
    """
    try:
        return _confirmed(save)
    except (Conflict, NotFound):
        raise
    except NeedsConfirmation as asked:
        return Refused(cautions=tuple(marked(asked.cautions)))
    except DomainError as error:
        return Refused(faults=place_faults(form, error.faults))


def delete_or_say_why(delete: Callable[[], None], done: str) -> None:
    """Deletes, and says on the next page that it is done or why it cannot be."""
    try:
        delete()
    except DomainError as error:
        flash(" ".join(error.messages), "danger")
    else:
        flash(done, "success")


def posted() -> MultiDict[str, str]:
    """What was posted, without the NUL characters that no database holds."""
    return MultiDict((name, value.replace("\0", "")) for name, values in request.form.lists() for value in values)


def seen_version(form: Any) -> int:
    """The version a form's user saw; -1, which no record has, where the form does not tell."""
    return _version(form.version.data or "")


def seen_in(posted_form: Mapping[str, str]) -> int:
    """The version that the user of a single button saw; -1, which no record has, where it does not tell."""
    return _version(posted_form.get("version", ""))


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def ticked() -> frozenset[str]:
    """The warnings that were confirmed on the screen."""
    return frozenset(request.form.getlist("confirmed"))


def _confirmed(save: Callable[[frozenset[str]], Saved]) -> Saved:
    # A tick confirms the very sentence it stood beside: the same rule may warn of something else by now.
    try:
        return save(frozenset())
    except NeedsConfirmation as asked:
        if not all({caution.rule, marked.rule} & ticked() for caution, marked in _pairs(asked.cautions)):
            raise
        return save(frozenset(caution.rule for caution in asked.cautions))


def _pairs(cautions: Iterable[Caution]) -> list[tuple[Caution, Caution]]:
    return list(zip(cautions, marked(cautions), strict=True))


def marked(cautions: Iterable[Caution]) -> list[Caution]:
    """The warnings as a screen asks to confirm them: a tick is worth no more than the very sentence beside it."""
    return [Caution(f"{caution.rule}:{_mark(caution.message)}", caution.field, caution.message) for caution in cautions]


def _mark(message: str) -> str:
    return hashlib.sha256(message.encode()).hexdigest()[:12]
