"""The rules of linking an unborn child to its number (C-4)."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.linking import birth_cautions, check_one_open_each, gone_along

REGISTERED = date(2024, 1, 31)


def test_two_open_dossiers_in_a_facility_stop_the_merge_c_4() -> None:
    assert check_one_open_each((), open_elsewhere=False) == []
    assert check_one_open_each(("BNC_20240101_000001",), open_elsewhere=False) == []
    [own] = check_one_open_each(("BNC_20240101_000001", "BNC_20240101_000002"), open_elsewhere=False)
    assert "BNC_20240101_000001 en BNC_20240101_000002" in own.message
    [elsewhere] = check_one_open_each((), open_elsewhere=True)
    assert "andere voorziening" in elsewhere.message


@pytest.mark.parametrize(
    ("birth_date", "birth_year", "words"),
    [
        (date(2024, 1, 30), 2024, "vroeger"),
        (date(2024, 1, 31), 2024, None),
        (date(2024, 11, 30), 2024, None),
        (date(2024, 12, 1), 2024, "meer dan 10 maanden later"),
        (None, 2023, "vroeger"),
        (None, 2024, None),
        (None, 2025, "meer dan 10 maanden later"),
    ],
)
def test_a_birth_that_does_not_fit_is_asked_about_c_4(
    birth_date: date | None, birth_year: int, words: str | None
) -> None:
    messages = [caution.message for caution in birth_cautions(REGISTERED, birth_date, birth_year)]
    assert len(messages) == (words is not None)
    assert all((words or "") in message for message in messages)


def test_what_the_client_lacks_goes_along_and_the_rest_stays_c_4() -> None:
    child = {"phone": "0470", "email": "a@b.be", "language": "nl", "street": "Dorp", "postcode": "9000", "name": "An"}
    client = {"phone": "0480", "email": "", "language": None}
    assert gone_along(child, client) == {"email": "a@b.be", "language": "nl", "street": "Dorp", "postcode": "9000"}


@pytest.mark.parametrize("known", [{"municipality": "Gent"}, {"address_unknown": True}])
def test_an_address_goes_along_whole_or_not_at_all_c_4(known: dict[str, object]) -> None:
    assert gone_along({"street": "Dorp", "postcode": "9000"}, known) == {}


def test_a_no_is_an_answer_c_4() -> None:
    assert gone_along({"unaccompanied_minor": True}, {"unaccompanied_minor": False}) == {}
    assert gone_along({"unaccompanied_minor": False}, {}) == {"unaccompanied_minor": False}
