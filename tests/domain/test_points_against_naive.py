"""Supporting guidance, crisis help at home and CKG against a count of every day (F-3 … F-6)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.capacity import CapacityRow
from app.domain.figures.ckg import GuidanceRow, points_of_dossiers
from app.domain.figures.lines import ModuleLine
from app.domain.figures.occupancy import Occupancy, occupancy
from app.domain.figures.occupancy_input import OccupancyInput, segments
from app.domain.period import Period
from app.domain.quarter import Quarter
from tests.domain.counted_stays import counted, guidance, lengths
from tests.domain.naive import NaiveCapacity, NaiveStay, each_day, naive_occupancy
from tests.domain.naive_points import (
    crisis_line,
    months_paid,
    naive_crisis_at_home,
    naive_guidance_points,
    naive_supporting,
    naive_whole_of_ckg,
)
from tests.domain.random_cases import A_THOUSAND_CASES

GEZIN, CRISIS, STAY = "P-CKG-GEZIN", "P-CRISISBEGELEIDING", "P-VBF-CRISIS-MELDPUNT"
INTERVENTION = "P-CRISISINTERVENTIE"
AT_HOME = ["P-CAH", CRISIS, INTERVENTION]
POINTS = {GEZIN: 5, "P-CKG-DAGOPVANG": 4, CRISIS: 6}
LINES = {
    "CKG": {
        **{
            code: ModuleLine(code, "ckg points", "ckg", GEZIN, points=Fraction(points))
            for code, points in POINTS.items()
        },
        **{code: ModuleLine(code, "residence", "pool", "VERBLIJF") for code in (STAY, "VBFKG06")},
    },
    "CaH": {code: ModuleLine(code, "crisis at home", "cah", "P-CAH") for code in AT_HOME},
    "OVBJ": {"P-OB-RTJ": ModuleLine("P-OB-RTJ", "supporting guidance", "ob_quarter", "P-OB-RTJ")},
}
NEW_YEAR, RELEASE = date(2024, 1, 1), date(2021, 12, 15)


def stays_around(day: date, codes: list[str]) -> st.SearchStrategy[list[NaiveStay]]:
    """Schakelingen of a few dossiers that begin around a day, many of them of a length at which a figure turns."""
    return st.lists(
        st.builds(
            lambda dossier, start, length, modules: NaiveStay(
                f"c{dossier}",
                day + timedelta(days=start),
                None if length is None else day + timedelta(days=start + length),
                tuple(sorted(modules.items())),
                dossier,
            ),
            st.sampled_from("aab"),
            st.integers(-40, 40) | st.sampled_from([-31, -30, -29, -22, -1, 0]),
            st.none() | st.integers(0, 70) | st.sampled_from([0, 6, 7, 8, 28, 29, 30, 31, 59, 60, 400]),
            st.dictionaries(st.sampled_from(codes), st.booleans(), min_size=1, max_size=2),
        ),
        min_size=1,
        max_size=8,
    )


def rows_around(day: date, lines: list[str], toward: str = GEZIN) -> st.SearchStrategy[list[NaiveCapacity]]:
    """Capacity rows, some of which begin near a day; those of crisis modules count toward another module or not."""
    recognised = st.decimals(0, 40, places=2) | st.just(Decimal(0))
    parts = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(4)])
    begins = st.sampled_from([-4000, -90, 0, 15, 60]).map(lambda days: day + timedelta(days=days))

    def row(line: str, since: date, size: Decimal, part: Decimal, counts: bool) -> NaiveCapacity:
        if line in (CRISIS, INTERVENTION):
            own = size if toward == "P-CAH" and part == 4 else Decimal(0)
            return NaiveCapacity(line, since, own, Decimal(0), Decimal(0), toward if counts else None)
        return NaiveCapacity(line, since, size + 2 * part, part, part, None)

    return st.lists(
        st.builds(row, st.sampled_from(lines), begins, recognised, parts, st.booleans()),
        max_size=7,
        unique_by=lambda one: (one.line, one.valid_from),
    )


def asked(
    kind: str, period: Period, stays: list[NaiveStay], capacity: list[NaiveCapacity], chosen: Sequence[str] = ()
) -> Occupancy:
    """The product's answer."""
    rows, lines = tuple(CapacityRow(*one.__dict__.values()) for one in capacity), LINES[kind]
    parts = segments(period, rows, lines)
    return occupancy(
        OccupancyInput(
            period,
            kind,
            lines,
            rows,
            {part: counted(stays, part) for part in parts},
            lengths=lengths(stays, period, rows, lines),
            guidance=guidance([one for one in stays if kind == "CKG"]),
        ),
        chosen,
    )


@A_THOUSAND_CASES
@given(
    stays_around(RELEASE, AT_HOME),
    rows_around(RELEASE, ["P-CAH", *AT_HOME], "P-CAH"),
    st.integers(-60, 40),
    st.sampled_from([0, 1, 16, 89, 364]) | st.integers(0, 60),
    st.sets(st.sampled_from(AT_HOME)),
)
def test_crisis_help_at_home_equals_the_naive_count(
    stays: list[NaiveStay], capacity: list[NaiveCapacity], start: int, length: int, chosen: set[str]
) -> None:
    """F-4: across the change of December 2021, within and over quarters, with capacity that changes or joins P-CAH."""
    begin = RELEASE + timedelta(days=start)
    period = Period(begin, begin + timedelta(days=length))
    answer = asked("CaH", period, stays, capacity)
    lines, together = naive_crisis_at_home(period.begin, period.end, stays, capacity)
    shown = {one.code: (one.numerator, one.denominator) for one in answer.figures}
    assert shown == lines
    check_mean(answer, together)
    some = asked("CaH", period, stays, capacity, sorted(chosen))
    own = {one.code: (one.numerator, one.denominator) for one in some.figures}
    assert all(pair == lines.get(code, (0, together[1])) for code, pair in own.items())
    assert set(own) == (lines_asked(period, capacity, chosen, set(lines)) if chosen else set(lines))
    check_mean(some, (sum((pair[0] or Fraction(0) for pair in own.values()), Fraction(0)), together[1]))


