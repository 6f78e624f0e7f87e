"""The overview's rows, letters, order and counts at their edge days (D-2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.database import BincSession
from app.domain.registrations import due_date
from app.queries.overview import STATES, Overview, OverviewChoice
from app.queries.work_conditions import earliest_start_in_time, work_place
from app.queries.work_list import WorkList
from app.services.summaries import refresh_summary
from models import Dossier, Facility
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_schakeling

TODAY = date(2026, 11, 22)


def dossier_of(session: BincSession, facility: Facility, name: str = "Peeters", **overrides: Any) -> Dossier:
    person = {"name": name, "first_name": overrides.pop("first_name", "Noor"), **overrides.pop("client", {})}
    client = create_client(session, facility, **person)
    return create_dossier(session, client, facility, **overrides)


def summarised(session: BincSession, dossier: Dossier) -> Dossier:
    refresh_summary(session, dossier)
    session.flush()
    return dossier


def helped(session: BincSession, facility: Facility, begin: date, end: date | None = None, **overrides: Any) -> Dossier:
    dossier = dossier_of(session, facility, created_on=begin, **overrides)
    create_schakeling(session, create_decision(session, dossier), end=end)
    return summarised(session, dossier)


def overview(session: BincSession, facility: Facility, user_id: int | None = 1) -> Overview:
    return Overview(work_place(session, facility), user_id, TODAY)


def codes(session: BincSession, facility: Facility, choice: OverviewChoice, user_id: int | None = 1) -> list[str]:
    return [row.code for row in overview(session, facility, user_id).read(session, choice).rows]


def test_the_letter_bar_knows_only_letters_that_have_dossiers(session: BincSession) -> None:
    """D-2: a letter without dossiers is greyed; what is no letter stands under #; accents do not matter."""
    facility = create_facility(session)
    for name in ("Éric", "van den Berg", "'t Kint", "7up", "Østergård"):
        dossier_of(session, facility, name)
    assert overview(session, facility).tally(session, OverviewChoice()).letters == {"e", "v", "t", "o", "#"}


@pytest.mark.parametrize(("letter", "total"), [(None, 5), ("v", 1), ("#", 2), ("x", 0)])
def test_the_number_of_dossiers_follows_the_letter(session: BincSession, letter: str | None, total: int) -> None:
    """D-2: the same number as the rows that the letter shows."""
    facility, choice = create_facility(session), OverviewChoice(letter=letter)
    for name in ("Éric", "van den Berg", "'t Kint", "7up", "1ste"):
        dossier_of(session, facility, name)
    assert overview(session, facility).tally(session, choice).counts.total == total
    assert len(codes(session, facility, choice)) == total


def test_the_letters_follow_the_filters(session: BincSession) -> None:
    """D-2: a letter that is not greyed always shows dossiers."""
    facility = create_facility(session)
    dossier_of(session, facility, "Aerts", status="closed", closed_on=TODAY)
    dossier_of(session, facility, "Boon", owner_id=7)
    assert overview(session, facility, 7).tally(session, OverviewChoice()).letters == {"b"}
    assert overview(session, facility, 7).tally(session, OverviewChoice(state="closed")).letters == {"a"}
    assert overview(session, facility, 8).tally(session, OverviewChoice(state="all", mine=True)).letters == frozenset()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("mine", [False, True])
@pytest.mark.parametrize("letter", [None, "a"])
def test_the_number_is_that_of_the_rows_under_every_filter(
    session: BincSession, state: str, mine: bool, letter: str | None
) -> None:
    """D-2: open and closed dossiers are counted apart and together; one closed more than a year ago in neither."""
    facility = create_facility(session)
    for name, owner in (("Aerts", 7), ("Adam", 8), ("Boon", 7)):
        dossier_of(session, facility, name, owner_id=owner)
        dossier_of(session, facility, name, owner_id=owner, status="closed", closed_on=TODAY)
        dossier_of(session, facility, name, owner_id=owner, status="closed", closed_on=TODAY - timedelta(days=400))
    choice = OverviewChoice(state=state, mine=mine, letter=letter)
    expected = (2 if state == "all" else 1) * {(False, None): 3, (False, "a"): 2, (True, None): 2, (True, "a"): 1}[
        mine, letter
    ]
    assert overview(session, facility, 7).tally(session, choice).counts.total == expected
    assert len(codes(session, facility, choice, 7)) == expected


