"""How the clients of the demonstration came in, in the form of each organisation type (D-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from app.demo.programmes import Programme
from app.reference.load import type_modules_by_code

JsonObject = dict[str, Any]
REFERRERS = (
    "context",
    "context",
    "clb",
    "clb",
    "caw",
    "jeugdhulp_opgroeien",
    "jeugdhulp_opgroeien",
    "kg",
    "cgg",
    "ocmw",
    "ocj",
    "huisarts",
    "ziekenhuis",
    "vk",
    "jeugdrechtbank",
    "other",
)
OTHER_REFERRERS = ("Wijkgezondheidscentrum", "Buurthuis", "Advocaat van het gezin", "Revalidatiecentrum")
INSTITUTION_FROM_AGE = 12
WAITING_FUNCTIONS = ("begeleiding", "behandeling", "diagnostiek", "training", "verblijf")
LEARNING_PROJECTS = (
    "leerproject_individueel",
    "leerproject_groep",
    "gemeenschapsdienst",
    "hergo",
    "herstelbemiddeling",
    "positief_project",
)


@dataclass(frozen=True)
class Arrival:
    """What the referral depends on; `age` is None for an unborn child."""

    organisation_type: str
    programme: Programme
    begin: date
    age: int | None
    number: int


def referral(random: Random, arrival: Arrival) -> JsonObject:
    """The referral of one dossier, complete for its organisation type (D-4)."""
    answers = _referral_answers(random, arrival)
    if random.random() < 0.4:
        answers["own_reference"] = f"{random.choice(('LG', 'AMB', 'MOB'))}-{arrival.number:03d}"
    return answers


def _referral_answers(random: Random, arrival: Arrival) -> JsonObject:
    kind = arrival.organisation_type
    if kind == "CaH":
        return {"referrer": "crisismeldpunt", "outflow_from_institution": False}
    if kind == "1G1P":
        return {"referral_date": arrival.begin.isoformat(), **_referrer(random), **_waiting_list(random)}
    answers = _general(random, arrival)
    if kind == "pleegzorg":
        answers["foster_care_kind"] = random.choice(("network", "network", "pool"))
        answers["foster_care_age_group"] = "adult" if arrival.programme.ages[0] >= 25 else "youth"
    if kind == "OOOC" and answers.get("referrer") == "crisismeldpunt":
        answers["judicial"] = random.random() < 0.3
    if kind in ("HCA", "NAFT"):
        answers["referral_date"] = arrival.begin.isoformat()
    if kind == "HCA":
        answers["learning_projects"] = sorted(random.sample(LEARNING_PROJECTS, random.choice((1, 1, 1, 2))))
    return answers


def _general(random: Random, arrival: Arrival) -> JsonObject:
    programme = arrival.programme
    if programme.kind == "crisis":
        return {"through_access_gate": False, "referrer": "crisismeldpunt", "outflow_from_institution": False}
    teenager = arrival.age is not None and arrival.age >= INSTITUTION_FROM_AGE
    answers: JsonObject = {"outflow_from_institution": teenager and random.random() < 0.06}
    if programme.kind != "regular":
        return {**answers, "through_access_gate": False, "referrer": "jeugdhulp_opgroeien", "specific": programme.kind}
    codes = programme.phases[0] if programme.phases else ()
    if any(type_modules_by_code()[code].access == "NRTJ" for code in codes):
        return {**answers, "through_access_gate": True}
    if arrival.organisation_type == "HCA":
        return {
            **answers,
            "through_access_gate": False,
            "referrer": random.choice(("politie_parket", "jeugdrechtbank")),
        }
    return {**answers, "through_access_gate": False, **_referrer(random)}


def _referrer(random: Random) -> JsonObject:
    code = random.choice(REFERRERS)
    return (
        {"referrer": code, "referrer_other": random.choice(OTHER_REFERRERS)} if code == "other" else {"referrer": code}
    )


def _waiting_list(random: Random) -> JsonObject:
    answer = random.choice(("yes", "no", "no", "unknown"))
    if answer != "yes":
        return {"waiting_list": answer}
    return {
        "waiting_list": answer,
        "waiting_functions": sorted(random.sample(WAITING_FUNCTIONS, random.choice((1, 2)))),
    }
