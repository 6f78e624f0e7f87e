"""Deployment: in how many schakelingen a module was offered, and which places are free on a day (F-9, H16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select

from app.database import BincSession, current_session
from app.domain.figures.deployment import Deployment, DeploymentCount
from app.domain.figures.lines import GROUPS, in_group
from app.domain.figures.usual import year_so_far
from app.presentation import today_in_brussels
from app.queries.figures.deployment import DeployedRow, deployment_of, deployments_behind
from app.queries.figures.lines import module_lines
from app.queries.figures.occupancy import occupancy_of
from app.workbooks.figures import deployment_workbook
from app.workbooks.sheets import file_name
from forms.figures import MODULE, FigureForm
from models.facility import Facility
from views.base.concerns import Concern
from views.base.page import REFUSED, BasePage, page
from views.definitions import DEPLOYMENT
from views.figure_question import (
    DOSSIER_READERS,
    READERS,
    Question,
    about_export,
    facility_asked,
    facility_is_choosable,
    figures_address,
    frame_of,
    sent_as_excel,
    shows_codes,
    words_asked,
)
from views.figure_words import line_names, module_choices
from views.links import address_of
from views.occupancy_lines import ShownLine, shown_lines
from views.paging import page_in, page_of

EXCEL = "DeploymentPage.excel"
HERE = "DeploymentPage.index"
BEHIND = "DeploymentPage.schakelingen"


@dataclass(frozen=True)
class CountLine:
    """One module, or all chosen ones together, with its counts and the page that lists the schakelingen."""

    name: str
    count: DeploymentCount
    href: str | None


@dataclass(frozen=True)
class ListedSchakeling:
    """One schakeling behind a count; without a code where the seat may not see it (A-4)."""

    code: str | None
    href: str | None
    modules: tuple[str, ...]
    begin: date
    end: date | None
    started: bool


class DeploymentPage(BasePage):
    """How often modules were deployed; the agency chooses the facility."""

    route_base = "/cijfers/inzet"
    shipped_to = {"read": READERS, "open": DOSSIER_READERS}
    concern = Concern.HELP

    @page("/", personal=None)
    def index(self) -> Any:
        """The counts of one facility over a period; for the agency first the choice of a facility."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        if facility is None:
            return self.render_template("pages/figures/deployment_facilities.html", facilities=choosable(session))
        form = asked_form(session, facility, today)
        if not form.validate():
            words = frame_of(HERE, EXCEL, facility, form, today, None)
            return self.render_template("pages/figures/refused.html", title="Inzet modules", **words), REFUSED
        question = Question(facility, form.period, form.chosen)
        result = deployment_of(session, facility, question.period, question.codes).result
        return self.render_template(
            "pages/figures/deployment.html",
            **frame_of(HERE, EXCEL, facility, form, today, question),
            counts=count_lines(session, result, question),
            together=together_line(result, question),
            free=free_lines(session, facility, question),
        )

    @page("/schakelingen/", permission="open", personal="dossier")
    def schakelingen(self) -> Any:
        """The schakelingen behind a count: those that hold all the modules in the address (F-9, F-11)."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        if facility is None:
            return redirect(url_for(HERE))
        form = asked_form(session, facility, today)
        if not form.validate() or not form.chosen:
            return redirect(url_for(HERE, **words_asked()))
        question = Question(facility, form.period, form.chosen)
        found = schakelingen_with(session, facility, question)
        names = line_names(session)
        return self.render_template(
            "pages/figures/deployment_rows.html",
            facility=facility,
            is_choosable=facility_is_choosable(),
            question=question,
            title=" + ".join(names.get(code, code) for code in question.codes),
            shows_modules=any(code in GROUPS for code in question.codes),
            started=sum(row.started for row in found),
            **page_of(found, page_in(request.args), lambda number: question.address(BEHIND, pagina=number)),
            back_url=figures_address(HERE, facility, question.period),
        )

    @page("/excel", personal=None)
    def excel(self) -> Any:
        """The same counts as an Excel file (F-10)."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        if facility is None:
            return redirect(url_for(HERE))
        form = asked_form(session, facility, today)
        if not form.validate():
            return redirect(url_for(HERE, **words_asked()))
        question = Question(facility, form.period, form.chosen)
        result = deployment_of(session, facility, question.period, question.codes).result
        free = [
            (line.name, line.free_words if line.free is None else line.free)
            for line in free_lines(session, facility, question)
        ]
        about = about_export(question, DEPLOYMENT)
        content = deployment_workbook(result, line_names(session), about, free)
        return sent_as_excel(content, file_name(about.place, "inzet modules", today), "deployment", [facility.id])


