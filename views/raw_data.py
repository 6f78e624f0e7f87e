"""The dictionary of the raw data: what each column means and holds, and where it is filled in (R-7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, g, render_template

from app.database import current_session
from app.domain.registration_fields import TITLES
from app.domain.reports.raw import (
    ANSWER,
    ANSWERS,
    DAY,
    DOSSIERS,
    FIXED_WORDS,
    TEXT,
    TYPE_MODULE,
    WHOLE,
    YES_NO,
    RawColumn,
    RawTable,
    Words,
)
from app.domain.roles import FACILITY_ROLES
from app.queries.reports.raw import raw_tables_of, raw_words
from app.workbooks.raw_schema import raw_schema
from forms.registration_words import help_text, help_texts_of
from views.base.page import BasePage, page

KINDS: Mapping[str, str] = {
    TEXT: "tekst",
    WHOLE: "geheel getal",
    DAY: "dag, JJJJ-MM-DD",
    YES_NO: "Ja of Nee",
    ANSWER: "één antwoord",
    ANSWERS: "één of meer antwoorden, met ; ertussen",
}
# More answers than this stand folded away.
FEW_ANSWERS = 4


@dataclass(frozen=True)
class ToldColumn:
    """One column as the dictionary tells it."""

    key: str
    title: str
    meaning: str
    kind: str
    answers: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether its answers stand folded away."""
        return len(self.answers) > FEW_ANSWERS


@dataclass(frozen=True)
class ToldPart:
    """Columns that belong together, under one head."""

    head: str
    columns: tuple[ToldColumn, ...]


class RawDataPage(BasePage):
    """What one needs to know to work with raw data."""

    route_base = "/ruwe-data"
    shipped_to = {"read": FACILITY_ROLES}

    @page("/", personal=None)
    def index(self) -> Any:
        """The columns that the raw data of one's own facility have."""
        session, facility = current_session(), g.seat.facility or abort(404)
        kind = facility.organisation_type
        tables = raw_tables_of(session, facility)
        parts = [part for table in tables for part in told_parts(table, raw_words(session, table), kind)]
        return render_template("pages/raw_data.html", parts=parts, facility=facility, tables=tables)

    @page("/schema/", personal=None)
    def schema(self) -> Any:
        """The published schema that every XML file keeps to (R-7)."""
        return Response(raw_schema(), mimetype="application/xml")


def told_parts(table: RawTable, words: Words, organisation_type: str) -> list[ToldPart]:
    """The columns of a table in their order: those of a dossier by the place where they are filled in."""
    found: dict[str, list[ToldColumn]] = {}
    for column in table.columns:
        head = f"Per {table.row}"
        if table.key == DOSSIERS:
            head += f": {column.source.lower()}"
        found.setdefault(head, []).append(_told(column, words, organisation_type))
    return [ToldPart(head, tuple(columns)) for head, columns in found.items()]


def _told(column: RawColumn, words: Words, organisation_type: str) -> ToldColumn:
    listed = FIXED_WORDS.get(column.answers or "") or words.get(column.answers or "") or {}
    # The modules are the catalogue itself, too long to tell here.
    answers: Iterable[str] = () if column.answers == TYPE_MODULE else listed.values()
    meaning = _help(column, organisation_type) or column.meaning
    return ToldColumn(column.key, column.title, meaning, KINDS[column.kind], tuple(answers))


def _help(column: RawColumn, organisation_type: str) -> str | None:
    """What the page itself says at the question (E-5)."""
    if column.part in TITLES:
        return help_text(help_texts_of(column.part, organisation_type), column.field)
    return None
