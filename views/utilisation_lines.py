"""The utilisation of a facility as the page shows it: groups with their modules, and what is still missing (F-8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.database import BincSession
from app.domain.figures.lines import GROUPS, ModuleLines, in_group
from app.domain.figures.result import Figure, Part
from app.domain.figures.utilisation import MissingTotal, Utilisation
from app.domain.figures.utilisation_groups import UtilisationGroup
from app.domain.figures.utilisation_rules import UtilisationRule, utilisation_rule
from app.domain.quarter import Quarter
from app.queries.catalogue import approved_modules
from app.queries.figures.lines import module_lines
from models.facility import Facility
from views.figure_words import GROUP_NAMES, line_names
from views.links import address_of
from views.utilisation_question import LINE, UtilisationQuestion

UNITS: Mapping[UtilisationRule, str] = {
    UtilisationRule.RESIDENCE: "nachten",
    UtilisationRule.DAY_GUIDANCE: "dagen",
    UtilisationRule.CONTEXT_GUIDANCE: "uren",
    UtilisationRule.CRISIS_AT_HOME: "uren",
    UtilisationRule.SUPPORTING_GUIDANCE: "dagen",
}
GROUP_UNITS = dict(zip(GROUP_NAMES, ("nachten", "dagen", "uren", "uren", "dagen"), strict=True))


@dataclass(frozen=True)
class UtilisationLine:
    """One row of the table: a group or a module, with its figure, its unit and the page that says how it came to be.

    `joined` are the other modules whose hours count in it, `left_out` the modules that a group does without.
    """

    figure: Figure
    name: str
    unit: str
    href: str
    joined: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A group with its modules; a section without a group holds the modules that stand on their own."""

    group: UtilisationLine | None
    modules: tuple[UtilisationLine, ...]


@dataclass(frozen=True)
class MissingQuarter:
    """The modules of one quarter whose total is still to be filled in, and the statement where that is done."""

    quarter: Quarter
    modules: tuple[str, ...]
    href: str | None


def function_choices(session: BincSession, facility: Facility | None, asked: Iterable[str]) -> list[tuple[str, str]]:
    """The functions somebody can choose from: the groups of the modules of a facility, the modules that stand on their
    own, and what the address names; of all facilities together all groups.
    """
    if facility is None:
        return list(GROUP_NAMES.items())
    lines, names = module_lines(session, facility.organisation_type), line_names(session)
    codes = {module.code for module in approved_modules(session, facility.id)} | (set(asked) & set(lines))
    rules = {code: utilisation_rule(lines[code], facility.organisation_type) for code in codes if code in lines}
    computed = [lines[code] for code, rule in rules.items() if rule in UNITS]
    groups = {group for group in GROUP_NAMES for line in computed if in_group(line, group)}
    shown = [(group, GROUP_NAMES[group]) for group in GROUP_NAMES if group in groups or group in asked]
    alone = [line.code for line in computed if not any(in_group(line, group) for group in GROUPS)]
    return [*shown, *sorted(((code, names[code]) for code in alone), key=lambda each: each[1])]


def sections_of(
    result: Utilisation, question: UtilisationQuestion, lines: ModuleLines, kind: str, names: Mapping[str, str]
) -> list[Section]:
    """The rows of the table, of the chosen functions only: each group followed by its modules, by name."""

    def line(figure: Figure) -> UtilisationLine:
        unit = UNITS[utilisation_rule(lines[figure.code], kind)]
        href = question.address(LINE, code=figure.code)
        joined = tuple(sorted({names.get(part.code, part.code) for part in joined_parts(figure)}))
        return UtilisationLine(figure, names.get(figure.code, figure.code), unit, href, joined)

    def by_name(figures: Iterable[Figure]) -> tuple[UtilisationLine, ...]:
        return tuple(sorted((line(figure) for figure in figures), key=lambda each: each.name))

    shown = {figure.code for figure in result.modules}
    sections = [
        Section(group_line(group, question, names), by_name(one for one in group.members if one.code in shown))
        for group in result.groups
        if not question.codes or group.figure.code in question.codes
    ]
    alone = by_name(one for one in result.alone if not question.codes or one.code in question.codes)
    return [*sections, *([Section(None, alone)] if alone else [])]


def units_of(lines: ModuleLines, kind: str) -> dict[str, str]:
    """In what each group and each module with a formula is counted at an organisation type, by code."""
    rules = {code: utilisation_rule(line, kind) for code, line in lines.items()}
    return {**GROUP_UNITS, **{code: UNITS[rule] for code, rule in rules.items() if rule in UNITS}}


def joined_parts(figure: Figure) -> Iterator[Part]:
    """The totals of other modules that count in the figure of a module (M-3)."""
    return (part for part in figure.made_of if part.what == "registered" and part.code != figure.code)


def group_line(group: UtilisationGroup, question: UtilisationQuestion, names: Mapping[str, str]) -> UtilisationLine:
    """The row of a group, with the modules it does without."""
    code = group.figure.code
    left_out = tuple(names.get(each, each) for each in group.left_out) if group.figure.rate is not None else ()
    href = question.address(LINE, code=code)
    return UtilisationLine(group.figure, GROUP_NAMES[code], GROUP_UNITS[code], href, left_out=left_out)


def missing_quarters(missing: Iterable[MissingTotal], names: Mapping[str, str]) -> list[MissingQuarter]:
    """The totals still to be filled in, per quarter."""
    per_quarter: dict[Quarter, list[str]] = {}
    for one in missing:
        per_quarter.setdefault(one.quarter, []).append(names.get(one.module, one.module))
    return [
        MissingQuarter(quarter, tuple(sorted(set(modules))), statement_address(quarter))
        for quarter, modules in per_quarter.items()
    ]


def statement_address(quarter: Quarter) -> str | None:
    """The statement in which the totals of a quarter are filled in; None for a seat that does not fill it in (Q-1)."""
    return address_of("StatementPage.fill", quarter=str(quarter))
