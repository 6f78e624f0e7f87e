"""Work that waits for the people of the demonstration, so that each line of the work list can be seen (D-2)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.domain.civil_time import BRUSSELS
from app.domain.dossiers import OPEN
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.reference.load import type_modules_by_code
from app.services.drafts import keep_draft
from models.access import Account, Seat
from models.dossier import Dossier
from models.facility import Facility

JsonObject = dict[str, Any]
WHO, FACILITY = "ann.vlier", "F001"
ENDS_IN_DAYS = 5
# How long the help that is not registered waits, and since when at least a late one is there (G-2).
WAITS_DAYS, LATE_DAYS = 3, 10


def leave_unfinished(dossiers: list[JsonObject], until: date) -> None:
    """Lets three open dossiers wait: for what follows its help, for its first schakeling, for its family situation."""
    own = [one for one in dossiers if (one["facility"], one["responsible"], one["status"]) == (FACILITY, WHO, OPEN)]
    running = [one for one in own if one["decisions"][-1]["schakelingen"][-1]["end"] is None]
    # The last one has just begun: its decision is there, and what is really offered is still to be registered (S-3).
    ending, starting = running[0], max(running[1:], key=lambda one: str(one["created"]))
    ending["decisions"][-1]["schakelingen"][-1]["end"] = (until + timedelta(days=ENDS_IN_DAYS)).isoformat()
    waits_since = (until - timedelta(days=WAITS_DAYS)).isoformat()
    starting["decisions"] = [{**starting["decisions"][-1], "begin": waits_since, "schakelingen": []}]
    of_facility = [one for one in dossiers if (one["facility"], one["status"]) == (FACILITY, OPEN)]
    _register_late([one for one in of_facility if one not in (ending, starting)], until)
    starting["intake"] = None
    asked = max((one for one in dossiers if "family_situation" in one and one["status"] == OPEN), key=_referred_on)
    asked["family_situation"] = None


def _register_late(dossiers: list[JsonObject], until: date) -> None:
    """Lets the begin of the latest stay of last month or before be saved yesterday only: a first went by (G-2)."""
    yesterday = until - timedelta(days=1)
    last_day = min(yesterday.replace(day=1) - timedelta(days=1), until - timedelta(days=LATE_DAYS)).isoformat()
    lasts = [one["decisions"][-1]["schakelingen"][-1] for one in dossiers]
    stays = [one for one in lasts if _is_stay(one) and one["end"] is None and one["begin"] <= last_day]
    if stays:
        saved = datetime.combine(yesterday, time(9, 30), BRUSSELS)
        max(stays, key=lambda one: str(one["begin"]))["registered"] = saved.isoformat()


def _is_stay(schakeling: JsonObject) -> bool:
    codes = {module["code"] for module in schakeling["modules"]}
    return not schakeling["elsewhere"] and any(type_modules_by_code()[code].groeipakket == "always" for code in codes)


def _referred_on(dossier: JsonObject) -> str:
    return str(dossier["referral"]["referral_date"])


def leave_draft(session: BincSession, until: date) -> None:
    """Leaves a decision that somebody began to type the evening before (D-11)."""
    query = (
        select(Seat)
        .join(Account, Account.id == Seat.user_id)
        .join(Facility, Facility.id == Seat.facility_id)
        .where(Account.username == WHO, Facility.code == FACILITY)
    )
    seat = session.scalars(query).one()
    code = session.scalars(
        select(Dossier.code)
        .where(Dossier.facility_id == seat.facility_id, Dossier.owner_id == seat.user_id, Dossier.status == OPEN)
        .order_by(Dossier.id)
        .limit(1)
    ).one()
    typed = (("begin", f"{until:%d/%m/%Y}"), ("ground", "voluntary"), ("mandated_service", "none"))
    evening = datetime.combine(until - timedelta(days=1), time(17, 52), BRUSSELS)
    own = session.scope
    # A draft is within reach of the seat where it was typed, and of no other scope.
    enter_scope(session, Scope.of_seat(Role(seat.role), Actor(seat.user_id, own.actor.name), seat.facility_id, seat.id))
    keep_draft(session, f"/dossiers/{code}/beslissingen/nieuw", typed, now=evening)
    enter_scope(session, own)
