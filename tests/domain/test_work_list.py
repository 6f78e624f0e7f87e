"""Which work a dossier asks for, at its edge days (S-15, S-2, E-1, E-4, D-6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_on
from app.domain.work_list import (
    SWITCHING_AGES,
    WorkFacts,
    birthday,
    switching_ages_reached,
    switching_day,
    work_kinds_of,
    work_of,
)

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(1999, 1, 1), date(2030, 12, 31))


def running(**changes: object) -> WorkFacts:
    """A dossier with help that goes on, decided by the access gate when the young person was eleven."""
    usual = {
        "created_on": date(2025, 1, 1),
        "registration_completed_on": date(2025, 2, 1),
        "help_start": date(2025, 1, 1),
        "last_decision_begin": date(2025, 1, 1),
        "last_schakeling_begin": date(2025, 1, 1),
        "born": date(2014, 11, 25),
        "by_access_gate": True,
    }
    return WorkFacts(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("born", "due"),
    [
        (date(2014, 11, 25), True),
        (date(2014, 11, 26), False),
        (date(2014, 1, 2), True),
        (date(2013, 1, 1), False),
        (date(2012, 6, 6), False),
        (None, False),
    ],
)
def test_a_switching_age_counts_from_the_birthday_on_and_after_the_decision(born: date | None, due: bool) -> None:
    """S-15: twelve today; twelve tomorrow; just after the decision; on its day; long before; an unborn child."""
    assert ("switching_age" in work_of(running(born=born), TODAY)) is due


def test_who_was_born_on_29_february_reaches_the_age_on_1_march() -> None:
    """S-15: in a year without that day, as everywhere in the product."""
    born, since = date(2020, 2, 29), date(2025, 1, 1)
    assert switching_day(born, since) == date(2026, 3, 1)
    assert switching_ages_reached(born, since, date(2026, 2, 28)) == ()
    assert switching_ages_reached(born, since, date(2026, 3, 1)) == (6,)
    assert switching_day(born, date(2026, 3, 1)) == date(2032, 2, 29)


def test_no_reminder_for_who_died_whose_help_ended_or_whose_help_asks_no_access_gate() -> None:
    """S-15: a new decision makes sense only where the help goes on and the access gate decides."""
    assert work_of(running(), TODAY) == {"switching_age": TODAY}
    assert work_of(running(deceased=True), TODAY) == {}
    assert work_of(running(by_access_gate=False), TODAY) == {}
    assert "switching_age" not in work_of(running(last_schakeling_end=TODAY - timedelta(days=1)), TODAY)
    assert "switching_age" in work_of(running(last_schakeling_end=TODAY), TODAY)


@given(born=DAYS, since=DAYS, today=DAYS)
def test_a_switching_day_is_the_day_on_which_the_age_changes(born: date, since: date, today: date) -> None:
    """S-15: birthdays and ages are one count; the reminder is there exactly when an age was reached."""
    for age in SWITCHING_AGES:
        day = birthday(born, age)
        assert (age_on(born, day - timedelta(days=1)), age_on(born, day)) == (age - 1, age)
    reached = switching_ages_reached(born, since, today)
    assert reached == tuple(age for age in SWITCHING_AGES if age_on(born, since) < age <= age_on(born, today))
    first = switching_day(born, since)
    assert bool(reached) == (first is not None and first <= today)


@pytest.mark.parametrize(
    ("days", "kind"),
    [(15, None), (14, "follow_up"), (0, "follow_up"), (-1, "follow_up"), (-7, "follow_up"), (-8, "to_close")],
)
def test_an_end_asks_for_what_follows_and_after_a_week_for_the_closing(days: int, kind: str | None) -> None:
    """S-2, D-6: from two weeks before the end until a week after it the next schakeling is expected."""
    end = TODAY + timedelta(days=days)
    expected = {kind: end} if kind else {}
    assert work_of(running(last_schakeling_end=end, born=None), TODAY) == expected


def test_a_decision_that_waits_for_its_schakeling_is_no_reason_to_close() -> None:
    """S-2: however long ago the help ended."""
    end = TODAY - timedelta(days=100)
    waiting = running(last_schakeling_end=end, last_decision_begin=end + timedelta(days=1), born=None)
    assert work_of(waiting, TODAY) == {"follow_up": end}
    same_day = running(last_schakeling_end=end, last_decision_begin=end, born=None)
    assert work_of(same_day, TODAY) == {"to_close": end}


@pytest.mark.parametrize(
    ("start", "kind"),
    [(date(2026, 8, 24), "late"), (date(2026, 8, 25), "due"), (TODAY + timedelta(days=9), "due"), (None, None)],
)
@pytest.mark.parametrize("registration", ["intake", "family_situation"])
def test_the_first_registration_is_late_after_three_months(
    start: date | None, kind: str | None, registration: str
) -> None:
    """E-1, E-4: the day itself is in time; nothing is due while no help has started."""
    facts = WorkFacts(created_on=TODAY, registration=registration, with_chain=False, help_start=start)
    name = "intake" if registration == "intake" else "family"
    assert list(work_of(facts, TODAY)) == ([f"{name}_{kind}"] if kind else [])


def test_an_optional_intake_is_no_work_but_the_family_situation_always_is() -> None:
    """E-3: optional concerns the intake."""
    facts = {"created_on": TODAY, "with_chain": False, "help_start": TODAY, "registration_optional": True}
    assert work_of(WorkFacts(**facts), TODAY) == {}  # type: ignore[arg-type]
    assert "family_due" in work_of(WorkFacts(**facts, registration="family_situation"), TODAY)  # type: ignore[arg-type]


def test_a_dossier_without_schakeling_waits_since_its_decision() -> None:
    """S-3: or since it was made, while there is no decision."""
    idle = running(last_schakeling_begin=None, last_decision_begin=None)
    assert work_of(idle, TODAY) == {"not_started": date(2025, 1, 1)}
    assert work_of(running(last_schakeling_begin=None, last_decision_begin=TODAY), TODAY) == {"not_started": TODAY}


def test_an_unborn_child_waits_for_its_number_since_the_dossier_was_made() -> None:
    """C-4: whatever else there is to do."""
    assert work_of(running(unborn=True, born=None), TODAY) == {"unborn": date(2025, 1, 1)}


def test_a_facility_has_the_work_of_what_it_registers() -> None:
    """D-2, E-4: 1G1P has its family situation and no help; HCA without modules only its intake."""
    assert [kind.name for kind in work_kinds_of("1G1P", False)] == ["family_late", "family_due", "unborn"]
    assert [kind.name for kind in work_kinds_of("HCA", False)] == ["intake_late", "intake_due"]
    assert {"follow_up", "switching_age", "to_close"} <= {kind.name for kind in work_kinds_of("OVBJ", True)}
