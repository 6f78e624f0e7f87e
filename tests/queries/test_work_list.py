"""The work list as SQL: the same as the rule of one dossier, sorted, of one facility (S-15, E-1, E-4, S-2, D-6)."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from app.database import BincSession
from app.domain.age import latest_birth
from app.domain.organisation_types import REGISTER_UNBORN
from app.domain.registration_fields import registrations_of
from app.domain.registrations import due_from
from app.domain.work_list import ACCESS_GATE, WorkFacts, switching_day, work_of
from app.queries.catalogue import modules_by_id
from app.queries.work_conditions import work_place
from app.queries.work_list import WorkChoice, WorkList
from models import Dossier, Facility
from tests.factories import create_client, create_dossier, create_facility, type_module

TODAY = date(2026, 11, 25)


def near(random: Random, *days: int) -> Any:
    """A day near one of some edges before (or after) today."""
    return TODAY - timedelta(days=random.choice(days) + random.randint(-2, 2))


def random_dossier(session: BincSession, facility: Facility, random: Random) -> Dossier:
    """A dossier with columns as the saving services leave them, near the edges of the rules."""
    age = random.choice((6, 12, 17, 21, 24, 10))
    birth: date = TODAY.replace(year=TODAY.year - age) + timedelta(days=random.randint(-400, 3))
    known: dict[str, Any] = random.choice(
        (
            {"birth_date": birth},
            {"birth_date": None, "presumed_birth_year": birth.year},
            # Only some facilities register children who are still to be born; elsewhere nothing is known of a birth.
            {
                "birth_date": None,
                "unborn": facility.organisation_type in REGISTER_UNBORN,
                "national_number": None,
            },
        )
    )
    dead = {"deceased_on": TODAY} if random.random() < 0.1 else {}
    client = create_client(session, facility, **known, **dead)
    referral: dict[str, Any] = {"referral_date": random.choice((None, near(random, 92, 200)))}
    dossier = create_dossier(session, client, facility, created_on=near(random, 92, 300), referral=referral)
    dossier.referral_date = referral["referral_date"]
    dossier.intake_optional = random.random() < 0.2
    dossier.intake_completed_on = near(random, 1) if random.random() < 0.3 else None
    if random.random() < 0.8:
        dossier.last_decision_begin = near(random, 0, 7, 92, 380)
    if dossier.last_decision_begin and random.random() < 0.8:
        dossier.first_schakeling_begin = near(random, 92, 30, 380)
        dossier.last_schakeling_begin = dossier.first_schakeling_begin
        dossier.last_schakeling_end = random.choice((None, near(random, 8, 0, -14)))
        dossier.last_schakeling_modules = [type_module(session, random.choice(("VBFBJB04", "P-CB-BREED"))).id]
    session.flush()
    session.refresh(dossier)
    return dossier


def facts_of(session: BincSession, facility: Facility, dossier: Dossier, with_chain: bool) -> WorkFacts:
    """What the rule wants to know, from the dossier and its client themselves."""
    first = registrations_of(facility.organisation_type)[0]
    client = dossier.client
    year = client.birth_date.year if client.birth_date else client.presumed_birth_year
    referred = (dossier.referral.referral_date if dossier.referral else None) or dossier.created_on
    modules = modules_by_id(session)
    return WorkFacts(
        created_on=dossier.created_on,
        registration=first,
        with_chain=with_chain,
        registration_optional=dossier.intake_optional,
        registration_completed_on=dossier.intake_completed_on,
        help_start=due_from(first, dossier.first_schakeling_begin, referred, with_chain=with_chain),
        last_decision_begin=dossier.last_decision_begin,
        last_schakeling_begin=dossier.last_schakeling_begin,
        last_schakeling_end=dossier.last_schakeling_end,
        born=latest_birth(client.birth_date, year),
        unborn=client.unborn,
        deceased=client.deceased_on is not None,
        by_access_gate=any(modules[each].access == ACCESS_GATE for each in dossier.last_schakeling_modules),
    )


def everything(session: BincSession, work: WorkList) -> set[tuple[str, str, date]]:
    """All lines of all pages."""
    found: list[Any] = []
    for page in range(1, 100):
        lines = work.read(session, WorkChoice(page=page))
        if not lines:
            break
        found += [(line.code, line.kind.name, line.day) for line in lines]
    assert len(found) == len(set(found)), "no line stands on two pages"
    return set(found)


@pytest.mark.parametrize(
    ("kind", "modules"), [("OVBJ", ("VBFBJB04",)), ("CKG", ("VBFBJB04",)), ("1G1P", ()), ("HCA", ())]
)
def test_the_list_is_the_rule_for_every_dossier(session: BincSession, kind: str, modules: tuple[str, ...]) -> None:
    """S-15, E-1, E-4, S-2, C-4, D-6: SQL and the pure rule agree over random dossiers near every edge."""
    facility, random = create_facility(session, organisation_type=kind, modules=modules), Random(37)
    made = [random_dossier(session, facility, random) for _ in range(160)]
    place = work_place(session, facility)
    expected = {
        (dossier.code, name, day)
        for dossier in made
        for name, day in work_of(facts_of(session, facility, dossier, place.with_chain), TODAY).items()
    }
    work = WorkList(place, None, TODAY)
    assert everything(session, work) == expected
    kinds = {name for _, name, _ in expected}
    assert kinds == {each.name for each in place.kinds}, "every kind was put to the test"
    numbers = {each.kind.name: each.number for each in work.summarise(session, mine=False)}
    assert numbers == {name: sum(one[1] == name for one in expected) for name in kinds}


@pytest.mark.parametrize("beside", [-1, 0, 1])
@pytest.mark.parametrize(
    ("what", "edge"),
    [
        ("birth_date", date(2020, 11, 25)),
        ("first_schakeling_begin", date(2026, 8, 25)),
        ("last_schakeling_end", TODAY + timedelta(days=14)),
        ("last_schakeling_end", TODAY - timedelta(days=7)),
        ("last_schakeling_end", TODAY),
        ("last_decision_begin", date(2026, 11, 20)),
    ],
)
def test_the_list_is_the_rule_on_every_edge_day(session: BincSession, what: str, edge: date, beside: int) -> None:
    """S-15, E-1, S-2: the sixth birthday, the last day of the intake, the days around an end, a newer decision."""
    facility, day = create_facility(session), edge + timedelta(days=beside)
    birth = day if what == "birth_date" else date(2020, 11, 25)
    dossier = create_dossier(session, create_client(session, facility, birth_date=birth), facility)
    columns: dict[str, Any] = {
        "last_decision_begin": date(2026, 8, 1),
        "first_schakeling_begin": date(2026, 8, 25),
        "last_schakeling_begin": date(2026, 8, 25),
        "last_schakeling_end": date(2026, 11, 20) if what == "last_decision_begin" else None,
        "last_schakeling_modules": [type_module(session, "VBFBJB04").id],
        **({what: day} if what != "birth_date" else {}),
    }
    for name, value in columns.items():
        setattr(dossier, name, value)
    session.flush()
    session.refresh(dossier)
    place = work_place(session, facility)
    expected = work_of(facts_of(session, facility, dossier, place.with_chain), TODAY)
    found = everything(session, WorkList(place, None, TODAY))
    assert found == {(dossier.code, name, day) for name, day in expected.items()}


def test_the_database_knows_the_same_switching_days(session: BincSession) -> None:
    """S-15: the stored day is the rule's, leap days included."""
    random = Random(15)
    days = [date(2000, 2, 29), date(2003, 12, 31), date(2012, 2, 29), date(2011, 3, 1), date(2016, 2, 28)]
    days += [date(1999, 1, 1) + timedelta(days=random.randint(0, 11_000)) for _ in range(400)]
    sinces = [date(2024, 2, 29), date(2018, 3, 1), date(2018, 2, 28), date(2036, 2, 29)]
    for born in days:
        since = random.choice([*sinces, born + timedelta(days=random.randint(0, 9_000))])
        query = text("select switching_day(cast(:born as date), cast(:since as date))")
        assert session.execute(query, {"born": born, "since": since}).scalar_one() == switching_day(born, since)


