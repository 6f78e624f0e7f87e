"""What a view of one table may say for itself: its rules, what is saved with a row, how a row is called and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from app.domain.faults import Fault


class TableRules:
    """The answers of a table that has no rules of its own; a view overrides what it has to say.

    `taken_from_address` names the columns that a link to the form of a new row may fill in.
    """

    taken_from_address: ClassVar[tuple[str, ...]] = ()

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """What the rules refuse about a filled form; `item` is the stored row, None for a new one."""
        return ()

    def step_before_saving(self, form: Any, item: Any | None) -> Any | None:
        """A page to show before a form that the rules accept is saved; None saves it at once."""
        return None

    def before_saving(self, form: Any, item: Any) -> None:
        """What else is to be written in the same transaction, before the row itself."""

    def after_saving(self, form: Any, item: Any) -> None:
        """What else is to be written in the same transaction, once the row has its id."""

    def prefill(self, form: Any, item: Any) -> None:
        """Fills the fields of a form that stand for no column of the row."""

    def refusal_to_delete(self, item: Any) -> str | None:
        """Why a row must stay, where a rule says so."""
        return None

    def name_of(self, item: Any) -> str:
        """What a row is called above its own page."""
        return str(item)

    def given_by_address(self, arguments: Mapping[str, str]) -> dict[str, Any]:
        """What a new row's form starts with, out of the link that led to it; it is checked when the form comes back."""
        return {name: arguments[name] for name in self.taken_from_address if arguments.get(name)}

    def shown(self, item: Any) -> dict[str, Any]:
        """What the page of one row shows beside its columns."""
        return {}
