"""What a change of somebody's help does to the statements of the quarters it touches (Q-1, Q-4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.quarter import Quarter


@dataclass(frozen=True)
class Deployed:
    """One module of one schakeling of a client, with its days; an open end is 9999-12-31."""

    client_id: int
    module_id: int
    begin: date
    end: date
    dossier_id: int

    def lies_in(self, quarter: Quarter) -> bool:
        """Whether at least one of its days lies in the quarter; first and last day count (Q-1)."""
        return self.begin <= quarter.period.end and self.end >= quarter.period.begin


@dataclass(frozen=True)
class QuarterChange:
    """What may have changed in one quarter; other clients decide whether it did.

    `left` are the clients and modules that no longer meet in the quarter; `gone` and `new` the modules that these
    clients no longer have in it, or did not have before, each with a dossier that made it so.
    """

    quarter: Quarter
    left: frozenset[tuple[int, int]]
    gone: dict[int, int]
    new: dict[int, int]
    had_help: bool
    has_help: bool


def changed_rows(
    before: Iterable[Deployed], after: Iterable[Deployed]
) -> tuple[frozenset[Deployed], frozenset[Deployed]]:
    """The deployments that went and those that came, leaving out what stayed the same."""
    old, new = frozenset(before), frozenset(after)
    return old - new, new - old


def change_in(quarter: Quarter, before: Collection[Deployed], after: Collection[Deployed]) -> QuarterChange | None:
    """What rewriting the deployments of some clients changed in a quarter; None when nothing did (Q-1)."""
    old, new = _of(quarter, before), _of(quarter, after)
    left = old.keys() - new.keys()
    was, now = {module for _, module in old}, {module for _, module in new}
    if not left and was == now:
        return None
    gone = {module: dossier for (_, module), dossier in old.items() if module not in now}
    joined = {module: dossier for (_, module), dossier in new.items() if module not in was}
    return QuarterChange(quarter, frozenset(left), gone, joined, bool(old), bool(new))


def _of(quarter: Quarter, rows: Iterable[Deployed]) -> dict[tuple[int, int], int]:
    return {(row.client_id, row.module_id): row.dossier_id for row in rows if row.lies_in(quarter)}
