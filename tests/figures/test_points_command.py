"""`figures occupancy` of crisis help at home, a CKG and supporting guidance equals a naive count (F-3 … F-7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from app.services.exchange import import_exchange
from tests.domain.naive import capacity_of_file, naive_occupancy, stays_of_file
from tests.domain.naive_points import (
    Pair,
    naive_crisis_at_home,
    naive_guidance_points,
    naive_supporting,
    naive_whole_of_ckg,
    quarters_in_use,
    totals_of_file,
)
from tests.exchange.files import decision, dossier, schakeling, small_file
from tests.figures.conftest import Ask, period_options
from tests.figures.random_files import LINE_OF, TODAY, random_file, random_period

ROUNDS, PERIODS = 12, 4
SUPPORTED = "OVBJ (OB)"
POINTS = {"P-CKG-GEZIN": 5, "P-CKG-TRAINING-GROEP": 2, "P-CRISISBEGELEIDING": 6}


def pair_of(row: Mapping[str, Any]) -> Pair | None:
    """Numerator and denominator of one printed figure, to ten decimals."""
    return None if row["numerator"] is None else (Fraction(row["numerator"]), Fraction(row["denominator"]))


def printed(pair: Pair | None) -> Pair | None:
    """A naive figure to ten decimals, half up."""
    if pair is None:
        return None
    numerator, denominator = (Fraction(int(side * 10**10 + Fraction(1, 2)), 10**10) for side in pair)
    return numerator, denominator


def by_code(answer: Mapping[str, Any]) -> dict[str, Pair | None]:
    """The printed figures of an answer."""
    return {row["code"]: pair_of(row) for row in answer["modules"]}


def test_crisis_help_at_home_equals_a_naive_count(session: Any, ask: Ask) -> None:
    """F-4: also over the change of December 2021, and where a module joins the line of P-CAH or leaves it."""
    for seed in range(ROUNDS):
        document = random_file(seed, "CaH (points)")
        import_exchange(session, document, today=TODAY)
        facility, random = document["facilities"][0]["code"], Random(seed)
        stays, rows = stays_of_file(document, facility), capacity_of_file(document, facility)
        for _ in range(PERIODS):
            begin = date(2021, 10, 1) + timedelta(days=random.randrange(700))
            until = begin + timedelta(days=random.choice((0, 30, 91, 364)))
            answer = ask("--facility", facility, *period_options(begin, until))
            lines, together = naive_crisis_at_home(begin, until, stays, rows)
            assert by_code(answer) == {code: printed(pair) for code, pair in lines.items()}, (seed, begin, until)
            if together[1] and lines:
                assert pair_of(answer["weighted"]) == printed(together)


def test_a_ckg_equals_a_naive_count(session: Any, ask: Ask) -> None:
    """F-5, F-6."""
    for seed in range(ROUNDS):
        document = random_file(seed, "CKG (points)")
        import_exchange(session, document, today=TODAY)
        facility, random = document["facilities"][0]["code"], Random(seed)
        stays, rows = stays_of_file(document, facility), capacity_of_file(document, facility)
        for year in (2023, 2024):
            begin = date(year, 1, 1)
            until = begin + timedelta(days=random.choice((0, 7, 29, 100, 364)))
            answer = ask("--facility", facility, *period_options(begin, until))
            points = naive_guidance_points(begin, until, stays, rows, POINTS)
            residence = naive_occupancy(begin, until, stays, rows, LINE_OF | dict.fromkeys(POINTS, "P-CKG-GEZIN"))
            found = by_code(answer)
            assert found.get("P-CKG-GEZIN", (0, 0)) == printed(points), (seed, begin, until)
            assert found.get("VERBLIJF") == residence.get("VERBLIJF")
            whole = naive_whole_of_ckg(points, residence.get("VERBLIJF", (Fraction(0), Fraction(0))), begin)
            if "P-CKG-GEZIN" in found and whole[1]:
                assert pair_of(answer["weighted"]) == printed(whole), (seed, begin, until)


def test_supporting_guidance_equals_a_naive_count(session: Any, ask: Ask) -> None:
    """F-3, F-7."""
    for seed in range(ROUNDS):
        document = random_file(seed, SUPPORTED)
        import_exchange(session, document, today=TODAY)
        facility, random = document["facilities"][0]["code"], Random(seed)
        rows, totals = capacity_of_file(document, facility), totals_of_file(document, facility)
        in_use = quarters_in_use("P-OB-RTJ", stays_of_file(document, facility), date(2025, 12, 31))
        for first in (date(2022, 10, 1), date(2023, 1, 1), date(2023, 7, 1), random_period(random)[0]):
            until = first + timedelta(days=random.choice((89, 90, 91, 181, 182, 183, 273, 364)))
            answer = ask("--facility", facility, *period_options(first, until), "--module", "P-OB-RTJ")
            expected = naive_supporting(first, until, totals, rows, in_use)
            (row,) = answer["modules"]
            assert pair_of(row) == printed(expected), (seed, first, until)
            assert (row["rate"] is None) == (expected is None or not expected[1])


def test_the_week_from_monday_to_monday_before_and_after_december_2021(session: Any, ask: Ask) -> None:
    """F-4, L1: the same schakeling was 4 points and is 2."""
    document = small_file(utilisation=[], quarters=[], capacity=[], dossiers=[])
    document["facilities"][0] |= {
        "organisation_type": "CaH",
        "modules": [{"code": "P-CAH", "from": "2015-01-01"}],
    }
    document["capacity"] = [{"facility": "X001", "module": "P-CAH", "valid_from": "2015-01-01", "recognised": 1}]
    crisis = {"referrer": "crisismeldpunt"}
    for number, (begin, end) in enumerate((("2021-11-08", "2021-11-15"), ("2022-01-10", "2022-01-17"))):
        chain = decision(begin, schakeling("start", begin, end, "P-CAH"), modules=["P-CAH"])
        closed = {"status": "closed", "closed_on": end, "referral": crisis}
        document["dossiers"].append(dossier(f"d{number}", "c1", created=begin, decisions=[chain], **closed))
    import_exchange(session, document, today=TODAY)
    for begin, until, points in (("2021-10-01", "2021-12-31", "4"), ("2022-01-01", "2022-03-31", "2")):
        answer = ask("--facility", "X001", "--from", begin, "--until", until)
        assert answer["modules"] == [
            {"code": "P-CAH", "numerator": points, "denominator": "8", "rate": str(int(points) / 8), "reason": None}
        ]


def test_a_ckg_not_from_january_says_so(session: Any, ask: Ask) -> None:
    """F-5, F-6: exchange format; residence alone has its rate all year."""
    document = random_file(1, "CKG (points)")
    document["capacity"] = [
        {"facility": document["facilities"][0]["code"], "module": line, "valid_from": "2015-01-01", "recognised": 9}
        for line in ("VERBLIJF", "P-CKG-GEZIN")
    ]
    import_exchange(session, document, today=TODAY)
    asked = ("--facility", document["facilities"][0]["code"], *period_options(date(2024, 2, 1), date(2024, 2, 29)))
    answer = ask(*asked)
    reasons = {row["code"]: row["reason"] for row in answer["modules"]}
    assert reasons == {"P-CKG-GEZIN": "not_from_january", "VERBLIJF": None}
    assert (answer["weighted"]["rate"], answer["weighted"]["reason"]) == (None, "not_from_january")
    (points,) = ask(*asked, "--module", "P-CKG-TRAINING-GROEP")["modules"]
    assert (points["code"], points["reason"]) == ("P-CKG-GEZIN", "not_from_january")
