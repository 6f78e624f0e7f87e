"""`figures utilisation` equals a naive count, day by day, of the file that was imported (F-8)."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import select

from app.domain.quarter import Quarter
from app.queries.figures.utilisation import utilisation_of, utilisation_of_all
from app.services.exchange import import_exchange
from models import Facility
from tests.domain.naive import capacity_of_file, stays_of_file
from tests.domain.naive_utilisation import (
    NaiveQuarter,
    days_of,
    deployed_in,
    naive_groups,
    naive_utilisation,
    totals_of_file,
)
from tests.exchange.files import small_file
from tests.figures.conftest import Ask
from tests.figures.random_files import TODAY
from tests.figures.random_totals import WIDE, file_with_totals, naive_modules, random_quarters
from tests.views.counting import counted_statements

IS_DEEP = settings.default is not None and settings.default.max_examples >= 1000
ROUNDS, PERIODS = (60 if IS_DEEP else 5), 4
GROUPS = {
    "residence": "VERBLIJF",
    "day guidance": "DAGBEGELEIDING",
    "context guidance": "CONTEXTBEGELEIDING",
    "crisis at home": "CRISISHULP",
    "supporting guidance": "ONDERSTEUNENDE",
}
YEAR = Quarter.between(Quarter(2023, 3), Quarter(2024, 2))


def quarter_options(quarters: list[NaiveQuarter]) -> tuple[str, ...]:
    """Consecutive quarters as the command takes them."""
    (first_year, first), (last_year, last) = quarters[0], quarters[-1]
    return ("--from-quarter", f"{first_year}-{first}", "--until-quarter", f"{last_year}-{last}")


@pytest.mark.parametrize("organisation_type", list(WIDE))
def test_utilisation_equals_a_naive_count_day_by_day(organisation_type: str, session: Any, ask: Ask) -> None:
    """F-8: of every organisation type with a rate, from the file to what the command prints."""
    modules = naive_modules(organisation_type)
    for seed in range(ROUNDS):
        document = file_with_totals(seed, organisation_type)
        import_exchange(session, document, today=TODAY)
        facility = document["facilities"][0]["code"]
        rows, stays = capacity_of_file(document, facility), stays_of_file(document, facility)
        totals = totals_of_file(document, facility)
        random = Random(seed)
        for _ in range(PERIODS):
            quarters = random_quarters(random)
            answer = ask("--facility", facility, *quarter_options(quarters), name="utilisation")
            expected = naive_utilisation(quarters, modules, rows, totals, deployed_in(stays, quarters))
            shown = {code: one for code, one in expected.items() if modules[code].function != "day guidance"}
            assert [row["code"] for row in answer["modules"]] == sorted(shown), (seed, quarters)
            for row in answer["modules"]:
                assert_row(row, shown[row["code"]], modules[row["code"]].typed)
            assert_groups(answer, naive_groups(modules, expected))


def assert_row(row: Any, expected: Any, typed: bool) -> None:
    """F-8: what is missing has no numerator; a rate never comes from a denominator of 0."""
    if not typed:
        assert (row["numerator"], row["rate"], row["reason"]) == (None, None, "no_utilisation")
        return
    assert row["numerator"] == (None if expected.missing else printed(expected.numerator))
    assert row["denominator"] == printed(expected.denominator)
    reason = "no_input" if expected.missing else None if expected.denominator else "no_capacity"
    assert row["reason"] == reason
    assert row["rate"] == (None if reason else printed(expected.numerator / expected.denominator))


def assert_groups(answer: Any, rates: dict[str, Fraction | None]) -> None:
    """F-8: a group has the rate of what can be computed of it."""
    expected = {GROUPS[function]: None if rate is None else printed(rate) for function, rate in rates.items()}
    assert {row["code"]: row["rate"] for row in answer["groups"]} == expected


def printed(number: Fraction) -> str:
    """At most ten decimals, half up."""
    units = int(number * 10**10 + Fraction(1, 2))
    text = f"{units // 10**10}.{units % 10**10:010d}"
    return text.rstrip("0").rstrip(".")


def test_the_utilisation_of_supporting_guidance_is_its_occupancy(session: Any, ask: Ask) -> None:
    """F-8, F-3: number for number, and also where it cannot be told."""
    seen = set()
    for seed in range(20, 20 + ROUNDS):
        document = file_with_totals(seed, "OVBJ")
        import_exchange(session, document, today=TODAY)
        facility = document["facilities"][0]["code"]
        random = Random(seed)
        for _ in range(PERIODS):
            quarters = random_quarters(random)
            days = ("--from", f"{days_of(quarters[0])[0]}", "--until", f"{days_of(quarters[-1])[-1]}")
            (occupancy,) = ask("--facility", facility, *days, "--module", "P-OB-RTJ")["modules"]
            answer = ask("--facility", facility, *quarter_options(quarters), name="utilisation")
            for row in answer["modules"]:
                # Without a place and without help a total is no occupancy that anybody asks for.
                if row["code"] == "P-OB-RTJ" and row["reason"] != "no_capacity":
                    known = {**row, "denominator": None} if row["reason"] == "no_input" else row
                    assert known == occupancy, (seed, quarters)
                    seen.add(row["reason"])
    assert {None, "no_input"} <= seen


def test_all_facilities_at_once_are_the_same_as_each_alone(session: Any) -> None:
    """F-8: in as many statements for thirty facilities as for one."""
    codes = []
    for organisation_type in WIDE:
        for seed in range(50, 53):
            document = file_with_totals(seed, organisation_type)
            import_exchange(session, document, today=TODAY)
            codes.append(document["facilities"][0]["code"])
    own = list(session.scalars(select(Facility).where(Facility.code.in_(codes))))
    session.commit()
    with counted_statements(session.get_bind()) as statements:
        together = utilisation_of_all(session, YEAR)
    # The scope, how to plan, catalogue, totals, deployments, capacity, facilities, and the rules of each type.
    assert len(statements) == 7 + len(WIDE)
    assert {one.id: together[one.id].as_json() for one in own} == {
        one.id: utilisation_of(session, one, YEAR).as_json() for one in own
    }


def test_the_answer_has_the_shape_of_the_exchange_format(session: Any, ask: Ask) -> None:
    """F-8: 61.5 nights of 10 × 91; context guidance has a schakeling, no total and no capacity."""
    import_exchange(session, small_file(), today=TODAY)
    answer = ask("--facility", "X001", "--from-quarter", "2024-1", "--until-quarter", "2024-1", name="utilisation")
    residence = {"numerator": "61.5", "denominator": "910", "rate": "0.0675824176", "reason": None}
    nothing = {"numerator": None, "denominator": "0", "rate": None, "reason": "no_input"}
    assert answer == {
        "facility": "X001",
        "from": "2024-01-01",
        "until": "2024-03-31",
        "modules": [{"code": "P-CB-BREED", **nothing}, {"code": "VBFBJB04", **residence}],
        "groups": [{"code": "VERBLIJF", **residence}, {"code": "CONTEXTBEGELEIDING", **nothing}],
        "weighted": {"numerator": None, "denominator": None, "rate": None, "reason": "no_mean"},
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--facility", "X999", "--from-quarter", "2024-1", "--until-quarter", "2024-1"), "Voorziening X999 bestaat"),
        (("--facility", "X001", "--from-quarter", "2024-5", "--until-quarter", "2024-6"), "Schrijf een kwartaal"),
        (("--facility", "X001", "--from-quarter", "2024", "--until-quarter", "2024-1"), "Schrijf een kwartaal"),
        (("--facility", "X001", "--from-quarter", "2024-2", "--until-quarter", "2024-1"), "vier kwartalen"),
        (("--facility", "X001", "--from-quarter", "2024-1", "--until-quarter", "2025-1"), "vier kwartalen"),
        (("--facility", "X001", "--from-quarter", "0001-1", "--until-quarter", "0001-1"), "van 1900 tot en met 2200"),
    ],
)
def test_bad_questions_end_with_status_2_and_a_message(
    options: tuple[str, ...], words: str, session: Any, ask: Ask
) -> None:
    """F-8."""
    import_exchange(session, small_file(), today=TODAY)
    result = ask(*options, name="utilisation")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
