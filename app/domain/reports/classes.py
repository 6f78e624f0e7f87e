"""The columns of a counted part: which classes it shows, in which order and in which words (R-1, R-2, E-5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.domain.referral_forms import referral_form
from app.domain.reports.base import AnswerLists
from app.domain.reports.disclosure import MOST_IDENTIFYING
from app.domain.reports.result import COUNT, CountedClass
from app.domain.reports.tables import MEAN, NOT_FILLED_IN, NOT_FILLED_IN_WORDS, REFERRAL, SUM, TablePart

REST = CountedClass("rest", "Overige")
OPEN = CountedClass(NOT_FILLED_IN, NOT_FILLED_IN_WORDS)


def classes_of(
    part: TablePart, lists: AnswerLists, present: Collection[str], organisation_type: str = ""
) -> tuple[CountedClass, ...]:
    """The columns of a part, with the codes that are present; `organisation_type` leaves out what it cannot answer.

    A retired answer has a column only where somebody still has it; a code that no list knows is its own words.
    """
    if part.amounts:
        return tuple(CountedClass(code, words, code if code in (SUM, MEAN) else COUNT) for code, words in part.fixed)
    if part.source is None:
        return ()
    listed = [*_bracketed(part), *_listed(part, lists, present, _options(part, organisation_type))]
    if part.crossed_with is not None:
        return (*_crossed(listed, part, present), OPEN)
    known = {one.code for one in listed}
    strangers = sorted(code for code in present if code not in known and code != NOT_FILLED_IN)
    open_class = [OPEN] if part.not_filled_in or NOT_FILLED_IN in present else []
    return (*listed, *(CountedClass(code, code) for code in strangers), *open_class)


def shown_of_many(
    classes: Iterable[CountedClass], own: Collection[str], others: Collection[str]
) -> tuple[CountedClass, ...]:
    """Of a long list the classes that the facility has or that many others have; the rest together (R-6).

    `own` and `others` are the codes that the facility has, and that more than four others in its type have.
    """
    wanted = {*own, *others}
    every = tuple(classes)
    shown = [one for one in every if one.code in wanted and one.code != NOT_FILLED_IN]
    last = [one for one in every if one.code == NOT_FILLED_IN]
    return (*shown, REST, *last)


def is_common(count: int) -> bool:
    """Whether a class of a long list has a column for the sector's sake alone."""
    return count > MOST_IDENTIFYING


def _bracketed(part: TablePart) -> list[CountedClass]:
    given = part.fixed or tuple((one.code, one.words) for one in part.brackets)
    return [CountedClass(code, words) for code, words in given]


def _listed(
    part: TablePart, lists: AnswerLists, present: Collection[str], options: Collection[str]
) -> list[CountedClass]:
    if part.answers is None:
        return []
    return [
        CountedClass(one.code, one.words)
        for one in lists.get(part.answers, ())
        if one.code in present or not (one.retired or part.is_long or (options and one.code not in options))
    ]


def _options(part: TablePart, organisation_type: str) -> Collection[str]:
    """The answers that the referral form of an organisation type offers; empty where it offers the whole list."""
    if part.source is None or REFERRAL not in part.source.places or part.source.key == "referrer":
        return ()
    form = referral_form(organisation_type, True) if organisation_type else ()
    return next((rule.options for rule in form if rule.field == part.source.key), ())


def _crossed(listed: list[CountedClass], part: TablePart, present: Collection[str]) -> list[CountedClass]:
    second = [("M", "man"), ("F", "vrouw"), ("X", "X"), (part.blank, "geslacht niet ingevuld")]
    return [
        CountedClass(code, f"{one.words}, {words}")
        for one in listed
        for sex, words in second
        if sex in ("M", "F") or f"{one.code}:{sex}" in present
        for code in [f"{one.code}:{sex}"]
    ]
