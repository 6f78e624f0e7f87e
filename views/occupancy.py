"""Occupancy: how full the recognised places are, for a facility and for all of them (F-1, F-2, F-7, F-10, F-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import Fault, NotFound
from app.domain.figures.result import Figure
from app.domain.figures.usual import year_so_far
from app.domain.period import Period
from app.presentation import today_in_brussels
from app.queries.catalogue import modules_by_code
from app.queries.figures.lines import capacity_of, module_lines
from app.queries.figures.occupancy import OccupancyAnswer, occupancy_of
from app.workbooks.figures import all_occupancy_workbook, counted_in, occupancy_workbook
from app.workbooks.sheets import file_name
from forms.figures import FigureForm
from models.facility import Facility
from views.base.concerns import Concern
from views.base.page import REFUSED, BasePage, page
from views.definitions import occupancy_definitions
from views.figure_question import (
    READERS,
    Question,
    about_export,
    facility_asked,
    facility_is_choosable,
    frame_of,
    sent_as_excel,
    shows_codes,
    words_asked,
)
from views.figure_words import line_choices, line_names
from views.links import address_of
from views.occupancy_lines import cards_of, counts_places, drawing_of, line_to_draw, shown_lines, whole_lines
from views.occupancy_origin import origin_of
from views.occupancy_overview import exported, overview_of
from views.paging import page_in, page_of

EXCEL = "OccupancyPage.excel"
HERE = "OccupancyPage.index"
LINE = "lijn"


class OccupancyPage(BasePage):
    """The occupancy of a facility; the agency chooses which one, or sees all beside each other (A-4)."""

    route_base = "/cijfers/bezetting"
    shipped_to = {"read": READERS}
    concern = Concern.HELP

    @page("/", personal=None)
    def index(self) -> Any:
        """The figures of one facility over a period, or of all facilities for the agency."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        form = asked_form(session, facility, today)
        if not form.validate():
            return self._refused(facility, form, today)
        question = Question(facility, form.period, form.chosen)
        if facility is None:
            return self._all(form, question, today)
        answer = occupancy_of(session, facility, question.period, question.codes)
        return self._one(facility, form, question, answer, today)

    def _refused(self, facility: Facility | None, form: FigureForm, today: date) -> Any:
        words = frame_of(HERE, EXCEL, facility, form, today, None)
        return self.render_template("pages/figures/refused.html", title="Bezetting", **words), REFUSED

    def _one(
        self, facility: Facility, form: FigureForm, question: Question, answer: OccupancyAnswer, today: date
    ) -> Any:
        session, result = current_session(), answer.result
        lines = shown_lines(session, result, question)
        drawn = line_to_draw(lines, request.args.get(LINE, ""))
        is_drawn = drawn is not None and not question.is_one_day
        return self.render_template(
            "pages/figures/occupancy.html",
            **frame_of(HERE, EXCEL, facility, form, today, question),
            lines=lines,
            weighted=result.weighted,
            whole=whole_lines(session, result),
            days_of_year=Period.year(question.period.begin.year).day_count,
            left_out=[(line.name, line.figure.sentence) for line in lines if line.figure.code in result.left_out],
            cards=cards_of(session, facility, question, result, drawn, today),
            drawn=drawn,
            plot=drawing_of(session, facility, drawn.figure, question.period) if drawn and is_drawn else None,
            drawn_links=[
                (line.name, question.address(HERE, _anchor="over-time", **{LINE: line.figure.code}), line == drawn)
                for line in lines
                if line.figure.rate is not None and counts_places(line.figure)
            ],
        )

    def _all(self, form: FigureForm, question: Question, today: date) -> Any:
        return self.render_template(
            "pages/figures/occupancy_overview.html",
            **frame_of(HERE, EXCEL, None, form, today, question),
            **overview_of(current_session(), question, request.args, today),
        )

    @page("/<code>/", personal="dossier")
    def line(self, code: str) -> Any:
        """How the figure of one line came to be: formula, capacity rows and the schakelingen counted (F-11)."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        if facility is None or code not in line_names(session):
            raise NotFound(Fault("F-11", "module", "Deze module bestaat niet."))
        form = asked_form(session, facility, today)
        if not form.validate():
            return redirect(url_for(HERE, **words_asked()))
        question = Question(facility, form.period, form.chosen)
        answer = occupancy_of(session, facility, question.period, [code])
        figures = answer.result.figures
        figure = next((figure for figure in figures if figure.code == code), None)
        if figure is None:
            # Throughout the period these days are counted on the line of another module (F-1, M-3).
            return redirect(question.address("OccupancyPage.line", code=figures[0].code))
        return self._line(facility, question, answer, figure, page_in(request.args))

    def _line(
        self, facility: Facility, question: Question, answer: OccupancyAnswer, figure: Figure, asked_page: int
    ) -> Any:
        session = current_session()
        names = line_names(session)
        lines = module_lines(session, facility.organisation_type)
        origin = origin_of(session, facility, figure, answer, lines, names, codes=shows_codes())

        def turned(to: int) -> str:
            return question.address("OccupancyPage.line", code=figure.code, pagina=to)

        return self.render_template(
            "pages/figures/occupancy_line.html",
            facility=facility,
            is_choosable=facility_is_choosable(),
            question=question,
            figure=figure,
            name=names[figure.code],
            names=names,
            origin=origin,
            **page_of(origin.counted or (), asked_page, turned),
            unit=counted_in(figure),
            days_url=days_address(question, figure),
            capacity_url=None if facility_is_choosable() else address_of("CapacityPage.index"),
            back_url=question.address(HERE),
        )

    @page("/excel", personal=None)
    def excel(self) -> Any:
        """The same figures as an Excel file (F-10)."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        form = asked_form(session, facility, today)
        if not form.validate():
            return redirect(url_for(HERE, **words_asked()))
        question = Question(facility, form.period, form.chosen)
        names = line_names(session)
        if facility is None:
            rows = exported(session, question)
            about = about_export(question, occupancy_definitions((own.result for _, own in rows), names))
            content = all_occupancy_workbook([figures for _, figures in rows], names, about)
            shown = [facility_id for facility_id, _ in rows]
        else:
            result = occupancy_of(session, facility, question.period, question.codes).result
            about = about_export(question, occupancy_definitions([result], names))
            content, shown = occupancy_workbook(result, names, about), [facility.id]
        return sent_as_excel(content, file_name(about.place, "bezettingsgraad", today), "occupancy", shown)


def days_address(question: Question, figure: Figure) -> str | None:
    """Where the places of a line stand day by day; None where it is not counted so (F-1, F-2, F-11)."""
    if question.is_one_day or figure.rate is None or not counts_places(figure):
        return None
    return question.address(HERE, _anchor="over-time", **{LINE: figure.code})


def asked_form(session: BincSession, facility: Facility | None, today: date) -> FigureForm:
    """The period and lines that the address asks for; all facilities together are shown whole."""
    choices: list[tuple[str, str]] = []
    if facility is not None:
        lines = module_lines(session, facility.organisation_type)
        rows = capacity_of(session, [facility.id]).get(facility.id, [])
        asked = [code for code in request.args.getlist("module") if code in modules_by_code(session)]
        choices = line_choices(session, facility.id, lines, rows, asked)
    return FigureForm.asked(request.args, year_so_far(today), choices)
