"""What a delivery of the module database changes, what waits, and what is refused whole (M-2)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.domain.chain_plans import ApprovedModule as ApprovedPlan
from app.domain.faults import DomainError
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.catalogue import approved_modules
from app.queries.module_data import history_of, waiting_differences, withdrawn_in_use
from app.services.module_deliveries.applying import apply_waiting
from app.services.module_deliveries.taking_in import take_in
from models import Facility, ModuleDelivery, Notice, Seat
from tests.factories import (
    FAR_PAST,
    approve,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.neighbours.lists import TODAY, Changes, delivered, key, listed

MODULE, OTHER = "VBFBJB04", "P-CB-BREED"
URSULA = Actor(None, "Ursula Wellens")


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session, modules=(MODULE, OTHER))


def days_of(session: BincSession, facility: Facility, code: str = MODULE) -> list[tuple[date, date | None]]:
    return [(one.valid_from, one.valid_until) for one in approved_modules(session, facility.id) if one.code == code]


def send(session: BincSession, content: bytes, today: date = TODAY) -> ModuleDelivery:
    return take_in(session, content, "test", today=today)


def apply_all(session: BincSession, facility: Facility | None = None) -> int:
    return apply_waiting(session, facility.id if facility else None, seen_up_to=last_waiting(session), actor=URSULA)


def last_waiting(session: BincSession) -> int:
    return max(one.id for one in waiting_differences(session))


def test_the_same_list_changes_nothing_m_2(session: BincSession, facility: Facility) -> None:
    delivery = send(session, delivered(session))
    assert (delivery.state, delivery.added, delivery.waiting) == ("taken_in", 0, 0)
    assert days_of(session, facility) == [(FAR_PAST, None)]


def test_a_new_module_can_be_ticked_at_once_m_2(session: BincSession, facility: Facility) -> None:
    delivery = send(session, delivered(session, {key(facility, "VBFBJB06"): [("2026-07-02", None)]}))
    assert (delivery.added, delivery.waiting) == (1, 0)
    assert approved_modules(session, facility.id)[-1] == ApprovedPlan("VBFBJB06", date(2026, 7, 2))


def test_a_withdrawal_waits_until_the_agency_applies_it_m_2(session: BincSession, facility: Facility) -> None:
    delivery = send(session, delivered(session, {key(facility, MODULE): None}))
    assert (delivery.added, delivery.waiting) == (0, 1)
    assert days_of(session, facility) == [(FAR_PAST, None)]
    assert apply_all(session) == 1
    assert days_of(session, facility) == [(FAR_PAST, TODAY - timedelta(days=1))]
    assert list(waiting_differences(session)) == []


def test_what_waits_goes_on_waiting_and_goes_when_the_database_says_so_m_2(
    session: BincSession, facility: Facility
) -> None:
    ends: Changes = {key(facility, MODULE): [(str(FAR_PAST), "2026-08-31")]}
    send(session, delivered(session, ends))
    first = waiting_differences(session)[0].id
    send(session, delivered(session, ends, TODAY + timedelta(days=1)), TODAY + timedelta(days=1))
    assert [one.id for one in waiting_differences(session)] == [first]
    send(session, delivered(session, day=TODAY + timedelta(days=1)), TODAY + timedelta(days=1))
    assert list(waiting_differences(session)) == []


def test_what_came_after_the_page_was_opened_waits_on_m_2(session: BincSession, facility: Facility) -> None:
    send(session, delivered(session, {key(facility, MODULE): None}))
    seen = last_waiting(session)
    send(session, delivered(session, {key(facility, MODULE): None, key(facility, OTHER): None}))
    assert apply_waiting(session, None, seen_up_to=seen, actor=URSULA) == 1
    assert days_of(session, facility, OTHER) == [(FAR_PAST, None)]


def test_one_facility_can_be_applied_alone_m_2(session: BincSession, facility: Facility) -> None:
    other = create_facility(session)
    send(session, delivered(session, {key(facility, MODULE): None, key(other, MODULE): None}))
    assert apply_all(session, other) == 1
    assert days_of(session, facility) == [(FAR_PAST, None)]
    assert [one.facility_id for one in waiting_differences(session)] == [facility.id]


def test_pressed_twice_nothing_happens_twice_m_2(session: BincSession, facility: Facility) -> None:
    send(session, delivered(session, {key(facility, MODULE): None}))
    seen = last_waiting(session)
    apply_all(session)
    with pytest.raises(DomainError) as refusal:
        apply_waiting(session, None, seen_up_to=seen, actor=URSULA)
    assert "collega was je voor" in refusal.value.messages[0]
    assert len(history_of(session, facility.id)) == 3


def test_an_approval_that_was_changed_by_hand_meanwhile_is_left_m_2(session: BincSession, facility: Facility) -> None:
    approval = approve(session, facility, "VBFBJB06")
    send(session, delivered(session, {key(facility, "VBFBJB06"): None}))
    approval.valid_until = date(2027, 1, 1)
    session.flush()
    with pytest.raises(DomainError) as refusal:
        apply_all(session)
    assert "intussen gewijzigd" in refusal.value.messages[0]
    assert days_of(session, facility, "VBFBJB06") == [(FAR_PAST, date(2027, 1, 1))]


def test_a_gap_is_applied_as_a_whole_m_2(session: BincSession, facility: Facility) -> None:
    gap: list[tuple[str, str | None]] = [(str(FAR_PAST), "2026-06-30"), ("2026-09-01", None)]
    assert send(session, delivered(session, {key(facility, MODULE): gap})).added == 0
    assert apply_all(session) == 2
    assert days_of(session, facility) == [(FAR_PAST, date(2026, 6, 30)), (date(2026, 9, 1), None)]


def test_codes_that_nobody_knows_are_shown_and_change_nothing_m_2(session: BincSession, facility: Facility) -> None:
    content = delivered(
        session, {("F-NIEUW", MODULE): [("2026-07-01", None)], key(facility, "NIEUW"): [("2026-07-01", None)]}
    )
    delivery = send(session, content)
    assert (delivery.unknown_facilities, delivery.unknown_modules) == (["F-NIEUW"], ["NIEUW"])
    assert (delivery.added, delivery.waiting) == (0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "geen geldige JSON"),
        (b'{"format": "binc-modules/1", "day": "2026-07-01", "facil', "geen geldige JSON"),
        (b"\xff\xfe", "geen geldige JSON"),
        (b"[" * 100_000, "geen geldige JSON"),
        (b"[]", "klopt niet op /: Hier hoort een object"),
        (b'{"format": "binc-modules/2", "day": "2026-07-01", "facilities": []}', "klopt niet"),
        (listed([]), "klopt niet op /facilities"),
        (listed([("F", [{"code": MODULE, "from": "2026-02-30"}])]), "klopt niet op /facilities/0/modules/0/from"),
        (
            listed([("F", [{"code": MODULE, "from": "2026-07-02", "until": "2026-07-01"}])]),
            "laatste dag voor de eerste",
        ),
        (listed([("F", [{"code": MODULE, "from": "0001-01-01"}])]), "buiten de jaren"),
        (
            listed([("F", [{"code": MODULE, "from": "2026-07-01"}, {"code": MODULE, "from": "2026-08-01"}])]),
            "op dezelfde dagen",
        ),
        (listed([("F", [])], TODAY + timedelta(days=1)), "moet nog komen"),
    ],
)
def test_rubbish_changes_nothing_and_is_kept_with_the_reason_m_2(
    session: BincSession, facility: Facility, content: bytes, words: str
) -> None:
    delivery = send(session, content)
    assert delivery.state == "refused"
    assert words in str(delivery.reason)
    assert days_of(session, facility) == [(FAR_PAST, None)]
    assert list(waiting_differences(session)) == []


def test_half_a_list_withdraws_nothing_m_2(session: BincSession) -> None:
    facilities = [create_facility(session) for _ in range(4)]
    changes = {key(one, code): None for one in facilities[:2] for code in (MODULE, OTHER)}
    delivery = send(session, delivered(session, changes | {key(facilities[3], "VBFBJB06"): [("2026-07-01", None)]}))
    assert delivery.state == "refused"
    assert "niet volledig" in str(delivery.reason)
    assert list(waiting_differences(session)) == []
    assert days_of(session, facilities[3], "VBFBJB06") == []


def test_an_older_list_than_the_last_one_is_refused_m_2(session: BincSession, facility: Facility) -> None:
    send(session, delivered(session))
    older = send(session, delivered(session, day=TODAY - timedelta(days=1)))
    assert "er was er al een van 01/07/2026" in str(older.reason)


def test_the_history_tells_who_changed_which_module_when_m_2(session: BincSession, facility: Facility) -> None:
    seat = create_seat(session)
    enter_scope(session, Scope.of_seat(Role.AGENCY_POLICY, Actor(seat.user_id, "Beleid"), None, seat.id))
    approve(session, facility, "VBFBJB06", valid_from=date(2026, 1, 1))
    enter_scope(session, Scope.system("job fetch_modules"))
    send(session, delivered(session, {key(facility, "VBFBJB06"): [("2025-12-01", None)]}))
    delivered_one, by_hand, *_ = history_of(session, facility.id)
    assert (by_hand.code, by_hand.before, str(by_hand.after)) == ("VBFBJB06", None, str(delivered_one.before))
    assert (by_hand.by_product, by_hand.delivered, by_hand.actor_name) == (False, False, _name_of(session, seat))
    assert (delivered_one.by_product, delivered_one.delivered) == (True, True)
    assert delivered_one.after is not None
    assert delivered_one.after.valid_from == date(2025, 12, 1)


def _name_of(session: BincSession, seat: Seat) -> str:
    return str(seat.user.get_full_name())


def deployed(session: BincSession, facility: Facility, begin: date, end: date | None = None) -> None:
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(session, create_decision(session, dossier, begin=begin), begin=begin, end=end)


def test_a_module_withdrawn_while_deployed_is_flagged_and_its_help_stays_m_2(
    session: BincSession, facility: Facility
) -> None:
    seat = create_seat(session, facility)
    for begin, end in (
        (date(2026, 1, 1), None),
        (date(2026, 1, 1), TODAY),
        (date(2026, 1, 1), TODAY - timedelta(days=1)),
    ):
        deployed(session, facility, begin, end)
    send(session, delivered(session, {key(facility, MODULE): None}))
    assert withdrawn_in_use(session, TODAY) == []
    apply_all(session)
    [line] = withdrawn_in_use(session, TODAY)
    assert (line.facility_code, line.code, line.since, line.dossiers) == (facility.code, MODULE, TODAY, 2)
    # The day before it could still be ticked; the day after one of the two has ended.
    assert withdrawn_in_use(session, TODAY - timedelta(days=1)) == []
    assert withdrawn_in_use(session, TODAY + timedelta(days=1), facility.id)[0].dossiers == 1
    [notice] = session.scalars(select(Notice).where(Notice.facility_id == facility.id))
    assert (notice.user_id, notice.kind, notice.codes) == (seat.user_id, "module_withdrawn", [MODULE])


def test_a_module_that_can_be_ticked_again_is_no_longer_flagged_m_2(session: BincSession, facility: Facility) -> None:
    deployed(session, facility, date(2026, 1, 1))
    send(session, delivered(session, {key(facility, MODULE): None}))
    apply_all(session)
    again = [(str(FAR_PAST), "2026-06-30"), ("2026-07-01", None)]
    send(session, delivered(session, {key(facility, MODULE): again}))
    assert withdrawn_in_use(session, TODAY) == []


def test_the_published_schema_describes_what_is_read_m_2(session: BincSession, facility: Facility) -> None:
    document = json.loads(delivered(session))
    document["facilities"][0]["extra"] = 1
    assert "“extra” bestaat niet" in str(send(session, json.dumps(document).encode()).reason)
