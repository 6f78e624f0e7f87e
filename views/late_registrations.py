"""Late registration at all facilities, for the agency: who, how often, how many days, and over time (G-2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from app.database import BincSession, current_session
from app.domain.civil_time import BRUSSELS
from app.domain.quarter import Quarter
from app.domain.roles import FIGURE_ROLES
from app.presentation import today_in_brussels
from app.queries.facilities import provinces
from app.queries.late_registrations import (
    FacilityTimeliness,
    Timeliness,
    count_late_facilities,
    months_of_sector,
    timeliness_of_facilities,
)
from app.workbooks.figures import About
from app.workbooks.late_registrations import sector_late_workbook
from app.workbooks.sheets import file_name
from forms.late_registration import EVERY_PROVINCE, SectorLateFilter
from views.base.page import BasePage, page
from views.base.reading import readable_arguments
from views.figure_question import sent_as_excel
from views.late_registration_words import DEFINITIONS, Month, months_of, shown_months, trend_of
from views.links import address_of
from views.paging import page_in, page_of
from views.timely_registration import month_lines
from views.work_cards import Task

HERE = "LateRegistrationPage.index"
Value = Callable[[FacilityTimeliness], Any]
# By the word in the address: the head, what it sorts by, and whether it is a number.
COLUMNS: dict[str, tuple[str, Value, bool]] = {
    "naam": ("Voorziening", lambda row: row.name.casefold(), False),
    "type": ("Type", lambda row: row.organisation_type, False),
    "provincie": ("Provincie", lambda row: row.province, False),
    "geteld": ("Begin- en einddatums", lambda row: row.saved.number, True),
    "laat": ("Te laat", lambda row: row.saved.late, True),
    "deel": ("Deel te laat", lambda row: row.late_part, True),
    "eerste": ("Met een eerste ertussen", lambda row: row.with_first, True),
    "mediaan": ("Mediaan dagen", lambda row: row.middle or 0, True),
    "meeste": ("Meeste dagen", lambda row: row.most or 0, True),
}
USUAL = "laat"


class LateRegistrationPage(BasePage):
    """How timely the facilities register for the Groeipakket: numbers, never a client (G-2, A-4)."""

    route_base = "/cijfers/laattijdige-registratie"
    shipped_to = {"read": FIGURE_ROLES}

    @page("/", personal=None)
    def index(self) -> Any:
        """Each facility with what it saved late in a period, and the part in time month by month."""
        session, arguments = current_session(), readable_arguments()
        form = _filter(session, arguments)
        word, descending = order_in(arguments.get("sorteer", ""), arguments.get("volgorde", ""))
        rows = sorted_rows(rows_of(session, form), word, descending=descending)
        months = _months(session, form)
        kept = {**form.kept, "sorteer": word, "volgorde": "af" if descending else "op"}

        def at(wanted: int) -> str:
            return url_for(HERE, **kept, pagina=wanted if wanted > 1 else None)

        return self.render_template(
            "pages/late/sector.html",
            form=form,
            here_url=url_for(HERE),
            heads=heads_of(form, word, descending=descending),
            saved=sum((row.saved for row in rows), Timeliness()),
            late_facilities=sum(row.saved.late > 0 for row in rows),
            with_first=sum(row.with_first for row in rows),
            months=months,
            trend=trend_of(months),
            excel_url=url_for("LateRegistrationPage.excel", **kept),
            **page_of(rows, page_in(arguments), at),
        )

    @page("/excel", personal=None)
    def excel(self) -> Any:
        """The same facilities, all of them, as an Excel file (F-10)."""
        session, arguments = current_session(), readable_arguments()
        form = _filter(session, arguments)
        word, descending = order_in(arguments.get("sorteer", ""), arguments.get("volgorde", ""))
        rows = sorted_rows(rows_of(session, form), word, descending=descending)
        made_by, now = session.scope.actor.name, datetime.now(BRUSSELS)
        about = About("Alle voorzieningen", form.period, made_by, now, DEFINITIONS)
        asked = [("Organisatietype", form.type.data), ("Provincie", form.provincie.data), ("Naam of code", form.words)]
        filters = [(name, words or "alle") for name, words in asked]
        content = sector_late_workbook(rows, month_lines(_months(session, form)), filters, about)
        name = file_name("Alle voorzieningen", "laattijdige registratie", today_in_brussels())
        return sent_as_excel(content, name, "late_registrations", [row.facility_id for row in rows])


def order_in(sort: str, order: str) -> tuple[str, bool]:
    """The column an address sorts by and whether its highest comes first; who is late most often unless it says so."""
    word = sort if sort in COLUMNS else USUAL
    return word, order != "op" if COLUMNS[word][2] else order == "af"


def rows_of(session: BincSession, form: SectorLateFilter) -> list[FacilityTimeliness]:
    """The facilities that the filter leaves."""
    found = timeliness_of_facilities(session, form.period, form.type.data or None, form.provincie.data or None)
    return [row for row in found if form.words in row.name.casefold() or form.words in row.code.casefold()]


def sorted_rows(rows: Sequence[FacilityTimeliness], word: str, *, descending: bool) -> list[FacilityTimeliness]:
    """The rows by a column; what is equal stands by name."""
    by_name = sorted(rows, key=lambda row: (row.name.casefold(), row.code))
    return sorted(by_name, key=COLUMNS[word][1], reverse=descending)


def heads_of(form: SectorLateFilter, word: str, *, descending: bool) -> list[dict[str, Any]]:
    """The heads of the columns; the same one again turns the order."""
    heads = []
    for name, (label, _, numeric) in COLUMNS.items():
        here = name == word
        turned = "op" if (descending if here else not numeric) else "af"
        way = ("desc" if descending else "asc") if here else None
        address = url_for(HERE, **form.kept, sorteer=name, volgorde=turned)
        heads.append({"label": label, "url": address, "sorted": way, "num": numeric})
    return heads


def late_facility_tasks() -> list[Task]:
    """The card of the agency's start page: how many facilities saved something late this quarter (G-2)."""
    href = address_of(HERE)
    late = count_late_facilities(current_session(), Quarter.of(today_in_brussels()).period) if href else 0
    if not late:
        return []
    words = "voorziening registreerde te laat" if late == 1 else "voorzieningen registreerden te laat"
    return [Task(late, words, "voor het Groeipakket, dit kwartaal", "due", "", href)]


def _filter(session: BincSession, arguments: Any) -> SectorLateFilter:
    named = [EVERY_PROVINCE, *((one, one) for one in provinces(session))]
    return SectorLateFilter.asked(arguments, today_in_brussels(), provincie=named)


def _months(session: BincSession, form: SectorLateFilter) -> list[Month]:
    period = shown_months(today_in_brussels())
    counts = months_of_sector(session, period, form.type.data or None, form.provincie.data or None)
    return months_of(counts, period)
