"""One mail a day about shared documents: who gets it, and what it says (O-4)."""

from __future__ import annotations

import pytest

from app.domain.documents.mails import MailChoice, Waiting, goes_into_digest


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        (Waiting(1, 1, 0), "Er wacht 1 document op je in Binc dat nog niemand opende."),
        (Waiting(1, 0, 1), "Er wacht 1 document op je in Binc dat nog niemand opende. Het verdwijnt binnenkort."),
        (Waiting(4, 2, 0), "Er wachten 4 documenten op je in Binc die nog niemand opende."),
        (
            Waiting(4, 2, 1),
            "Er wachten 4 documenten op je in Binc die nog niemand opende. Daarvan verdwijnt er 1 binnenkort.",
        ),
        (
            Waiting(4, 0, 2),
            "Er wachten 4 documenten op je in Binc die nog niemand opende. Daarvan verdwijnen er 2 binnenkort.",
        ),
    ],
)
def test_the_mail_of_the_day_says_how_many_wait_and_nothing_else_O_4(waiting: Waiting, expected: str) -> None:
    assert waiting.sentence == expected


@pytest.mark.parametrize(("new", "ending", "expected"), [(0, 0, False), (1, 0, True), (0, 1, True)])
def test_what_was_told_before_is_no_reason_for_another_mail_O_4(new: int, ending: int, expected: bool) -> None:
    assert Waiting(3, new, ending).is_worth_a_mail is expected


@pytest.mark.parametrize(
    ("choice", "address", "expected"),
    [
        (MailChoice.DAILY, "an@voorbeeld.be", True),
        (MailChoice.DAILY, " An@Voorbeeld.be", True),
        (MailChoice.DAILY, "onthaal@voorbeeld.be", False),
        (MailChoice.EACH, "an@voorbeeld.be", False),
    ],
)
def test_only_ones_own_address_waits_for_the_mail_of_the_day_O_4(choice: str, address: str, expected: bool) -> None:
    assert goes_into_digest(choice, "an@voorbeeld.be", address) is expected
