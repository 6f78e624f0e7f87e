"""`figures occupancy` equals a naive count, day by day, of the file that was imported (F-1, F-2, F-7)."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from app.services.deployments import verify_deployments
from app.services.exchange import import_exchange
from tests.domain.naive import capacity_of_file, naive_occupancy, stays_of_file
from tests.exchange.files import decision, dossier, schakeling, small_file
from tests.figures.conftest import Ask, period_options
from tests.figures.random_files import LINE_OF, PROGRAMMES, TODAY, random_file, random_period

ROUNDS = 12
PERIODS = 4


@pytest.mark.parametrize("organisation_type", [kind for kind in PROGRAMMES if kind != "pleegzorg"])
def test_occupancy_equals_a_naive_count_day_by_day(organisation_type: str, session: Any, ask: Ask) -> None:
    for seed in range(ROUNDS):
        document = random_file(seed, organisation_type)
        import_exchange(session, document, today=TODAY)
        facility = document["facilities"][0]["code"]
        stays, rows = stays_of_file(document, facility), capacity_of_file(document, facility)
        random = Random(seed)
        for _ in range(PERIODS):
            begin, until = random_period(random)
            answer = ask("--facility", facility, *period_options(begin, until))
            expected = naive_occupancy(begin, until, stays, rows, LINE_OF)
            assert found(answer) == expected, (seed, begin, until)
            assert_weighted(answer, expected)
    assert verify_deployments(session) == 0


def found(answer: Any) -> dict[str, tuple[Fraction, Fraction]]:
    """Numerators and denominators of an answer by code."""
    return {row["code"]: (Fraction(row["numerator"]), Fraction(row["denominator"])) for row in answer["modules"]}


def assert_weighted(answer: Any, expected: dict[str, tuple[Fraction, Fraction]]) -> None:
    """F-7: what cannot be computed is left out of the mean; a rate never comes from a denominator of 0 (F-1)."""
    computed = [pair for pair in expected.values() if pair[1]]
    for row in answer["modules"]:
        assert (row["rate"] is None) == (not expected[row["code"]][1])
        assert (row["reason"] == "no_capacity") == (row["rate"] is None)
    if computed:
        numerator, denominator = sum(pair[0] for pair in computed), sum(pair[1] for pair in computed)
        assert Fraction(answer["weighted"]["numerator"]) == numerator
        assert Fraction(answer["weighted"]["denominator"]) == denominator


def test_foster_care_has_no_occupancy_and_says_why(session: Any, ask: Ask) -> None:
    """F-7."""
    document = random_file(1, "pleegzorg")
    import_exchange(session, document, today=TODAY)
    answer = ask("--facility", document["facilities"][0]["code"], "--from", "2024-01-01", "--until", "2024-12-31")
    assert answer["modules"]
    assert {(row["rate"], row["reason"]) for row in (*answer["modules"], answer["weighted"])} == {
        (None, "not_computed_for_foster_care")
    }


def test_the_example_of_the_exchange_format(session: Any, ask: Ask) -> None:
    """One place in use all quarter is 91 days, with 2 of 12 places innovative or guaranteed: 84 + 182 of 1092."""
    document = small_file(utilisation=[], quarters=[])
    document["dossiers"][0]["decisions"] = [
        decision("2024-01-08", schakeling("start", "2024-01-08", "2024-03-31", "VBFBJB04", "P-CB-BREED"))
    ]
    import_exchange(session, document, today=TODAY)
    answer = ask("--facility", "X001", "--from", "2024-01-01", "--until", "2024-03-31")
    assert answer == {
        "facility": "X001",
        "from": "2024-01-01",
        "until": "2024-03-31",
        "modules": [
            {"code": "P-CB-BREED", "numerator": "84", "denominator": "0", "rate": None, "reason": "no_capacity"},
            {"code": "VERBLIJF", "numerator": "266", "denominator": "1092", "rate": "0.2435897436", "reason": None},
        ],
        "weighted": {"numerator": "266", "denominator": "1092", "rate": "0.2435897436", "reason": None},
    }


@pytest.mark.parametrize(
    ("second", "guaranteed", "days"),
    [
        ("2024-01-20", (False, False), 24),  # The shared day counts once.
        ("2024-01-21", (False, False), 24),
        ("2024-01-20", (True, False), 12),  # The shared day is not guaranteed on one side, so it counts.
        ("2024-01-20", (False, True), 13),
        ("2024-01-20", (True, True), 0),
        ("2024-01-15", (False, False), 24),  # Across two dossiers days may overlap; each counts once.
    ],
)
def test_boundary_days_count_once_per_client_also_across_two_dossiers(
    second: str, guaranteed: tuple[bool, bool], days: int, session: Any, ask: Ask
) -> None:
    """F-1."""
    module = [[{"code": "VBFBJB04", "guaranteed": ticked}] for ticked in guaranteed]
    document = small_file(capacity=[], utilisation=[], quarters=[])
    crisis = {"through_access_gate": False, "referrer": "crisismeldpunt"}
    first_chain = [schakeling("start", "2024-01-08", "2024-01-20", modules=module[0])]
    second_chain = [schakeling("start", second, "2024-01-31", modules=module[1])]
    document["dossiers"] = [
        dossier("d1", "c1", status="closed", closed_on="2024-01-20", referral=crisis,
                decisions=[decision("2024-01-08", *first_chain)]),
        dossier("d2", "c1", created=second, referral=crisis, decisions=[decision(second, *second_chain)]),
    ]  # fmt: skip
    import_exchange(session, document, today=TODAY)
    answer = ask("--facility", "X001", "--from", "2024-01-01", "--until", "2024-12-31")
    assert [row["numerator"] for row in answer["modules"]] == [str(days)]


def test_two_residential_modules_on_one_day_are_two_places(session: Any, ask: Ask) -> None:
    """F-2."""
    document = small_file(capacity=[], utilisation=[], quarters=[])
    document["dossiers"][0]["decisions"] = [
        decision(
            "2024-01-08",
            schakeling("start", "2024-01-08", "2024-01-10", "VBFBJB04"),
            schakeling("switch", "2024-01-10", "2024-01-12", "VBFBJB02"),
        )
    ]
    import_exchange(session, document, today=TODAY)
    answer = ask("--facility", "X001", "--from", "2024-01-01", "--until", "2024-12-31", "--module", "VBFBJB02")
    assert [(row["code"], row["numerator"]) for row in answer["modules"]] == [("VERBLIJF", "6")]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--facility", "X999", "--from", "2024-01-01", "--until", "2024-01-31"), "Voorziening X999 bestaat niet"),
        (
            ("--facility", "X001", "--from", "2024-01-01", "--until", "2024-01-31", "--module", "P-X"),
            "P-X bestaat niet",
        ),
        (("--facility", "X001", "--from", "2024-01-32", "--until", "2024-02-01"), "geen datum"),
        (("--facility", "X001", "--from", "01/01/2024", "--until", "2024-02-01"), "geen datum"),
        (("--facility", "X001", "--from", "2024-02-01", "--until", "2024-01-01"), "eindigt voor ze begint"),
        (("--facility", "X001", "--from", "2024-01-01", "--until", "2025-01-01"), "hoogstens een jaar"),
        (("--facility", "X001", "--from", "9999-01-01", "--until", "9999-12-31"), "van 1900 tot en met 2200"),
        (("--facility", "X001", "--from", "0001-01-01", "--until", "0001-02-01"), "van 1900 tot en met 2200"),
        (("--facility", "X\udcff1", "--from", "2024-01-01", "--until", "2024-01-31"), "bestaat niet"),
    ],
)
@pytest.mark.parametrize("name", ["occupancy", "deployment"])
def test_bad_questions_end_with_status_2_and_a_message(
    name: str, options: tuple[str, ...], words: str, session: Any, ask: Ask
) -> None:
    import_exchange(session, small_file(), today=TODAY)
    result = ask(*options, name=name)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_deployment_counts_schakelingen_and_their_combination(session: Any, ask: Ask) -> None:
    """F-9."""
    import_exchange(session, small_file(), today=TODAY)
    period = ("--facility", "X001", "--from", "2024-02-01", "--until", "2024-12-31")
    everything = ask(*period, name="deployment")
    chosen = ask(*period, "--module", "VBFBJB04", "--module", "P-CB-BREED", name="deployment")
    assert everything["modules"] == [
        {"code": "P-CB-BREED", "active": 2, "started": 1},
        {"code": "VBFBJB04", "active": 1, "started": 0},
    ]
    assert everything["combination"] is None
    assert chosen["combination"] == {"active": 1, "started": 0}
