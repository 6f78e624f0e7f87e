"""Utilisation as workbooks: what the screen shows, number for number (F-10, H13.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.figures.result import Figure
from app.domain.figures.utilisation import Utilisation
from app.workbooks.figures import AMOUNTS, CODE, COUNTED_IN, NAME, PLACE, WHY, About, amount_cells, rate_cell
from app.workbooks.sheets import NUMBER, RATE, Column, Sheet, Value, workbook

KIND = "Benuttingsgraad"


@dataclass(frozen=True)
class Words:
    """What modules and groups are called and counted in, by code, and the quarters asked, as the screen says it."""

    names: Mapping[str, str]
    units: Mapping[str, str]
    quarters: str

    def name(self, code: str) -> str:
        """The name of a module or a group."""
        return self.names.get(code, code)

    def named(self, figure: Figure) -> list[Value]:
        """The first cells of a figure: its name and code."""
        return [self.name(figure.code), figure.code]

    def fraction(self, figure: Figure) -> list[Value]:
        """The cells of a figure with its numerator and denominator, and in what they are counted."""
        return [*self.named(figure), *amount_cells(figure), self.units.get(figure.code, "")]


@dataclass(frozen=True)
class FacilityUtilisation:
    """The utilisation of one facility among all of them."""

    code: str
    name: str
    organisation_type: str
    province: str
    result: Utilisation


def utilisation_workbook(result: Utilisation, words: Words, about: About, shown: Sequence[str] = ()) -> bytes:
    """The utilisation of one facility: rates on the first sheet, numerators and denominators on the second (F-10).

    `shown` are the codes of the functions to show, none meaning all.
    """
    figures = list(ordered(result, shown))
    lines = [*about.lines(KIND), ("Kwartalen", words.quarters), *missing_lines(result, words)]
    rates = [[*words.named(one), rate_cell(one), one.sentence] for one in figures]
    fractions = [words.fraction(one) for one in figures]
    return workbook(
        f"{about.place} - benuttingsgraad",
        [
            Sheet(KIND, lines, (NAME, CODE, Column(KIND, RATE, 26), WHY), rates),
            Sheet("Tellers en noemers", lines, (NAME, CODE, *AMOUNTS, COUNTED_IN), fractions),
            about.explanation(lines),
        ],
    )


def all_utilisation_workbook(
    facilities: Sequence[FacilityUtilisation],
    words: Words,
    about: About,
    groups: Sequence[str],
    shown: Sequence[str] = (),
) -> bytes:
    """The utilisation of every facility: the rates of its groups on the first sheet, every figure on the second.

    `groups` are the columns of the first sheet; `shown` are the codes of the functions to show, none meaning all.
    """
    lines = [*about.lines(f"{KIND} van alle voorzieningen"), ("Kwartalen", words.quarters)]
    rates: list[list[Value]] = []
    fractions: list[list[Value]] = []
    for one in facilities:
        head: list[Value] = [one.name, one.code, one.organisation_type, one.province]
        own = {group.figure.code: group.figure for group in one.result.groups}
        rates.append([*head, *(rate_cell(own[group]) if group in own else None for group in groups),
                      len(one.result.missing)])  # fmt: skip
        fractions += [[*head, *words.fraction(figure)] for figure in ordered(one.result, shown)]
    columns = (
        *PLACE,
        *(Column(words.name(group), RATE, 26) for group in groups),
        Column("Totalen nog in te vullen", NUMBER),
    )
    return workbook(
        f"{KIND} van alle voorzieningen",
        [
            Sheet(KIND, lines, columns, rates),
            Sheet("Tellers en noemers", lines, (*PLACE, NAME, CODE, *AMOUNTS, COUNTED_IN), fractions),
            about.explanation(lines),
        ],
    )


def ordered(result: Utilisation, shown: Sequence[str]) -> Iterator[Figure]:
    """The figures as the screen orders them: each group with its modules, then the modules on their own."""
    visible = {figure.code for figure in result.modules}
    for group in result.groups:
        if not shown or group.figure.code in shown:
            yield group.figure
            yield from (member for member in group.members if member.code in visible)
    yield from (figure for figure in result.alone if not shown or figure.code in shown)
    if not shown:
        yield from result.without


def missing_lines(result: Utilisation, words: Words) -> list[tuple[str, str]]:
    """The totals that are still to be filled in, as a line above the sheets."""
    missing = [f"{words.name(one.module)} ({one.quarter})" for one in result.missing]
    return [("Nog niet ingevuld", "; ".join(missing))] if missing else []
