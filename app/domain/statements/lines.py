"""Which modules stand in a statement, how their utilisation comes about, and what is still missing (Q-1, Q-2, M-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.faults import Fault
from app.domain.organisation_types import has_statements
from app.domain.quarter import Quarter

FIRST_QUARTER = Quarter(2015, 1)
PER_KIND = "supporting_kind"
# The row of supporting guidance that is bound to no client.
UNBOUND = "non_client_bound"
CKG = "CKG"


class Input(StrEnum):
    """How the utilisation of a module comes about: typed, counted from the schakelingen, or not at all (M-1)."""

    TYPED = "manual"
    COUNTED = "equals_deployment"
    NONE = "none"


@dataclass(frozen=True)
class UtilisationFacts:
    """The utilisation properties of a type module that do not depend on who offers it (M-1)."""

    utilisation: str
    rounding: str
    detail: str | None = None
    non_client_bound: bool = False
    ckg_points: Decimal | None = None

    @property
    def is_per_kind(self) -> bool:
        """Whether it is filled in per kind of supporting guidance and not per client (Q-2)."""
        return self.detail == PER_KIND


def input_of(module: UtilisationFacts, organisation_type: str) -> Input:
    """How the utilisation of a module comes about at an organisation type (M-1, H12).

    At a CKG all that counts in guidance points takes none, Crisisbegeleiding included.
    """
    if organisation_type == CKG and module.ckg_points is not None:
        return Input.NONE
    return Input(module.utilisation)


@dataclass(frozen=True)
class LineTotal:
    """What the sending of a statement asks of one line: its module, how it comes about, and its total so far."""

    module_id: int
    name: str
    input: Input
    total: Decimal | None

    @property
    def is_filled_in(self) -> bool:
        """Whether it can be sent: counted lines always, typed ones once they have a total; 0 counts (Q-4)."""
        return self.input is not Input.TYPED or self.total is not None


def may_have_statement(organisation_type: str, quarter: Quarter, today: date) -> bool:
    """Whether a statement of this quarter can exist by now, once there is a schakeling in it (Q-1)."""
    return has_statements(organisation_type) and FIRST_QUARTER <= quarter <= Quarter.of(today)


def cell_of(module_id: int) -> str:
    """The name of the cell in which the total of a module is typed."""
    return f"total_{module_id}"


def cell_behind(module_id: int, what: int | str) -> str:
    """The name of a cell behind that total: of a client by its id, of a kind, or of what is bound to no client."""
    return f"{cell_of(module_id)}.{what}"


def missing_totals(lines: Iterable[LineTotal]) -> list[Fault]:
    """One fault for each line that still stops a statement from being sent, at its cell (Q-4)."""
    return [
        Fault("Q-4", cell_of(line.module_id), f"{line.name}: vul het totaal nog in. Was er niets, vul dan 0 in.")
        for line in lines
        if not line.is_filled_in
    ]
