"""The same text saved twice is no change: the activities tell what changed, and nothing else (D-10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.chain_plans import Carer
from app.domain.registration_fields import INTAKE
from app.services.decisions import DecisionInput, change_decision
from app.services.dossiers import change_referral
from app.services.registrations import save_registration
from app.services.schakelingen import add_schakeling, change_schakeling
from models import Activity
from tests.services.steps import ACTOR, GATE, NOW, QUIET_MODULES, TODAY, day, story


def kinds(session: BincSession) -> list[str]:
    """What the activities tell, in order."""
    session.flush()
    return list(session.scalars(select(Activity.kind).order_by(Activity.id)))


@pytest.mark.parametrize("what", ["referral", "decision", "schakeling", "intake"])
def test_the_same_text_saved_twice_tells_nothing_d_10(session: BincSession, what: str) -> None:
    told = story(session)
    decision, schakeling = told.decide(), told.add("01-08", "01-31")
    words: dict[str, Any] = {"actor": ACTOR}

    def save(debts: str, end: str) -> None:
        if what == "referral":
            referrer = replace(GATE, own_reference=debts)
            change_referral(session, told.dossier, referrer, today=TODAY, **words)
        elif what == "decision":
            modules = QUIET_MODULES if debts == "no" else QUIET_MODULES[:1]
            change_decision(session, decision, DecisionInput(day("01-08"), modules, "voluntary"), today=TODAY, **words)
        elif what == "schakeling":
            told.change(schakeling, "01-08", end)
        else:
            save_registration(session, told.dossier, INTAKE, {"debts": debts}, now=NOW, **words)

    save("no", "02-01")
    before = kinds(session)
    save("no", "02-01")
    assert kinds(session) == before
    save("yes", "02-02")
    assert len(kinds(session)) == len(before) + 1


def test_another_number_of_a_foster_carer_is_a_change_though_no_number_is_told_d_10_s_13(session: BincSession) -> None:
    referral = replace(GATE, foster_care_kind="pool", foster_care_age_group="youth")
    told = story(session, organisation_type="pleegzorg", referral=referral, modules=("VBFINT04",))
    told.decide("01-08", "VBFINT04")
    plan = replace(told.plan("01-08", None, "VBFINT04"), paid_to_parents=False)
    words: dict[str, Any] = {**told.keywords, "now": NOW}
    first, other = (replace(plan, carers=(Carer(number, "An Claes"),)) for number in ("15041200210", "15041200309"))
    saved = add_schakeling(session, told.dossier, first, **words)
    change_schakeling(session, saved, first, **words)
    assert kinds(session)[-1] == "schakeling_added"
    change_schakeling(session, saved, other, **words)
    assert kinds(session)[-1] == "schakeling_changed"