def late_dossiers(session: BincSession, facility: Facility, amount: int, **overrides: Any) -> list[Dossier]:
    """Dossiers that wait for their first schakeling."""
    made = [
        create_dossier(session, create_client(session, facility), facility, created_on=TODAY, **overrides)
        for _ in range(amount)
    ]
    session.flush()
    return made


def test_mine_is_what_i_own_and_another_facility_never_shows(session: BincSession) -> None:
    """D-2, A-2."""
    facility, other = create_facility(session), create_facility(session)
    (mine,) = late_dossiers(session, facility, 1, owner_id=41)
    late_dossiers(session, facility, 2, owner_id=42)
    late_dossiers(session, other, 3, owner_id=41)
    late_dossiers(session, facility, 1, owner_id=41, status="closed", closed_on=TODAY)
    work = WorkList(work_place(session, facility), 41, TODAY)
    assert [line.code for line in work.read(session, WorkChoice(mine=True))] == [mine.code]
    assert [(each.number, each.names) for each in work.summarise(session, mine=True)] == [(1, (mine.client.full_name,))]
    assert len(work.read(session, WorkChoice())) == 3


def test_the_most_pressing_comes_first(session: BincSession) -> None:
    """E-1, S-2: what is late, then what has a last day, then what can wait; within these the longest waiting."""
    facility = create_facility(session)
    columns: list[dict[str, Any]] = [
        {"last_schakeling_begin": None},
        {"last_schakeling_begin": TODAY, "first_schakeling_begin": date(2026, 8, 1)},
        {"last_schakeling_begin": TODAY, "first_schakeling_begin": date(2026, 7, 1)},
        {"last_schakeling_begin": TODAY, "intake_completed_on": TODAY, "last_schakeling_end": TODAY},
        {"last_schakeling_begin": TODAY, "first_schakeling_begin": TODAY},
    ]
    for values in columns:
        (dossier,) = late_dossiers(session, facility, 1)
        for name, value in values.items():
            setattr(dossier, name, value)
    session.flush()
    lines = WorkList(work_place(session, facility), None, TODAY).read(session, WorkChoice())
    assert [(line.kind.name, line.day) for line in lines] == [
        ("intake_late", date(2026, 10, 1)),
        ("intake_late", date(2026, 11, 1)),
        ("follow_up", TODAY),
        ("intake_due", date(2027, 2, 25)),
        ("not_started", TODAY),
    ]


@pytest.mark.parametrize("descending", [False, True])
def test_it_sorts_by_name_and_by_day_both_ways(session: BincSession, descending: bool) -> None:
    """D-2: names without capitals and accents; days whatever the kind of work."""
    facility = create_facility(session)
    days = {"Éric": date(2026, 3, 1), "adams": date(2026, 2, 1), "Zoons": date(2026, 1, 1)}
    for name, created in days.items():
        create_dossier(session, create_client(session, facility, name=name), facility, created_on=created)
    session.flush()
    work = WorkList(work_place(session, facility), None, TODAY)

    def names(sort: str) -> list[str]:
        return [line.name for line in work.read(session, WorkChoice(sort=sort, descending=descending))]

    by_name, by_day = ["adams", "Éric", "Zoons"], ["Zoons", "adams", "Éric"]
    assert names("name") == (by_name[::-1] if descending else by_name)
    assert names("day") == (by_day[::-1] if descending else by_day)