def test_the_closed_dossiers_of_a_year_are_found_without_reading_the_others(session: BincSession) -> None:
    """D-2: the statement says "closed" in the words of the index, whatever the order."""
    asked = select(Dossier.id).where(
        *overview(session, create_facility(session)).conditions(OverviewChoice(state="closed", sort="changed"))
    )
    # Which index is cheapest depends on statistics; which it may use, on the words of its condition alone.
    for way in ("indexscan", "bitmapscan"):
        session.execute(text(f"set local enable_{way} = off"))
    words = asked.compile(session.connection(), compile_kwargs={"literal_binds": True})
    plan = "\n".join(session.scalars(text(f"explain {words}")))
    index = text("select pg_get_expr(indpred, indrelid) from pg_index where indexrelid = 'dossier_closed'::regclass")
    assert session.scalar(index) in plan


@pytest.mark.parametrize(
    ("letter", "names"), [("e", ["Éric", "Evers"]), ("#", ["7up"]), ("z", []), (None, ["7up", "Éric", "Evers"])]
)
def test_a_letter_shows_its_own_names(session: BincSession, letter: str | None, names: list[str]) -> None:
    """D-2: capitals and accents make no difference."""
    facility = create_facility(session)
    for name in ("Evers", "Éric", "7up"):
        dossier_of(session, facility, name)
    rows = overview(session, facility).read(session, OverviewChoice(letter=letter)).rows
    assert sorted(row.name for row in rows) == sorted(names)


@pytest.mark.parametrize(
    ("closed_on", "listed"),
    [
        (date(2026, 11, 22), True),
        (date(2025, 11, 23), True),
        (date(2025, 11, 22), True),
        (date(2025, 11, 21), False),
    ],
)
def test_a_closed_dossier_stays_a_year_from_closing(session: BincSession, closed_on: date, listed: bool) -> None:
    """D-2: older ones are found by search only."""
    facility = create_facility(session)
    dossier = dossier_of(session, facility, status="closed", closed_on=closed_on)
    expected = [dossier.code] if listed else []
    assert codes(session, facility, OverviewChoice(state="closed")) == expected
    assert codes(session, facility, OverviewChoice(state="all")) == expected
    assert codes(session, facility, OverviewChoice()) == []


def test_mine_are_those_i_own(session: BincSession) -> None:
    """D-2: a dossier has one owner, who made it or took it over."""
    facility = create_facility(session)
    mine, _other = dossier_of(session, facility, owner_id=41), dossier_of(session, facility, owner_id=42)
    assert codes(session, facility, OverviewChoice(mine=True), 41) == [mine.code]
    assert overview(session, facility, 41).tally(session, OverviewChoice(mine=True)).counts.total == 1


@pytest.mark.parametrize("descending", [False, True])
def test_on_the_last_decision_those_without_one_come_first(session: BincSession, descending: bool) -> None:
    """D-2: whichever way the dates go."""
    facility = create_facility(session)
    late, early = (helped(session, facility, day) for day in (date(2026, 5, 1), date(2025, 5, 1)))
    none = dossier_of(session, facility)
    dated = [late.code, early.code] if descending else [early.code, late.code]
    assert codes(session, facility, OverviewChoice(sort="decision", descending=descending)) == [none.code, *dated]