def check_mean(answer: Occupancy, expected: tuple[Fraction, Fraction]) -> None:
    """The mean is all points over the denominator, once; without capacity or figures there is none (F-4)."""
    assert (answer.weighted.rate is None) == (not expected[1] or not answer.figures)
    assert answer.weighted.rate is None or (answer.weighted.numerator, answer.weighted.denominator) == expected


def lines_asked(period: Period, capacity: list[NaiveCapacity], chosen: set[str], shown: set[str]) -> set[str]:
    """The lines that answer some modules: those they stand on; their own, once left, only if it holds something."""
    asked_for = set()
    for code in chosen:
        on = {crisis_line(code, day, capacity) for day in each_day(period.begin, period.end)}
        asked_for |= on if on == {code} or code in shown else on - {code}
    return asked_for


@A_THOUSAND_CASES
@given(
    stays_around(NEW_YEAR, [GEZIN, GEZIN, CRISIS, STAY, *POINTS]),
    rows_around(NEW_YEAR, [GEZIN, CRISIS, "VERBLIJF"]),
    st.sampled_from([2023, 2024, 2024]),
    st.integers(0, 120) | st.sampled_from([7, 29, 364]),
)
def test_a_ckg_equals_the_naive_count(
    stays: list[NaiveStay], capacity: list[NaiveCapacity], year: int, length: int
) -> None:
    """F-5, F-6: over New Year, gaps, redeployment, guaranteed on one side, capacity changes, residence in points."""
    period = Period(date(year, 1, 1), date(year, 1, 1) + timedelta(days=length))
    answer = asked("CKG", period, stays, capacity)
    shown = {one.code: (one.numerator, one.denominator) for one in answer.figures}
    points = naive_guidance_points(period.begin, period.end, stays, capacity, POINTS)
    lines = {code: line.capacity_line for code, line in LINES["CKG"].items()}
    residence = naive_occupancy(period.begin, period.end, stays, capacity, lines).get("VERBLIJF")
    assert shown.get(GEZIN, (0, 0)) == points
    assert shown.get("VERBLIJF") == residence
    if GEZIN in shown:
        whole = naive_whole_of_ckg(points, residence or (Fraction(0), Fraction(0)), period.begin)
        assert (answer.weighted.numerator or 0, answer.weighted.denominator or 0) == whole


@A_THOUSAND_CASES
@given(
    rows_around(NEW_YEAR, ["P-OB-RTJ"]),
    st.integers(0, 7),
    st.integers(1, 4),
    st.dictionaries(st.integers(0, 11), st.decimals(0, 300, places=1) | st.none(), max_size=12),
    st.sampled_from([0, 0, 0, 1]),
)
def test_supporting_guidance_equals_the_naive_count(
    capacity: list[NaiveCapacity], first: int, count: int, filled_in: dict[int, Decimal | None], late: int
) -> None:
    """F-3: one to four quarters, totals missing, capacity changes, a day too few."""
    quarters = [Quarter(2023 + index // 4, index % 4 + 1) for index in range(12)]
    asked_for = quarters[first : first + count]
    period = Period(asked_for[0].period.begin + timedelta(days=late), asked_for[-1].period.end)
    totals = {quarters[index]: total for index, total in filled_in.items()}
    rows = tuple(CapacityRow(*one.__dict__.values()) for one in capacity)
    question = OccupancyInput(period, "OVBJ", LINES["OVBJ"], rows, {period: {}}, {"P-OB-RTJ": totals})
    (figure,) = occupancy(question, ["P-OB-RTJ"]).figures
    in_use = {(quarter.year, quarter.number) for quarter in totals}
    by_pair = {(one.year, one.number): total for one, total in totals.items() if total is not None}
    expected = naive_supporting(period.begin, period.end, by_pair, capacity, in_use)
    assert (figure.numerator, figure.denominator) == (expected or (None, None))


@A_THOUSAND_CASES
@given(
    st.lists(
        st.tuples(
            st.integers(-70, 40) | st.sampled_from([-31, -30, -29, -1, 0]),
            st.integers(0, 40) | st.sampled_from([0, 8, 28, 29, 30, 31, 59, 60]),
            st.sampled_from([False, False, True]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 70) | st.sampled_from([0, 28, 29, 30, 59, 60]),
)
def test_the_begun_months_of_one_dossier_equal_the_naive_count(spans: list[tuple[int, int, bool]], length: int) -> None:
    """F-5: where a day more or less makes a month."""
    end = NEW_YEAR + timedelta(days=length)
    stays = [(NEW_YEAR + timedelta(days=start), NEW_YEAR + timedelta(days=start + span)) for start, span, _ in spans]
    rows = [GuidanceRow("a", GEZIN, *stay, ticked) for stay, (_, _, ticked) in zip(stays, spans, strict=True)]
    found = points_of_dossiers(rows, Period(NEW_YEAR, end), {GEZIN: Fraction(1)})
    days: dict[bool, set[date]] = {False: set(), True: set()}
    for stay, (_, _, ticked) in zip(stays, spans, strict=True):
        days[ticked] |= set(each_day(*stay))
    expected = {
        False: months_paid(days[False], NEW_YEAR, end),
        True: months_paid(days[True] - days[False], NEW_YEAR, end),
    }
    assert {one.guaranteed: one.months for one in found if one.months} == {
        key: value for key, value in expected.items() if value
    }
