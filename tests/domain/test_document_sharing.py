"""What may be shared with whom and until when, and what can be called back (O-1, O-4, O-5, O-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.documents.sharing import (
    EXPIRED,
    OPEN,
    WITHDRAWN,
    WantedRecipient,
    can_be_withdrawn,
    check_sharing,
    is_due_for_reminder,
    is_open_on,
    last_day_to_choose,
)
from app.domain.documents.visibility import DocumentKind, ServiceKind

TODAY = date(2024, 2, 1)
CONSULTANT = WantedRecipient(20, ServiceKind.OCJ, 2, "Yvonne Termote", "yvonne@voorbeeld.be", TODAY + timedelta(30))
COLLEAGUE = WantedRecipient(30, ServiceKind.FACILITY, None, "Jan Peeters", "jan@voorbeeld.be", TODAY)


def fields(*recipients: WantedRecipient, **changes: Any) -> list[tuple[str, str]]:
    values = {"kind": DocumentKind.CLIENT_BOUND, "sender": ServiceKind.FACILITY, "description": "", **changes}
    found = check_sharing(values["kind"], values["sender"], 10, values["description"], recipients, today=TODAY)
    return [(fault.rule, fault.field) for fault in found]


def test_a_known_consultant_and_a_typed_name_at_a_facility_may_both_receive_O_1() -> None:
    assert fields(CONSULTANT, COLLEAGUE) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"service_id": 10}, "service"),
        ({"person_id": None}, "person"),
        ({"person_name": " "}, "person"),
        ({"email": ""}, "email"),
        ({"until": TODAY - timedelta(1)}, "until"),
        ({"until": TODAY + timedelta(31)}, "until"),
    ],
)
def test_what_is_wrong_with_a_recipient_stands_at_its_field_O_1(changes: dict[str, Any], field: str) -> None:
    assert fields(COLLEAGUE, replace(CONSULTANT, **changes)) == [("O-1", f"recipients-1-{field}")]


def test_today_and_the_thirtieth_day_are_the_first_and_last_to_choose_O_1() -> None:
    assert last_day_to_choose(TODAY) == date(2024, 3, 2)
    assert fields(replace(CONSULTANT, until=TODAY)) == fields(replace(CONSULTANT, until=date(2024, 3, 2))) == []


def test_a_description_has_80_characters_at_most_O_1() -> None:
    assert fields(CONSULTANT, description="x" * 80) == []
    assert fields(CONSULTANT, description="x" * 81) == [("O-1", "description")]


def test_somebody_is_chosen_and_nobody_twice_O_1() -> None:
    assert fields() == [("O-1", "recipients")]
    assert fields(CONSULTANT, CONSULTANT) == [("O-1", "recipients-1-person")]
    many = [replace(COLLEAGUE, service_id=100 + number) for number in range(11)]
    assert fields(*many) == [("O-1", "recipients")]


def test_only_a_facility_shares_from_a_dossier_O_1() -> None:
    assert fields(COLLEAGUE, sender=ServiceKind.OCJ) == [("O-1", "kind")]
    assert fields(COLLEAGUE, sender=ServiceKind.OCJ, kind=DocumentKind.GENERAL) == []


def test_personal_is_for_the_agency_and_for_who_stands_on_the_list_O_3_O_5() -> None:
    listed = replace(COLLEAGUE, person_id=5, may_read_personal=True)
    personal: dict[str, Any] = {"kind": DocumentKind.PERSONAL, "sender": ServiceKind.AGENCY}
    assert fields(listed, **personal) == []
    assert fields(replace(listed, may_read_personal=False), **personal) == [("O-5", "recipients-0-person")]
    assert fields(replace(CONSULTANT, may_read_personal=True), **personal) == [("O-5", "recipients-0-person")]
    assert fields(listed, kind=DocumentKind.PERSONAL) == [("O-3", "kind")]


@pytest.mark.parametrize(("state", "is_open"), [(OPEN, True), (WITHDRAWN, False), (EXPIRED, False)])
def test_a_document_can_be_opened_through_its_last_day_O_1_O_6(state: str, is_open: bool) -> None:
    assert is_open_on(state, TODAY, TODAY) is is_open
    assert is_open_on(state, TODAY, TODAY + timedelta(1)) is False


def test_only_what_nobody_opened_can_be_called_back_O_6() -> None:
    assert can_be_withdrawn(OPEN, TODAY, viewed=False, today=TODAY)
    assert not can_be_withdrawn(OPEN, TODAY, viewed=True, today=TODAY)
    assert not can_be_withdrawn(OPEN, TODAY, viewed=False, today=TODAY + timedelta(1))
    assert not can_be_withdrawn(WITHDRAWN, TODAY, viewed=False, today=TODAY)


def test_an_unread_document_is_reminded_of_in_its_last_days_O_4() -> None:
    until, before = TODAY + timedelta(10), TODAY - timedelta(1)

    def due(today: date, *, viewed: bool = False, shared_on: date = before) -> bool:
        return is_due_for_reminder(until, viewed=viewed, shared_on=shared_on, today=today)

    assert [due(until - timedelta(days)) for days in (4, 3, 0, -1)] == [False, True, True, False]
    assert not due(until, viewed=True)
    assert not due(until, shared_on=until)
