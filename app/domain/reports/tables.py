"""A table of a report as data: which dossiers it counts, in which classes, and where it reads them (R-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.organisation_types import ORGANISATION_TYPES, has_chain
from app.domain.referral_forms import referral_form
from app.domain.registration_fields import (
    EXIT,
    EXIT_ADVICE,
    EXIT_COMMON,
    EXIT_FOLLOW_UP,
    FAMILY_SITUATION,
    FAMILY_SITUATION_FIELDS,
    INTAKE,
    INTAKE_FIELDS,
    TITLES,
    TRAJECTORY,
    TRAJECTORY_FIELDS,
    FieldDefinition,
    fields_of,
)
from app.domain.registrations import is_empty
from app.domain.reports.population import Bracket, Population

NOT_FILLED_IN, NOT_FILLED_IN_WORDS = "not_filled_in", "Niet ingevuld"
YES, NO = "yes", "no"
SUM, MEAN = "sum", "mean"
COURSE, CLIENT, REFERRAL, DECISION = "course", "client", "referral", "decision"
QUESTIONS: dict[str, tuple[FieldDefinition, ...]] = {
    INTAKE: INTAKE_FIELDS,
    EXIT: (*EXIT_COMMON, *EXIT_FOLLOW_UP, *EXIT_ADVICE),
    FAMILY_SITUATION: FAMILY_SITUATION_FIELDS,
    TRAJECTORY: TRAJECTORY_FIELDS,
}
PLACES = {COURSE: "Dossier", CLIENT: "Cliënt", REFERRAL: "Aanmelding", DECISION: "Beslissingen", **TITLES}


STARTED, CLOSED, ALL = Population.STARTED, Population.CLOSED, Population.ALL
SEVERAL = "Een dossier kan in meer dan één kolom staan: de kolommen tellen niet op tot het totaal."
UNIQUE = "Elke minderjarige telt één keer per rij, ook met meer dan één dossier; de rijen tellen niet op."
YES_OR_NO = ((YES, "Ja"), (NO, "Nee"))


class Unit(StrEnum):
    """What the numbers of a table are numbers of; unique minors count once at each level, so they do not add up."""

    DOSSIERS = "dossiers"
    MINORS = "minors"
    DECISIONS = "decisions"


@dataclass(frozen=True)
class Source:
    """Where a table reads a dossier: on which pages, under which key, and what people call that.

    Of several pages a dossier has the one of its organisation type: the family situation stands in the intake, and at
    1G1P on a page of its own.
    """

    places: tuple[str, ...]
    key: str
    label: str

    @property
    def pages(self) -> tuple[str, ...]:
        """The registrations among the places: a dossier counts only when its page was opened (R-2)."""
        return tuple(place for place in self.places if place in QUESTIONS)

    @property
    def words(self) -> str:
        """Where somebody finds the field on the screens."""
        return f"{' of '.join(PLACES[place] for place in self.places)}: {self.label}"


@dataclass(frozen=True)
class Within:
    """That a part counts only the dossiers in one class of another part: its total is that very cell."""

    table: str
    part: str
    code: str


@dataclass(frozen=True)
class TablePart:
    """Some columns of a table that belong together: one population, one question, one total.

    `answers` is the list its classes come from and `fixed` those that are no list (code and words); a dossier without
    an answer is in the class `blank`. `several`: a dossier can be in more than one class. `is_long`: only classes that
    hold something are shown, the others together. `amounts` adds numbers up instead of counting classes.
    """

    key: str
    population: Population
    title: str = ""
    unit: Unit = Unit.DOSSIERS
    source: Source | None = None
    crossed_with: Source | None = None
    answers: str | None = None
    fixed: tuple[tuple[str, str], ...] = ()
    brackets: tuple[Bracket, ...] = ()
    blank: str = NOT_FILLED_IN
    several: bool = False
    is_long: bool = False
    amounts: bool = False
    within: Within | None = None

    @property
    def not_filled_in(self) -> bool:
        """Whether "not filled in" is a column even when nobody is in it: where started dossiers answer (R-2)."""
        return self.blank == NOT_FILLED_IN and self.source is not None and self.population == Population.STARTED


@dataclass(frozen=True)
class ReportTable:
    """One table, and so one sheet of a report; `only` names the organisation types that have it, none meaning all.

    `sheet` is its name where there is little room (31 signs); `note` is what a reader has to know beside the
    definition of the population.
    """

    key: str
    title: str
    sheet: str
    parts: tuple[TablePart, ...]
    note: str = ""
    only: frozenset[str] = frozenset()

    @property
    def populations(self) -> tuple[Population, ...]:
        """The populations it tells of, each once, in the order of its columns."""
        return tuple(dict.fromkeys(part.population for part in self.parts))

    def part(self, key: str) -> TablePart:
        """One of its parts. Raises KeyError for another key."""
        return {part.key: part for part in self.parts}[key]


@dataclass(frozen=True)
class ReportKind:
    """A report that people ask for: its tables, or for raw data the dossiers that it lists (R-1, R-7)."""

    key: str
    title: str
    tables: tuple[ReportTable, ...] = ()
    raw_population: Population | None = None


def applies(part: TablePart, organisation_type: str) -> bool:
    """Whether the dossiers of an organisation type are ever asked what a part counts (D-4, E-1, E-2, E-4)."""
    source = part.source
    if source is None:
        return True
    if source.pages:
        return any(_asks(page, source.key, organisation_type) for page in source.pages)
    if REFERRAL in source.places:
        return source.key in {rule.field for rule in referral_form(organisation_type, True)}
    return DECISION not in source.places or has_chain(organisation_type, True)


def _asks(page: str, key: str, organisation_type: str) -> bool:
    return any(field.key == key for field in fields_of(page, organisation_type))


def table_of(table: ReportTable, organisation_type: str) -> ReportTable | None:
    """A table as one organisation type has it, without what it is never asked; None when nothing is left (R-1)."""
    if table.only and organisation_type not in table.only:
        return None
    parts = tuple(part for part in table.parts if applies(part, organisation_type))
    return replace(table, parts=parts) if parts else None


def types_of_part(table: ReportTable, part: TablePart) -> frozenset[str]:
    """The organisation types whose dossiers a part of a table counts."""
    return frozenset(kind for kind in types_of(table) if applies(part, kind))


def types_of(table: ReportTable) -> tuple[str, ...]:
    """The organisation types that have a table, in their usual order."""
    return tuple(kind for kind in ORGANISATION_TYPES if table_of(table, kind) is not None)


Reader = Callable[[object], tuple[str, ...]]


def reader_of(part: TablePart) -> Reader:
    """How an answer is read as the codes of its classes: one, or several where a question takes several."""
    blank = (part.blank,)

    def read(answer: object) -> tuple[str, ...]:
        if is_empty(answer):
            return blank
        if isinstance(answer, bool):
            return (YES,) if answer else (NO,)
        if isinstance(answer, int):
            return (next(one.code for one in part.brackets if one.most is None or answer <= one.most),)
        if isinstance(answer, list | tuple):
            return tuple(dict.fromkeys(answer))
        return (str(answer),)

    return read
