"""A quarter statement as a workbook: its totals, and all clients by all modules (Q-6, H12.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.statements.grid import (
    AMOUNT,
    HOW,
    NOT_YET,
    SUMMED,
    TOTAL,
    TYPED,
    GridMark,
    GridPart,
    kind_key,
    told,
)
from app.domain.statements.lines import UNBOUND
from app.queries.statements import Line, Statement
from app.workbooks.sheets import DAY, NUMBER, Column, Explanation, Sheet, Value, workbook

PRIVACY = (
    "Vertrouwelijk. Dit bestand bevat gegevens over kinderen en jongeren. Alleen wie het voor zijn werk nodig heeft en "
    "het zelf mocht maken, mag het gebruiken. Geef het niet door en verwijder het zodra je klaar bent."
)
HOW_TO_FILL_IN = (
    "Je kunt dit bestand invullen en in Binc inlezen (Bestanden inlezen). Vul alleen getallen in bij “Totaal”, bij de "
    "cliënten en bij de soorten, en schrijf bij “Hoe” of een totaal ingetypt of opgeteld is. Rijen en kolommen mogen "
    "van plaats wisselen, maar niet weg of erbij; de verborgen kolom en rij met sleutels blijven staan."
)
# By these the product knows rows and columns again, wherever a spreadsheet moved them.
KEY = Column("Sleutel (niet wijzigen)", width=20, hidden=True)


@dataclass(frozen=True)
class ClientRow:
    """One client of the quarter, by client number, with the amount per module id; those without one are left out."""

    number: int
    name: str
    birth_date: date | None
    amounts: Mapping[int, Decimal]


@dataclass(frozen=True)
class Made:
    """Of which facility a workbook tells, who made it, when (in the time zone the moment carries), what it means."""

    code: str
    place: str
    by: str
    at: datetime
    definitions: tuple[str, ...] = ()


def statement_workbook(
    statement: Statement,
    clients: Sequence[ClientRow],
    made: Made,
    *,
    state: str,
    units: Mapping[str, str],
    kinds: Mapping[str, str],
) -> bytes:
    """All modules and all clients of a quarter, amounts as numbers; a counted line holds its client-days (Q-6)."""
    about = [
        ("Let op", PRIVACY),
        ("Wat", "Kwartaalstaat"),
        ("Voorziening", made.place),
        ("Kwartaal", str(statement.quarter)),
        ("Stand", state),
        ("Gemaakt door", made.by),
        ("Gemaakt op", f"{made.at:%d/%m/%Y %H:%M}"),
    ]
    marks = {part: GridMark(part, made.code, statement.quarter).text for part in GridPart}
    sheets = [
        _totals(statement, about, units, marks[GridPart.TOTALS]),
        _clients(statement, clients, about, marks[GridPart.CLIENTS]),
    ]
    per_kind = [line for line in statement.lines if line.is_per_kind]
    if per_kind:
        sheets.append(_per_kind(per_kind, about, kinds, marks[GridPart.KINDS]))
    explained = Explanation("Over dit bestand", about, (HOW_TO_FILL_IN, *made.definitions))
    return workbook(f"{made.place} - kwartaalstaat {statement.quarter}", [*sheets, explained])


def _totals(statement: Statement, about: list[tuple[str, str]], units: Mapping[str, str], mark: str) -> Sheet:
    columns = (
        Column("Module", width=58),
        Column("Code", width=22),
        Column("Eenheid", width=14),
        Column("Cliënten", NUMBER),
        Column("Totaal", NUMBER),
        Column("Hoe", width=24),
        KEY,
    )
    rows: list[list[Value]] = [
        [line.name, line.code, units[line.unit], line.clients, line.total, _how(line), line.code]
        for line in statement.lines
    ]
    return Sheet("Totalen", about, columns, rows, (*told("module", "code", "unit", "clients"), TOTAL, HOW, mark))


def _how(line: Line) -> str:
    if not line.is_typed:
        return "volgt uit de schakelingen"
    return NOT_YET if line.total is None else SUMMED if line.computed else TYPED


def _clients(statement: Statement, clients: Sequence[ClientRow], about: list[tuple[str, str]], mark: str) -> Sheet:
    lines = [line for line in statement.lines if not line.is_per_kind]
    columns = (
        Column("Cliënt", width=34),
        Column("Geboren", DAY, 14),
        *(Column(line.name, NUMBER, 24) for line in lines),
        KEY,
    )
    rows: list[list[Value]] = [
        [one.name, one.birth_date, *(one.amounts.get(line.module_id) for line in lines), str(one.number)]
        for one in clients
    ]
    return Sheet("Cliënten", about, columns, rows, (*told("name", "born"), *(line.code for line in lines), mark))


def _per_kind(lines: Sequence[Line], about: list[tuple[str, str]], kinds: Mapping[str, str], mark: str) -> Sheet:
    columns = (Column("Module", width=58), Column("Soort", width=34), Column("Dagen", NUMBER), KEY)
    rows: list[list[Value]] = []
    for line in lines:
        rows += [[line.name, label, line.kinds.get(code), kind_key(line.code, code)] for code, label in kinds.items()]
        if line.has_non_client_bound:
            unbound = kind_key(line.code, UNBOUND)
            rows.append([line.name, "Niet aan een cliënt gebonden", line.non_client_bound, unbound])
    return Sheet("Per soort", about, columns, rows, (*told("module", "kind"), AMOUNT, mark))
