"""Placements to tell the Groeipakket of, and what waits, went and came back, short enough to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select, text, update

from app.database import BincSession
from app.domain.chain_plans import Carer, ModulePlan
from app.domain.referral import Referral
from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.services.schakelingen import SchakelingInput, add_schakeling, change_schakeling
from jobs.groeipakket import deliver_to_groeipakket
from models import Decision, GroeipakketMessage, JobRun, Schakeling
from tests.factories import national_number
from tests.services.steps import ACTOR, EVERYTHING, NOW, TODAY, Story, day, story

BRAM = Carer("93051822361", "Bram Hendrickx")
ELS = Carer(national_number(date(1988, 2, 15), 2), "Els Maes")
FOSTER = Referral(through_access_gate=True, foster_care_kind="network", foster_care_age_group="youth")
WHO: dict[str, Any] = {"actor": ACTOR, "today": TODAY, "now": NOW, "confirmed": EVERYTHING}
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def residence(session: BincSession, **overrides: Any) -> tuple[Story, Decision, Schakeling]:
    """A dossier with a child in residence since 8 January 2024: one schakeling with impact."""
    told = story(session, **{"modules": ("VBFBJB02",), **overrides})
    decision = told.decide("01-08", "VBFBJB04", "VBFBJB02", "P-CB-BREED")
    return told, decision, told.add("01-08", None, "VBFBJB04")


def fostered(session: BincSession, **said: Any) -> tuple[Story, Decision, Schakeling]:
    """A dossier with a child in foster care since 8 January 2024, with one carer unless said otherwise."""
    modules = ("VBFINT04", "VBFINT06")
    told = story(session, organisation_type="pleegzorg", modules=modules, referral=FOSTER)
    decision = told.decide("01-08", *modules)
    values: dict[str, Any] = {"carers": (BRAM,), "paid_to_parents": False, **said}
    plan = SchakelingInput(day("01-08"), None, "start", (ModulePlan("VBFINT04"),), **values)
    return told, decision, add_schakeling(session, told.dossier, plan, **WHO)


def placed(begin: str = "01-08", end: str | None = None, *codes: str, **said: Any) -> SchakelingInput:
    """What is typed about a start with these modules, VBFBJB04 unless said otherwise."""
    modules = tuple(ModulePlan(code) for code in codes or ("VBFBJB04",))
    return SchakelingInput(day(begin), day(end) if end else None, "start", modules, **said)


def change(session: BincSession, schakeling: Schakeling, plan: SchakelingInput) -> None:
    """Saves a schakeling anew."""
    change_schakeling(session, schakeling, plan, **WHO)


def deliver(session: BincSession, receiver: Any | None = None) -> Mapping[str, Any]:
    """Delivers what waits, also what rests after a try, to a receiver that accepts all unless another one is given."""
    before = current_app.extensions["groeipakket"]
    current_app.extensions["groeipakket"] = receiver or DemoReceiver()
    try:
        session.execute(update(GroeipakketMessage).values(next_try_at=datetime(2000, 1, 1, tzinfo=UTC)))
        return deliver_to_groeipakket(session, JobRun())
    finally:
        current_app.extensions["groeipakket"] = before


def messages(session: BincSession) -> list[tuple[str, str | None]]:
    """State and kind of every message there is, in the order in which they were made."""
    session.expire_all()
    query = select(GroeipakketMessage.state, GroeipakketMessage.kind).order_by(GroeipakketMessage.id)
    return [(state, kind) for state, kind in session.execute(query)]


def waiting(session: BincSession) -> list[int]:
    """The schakelingen of which something waits to be told."""
    query = "select schakeling_id from groeipakket_message where state = 'waiting' order by 1"
    return list(session.scalars(text(query)))


def is_waiting(session: BincSession, schakeling: Schakeling) -> bool:
    """Whether something of this schakeling waits to be told."""
    return schakeling.id in waiting(session)


def situations(receiver: DemoReceiver) -> list[tuple[str, str, str, str | None]]:
    """Kind, national number, begin and end of what a receiver accepted, in order."""
    told = [(one["kind"], one["situation"]) for one in receiver.accepted]
    return [(kind, one["national_number"], one["begin"], one["end"]) for kind, one in told]
