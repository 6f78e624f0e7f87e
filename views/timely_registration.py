"""Registering in time, for a facility: what can still be put right today, and what was late (G-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, url_for

from app.database import BincSession, current_session, record_read
from app.domain.civil_time import BRUSSELS
from app.domain.groeipakket_words import refusal_sentence
from app.domain.quarter import Quarter
from app.domain.registration_gaps import NOT_BEGUN
from app.domain.roles import FACILITY_ROLES
from app.presentation import number, today_in_brussels
from app.queries.groeipakket.refused import RefusedMessage, refused_of_facility
from app.queries.late_registrations import (
    LateChoice,
    LateRow,
    Timeliness,
    count_late,
    count_late_of_facility,
    late_rows,
    months_of_facility,
)
from app.queries.registration_gaps import OpenGap, gaps_of_facility
from app.workbooks.figures import About
from app.workbooks.late_registrations import LateLine, MonthLine, late_workbook
from app.workbooks.sheets import file_name
from forms.late_registration import LateFilter
from models.facility import Facility
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work
from views.base.page import BasePage, page
from views.base.reading import readable_arguments
from views.figure_question import sent_as_excel
from views.late_registration_words import (
    DEFINITIONS,
    EDGE_NAMES,
    Month,
    effect_words,
    left_words,
    months_of,
    shown_months,
    trend_of,
)
from views.links import address_of
from views.paging import ROWS_A_PAGE, last_page, leaves, page_in
from views.work_cards import Task

HERE = "TimelyRegistrationPage.index"
SORT_WORDS = {"client": "name", "dag": "day", "geregistreerd": "saved", "dagen": "days"}
HEADS = (
    ("Cliënt", "client", False),
    ("Wat", None, False),
    ("Dag", "dag", False),
    ("Geregistreerd op", "geregistreerd", False),
    ("Dagen erna", "dagen", True),
    ("Gevolg", None, False),
)


@dataclass(frozen=True)
class ShownGap:
    """Something that may be missing, in words: of whom, what, since when, how long there is, and where it is done."""

    client: str
    code: str
    dossier_href: str | None
    state: str
    words: str
    question: str
    since: date
    left: str
    deed: str
    deed_href: str | None


class TimelyRegistrationPage(BasePage):
    """What the facility registers in time for the Groeipakket, and what not (G-2)."""

    route_base = "/tijdig-registreren"
    shipped_to = {"read": FACILITY_ROLES}
    concern = Concern.HELP

    @page("/", personal="dossier")
    def index(self) -> Any:
        """What to put right today, the late ones of a period with what they did, and the part that was in time."""
        session, facility, today = current_session(), facility_at_work(), today_in_brussels()
        arguments = readable_arguments()
        form = LateFilter.asked(arguments, today)
        choice = choice_of(form, arguments.get("sorteer", ""), arguments.get("volgorde", ""))
        total = count_late(session, facility.id, choice)
        number_of_page = min(page_in(arguments), last_page(total, ROWS_A_PAGE))
        rows = late_rows(session, facility.id, choice, (number_of_page - 1) * ROWS_A_PAGE, ROWS_A_PAGE)
        months = months_of_facility_until(session, facility, today)

        def at(wanted: int) -> str:
            return _address(form, choice, pagina=wanted if wanted > 1 else None)

        return self.render_template(
            "pages/late/facility.html",
            form=form,
            here_url=url_for(HERE),
            gaps=shown_gaps(session, facility, today),
            lines=[late_line(row) for row in rows],
            heads=heads_of(form, choice),
            total=total,
            quarter_late=count_late_of_facility(session, facility.id, Quarter.of(today).period),
            year=sum((month.both for month in months[-12:]), Timeliness()),
            months=months,
            trend=trend_of(months),
            excel_url=_address(form, choice, "TimelyRegistrationPage.excel"),
            **leaves(number_of_page, len(rows), number_of_page < last_page(total, ROWS_A_PAGE), at, ROWS_A_PAGE),
        )

    @page("/excel", personal="dossier")
    def excel(self) -> Any:
        """The same late registrations, all of them, as an Excel file (F-10)."""
        session, facility, today = current_session(), facility_at_work(), today_in_brussels()
        arguments = readable_arguments()
        form = LateFilter.asked(arguments, today)
        choice = choice_of(form, arguments.get("sorteer", ""), arguments.get("volgorde", ""))
        lines = [late_line(row) for row in late_rows(session, facility.id, choice)]
        months = month_lines(months_of_facility_until(session, facility, today))
        made_by, now = session.scope.actor.name, datetime.now(BRUSSELS)
        about = About(facility.name, form.period, made_by, now, DEFINITIONS)
        name = file_name(facility.name, "laattijdige registratie", today)
        return sent_as_excel(late_workbook(lines, months, about), name, "late_registrations", [facility.id])


def choice_of(form: LateFilter, sort: str, order: str) -> LateChoice:
    """What an address asks for; the last saved first unless it says otherwise."""
    known = SORT_WORDS.get(sort, "saved")
    return form.choice(known, descending=order != "op" if known == "saved" else order == "af")


def heads_of(form: LateFilter, choice: LateChoice) -> list[dict[str, Any]]:
    """The heads of the columns; the same one again turns the order."""
    heads: list[dict[str, Any]] = []
    for label, word, numeric in HEADS:
        if word is None:
            heads.append({"label": label})
            continue
        here = SORT_WORDS[word] == choice.sort
        turned = "op" if (choice.descending if here else word == "client") else "af"
        way = ("desc" if choice.descending else "asc") if here else None
        address = _address(form, choice, sorteer=word, volgorde=turned)
        heads.append({"label": label, "url": address, "sorted": way, "num": numeric})
    return heads


def _address(form: LateFilter, choice: LateChoice, endpoint: str = HERE, **changes: Any) -> str:
    word = next(word for word, sort in SORT_WORDS.items() if sort == choice.sort)
    order = {"sorteer": word, "volgorde": "af" if choice.descending else "op"}
    return url_for(endpoint, **{**form.kept, **order, **changes})


def late_line(row: LateRow) -> LateLine:
    """A late begin or end with its words."""
    return LateLine(row, EDGE_NAMES[row.edge], effect_words(row))


def months_of_facility_until(session: BincSession, facility: Facility, today: date) -> list[Month]:
    """The last two years of a facility, month by month."""
    period = shown_months(today)
    return months_of(months_of_facility(session, facility.id, period), period)


def month_lines(months: Sequence[Month]) -> list[MonthLine]:
    """The months as the rows of a file."""
    return [MonthLine(month.words, month.begins, month.ends) for month in months]


def shown_gaps(session: BincSession, facility: Facility, today: date) -> list[ShownGap]:
    """What was refused and what may be missing, each the oldest first; goes on record as read (A-5)."""
    refused = refused_of_facility(session, facility.id)
    missing = gaps_of_facility(session, facility.id, today)
    record_read("dossier", sorted({one.dossier_id for one in refused} | {one.dossier_id for one in missing}))
    return [*(_shown_refusal(one) for one in refused), *(_shown(one, today) for one in missing)]


def _shown_refusal(one: RefusedMessage) -> ShownGap:
    href = address_of("DossierPage.show", code=one.code)
    return ShownGap(
        client=f"{one.name}, {one.first_name}",
        code=one.code,
        dossier_href=href,
        state="late",
        words="bericht geweigerd",
        question=refusal_sentence(one.refusal),
        since=one.refused_on,
        left="meteen",
        deed="Bekijk",
        deed_href=href,
    )


def _shown(one: OpenGap, today: date) -> ShownGap:
    begun = one.gap.kind == NOT_BEGUN
    return ShownGap(
        client=f"{one.name}, {one.first_name}",
        code=one.code,
        dossier_href=address_of("DossierPage.show", code=one.code),
        state="due",
        words="nog geen schakeling" if begun else "nog geen vervolg",
        question="De beslissing is begonnen. Is de cliënt er al? Registreer dan het begin."
        if begun
        else "Het verblijf eindigde. Gaat de hulp hier verder? Registreer wat volgt; anders is er niets te doen.",
        since=one.gap.since,
        left=left_words(one.gap.days_left(today)),
        deed="+ Schakeling",
        deed_href=address_of("SchakelingPage.add", code=one.code),
    )


def timely_registration_tasks() -> list[Task]:
    """The card of the start page: what to put right today and what was late this quarter; none where neither is."""
    href, facility = address_of(HERE), g.seat.facility
    if href is None or facility is None:
        return []
    session, today = current_session(), today_in_brussels()
    to_do = len(gaps_of_facility(session, facility.id, today)) + len(refused_of_facility(session, facility.id))
    late = count_late_of_facility(session, facility.id, Quarter.of(today).period)
    late_words = f"{'begin- of einddatum' if late == 1 else 'begin- of einddatums'} te laat dit kwartaal"
    if to_do:
        words = f"{'begin of bericht' if to_do == 1 else 'begins of berichten'} voor het Groeipakket na te kijken"
        return [Task(to_do, words, f"{number(late)} {late_words}" if late else "", "due", "", href)]
    if late:
        return [Task(late, late_words, "voor het Groeipakket; niets te doen vandaag", "due", "", href)]
    return []
