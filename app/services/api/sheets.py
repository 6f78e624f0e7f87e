"""A sheet of a quarter, or a part of it, as a program sends it: by module, dossier and kind (G-3, Q-2, Q-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app.database import BincSession, record_read
from app.domain.faults import Fault, NotFound
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.lines import UNBOUND, cell_behind, cell_of
from app.queries.statements import Statement
from app.services.api.month_plans import NO_DOSSIER
from app.services.api.naming import called
from app.services.statement_lines import NO_LINE, UNSAID, LineInput, MaybeSaid, save_lines
from app.services.statements import hold_statement
from models.dossier import Dossier
from models.facility import Facility

MODULE_TWICE = "Deze module staat er twee keer. Houd er één over."
CLIENT_TWICE = "Deze cliënt staat er twee keer bij deze module. Houd er één over."
KIND_TWICE = "Deze soort staat er twee keer bij deze module. Houd er één over."
NOTHING_SAID = "Zeg wat er bij deze module moet staan: een totaal, cijfers per cliënt of cijfers per soort."


@dataclass(frozen=True)
class SheetLine:
    """One module that is sent; `clients` are codes of dossiers with their amounts. What is not said stays as it is."""

    module: str
    total: MaybeSaid = UNSAID
    computed: bool | None = None
    clients: Sequence[tuple[str, Decimal | None]] = ()
    kinds: Sequence[tuple[str, Decimal | None]] = ()
    non_client_bound: MaybeSaid = UNSAID

    @property
    def says_nothing(self) -> bool:
        """Whether only the module is named."""
        return self == SheetLine(self.module)


def save_sheet(
    session: BincSession,
    facility: Facility,
    quarter: Quarter,
    lines: Sequence[SheetLine],
    *,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Statement:
    """Saves lines of a statement as its sheets would, all of them or none; any dossier of a client names the client.

    Keywords and errors as for `save_totals`; each fault at its place in what was sent. Raises NotFound with every
    dossier that does not exist here.
    """
    held = hold_statement(session, facility, quarter, actor=actor, today=today, seen_version=seen_version)
    reading = _Reading(held.statement, _clients_of(session, facility.id, lines))
    for place, line in enumerate(lines):
        reading.read(f"lines.{place}", line)
    with called(reading.names):
        return save_lines(session, held, reading.lines, today=today, confirmed=confirmed, faults=reading.faults)


def _clients_of(session: BincSession, facility_id: int, lines: Sequence[SheetLine]) -> dict[str, int]:
    """The clients of the dossiers that the lines name; on record as read (A-5)."""
    codes = {code for line in lines for code, _ in line.clients}
    query = select(Dossier.code, Dossier.client_id).where(
        Dossier.facility_id == facility_id, Dossier.code == func.any(sorted(codes))
    )
    found: dict[str, int] = {row.code: row.client_id for row in session.execute(query)} if codes else {}
    record_read("client", found.values())
    unknown = [
        replace(NO_DOSSIER, field=f"lines.{number}.clients.{place}.dossier")
        for number, line in enumerate(lines)
        for place, (code, _) in enumerate(line.clients)
        if code not in found
    ]
    if unknown:
        raise NotFound(*unknown)
    return found


@dataclass
class _Reading:
    """What was sent as lines of the statement, what is wrong with it, and what the program calls each cell."""

    statement: Statement
    clients: Mapping[str, int]
    lines: list[LineInput] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def read(self, at: str, sent: SheetLine) -> None:
        """Takes in one line."""
        line = next((one for one in self.statement.lines if one.code == sent.module), None)
        if line is None:
            self.faults.append(Fault("Q-1", f"{at}.module", NO_LINE))
        elif line.module_id in {one.module_id for one in self.lines}:
            self.faults.append(Fault("Q-2", f"{at}.module", MODULE_TWICE))
        elif sent.says_nothing:
            self.faults.append(Fault("Q-2", at, NOTHING_SAID))
        else:
            self._take(at, line.module_id, sent)

    def _take(self, at: str, module_id: int, sent: SheetLine) -> None:
        self.names |= {
            cell_of(module_id): f"{at}.total",
            cell_behind(module_id, UNBOUND): f"{at}.non_client_bound",
        }
        clients = self._of_clients(at, module_id, sent)
        kinds = self._of_kinds(at, module_id, sent)
        self.lines.append(LineInput(module_id, sent.total, sent.computed, clients, kinds, sent.non_client_bound))

    def _of_clients(self, at: str, module_id: int, sent: SheetLine) -> dict[int, Decimal | None]:
        found: dict[int, Decimal | None] = {}
        for place, (code, amount) in enumerate(sent.clients):
            client_id = self.clients[code]
            if client_id in found:
                self.faults.append(Fault("Q-2", f"{at}.clients.{place}.dossier", CLIENT_TWICE))
                continue
            found[client_id] = amount
            self.names[cell_behind(module_id, client_id)] = f"{at}.clients.{place}.amount"
        return found

    def _of_kinds(self, at: str, module_id: int, sent: SheetLine) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for place, (kind, amount) in enumerate(sent.kinds):
            if kind in found:
                self.faults.append(Fault("Q-2", f"{at}.kinds.{place}.kind", KIND_TWICE))
                continue
            found[kind] = amount
            self.names[cell_behind(module_id, kind)] = f"{at}.kinds.{place}.amount"
        return found
