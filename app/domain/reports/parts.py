"""Makes the parts of tables from the questions that the screens ask, so that both have the same answers (R-1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.registration_fields import BOOL, CHOICE, MULTI, FieldDefinition
from app.domain.reports.population import LENGTH_BRACKETS, Bracket, Population
from app.domain.reports.tables import (
    CLOSED,
    COURSE,
    MEAN,
    NO,
    NOT_FILLED_IN,
    QUESTIONS,
    REFERRAL,
    STARTED,
    SUM,
    YES_OR_NO,
    Source,
    TablePart,
    Within,
)


def asked(
    page: str | tuple[str, ...],
    key: str,
    population: Population,
    part: str | None = None,
    *,
    title: str = "",
    within: Within | None = None,
    brackets: tuple[Bracket, ...] = (),
    is_long: bool = False,
) -> TablePart:
    """The part that counts the answers to one question of a registration, with the classes of that question."""
    pages = (page,) if isinstance(page, str) else page
    field = next(field for field in QUESTIONS[pages[0]] if field.key == key)
    source = Source(pages, key, field.label)
    counted = TablePart(part or key, population, title, source=source, within=within, is_long=is_long)
    return _with_classes(counted, field, brackets)


def _with_classes(part: TablePart, field: FieldDefinition, brackets: tuple[Bracket, ...]) -> TablePart:
    if field.kind == BOOL:
        return replace(part, fixed=YES_OR_NO, blank=NO if field.tick else NOT_FILLED_IN)
    if field.kind in (CHOICE, MULTI):
        return replace(part, answers=field.answers, several=field.kind == MULTI)
    return replace(part, brackets=brackets)


def of_referral(key: str, label: str, **more: Any) -> TablePart:
    """The part that counts the answers to one question of the referral, of the dossiers that started (D-4)."""
    return TablePart(key, STARTED, source=Source((REFERRAL,), key, label), **more)


def amount(key: str, title: str, place: str, words: tuple[str, str]) -> TablePart:
    """The part that adds a number of each closed dossier up: what the sum and the mean are called (R-3)."""
    classes = ((SUM, words[0]), (MEAN, words[1]))
    return TablePart(key, CLOSED, title, source=Source((place,), key, title), amounts=True, fixed=classes)


def length_of_help_parts() -> tuple[TablePart, ...]:
    """The length of help of the closed dossiers, in classes and on average (R-3)."""
    source = Source((COURSE,), "length", "start en einde van de hulp")
    classes = tuple((one.code, one.words) for one in LENGTH_BRACKETS)
    mean = amount("days", "Dagen", COURSE, ("Dagen samen", "Gemiddeld aantal dagen"))
    return TablePart("length", CLOSED, source=source, fixed=classes, brackets=LENGTH_BRACKETS), mean
