"""Utilisation: what was registered, over what the deployable capacity asks (F-8, F-10, F-11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import redirect, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import Fault, NotFound
from app.domain.figures.result import Figure
from app.domain.figures.usual import last_quarter
from app.domain.figures.utilisation import Utilisation
from app.domain.figures.utilisation_rules import utilisation_rule
from app.domain.quarter import Quarter
from app.presentation import today_in_brussels
from app.queries.figures.lines import module_lines
from app.queries.figures.utilisation import utilisation_of
from app.workbooks.sheets import file_name
from app.workbooks.utilisation import Words, all_utilisation_workbook, utilisation_workbook
from forms.figures import MODULE
from forms.quarters import QuarterForm
from models.facility import Facility
from views.base.concerns import Concern
from views.base.page import REFUSED, BasePage, page
from views.definitions import utilisation_definitions
from views.figure_question import READERS, about_export, facility_asked, facility_is_choosable, sent_as_excel
from views.figure_words import GROUP_NAMES, line_names, rule_set_words
from views.links import address_of
from views.utilisation_lines import UNITS, function_choices, missing_quarters, sections_of, units_of
from views.utilisation_origin import origin_of
from views.utilisation_overview import exported, overview_of, shown_groups
from views.utilisation_question import (
    HERE,
    UtilisationQuestion,
    frame_of,
    quarters_words,
    words_asked,
)


class UtilisationPage(BasePage):
    """The utilisation of a facility; the agency chooses which one, or sees all beside each other (A-4)."""

    route_base = "/cijfers/benutting"
    shipped_to = {"read": READERS}
    concern = Concern.STATEMENTS

    @page("/", personal=None)
    def index(self) -> Any:
        """The figures of one facility over some quarters, or of all facilities for the agency."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        form = asked_form(session, facility, today)
        if not form.validate():
            words = frame_of(facility, form, today, None)
            return self.render_template("pages/figures/refused.html", title="Benutting", **words), REFUSED
        question = UtilisationQuestion(facility, form.quarters, form.chosen)
        around = frame_of(facility, form, today, question)
        if facility is None:
            return self._all(session, question, around, today)
        return self._one(session, facility, question, around)

    def _one(
        self, session: BincSession, facility: Facility, question: UtilisationQuestion, around: dict[str, Any]
    ) -> Any:
        result, names = utilisation_of(session, facility, question.quarters).result, line_names(session)
        lines = module_lines(session, facility.organisation_type)
        return self.render_template(
            "pages/figures/utilisation.html",
            **around,
            sections=sections_of(result, question, lines, facility.organisation_type, names),
            missing=missing_quarters(result.missing, names),
            without=[(names.get(one.code, one.code), one.sentence) for one in result.without],
        )

    def _all(self, session: BincSession, question: UtilisationQuestion, around: dict[str, Any], today: date) -> Any:
        words = overview_of(session, question, request.args, today)
        return self.render_template("pages/figures/utilisation_overview.html", **around, **words)

    @page("/<code>/", personal=None)
    def line(self, code: str) -> Any:
        """How the figure of a module or a group came to be: formula, typed totals and capacity rows (F-11)."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        form = asked_form(session, facility, today)
        names = {**line_names(session), **GROUP_NAMES}
        if facility is None or code not in names:
            raise NotFound(Fault("F-11", "module", "Deze module bestaat niet."))
        if not form.validate():
            return redirect(url_for(HERE, **words_asked()))
        question = UtilisationQuestion(facility, form.quarters, form.chosen)
        result = utilisation_of(session, facility, question.quarters).result
        figure = figure_of(result, code)
        if figure is None:
            return redirect(question.address())
        return self._line(session, facility, question, result, figure, names)

    def _line(
        self,
        session: BincSession,
        facility: Facility,
        question: UtilisationQuestion,
        result: Utilisation,
        figure: Figure,
        names: Mapping[str, str],
    ) -> Any:
        members = members_of(result, figure)
        lines = module_lines(session, facility.organisation_type)
        rule = utilisation_rule(lines[members[0].code], facility.organisation_type)
        missing = [one for one in result.missing if one.line in {member.code for member in members}]
        return self.render_template(
            "pages/figures/utilisation_line.html",
            facility=facility,
            is_choosable=facility_is_choosable(),
            question=question,
            quarters_words=quarters_words(question.quarters),
            figure=figure,
            name=names[figure.code],
            rule_sets=rule_set_words(figure),
            origin=origin_of(facility, figure, rule, question.quarters, missing, names),
            unit=UNITS[rule],
            left_out=[names.get(one.code, one.code) for one in members if one.rate is None],
            capacity_url=None if facility_is_choosable() else address_of("CapacityPage.index"),
            back_url=question.address(),
        )

    @page("/excel", personal=None)
    def excel(self) -> Any:
        """The same figures as an Excel file (F-10)."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        form = asked_form(session, facility, today)
        if not form.validate():
            return redirect(url_for(HERE, **words_asked()))
        question = UtilisationQuestion(facility, form.quarters, form.chosen)
        codes = question.codes
        if facility is None:
            rows = exported(session, question)
            figures = [own for _, own in rows]
            words = words_of(session, question, {own.organisation_type for own in figures})
            groups = shown_groups((group.figure.code for own in figures for group in own.result.groups), codes)
            about = about_export(question, utilisation_definitions(groups))
            content = all_utilisation_workbook(figures, words, about, groups, codes)
            shown = [facility_id for facility_id, _ in rows]
        else:
            result = utilisation_of(session, facility, question.quarters).result
            words = words_of(session, question, {facility.organisation_type})
            about = about_export(question, utilisation_definitions(group.figure.code for group in result.groups))
            content, shown = utilisation_workbook(result, words, about, codes), [facility.id]
        return sent_as_excel(content, file_name(about.place, "benuttingsgraad", today), "utilisation", shown)


def asked_form(session: BincSession, facility: Facility | None, today: date) -> QuarterForm:
    """The quarters and functions that the address asks for; up to the quarter that runs."""
    choices = function_choices(session, facility, request.args.getlist(MODULE))
    return QuarterForm.asked(request.args, last_quarter(today), Quarter.of(today), choices)


def words_of(session: BincSession, question: UtilisationQuestion, kinds: Iterable[str]) -> Words:
    """What modules and groups are called and counted in at some organisation types, for a workbook."""
    units = {code: unit for kind in kinds for code, unit in units_of(module_lines(session, kind), kind).items()}
    names = {**line_names(session), **GROUP_NAMES}
    return Words(names, units, quarters_words(question.quarters))


def figure_of(result: Utilisation, code: str) -> Figure | None:
    """The figure of a group or of a module with a formula; None where there is none to open."""
    figures = (*(group.figure for group in result.groups), *result.modules)
    return next((figure for figure in figures if figure.code == code and figure not in result.without), None)


def members_of(result: Utilisation, figure: Figure) -> tuple[Figure, ...]:
    """The modules behind a figure: those of the group, or the module itself."""
    own = (group.members for group in result.groups if group.figure is figure)
    return next(own, (figure,))