@pytest.mark.parametrize("descending", [False, True])
def test_on_the_end_what_still_runs_ends_last(session: BincSession, descending: bool) -> None:
    """D-2: no end means that the help runs on."""
    facility = create_facility(session)
    first = helped(session, facility, date(2025, 1, 1), date(2025, 3, 1))
    second = helped(session, facility, date(2025, 1, 1), date(2025, 4, 1))
    running = helped(session, facility, date(2025, 1, 1))
    ordered = [first.code, second.code, running.code]
    expected = ordered[::-1] if descending else ordered
    assert codes(session, facility, OverviewChoice(sort="until", descending=descending)) == expected


def test_by_name_means_name_then_first_name_without_accents(session: BincSession) -> None:
    """D-2: Çelik stands among the C's."""
    facility = create_facility(session)
    names = [("Dries", "An"), ("Çelik", "Zoë"), ("celik", "Ada"), ("Cools", "An")]
    for name, first_name in names:
        dossier_of(session, facility, name, first_name=first_name)
    rows = overview(session, facility).read(session, OverviewChoice()).rows
    assert [(row.name, row.first_name) for row in rows] == [names[2], names[1], names[3], names[0]]
    back = overview(session, facility).read(session, OverviewChoice(descending=True)).rows
    assert [row.name for row in back] == ["Dries", "Cools", "Çelik", "celik"]


@pytest.mark.parametrize(
    "today", [date(2026, 2, 28), date(2026, 5, 31), date(2026, 11, 22), date(2024, 5, 29), date(2026, 3, 1)]
)
def test_a_start_is_late_exactly_when_its_due_day_has_passed(today: date) -> None:
    """E-1: compared as days of start, so that an index can answer; months of unequal length change nothing."""
    boundary = earliest_start_in_time(today)
    for offset in range(-5, 6):
        start = boundary + timedelta(days=offset)
        assert (start < boundary) == (due_date(start) < today)


def test_what_asks_for_attention_is_counted_and_listed_alike(session: BincSession) -> None:
    """D-2, E-1, S-2, D-6: each card opens exactly the dossiers it counts."""
    facility = create_facility(session)
    born: dict[str, Any] = {"client": {"birth_date": date(2012, 1, 1)}}
    late = helped(session, facility, date(2026, 8, 21), **born)
    last_day = helped(session, facility, date(2026, 8, 22), **born)
    helped(session, facility, date(2026, 1, 1), referral={"specific": "time_out"}, **born)
    ended = helped(session, facility, date(2026, 11, 1), TODAY - timedelta(days=1), **born)
    ends_today = helped(session, facility, date(2026, 11, 1), TODAY, **born)
    week = helped(session, facility, date(2026, 11, 1), TODAY - timedelta(days=8), **born)
    undecided = dossier_of(session, facility)
    decided = dossier_of(session, facility)
    create_decision(session, decided)
    summarised(session, decided)
    dossier_of(session, facility, status="closed", closed_on=TODAY)
    work = WorkList(work_place(session, facility), 1, TODAY).summarise(session, mine=False)
    assert {each.kind.name: each.number for each in work} == {
        "intake_late": 1,
        "follow_up": 2,
        "intake_due": 4,
        "not_started": 2,
        "to_close": 1,
    }
    assert next(each.first_day for each in work if each.kind.name == "intake_due") == TODAY

    def listed(name: str) -> set[str]:
        return set(codes(session, facility, OverviewChoice(attention=name)))

    assert listed("intake_late") == {late.code}
    assert listed("intake_due") == {last_day.code, ended.code, ends_today.code, week.code}
    assert listed("follow_up") == {ended.code, ends_today.code}
    assert listed("to_close") == {week.code}
    assert listed("not_started") == {undecided.code, decided.code}
    assert listed("family_late") == set(), "a kind that this facility does not know"


def test_another_facility_never_shows(session: BincSession) -> None:
    """A-2: rows, letters and counts are of one facility."""
    facility, other = create_facility(session), create_facility(session)
    dossier_of(session, other, "Zeker")
    assert codes(session, facility, OverviewChoice(state="all")) == []
    assert overview(session, facility).tally(session, OverviewChoice(state="all")).letters == frozenset()
    assert overview(session, facility).tally(session, OverviewChoice(state="all")).counts.total == 0
