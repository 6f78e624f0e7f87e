"""What a filled-in workbook wants of a quarter statement, cell by cell, under the rules of the screens (Q-1 … Q-4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.database import BincSession
from app.domain.faults import Caution, DomainError, Fault
from app.domain.quarter import Quarter
from app.domain.statements.amounts import check_amount, sum_of
from app.domain.statements.grid import (
    AMOUNT,
    HOW,
    TOTAL,
    FilledCell,
    FilledRow,
    FilledSheet,
    GridPart,
    amount_in,
    decided_total,
    kind_key,
    switch_in,
)
from app.domain.statements.lines import PER_KIND, UNBOUND
from app.domain.statements.states import PROCESSED_ALREADY, StatementState
from app.queries.answers import answer_labels
from app.queries.statement_clients import clients_of_lines
from app.queries.statements import Line, Statement
from app.services.statement_lines import COUNTED, NO_CLIENT, TotalInput, amounts_of, total_cautions
from app.services.statement_totals import KindsInput
from models.facility import Facility

WORKBOOK = "dit bestand"
SENT_ALREADY = (
    "Dit kwartaal is verzonden. Een bestand wijzigt het niet meer. Verbeter het op het scherm en verzend het opnieuw."
)
NO_SHEET = "Het blad met {} ontbreekt. Exporteer het kwartaal opnieuw en vul dat bestand in."
PARTS = {GridPart.TOTALS: "de totalen", GridPart.CLIENTS: "de cliënten", GridPart.KINDS: "de soorten"}


@dataclass(frozen=True)
class LineWish:
    """What one line becomes: its total, and the figures behind it that change."""

    line: Line
    total: TotalInput
    clients: Mapping[int, Decimal | None] = field(default_factory=dict)
    kinds: KindsInput | None = None

    @property
    def is_new(self) -> bool:
        """Whether nothing was filled in for the line before."""
        return self.line.total_id is None


@dataclass(frozen=True)
class GridPlan:
    """All lines that change, what has to be confirmed, and a digest of it with the version it was made for."""

    wishes: tuple[LineWish, ...]
    cautions: tuple[Caution, ...]
    unchanged: int
    digest: str


def check_mark(sheets: Sequence[FilledSheet], facility: Facility) -> Quarter:
    """The quarter that a workbook is about, when all of it is about one quarter of this facility.

    Raises DomainError: for a file without keys, of another facility, or put together from several.
    """
    if not sheets:
        message = (
            "Dit is geen kwartaalrooster van Binc: de verborgen sleutels ontbreken. Exporteer het kwartaal opnieuw."
        )
        raise DomainError(Fault("Q-6", WORKBOOK, message))
    foreign = [one for one in sheets if one.mark.facility_code != facility.code]
    if foreign:
        message = f"Dit blad is van een andere voorziening. Je leest alleen roosters van {facility.code} in."
        raise DomainError(*(Fault("A-2", f"blad '{one.name}'", message) for one in foreign))
    quarter = sheets[0].mark.quarter
    others = [one for one in sheets if one.mark.quarter != quarter]
    if others:
        message = f"Dit blad is van een ander kwartaal dan blad '{sheets[0].name}' ({quarter})."
        raise DomainError(*(Fault("Q-6", f"blad '{one.name}'", message) for one in others))
    return quarter


def plan_grid(
    session: BincSession, facility: Facility, statement: Statement | None, sheets: Sequence[FilledSheet]
) -> GridPlan:
    """Compares a workbook with the statement as it stands now. Raises DomainError with one fault a cell."""
    if statement is None:
        raise DomainError(Fault("Q-1", WORKBOOK, "Van dit kwartaal is er geen kwartaalstaat (meer)."))
    if statement.state is StatementState.PROCESSED:
        raise DomainError(Fault("Q-4", WORKBOOK, PROCESSED_ALREADY.message))
    if statement.state is StatementState.SENT:
        raise DomainError(Fault("Q-4", WORKBOOK, SENT_ALREADY))
    comparison = _Comparison(session, facility, statement, {one.mark.part: one for one in reversed(sheets)})
    comparison.faults += [fault for sheet in sheets for fault in sheet.faults]
    comparison.check_sheets(sheets)
    wishes = comparison.wishes()
    if comparison.faults:
        raise DomainError(*dict.fromkeys(comparison.faults))
    typed = [line for line in statement.lines if line.is_typed]
    told = repr((statement.version, [(one.line.module_id, one.total, one.clients, one.kinds) for one in wishes]))
    digest = hashlib.sha256(told.encode()).hexdigest()
    return GridPlan(tuple(wishes), tuple(comparison.cautions), len(typed) - len(wishes), digest)


class _Comparison:
    """One workbook beside one statement; gathers faults and cautions on the way."""

    def __init__(
        self, session: BincSession, facility: Facility, statement: Statement, sheets: Mapping[GridPart, FilledSheet]
    ) -> None:
        self.session, self.statement, self.sheets = session, statement, sheets
        self.faults: list[Fault] = []
        self.cautions: list[Caution] = []
        self.per_client = [line for line in statement.lines if not line.is_per_kind]
        modules = [line.module_id for line in self.per_client]
        self.shares = clients_of_lines(session, facility.id, modules, statement.quarter)
        self.stored = amounts_of(session, [line.total_id for line in self.per_client])
        self.kinds = answer_labels(session, PER_KIND)

    def check_sheets(self, sheets: Sequence[FilledSheet]) -> None:
        """Every sheet once, with the rows and columns that the statement has now and no others."""
        lines, per_kind = self.statement.lines, [line for line in self.statement.lines if line.is_per_kind]
        clients = {str(one.client_id) for one in self.shares}
        of_kinds = {kind_key(line.code, kind) for line in per_kind for kind in self._kinds_of(line)}
        self._check(GridPart.TOTALS, {line.code for line in lines}, {TOTAL, HOW}, "Deze module")
        self._check(GridPart.CLIENTS, clients, {line.code for line in self.per_client}, "Deze cliënt")
        if per_kind:
            self._check(GridPart.KINDS, of_kinds, {AMOUNT}, "Deze soort")
        for part in GridPart:
            again = [one for one in sheets if one.mark.part is part][1:]
            message = "Dit blad staat er twee keer in. Houd er één over."
            self.faults += [Fault("Q-6", f"blad '{one.name}'", message) for one in again]

    def _check(self, part: GridPart, rows: set[str], columns: set[str], what: str) -> None:
        sheet = self.sheets.get(part)
        if sheet is None:
            self._fault("Q-6", WORKBOOK, NO_SHEET.format(PARTS[part]))
            return
        for row in sheet.rows:
            if row.key not in rows:
                self._fault("Q-1", row.place, f"{what} staat niet (meer) in dit kwartaal. Haal de rij weg.")
        for key, place in sheet.heads.items():
            if key not in columns:
                self._fault("Q-1", place, "Deze module staat niet (meer) in dit kwartaal. Haal de kolom weg.")
        for key in sorted(columns - sheet.heads.keys()):
            self._fault("Q-6", f"blad '{sheet.name}'", f"De kolom {key} ontbreekt. Exporteer het kwartaal opnieuw.")
        for key in sorted(rows - {row.key for row in sheet.rows}):
            named = "cliëntnummer " if part is GridPart.CLIENTS else ""
            message = f"De rij van {named}{key} ontbreekt. Zet ze terug, of exporteer het kwartaal opnieuw."
            self._fault("Q-6", f"blad '{sheet.name}'", message)

    def _kinds_of(self, line: Line) -> list[str]:
        return [*self.kinds, *([UNBOUND] if line.has_non_client_bound else [])]

    def wishes(self) -> list[LineWish]:
        """What changes, line by line."""
        amounts = self._client_amounts()
        found = [self._wish(line, amounts.get(line.module_id, {})) for line in self.statement.lines]
        return [one for one in found if one is not None]

    def _wish(self, line: Line, amounts: Mapping[int, Decimal | None]) -> LineWish | None:
        row = self._row(GridPart.TOTALS, line.code)
        if not line.is_typed:
            self._refuse_counted(row, line.total)
            return None
        if line.is_per_kind:
            kinds = self._kinds(line)
            summed = sum_of([*kinds.kinds.values(), kinds.non_client_bound])
            total = self._total(line, row, summed)
            changed = kinds if (_filled(kinds), kinds.non_client_bound) != (line.kinds, line.non_client_bound) else None
            different = (line.total, line.computed) != (total.total, total.computed)
            return LineWish(line, total, kinds=changed) if changed or different else None
        stored = self.stored.get(line.total_id or 0, {})
        clients = {one: amount for one, amount in amounts.items() if stored.get(one) != amount}
        total = self._total(line, row, sum_of({**stored, **clients}.values()))
        different = (line.total, line.computed) != (total.total, total.computed)
        return LineWish(line, total, clients) if clients or different else None

    def _total(self, line: Line, row: FilledRow | None, summed: Decimal | None) -> TotalInput:
        typed = self._amount(row, TOTAL, line.rounding)
        word = row.cells.get(HOW) if row else None
        how, faults = switch_in(word.value if word else None, word.place if word else WORKBOOK)
        self.faults += faults
        total, computed = decided_total(how, typed, summed)
        asked = total_cautions(line, TotalInput(typed, computed), total)
        place = row.cells[TOTAL].place if row and TOTAL in row.cells else WORKBOOK
        self.cautions += [Caution(one.rule, place, one.message) for one in asked]
        return TotalInput(total, computed)

    def _client_amounts(self) -> dict[int, dict[int, Decimal | None]]:
        """The amounts that were filled in, by module and client; only where the client has the module."""
        deployed = {(str(one.client_id), one.module_id): one for one in self.shares}
        sheet = self.sheets.get(GridPart.CLIENTS)
        found: dict[int, dict[int, Decimal | None]] = {}
        for row in sheet.rows if sheet else ():
            for line in self.per_client:
                share = deployed.get((row.key, line.module_id))
                if not line.is_typed:
                    self._refuse_counted(row, Decimal(share.days) if share else None, line.code)
                    continue
                amount = self._amount(row, line.code, line.rounding)
                if share is not None and line.code in row.cells:
                    found.setdefault(line.module_id, {})[share.client_id] = amount
                elif amount is not None:
                    self._fault("Q-1", row.cells[line.code].place, NO_CLIENT)
        return found

    def _kinds(self, line: Line) -> KindsInput:
        cells = {
            kind: self._amount(self._row(GridPart.KINDS, kind_key(line.code, kind)), AMOUNT, line.rounding)
            for kind in self._kinds_of(line)
        }
        unbound = cells.pop(UNBOUND, None)
        return KindsInput(cells, unbound)

    def _refuse_counted(self, row: FilledRow | None, counted: Decimal | None, column: str = TOTAL) -> None:
        cell = row.cells.get(column) if row else None
        if cell is None:
            return
        try:
            given = amount_in(cell.value)
        except ValueError:
            given = Decimal(-1)
        if given is not None and given != counted:
            self._fault("Q-2", cell.place, COUNTED)

    def _amount(self, row: FilledRow | None, column: str, rounding: str) -> Decimal | None:
        cell: FilledCell | None = row.cells.get(column) if row else None
        if cell is None:
            return None
        try:
            amount = amount_in(cell.value)
        except ValueError as problem:
            self._fault("Q-3", cell.place, str(problem))
            return None
        self.faults += check_amount(amount, rounding, cell.place)
        return amount if amount is None else amount.quantize(Decimal("0.01"))

    def _row(self, part: GridPart, key: str) -> FilledRow | None:
        sheet = self.sheets.get(part)
        return next((row for row in sheet.rows if row.key == key), None) if sheet else None

    def _fault(self, rule: str, place: str, message: str) -> None:
        self.faults.append(Fault(rule, place, message))


def _filled(kinds: KindsInput) -> dict[str, Decimal]:
    return {kind: amount for kind, amount in kinds.kinds.items() if amount is not None}


def changed_cells(wishes: Iterable[LineWish]) -> int:
    """How many figures of clients change."""
    return sum(len(one.clients) for one in wishes)
