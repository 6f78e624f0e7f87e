"""Reports that a facility asks for: over which days, and how long they are kept (R-4, H17.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from app.domain.faults import Fault
from app.domain.figures.occupancy_input import check_period
from app.domain.period import Period

DAYS_KEPT = timedelta(days=7)
MOST_UNDER_WAY = 5
TOO_MANY = f"Er worden al {MOST_UNDER_WAY} aanvragen gemaakt. Wacht tot er een klaar is, of stop er een."


class RequestState(StrEnum):
    """Where a request for reports stands; `removed` means that its seven days are over and only the record is left."""

    ASKED = "asked"
    READY = "ready"
    CANCELLED = "cancelled"
    REMOVED = "removed"


class RawChoice(StrEnum):
    """In which form somebody wants raw data (R-7)."""

    XML = "xml"
    XLSX = "xlsx"
    CSV = "csv"


def last_day_kept(ready_on: date) -> date:
    """The last day on which requested reports can be downloaded: seven days after they were ready (R-4)."""
    return ready_on + DAYS_KEPT


def check_report_period(begin: date, until: date, today: date) -> list[Fault]:
    """Why reports cannot be made over these days, both counted (R-4, H17.1).

    A period is at most one year, and ends today at the latest: days to come have no figures (our reading).
    """
    if until < begin:
        return [Fault("R-4", "until", "De einddatum ligt voor de begindatum. Kies een latere einddatum.")]
    if until > today:
        return [
            Fault("R-4", "until", f"Van dagen na vandaag zijn er nog geen cijfers. Kies ten laatste {today:%d/%m/%Y}.")
        ]
    return [Fault("R-4", "until", fault.message) for fault in check_period(Period(begin, until))]


def check_request(kinds: Collection[str], known: Collection[str], under_way: int) -> list[Fault]:
    """Why these reports cannot be asked for now (R-4); `known` are those of the facility's organisation type.

    `under_way` is how many requests of the facility are still being made; a few at a time are enough for people and
    keep the worker free for others (our reading).
    """
    faults = []
    if not kinds:
        faults.append(Fault("R-4", "kinds", "Kies welke rapporten je wilt."))
    elif not set(kinds) <= set(known):
        faults.append(Fault("R-4", "kinds", "Kies rapporten uit de lijst."))
    if under_way >= MOST_UNDER_WAY:
        faults.append(Fault("R-4", "request", TOO_MANY))
    return faults
