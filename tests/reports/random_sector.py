"""A random sector with everything in it that makes counting dossiers hard, written straight into the tables."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.period import Period
from app.domain.registration_fields import BOOL, CHOICE, INT, MULTI, fields_of, registrations_of
from models import Answer, Client, Decision, Dossier, Facility, Referral, Registration, Schakeling
from tests.factories import create_capacity, create_client, create_facility

PERIOD = Period(date(2024, 2, 29), date(2024, 5, 31))
FACILITIES = (
    *(("OVBJ", province) for province in ("Antwerpen", "Antwerpen", "Limburg", "Brussel")),
    *(("CKG", "Limburg"),) * 3,
    *(("1G1P", "Antwerpen"),) * 3,
    *((kind, "Antwerpen") for kind in ("OOOC", "OOOC", "pleegzorg", "pleegzorg", "HCA", "CaH", "CIG", "GI")),
)
UNKNOWN = "een oud antwoord"
EDGES = tuple(day + timedelta(days=step) for day in (PERIOD.begin, PERIOD.end) for step in (-1, 0, 1))
CODES = iter(range(1, 10_000_000))


def random_sector(session: BincSession, seed: int, dossiers: int = 90) -> list[Facility]:
    """Facilities of most organisation types with their clients and dossiers; the facilities."""
    random = Random(seed)
    facilities = [
        create_facility(session, organisation_type=kind, province=province, modules=(), several_provinces=kind == "CKG")
        for kind, province in FACILITIES
    ]
    for facility in facilities:
        if random.random() < 0.5:
            create_capacity(session, facility, valid_from=random.choice((date(2015, 1, 1), *EDGES)))
    # A facility that may know unborn children as well.
    people = [_person(session, random, facilities[4]) for _ in range(dossiers // 2)]
    lists: dict[str, list[str]] = {}
    for name, code in session.execute(select(Answer.list_name, Answer.code)):
        lists.setdefault(name, []).append(code)
    taken: set[tuple[int, int]] = set()
    for _ in range(dossiers):
        _dossier(session, random, random.choice(facilities), random.choice(people), lists, taken)
    session.flush()
    return facilities


def _person(session: BincSession, random: Random, facility: Facility) -> Client:
    kind = random.random()
    facts: dict[str, Any] = {
        "sex": random.choice(("M", "F", "F", "X", None)),
        "nationality": random.choice(("BE", "BE", "MA", "TR", UNKNOWN[:8], None)),
        "country_of_origin": random.choice(("BE", "SY", None)),
    }
    if kind < 0.15:
        return create_client(session, facility, birth_date=None, unborn=True, **facts)
    if kind < 0.3:
        return create_client(
            session, facility, birth_date=None, presumed_birth_year=random.randint(2000, 2025), **facts
        )
    leap = date(random.choice((2004, 2012, 2020)), 2, 29)
    near = random.choice(EDGES).replace(year=random.randint(2003, 2024), day=random.randint(1, 28))
    return create_client(session, facility, birth_date=random.choice((leap, near)), **facts)


def _some_day(random: Random) -> date:
    return random.choice((*EDGES, PERIOD.begin + timedelta(days=random.randint(-250, 250))))


def _dossier(
    session: BincSession,
    random: Random,
    facility: Facility,
    client: Client,
    lists: dict[str, list[str]],
    taken: set[tuple[int, int]],
) -> None:
    created = _some_day(random)
    chain = _chain(random, facility.organisation_type)
    end = chain[-1][1] if chain else created
    is_closed = (facility.id, client.id) in taken or (random.random() < 0.5 and end is not None)
    if is_closed and end is None:
        end = chain[-1][0]
        chain[-1] = (chain[-1][0], end, chain[-1][2])
    if not is_closed:
        taken.add((facility.id, client.id))
    closed_on = (end + timedelta(days=random.choice((0, 1, 40)))) if is_closed and end else None
    dossier = Dossier(
        facility_id=facility.id,
        client_id=client.id,
        code=f"BNC_20240101_{7_000_000 + next(CODES)}",
        created_on=created,
        status="closed" if is_closed else "open",
        closed_on=closed_on,
        first_schakeling_begin=chain[0][0] if chain else None,
        last_schakeling_begin=chain[-1][0] if chain else None,
        last_schakeling_end=chain[-1][1] if chain else None,
    )
    session.add(dossier)
    session.flush()
    referral = _referral(random, facility.organisation_type, lists)
    dossier.referral_date = referral.get("referral_date")
    session.add(Referral(facility_id=facility.id, dossier_id=dossier.id, **referral))
    _help(session, random, dossier, chain)
    for kind in registrations_of(facility.organisation_type):
        if random.random() < 0.8:
            answers = _answers(random, kind, facility.organisation_type, lists)
            session.add(Registration(facility_id=facility.id, dossier_id=dossier.id, kind=kind, answers=answers))


Chain = list[tuple[date, date | None, str]]


def _chain(random: Random, organisation_type: str) -> Chain:
    if organisation_type == "1G1P" or random.random() < (0.6 if organisation_type == "HCA" else 0.1):
        return []
    begin, chain = _some_day(random), Chain()
    for number in range(random.randint(1, 4)):
        end = begin + timedelta(days=random.choice((0, 1, 30, 90, 200)))
        kind = random.choice(("switch", "extension")) if number else "start"
        chain.append((begin, end, kind))
        begin = end + timedelta(days=random.randint(1, 9))
    if random.random() < 0.4:
        chain[-1] = (chain[-1][0], None, chain[-1][2])
    return chain


def _help(session: BincSession, random: Random, dossier: Dossier, chain: Chain) -> None:
    decision: Decision | None = None
    for begin, end, kind in chain:
        if decision is None or random.random() < 0.4:
            decision = Decision(
                facility_id=dossier.facility_id,
                dossier_id=dossier.id,
                begin=begin,
                ground=random.choice(("voluntary", "judicial")),
                mandated_service=random.choice((None, "OCJ", "VK")),
            )
            session.add(decision)
            session.flush()
        own = {"facility_id": dossier.facility_id, "dossier_id": dossier.id, "decision_id": decision.id}
        session.add(Schakeling(**own, kind=kind, begin=begin, end=end))


def _referral(random: Random, organisation_type: str, lists: dict[str, list[str]]) -> dict[str, Any]:
    gate = None if organisation_type in ("CaH", "1G1P") else random.choice((True, False, False, None))
    values: dict[str, Any] = {
        "through_access_gate": gate,
        "referrer": None if gate else random.choice((*lists["referrer"][:4], UNKNOWN, None)),
        "outflow_from_institution": random.random() < 0.3,
        "specific": random.choice((None, None, "time_out", "short_crisis_stay")),
    }
    if organisation_type != "1G1P" and random.random() < 0.3:
        values["ongoing_since"] = _some_day(random)
    if organisation_type == "CKG":
        values["province"] = random.choice(("Limburg", "Antwerpen", None))
    if organisation_type in ("1G1P", "HCA"):
        values["referral_date"] = random.choice((_some_day(random), None))
        values["waiting_list"] = random.choice(("yes", "no", "unknown", None))
        values["waiting_functions"] = random.sample(lists["waiting_function"], random.randint(0, 2))
        values["learning_projects"] = random.sample(lists["learning_project"], random.randint(0, 2))
    if organisation_type == "pleegzorg":
        values["foster_care_kind"] = random.choice(("network", "pool", None))
        values["foster_care_age_group"] = random.choice(("youth", "adult", None))
    return values


def _answers(random: Random, page: str, organisation_type: str, lists: dict[str, list[str]]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for field in fields_of(page, organisation_type):
        if random.random() < 0.2:
            continue
        if field.kind == BOOL:
            answers[field.key] = random.random() < 0.5
        elif field.kind == CHOICE:
            answers[field.key] = random.choice((*lists[field.answers or ""][:3], UNKNOWN))
        elif field.kind == MULTI:
            answers[field.key] = random.sample(lists[field.answers or ""][:4], random.randint(0, 2))
        elif field.kind == INT:
            answers[field.key] = random.randint(0, 12)
        elif field.key == "first_talk":
            answers[field.key] = _some_day(random).isoformat()
    return answers
