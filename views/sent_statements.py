"""The work list of the agency: statements that were sent with what stands out, and who has not sent yet (Q-5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import render_template, url_for

from app.database import BincSession, current_session
from app.domain.faults import DomainError, NotFound
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.statements.lines import FIRST_QUARTER
from app.domain.statements.outliers import Compared
from app.presentation import today_in_brussels
from app.queries.facilities import facility_with_statements, provinces
from app.queries.sent_statements import (
    UnsentYear,
    earlier_totals,
    empty_totals,
    outlying_statements,
    sent_statements,
    unsent_years,
)
from app.queries.statement_course import course_of
from app.queries.statements import Line, Statement, counted_totals, read_statement
from forms.sent_statements import StatementFilter, UnsentFilter
from models.facility import Facility
from views.base.page import BasePage, page
from views.base.reading import readable_arguments
from views.paging import leaves, page_in, page_of
from views.statement_words import STATES, UNITS, quarter_name, told, told_year

# Each has a row per module.
STATEMENTS_A_PAGE = 15
LISTS = (("SentStatementPage.index", "Verzonden"), ("SentStatementPage.unsent", "Nog niet verzonden"))


class SentStatementPage(BasePage):
    """The quarter statements of every facility: totals per module, never those of a client (Q-5, A-4)."""

    route_base = "/beheer/kwartaalstaten"
    shipped_to = {"read": (Role.AGENCY_POLICY,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """The statements of a quarter that were sent, with the change of each total and what stands out (Q-5)."""
        session, arguments = current_session(), readable_arguments()
        form = StatementFilter.asked(arguments, quarters_until_now(), provinces(session))
        number = page_in(arguments)
        read = outlying_statements if form.only_outliers else sent_statements
        size = STATEMENTS_A_PAGE
        rows, total = read(session, form.choice, (number - 1) * size, size)

        def at(wanted: int) -> str:
            return _address("SentStatementPage.index", form, wanted)

        words = {
            **_list_words(form, "SentStatementPage.index"),
            "rows": rows,
            "total": total,
            **leaves(number, len(rows), number * size < total, at, size),
        }
        return render_template("pages/sent_statements/index.html", **words)

    @page("/niet-verzonden/", personal=None)
    def unsent(self) -> Any:
        """The facilities that have not sent a quarter or something of a year, with what is missing (Q-5)."""
        session, arguments = current_session(), readable_arguments()
        form = UnsentFilter.asked(arguments, quarters_until_now(), provinces(session))
        found = unsent_years(session, form.choice, form.quarters)
        leaf = page_of(found, page_in(arguments), lambda wanted: _address("SentStatementPage.unsent", form, wanted))
        words = {
            **_list_words(form, "SentStatementPage.unsent"),
            **leaf,
            "rows": _with_missing(session, form, leaf["rows"]),
            "whole_year": len(form.quarters) > 1,
        }
        return render_template("pages/sent_statements/unsent.html", **words)

    @page("/<code>/<quarter>/", personal=None)
    def show(self, code: str, quarter: str) -> Any:
        """One statement of a facility: its totals beside earlier ones, and all that happened to it (Q-4, Q-5)."""
        session = current_session()
        facility, asked = facility_with_statements(session, code), _quarter(quarter)
        statement = read_statement(session, facility, asked, today_in_brussels())
        if statement is None:
            raise NotFound
        words = {
            "facility": facility,
            "title": f"{quarter_name(asked)} · {facility.name}",
            "statement": statement,
            "state": STATES[statement.state],
            "lines": _compared_lines(session, facility, statement),
            "units": UNITS,
            "steps": course_of(session, facility.id, asked),
            "told": told,
            "states": STATES,
            "year_url": url_for("ProcessedYearPage.facility", code=facility.code),
            "list_url": url_for("SentStatementPage.index", kwartaal=str(asked)),
        }
        return render_template("pages/sent_statements/show.html", **words)


def quarters_until_now() -> list[Quarter]:
    """Every quarter that is over, the latest first, and then the running one: it is looked at last (Q-1)."""
    running = Quarter.of(today_in_brussels())
    return [*reversed(Quarter.between(FIRST_QUARTER, running.previous)), running]


def _list_words(form: StatementFilter, here: str) -> dict[str, Any]:
    kept = {name: form[name].data for name in ("kwartaal", "zoek", "type", "provincie") if form[name].data}
    return {
        "form": form,
        "quarter": form.choice.quarter,
        "quarter_words": quarter_name(form.choice.quarter),
        "tabs": [(label, url_for(endpoint, **kept), endpoint == here) for endpoint, label in LISTS],
        "here": here,
        "units": UNITS,
        "states": STATES,
        "is_over": form.choice.quarter.period.end < today_in_brussels(),
    }


def _address(endpoint: str, form: StatementFilter, number: int) -> str:
    kept: dict[str, Any] = {field.short_name: field.data for field in form if field.data}
    if number > 1:
        kept["pagina"] = number
    return url_for(endpoint, **kept)


def _with_missing(session: BincSession, form: UnsentFilter, rows: list[UnsentYear]) -> list[Any]:
    """Each row with the states of its year, and for one quarter the modules that lack a total."""
    missing: dict[int, list[str]] = {}
    if len(form.quarters) == 1 and rows:
        missing = empty_totals(session, form.choice.quarter, [one.facility for one in rows])
    return [(one, told_year(one.statements), missing.get(one.facility.facility_id, [])) for one in rows]


def _compared_lines(session: BincSession, facility: Facility, statement: Statement) -> list[Any]:
    """Each line with its comparison, None where nothing is filled in; counted lines are compared as well."""
    quarter = statement.quarter
    earlier = (quarter.previous, Quarter(quarter.year - 1, quarter.number))
    totals = earlier_totals(session, facility.id, earlier)
    counted = [line.module_id for line in statement.lines if not line.is_typed]
    for one in earlier if counted else ():
        days = counted_totals(session, facility, one, counted)
        totals |= {(one, module_id): total for module_id, total in days.items()}
    return [
        (line, _compared(line, *(totals.get((one, line.module_id)) for one in earlier))) for line in statement.lines
    ]


def _compared(line: Line, previous: Decimal | None, year_ago: Decimal | None) -> Compared | None:
    return None if line.total is None else Compared(line.total, previous, year_ago)


def _quarter(typed: str) -> Quarter:
    try:
        return Quarter.parse(typed)
    except DomainError:
        raise NotFound from None
