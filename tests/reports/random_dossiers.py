"""Random dossiers of one organisation type as plain data, and how they are stored: what raw data are read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from app.database import BincSession
from app.domain.referral_forms import ANSWER_LISTS, referral_form
from app.domain.registration_fields import BOOL, CHOICE, DATE, INT, TEXT, FieldDefinition, fields_of, registrations_of
from app.domain.reports.raw_columns import KIND_IN_REFERRAL
from app.queries.registrations import listed_answers
from app.services.summaries import refresh_summary
from models import Dossier, Facility
from models.dossier import Registration
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_schakeling
from tests.workbooks.payloads import PAYLOADS

FIRST = date(2023, 11, 1)
MODULES: dict[str, tuple[str, ...]] = {
    "pleegzorg": ("VBFINT06", "P-BEGINT-PLEEG"),
    "1G1P": (),
    "HCA": (),
    "NAFT": (),
}
USUAL_MODULES = ("VBFBJB04", "P-CB-BREED", "P-OB-RTJ")
PLAIN = tuple(one for one in PAYLOADS if "\r" not in one)
TEXTS = (*PLAIN, "leefgroep <Ster> & co", "lijn één\nlijn twee; drie", "Lijn\x0b3")


@dataclass
class PlannedSchakeling:
    """What one schakeling will hold."""

    kind: str
    begin: date
    end: date | None
    modules: tuple[str, ...]
    guaranteed: tuple[str, ...]


@dataclass
class PlannedDossier:
    """What one dossier will hold; `code` and `number` are known once it is stored."""

    client: dict[str, Any]
    created: date
    closed_on: date | None
    referral: dict[str, Any]
    registrations: dict[str, dict[str, Any]]
    schakelingen: list[PlannedSchakeling] = field(default_factory=list)
    code: str = ""
    number: int = 0


def modules_of(kind: str) -> tuple[str, ...]:
    """The modules that a facility of this type deploys in the tests."""
    return MODULES.get(kind, USUAL_MODULES)


def make_facility(session: BincSession, kind: str) -> Facility:
    """A facility of an organisation type; a CKG has sites in several provinces."""
    return create_facility(session, organisation_type=kind, modules=modules_of(kind), several_provinces=kind == "CKG")


def planned(session: BincSession, random: Random, kind: str, count: int) -> list[PlannedDossier]:
    """So many dossiers, with every field at times filled in and at times not."""
    names = set(ANSWER_LISTS.values())
    names |= {one.answers for page in registrations_of(kind) for one in fields_of(page, kind) if one.answers}
    lists = {name: [each.code for each in listed] for name, listed in listed_answers(session, names).items()}
    return [_dossier(random, kind, lists) for _ in range(count)]


def stored(session: BincSession, facility: Facility, plan: PlannedDossier) -> Dossier:
    """Writes a planned dossier as the product would have kept it."""
    client = create_client(session, facility, **plan.client)
    dossier = create_dossier(
        session,
        client,
        facility,
        created_on=plan.created,
        referral=plan.referral,
        status="closed" if plan.closed_on else "open",
        closed_on=plan.closed_on,
    )
    for page, answers in plan.registrations.items():
        session.add(Registration(facility_id=facility.id, dossier_id=dossier.id, kind=page, answers=answers))
    if plan.schakelingen:
        decision = create_decision(session, dossier, begin=plan.created, modules=modules_of(facility.organisation_type))
        for one in plan.schakelingen:
            create_schakeling(
                session,
                decision,
                kind=one.kind,
                begin=one.begin,
                end=one.end,
                modules=one.modules,
                guaranteed=one.guaranteed,
            )
    session.flush()
    refresh_summary(session, dossier)
    session.flush()
    plan.code, plan.number = dossier.code, client.id
    return dossier


def _dossier(random: Random, kind: str, lists: dict[str, list[str]]) -> PlannedDossier:
    created = FIRST + timedelta(days=random.randrange(240))
    schakelingen = _schakelingen(random, kind, created) if modules_of(kind) else []
    closed_on = None
    if random.random() < 0.5:
        last = schakelingen[-1] if schakelingen else None
        if last is not None:
            last.end = last.end or last.begin + timedelta(days=random.randrange(90))
        closed_on = (last.end if last and last.end else created) + timedelta(days=random.randrange(60))
    pages = [page for page in registrations_of(kind) if random.random() < 0.8]
    return PlannedDossier(
        _client(random, kind),
        created,
        closed_on,
        _referral(random, kind, created, lists),
        {page: _answers(random, fields_of(page, kind), lists) for page in pages},
        schakelingen,
    )


def _client(random: Random, kind: str) -> dict[str, Any]:
    client: dict[str, Any] = {
        "sex": random.choice(("M", "F", "X", None)),
        "nationality": random.choice(("BE", "FR", None)),
        "country_of_origin": random.choice(("BE", "SY", None)),
        "postcode": random.choice(("2600", "9000", None)),
        "birth_date": date(2008, 1, 1) + timedelta(days=random.randrange(3000)),
    }
    if random.random() < 0.2:
        client |= {"birth_date": None, "presumed_birth_year": 2011}
    elif kind in ("CIG", "CKG", "1G1P") and random.random() < 0.3:
        client |= {"birth_date": None, "unborn": True}
    return client


def _referral(random: Random, kind: str, created: date, lists: dict[str, list[str]]) -> dict[str, Any]:
    referral: dict[str, Any] = {}
    for rule in referral_form(kind, several_provinces := kind == "CKG"):
        if rule.field == "ongoing_since":
            if several_provinces or random.random() < 0.2:
                # At times filled in wrongly, after the end of the help.
                referral[rule.field] = created - timedelta(days=random.randrange(-250, 60))
        elif rule.field == "referral_date":
            referral[rule.field] = created - timedelta(days=random.randrange(10))
        elif KIND_IN_REFERRAL.get(rule.field) == "yes_no":
            referral[rule.field] = random.choice((True, False))
        elif rule.field in ("own_reference", "referrer_other"):
            referral[rule.field] = random.choice((*TEXTS, None))
        else:
            codes = list(rule.options) or lists[ANSWER_LISTS[rule.field]]
            several = KIND_IN_REFERRAL.get(rule.field) == "answers"
            chosen = random.sample(codes, random.randint(0, 2))
            referral[rule.field] = chosen if several else next(iter(chosen), None)
    return referral


def _answers(random: Random, fields: tuple[FieldDefinition, ...], lists: dict[str, list[str]]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in fields:
        if random.random() < 0.25:
            continue
        if one.kind == BOOL:
            answers[one.key] = random.choice((True, False))
        elif one.kind == INT:
            answers[one.key] = random.randrange(9)
        elif one.kind == DATE:
            answers[one.key] = (FIRST + timedelta(days=random.randrange(240))).isoformat()
        elif one.kind == TEXT:
            answers[one.key] = random.choice(TEXTS)
        else:
            codes = lists[one.answers or ""]
            chosen = random.sample(codes, random.randint(1, min(3, len(codes))))
            answers[one.key] = chosen[0] if one.kind == CHOICE else chosen
    return answers


def _schakelingen(random: Random, kind: str, begin: date) -> list[PlannedSchakeling]:
    found: list[PlannedSchakeling] = []
    count = random.randint(0, 3)
    for number in range(count):
        end = None if number == count - 1 and random.random() < 0.4 else begin + timedelta(days=random.randint(1, 120))
        modules = tuple(sorted(random.sample(modules_of(kind), random.randint(1, 2))))
        ticked = tuple(code for code in modules if random.random() < 0.3)
        found.append(PlannedSchakeling("switch" if number else "start", begin, end, modules, ticked))
        begin = end or begin
    return found