def asked_form(session: BincSession, facility: Facility, today: date) -> FigureForm:
    """The period and modules that the address asks for."""
    choices = module_choices(session, facility.id, request.args.getlist(MODULE))
    return FigureForm.asked(request.args, year_so_far(today), choices)


def choosable(session: BincSession) -> list[tuple[str, str, str, str, str]]:
    """Every facility by name with its code, type, province and address of its counts, for the agency (A-4)."""
    columns = (Facility.name, Facility.code, Facility.organisation_type, Facility.province)
    reach = session.scope.figures
    rows = session.execute(select(*columns).where(Facility.id.between(reach.first, reach.last)).order_by(Facility.name))
    return [(name, code, kind, province, url_for(HERE, voorziening=code)) for name, code, kind, province in rows]


def count_lines(session: BincSession, result: Deployment, question: Question) -> list[CountLine]:
    """The counts per module, by name."""
    names = line_names(session)
    lines = [
        CountLine(names.get(one.code or "", one.code or ""), one, behind_address(question, [one.code or ""], one))
        for one in result.modules
    ]
    return sorted(lines, key=lambda line: line.name)


def together_line(result: Deployment, question: Question) -> CountLine | None:
    """The count of all chosen modules in one schakeling; only where several were chosen."""
    if result.combination is None or len(question.codes) < 2:
        return None
    href = behind_address(question, question.codes, result.combination)
    return CountLine("Alle gekozen modules samen in één schakeling", result.combination, href)


def behind_address(question: Question, codes: Sequence[str], count: DeploymentCount) -> str | None:
    """The page with the schakelingen counted; none where there are none or the seat may not see them (A-4)."""
    if not count.active or not shows_codes():
        return None
    return figures_address(BEHIND, question.facility, question.period, codes)


def free_lines(session: BincSession, facility: Facility, question: Question) -> list[ShownLine]:
    """The free places on a period of one day, of the lines of the chosen modules; nothing for a longer one (F-9)."""
    if not question.is_one_day:
        return []
    result = occupancy_of(session, facility, question.period, question.codes).result
    return shown_lines(session, result, question)


def schakelingen_with(session: BincSession, facility: Facility, question: Question) -> list[ListedSchakeling]:
    """The schakelingen that hold every chosen module or group within the period, the earliest first."""
    lines = module_lines(session, facility.organisation_type)
    wanted = [
        {each for each, line in lines.items() if in_group(line, code)} if code in GROUPS else {code}
        for code in question.codes
    ]
    rows: dict[int, list[DeployedRow]] = {}
    for row in deployments_behind(session, facility, sorted(set().union(*wanted)), question.period):
        rows.setdefault(row.schakeling_id, []).append(row)
    names = line_names(session)
    together = [own for own in rows.values() if all(any(row.module in codes for row in own) for codes in wanted)]
    return [listed(own, question, names) for own in together]


def listed(rows: Sequence[DeployedRow], question: Question, names: Mapping[str, str]) -> ListedSchakeling:
    """One schakeling with those of its modules that were asked for."""
    one = rows[0]
    href = address_of("DossierPage.show", code=one.dossier_code) if one.dossier_code else None
    modules = tuple(names.get(row.module, row.module) for row in rows)
    return ListedSchakeling(one.dossier_code, href, modules, one.begin, one.end, one.begin in question.period)
