"""What happened in a dossier reads as plain words (D-10)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.domain.activities import SENTENCES, ActivityKind, activity_sentence, activity_values, changed_fields
from app.domain.chain_plans import ModulePlan
from app.domain.roles import Role
from app.domain.scope import Scope
from app.services.decisions import DecisionInput, change_decision, delete_decision
from models import Activity
from tests.services.steps import ACTOR, CRISIS, TODAY, day, story


def test_every_kind_of_activity_has_its_sentence_d_10() -> None:
    assert set(SENTENCES) == set(ActivityKind)


def test_an_activity_says_what_it_is_about_d_10() -> None:
    values = activity_values({"kind": "switch", "begin": date(2024, 1, 8), "end": date(2024, 3, 31)}, {}, {})
    assert activity_sentence("schakeling_ended", values) == "Schakeling vanaf 08/01/2024 beëindigd op 31/03/2024"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({"end": None}, {"end": date(2024, 3, 31)}, [("Einde", "", "31/03/2024")]),
        ({"ground": "voluntary"}, {"ground": "judicial"}, [("Grond", "vrijwillig", "gerechtelijk")]),
        ({"through_access_gate": True}, {"through_access_gate": False}, [("Via de toegangspoort", "ja", "nee")]),
        ({"own_reference": ""}, {"own_reference": None}, []),
        ({"carers": []}, {"carers": ["An", "Bo"]}, [("Pleegzorgers", "", "An, Bo")]),
        ({"referrer": "caw"}, {"referrer": "clb"}, [("Aanmelder", "CAW (ook JAC)", "clb")]),
    ],
)
def test_only_what_differs_is_told_old_and_new_d_10(
    before: dict[str, object], after: dict[str, object], shown: list[tuple[str, str, str]]
) -> None:
    values = activity_values({}, before, after)
    told = changed_fields(values, {"caw": "CAW (ook JAC)"})
    assert [(one.label, one.before, one.after) for one in told] == shown


def test_a_seat_of_the_facility_does_all_of_it_behind_the_walls_a_2(session: BincSession) -> None:
    told = story(session, referral=CRISIS)
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, ACTOR, told.facility.id, 1))
    told.decide()
    told.add("01-08", offer=(ModulePlan("P-CB-BREED", True),))
    told.add("02-01", end_of_previous=day("01-31"))
    session.flush()
    query = select(Activity).where(Activity.dossier_id == told.dossier.id).order_by(Activity.id)
    activities = session.scalars(query).all()
    assert [activity_sentence(one.kind, one.values) for one in activities][2:] == [
        "Start hulpaanbod vanaf 08/01/2024 toegevoegd",
        "Start hulpaanbod vanaf 08/01/2024 beëindigd op 31/01/2024",
        "Schakeling vanaf 01/02/2024 toegevoegd",
    ]
    modules = next(one for one in changed_fields(activities[2].values) if one.field == "modules")
    assert modules.after == "P-CB-BREED (verzekerd aanbod)"


def test_a_change_and_a_deletion_are_told_with_what_stood_there_d_10(session: BincSession) -> None:
    told = story(session)
    decision = told.decide()
    schakeling = told.add("01-08", "01-31")
    told.change(schakeling, "01-08", "02-15")
    told.delete(schakeling)
    judicial = DecisionInput(day("01-08"), ("P-CB-BREED",), "judicial")
    change_decision(session, decision, judicial, actor=ACTOR, today=TODAY)
    delete_decision(session, decision, actor=ACTOR, today=TODAY)
    session.flush()
    query = select(Activity).where(Activity.dossier_id == told.dossier.id).order_by(Activity.id)
    *_, changed, deleted, redecided, undecided = session.scalars(query)
    assert [activity_sentence(one.kind, one.values) for one in (changed, deleted, redecided, undecided)] == [
        "Start hulpaanbod vanaf 08/01/2024 gewijzigd",
        "Start hulpaanbod vanaf 08/01/2024 verwijderd",
        "Beslissing vanaf 08/01/2024 gewijzigd",
        "Beslissing vanaf 08/01/2024 verwijderd",
    ]
    before_and_after = [
        [(one.field, one.before, one.after) for one in changed_fields(each.values)]
        for each in (changed, deleted, redecided, undecided)
    ]
    assert before_and_after[0] == [("end", "31/01/2024", "15/02/2024")]
    assert ("end", "15/02/2024", "") in before_and_after[1]
    assert ("ground", "vrijwillig", "gerechtelijk") in before_and_after[2]
    assert ("ground", "gerechtelijk", "") in before_and_after[3]


def test_a_national_number_is_told_as_every_page_writes_it_d_10_c_1() -> None:
    values = activity_values({}, {"national_number": None}, {"national_number": "15041200210"})
    assert [(one.before, one.after) for one in changed_fields(values)] == [("", "15.04.12-002.10")]
