"""Whose figures are asked, over which period, of which modules: all of it in the address (F-1, F-9, A-4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Protocol

from flask import g, request, send_file, url_for

from app.database import BincSession, current_session
from app.domain.civil_time import BRUSSELS
from app.domain.faults import Fault, NotFound
from app.domain.figures.usual import year_so_far
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.queries.facilities import facility_within_figures
from app.workbooks.figures import About
from forms.figures import BEGIN, MODULE, UNTIL, FigureForm
from models.facility import Facility
from views.figure_words import line_names

PLACE = "voorziening"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOSSIER_READERS = (Role.FACILITY_STAFF, Role.FACILITY_MANAGER, Role.AGENCY_POLICY)
READERS = (*DOSSIER_READERS, Role.AGENCY_ANALYST)


@dataclass(frozen=True)
class Question:
    """What an address asks: whose figures (None: of all facilities), over which days, of which modules (none: all)."""

    facility: Facility | None
    period: Period
    codes: tuple[str, ...] = ()

    @property
    def is_one_day(self) -> bool:
        """Whether one day is asked, which shows free places (F-9)."""
        return self.period.day_count == 1

    def address(self, endpoint: str, **changes: Any) -> str:
        """The address of a figures page that asks the same, with something changed."""
        return figures_address(endpoint, self.facility, self.period, self.codes, **changes)


def figures_address(
    endpoint: str, facility: Facility | None, period: Period, codes: Iterable[str] = (), **more: Any
) -> str:
    """The address of a figures page; it names a facility only where the seat can choose one."""
    values: dict[str, Any] = {
        PLACE: facility.code if facility is not None and g.seat.facility is None else None,
        BEGIN: f"{period.begin:%d/%m/%Y}",
        UNTIL: f"{period.end:%d/%m/%Y}",
        MODULE: list(codes),
    }
    return url_for(endpoint, **{**values, **more})


def facility_asked(session: BincSession) -> Facility | None:
    """The facility whose figures are asked; None where an agency seat asks for all of them (A-4).

    Raises NotFound for a facility that does not exist or is not within the seat's reach.
    """
    own, code = g.seat.facility, request.args.get(PLACE, "").strip()
    if not code:
        return own  # type: ignore[no-any-return]
    facility = facility_within_figures(session, code)
    if facility is None:
        raise NotFound(Fault("A-4", PLACE, "Deze voorziening bestaat niet, of je ziet haar cijfers niet."))
    return facility


def facility_is_choosable() -> bool:
    """Whether this seat looks at the figures of several facilities (A-4)."""
    reach = current_session().scope.figures
    return reach.first != reach.last


def frame_of(
    here: str, excel: str, facility: Facility | None, form: FigureForm, today: date, question: Question | None
) -> dict[str, Any]:
    """What stands around the figures: facility, form, quick choices and export; no question where the form is wrong."""
    names = line_names(current_session())
    period, codes = (question.period, question.codes) if question else (None, ())
    return {
        "facility": facility,
        "is_choosable": facility_is_choosable(),
        "form": form,
        "question": question,
        "chosen_names": [names.get(code, code) for code in codes],
        "looks_ahead": period is not None and period.end > today,
        "here_url": url_for(here),
        "all_url": figures_address(here, None, period) if period else url_for(here),
        "quick": quick_links(here, facility, codes, today, period),
        "excel_url": question.address(excel) if question else None,
    }


def words_asked() -> dict[str, Any]:
    """What the address says of facility, period and modules, as it was typed."""
    return {name: request.args.getlist(name) for name in (PLACE, BEGIN, UNTIL, MODULE) if name in request.args}


def quick_periods(today: date) -> list[tuple[str, Period]]:
    """The periods that people ask for most, as far as they have passed."""
    return [
        ("dit kwartaal", Period(Quarter.of(today).period.begin, today)),
        ("dit jaar", year_so_far(today)),
        ("vorig jaar", Period.year(today.year - 1)),
        ("vandaag (vrije plaatsen)", Period(today, today)),
    ]


def quick_links(
    endpoint: str, facility: Facility | None, codes: Iterable[str], today: date, shown: Period | None
) -> list[tuple[str, str, bool]]:
    """The quick choices of period with their addresses, the one shown marked."""
    chosen = tuple(codes)
    return [
        (words, figures_address(endpoint, facility, period, chosen), period == shown)
        for words, period in quick_periods(today)
    ]


def shows_codes() -> bool:
    """Whether this seat may see which dossiers a figure was made of; analysts see figures only (A-4)."""
    return bool(g.seat.role != Role.AGENCY_ANALYST.value)


class Asked(Protocol):
    """A question about figures: whose (None: of all facilities), over which days."""

    @property
    def facility(self) -> Facility | None:
        """The facility, or None."""

    @property
    def period(self) -> Period:
        """The days."""


def about_export(question: Asked, definitions: tuple[str, ...]) -> About:
    """What a workbook says of itself: for whom, by whom, when, over which period, what its words mean (F-10)."""
    place = "Alle voorzieningen" if question.facility is None else question.facility.name
    return About(place, question.period, current_session().scope.actor.name, datetime.now(BRUSSELS), definitions)


def sent_as_excel(content: bytes, name: str, kind: str, facility_ids: Iterable[int]) -> Any:
    """A workbook to keep, with the export on record in the same transaction (A-5, F-10)."""
    current_session().trail.add("export", kind, facility_ids)
    response = send_file(BytesIO(content), mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
