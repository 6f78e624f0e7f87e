"""The intake, exit and 1 Gezin, 1 Plan answers of the demonstration (E-1, E-2, E-4)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from app.reference.load import answer_lists

JsonObject = dict[str, Any]
SCHOOL_YEARS = (
    (2, "kinderopvang", "niet_schoolgaand"),
    (5, "kleuteronderwijs", "kleuter"),
    (11, "lager_onderwijs", "lager"),
)
TEENAGE_LEVELS = ("so_a", "so_b", "so_doorstroom", "so_dubbel", "so_arbeidsmarkt", "so_arbeidsmarkt", "buso", "dbso")
WORKING_AGE = 18


def intake(random: Random, *, organisation_type: str, age: int | None, unaccompanied_minor: bool) -> JsonObject:
    """A complete picture of the client at the start of help (E-1)."""
    activity, level = _school(random, age)
    answers: JsonObject = {
        "unaccompanied_minor": unaccompanied_minor,
        "day_activity": activity,
        "education_level": level,
        "years_behind": random.choice(("0", "0", "0", "1", "1", "2")) if age and age > 5 else "na",
        "family_situation": _mostly_first(random, "family_situation"),
        "adoptive_family": random.random() < 0.03,
        "foster_family": random.random() < 0.04,
        "income_source": sorted({_mostly_first(random, "income_source") for _ in range(random.choice((1, 1, 2)))}),
        "family_education_level": _any(random, "family_education_level"),
        "housing": random.choice(("positive", "positive", "negative")),
        "health": random.choice(("positive", "positive", "negative")),
        "debts": random.choice(("yes", "no", "no")),
        "home_language": "nl" if random.random() < 0.7 else _mostly_first(random, "home_language"),
    }
    if organisation_type == "CIG":
        answers["pregnant"] = False
    return answers


def exit_answers(random: Random, *, organisation_type: str) -> JsonObject:
    """How the help ended and what should follow, complete (E-2)."""
    dropout = random.random() < 0.18
    answers: JsonObject = {
        "parallel_offer": [_any(random, "parallel_offer") if random.random() < 0.5 else "none"],
        "cooperation_welfare_health": _some(random, "cooperation_welfare_health"),
        "cooperation_other": _some(random, "cooperation_other"),
        "goals_reached": random.choice(("nee", "gedeeltelijk"))
        if dropout
        else random.choice(("ja", "ja", "gedeeltelijk")),
        "dropout": dropout,
    }
    if dropout:
        answers["reason_dropout"] = _mostly_first(random, "exit_reason_dropout")
    else:
        answers["reason"] = _mostly_first(random, "exit_reason")
    if organisation_type == "OOOC":
        answers["final_advice"] = [_any(random, "final_advice")]
        answers["bridging_advice"] = ["none"]
        return answers
    return answers | _follow_up(random, "follow_up_inside") | _follow_up(random, "follow_up_outside")


def family_situation(random: Random) -> JsonObject:
    """The family of a 1 Gezin, 1 Plan dossier (E-4)."""
    return {
        "family_situation": _mostly_first(random, "family_situation"),
        "adoptive_family": False,
        "foster_family": random.random() < 0.05,
        "children_involved": random.choice((1, 1, 2, 2, 3, 4)),
    }


def trajectory(random: Random, begin: date, end: date | None) -> JsonObject:
    """The course of a 1 Gezin, 1 Plan dossier, with its result once it has ended (E-4)."""
    first_talk = begin + timedelta(days=random.randint(5, 25))
    if end is not None and first_talk > end:
        first_talk = end
    answers: JsonObject = {
        "first_talk": first_talk.isoformat(),
        "mandated_service": random.choice(("none", "none", "none", "OCJ", "VK")),
        "youth_court_social_service": random.random() < 0.1,
        "crisis_network": random.random() < 0.08,
        "family_coach": True,
        "coach_begin": first_talk.isoformat(),
    }
    if end is None:
        return answers
    specialised = random.random() < 0.4
    answers |= {
        "coach_end": end.isoformat(),
        "coach_end_reason": "indicated_help_starts" if specialised else "goal_reached",
        "family_plan": random.random() < 0.8,
        "own_strength": "no" if specialised else random.choice(("yes", "no_unless_basic_support")),
        "specialised_help_needed": specialised,
        "formal_network_attuned": random.random() < 0.7,
        "informal_network_attuned": random.random() < 0.6,
    }
    if specialised:
        wanted = _any(random, "specialised_help")
        answers["specialised_help"] = [wanted]
        answers[f"realised_{wanted}"] = random.choice(("yes", "no", "no_but_engaged"))
        answers["family_plan_in_sequel"] = True
    return answers


def _school(random: Random, age: int | None) -> tuple[str, str]:
    if age is None:
        return "none", "niet_schoolgaand"
    for oldest, activity, level in SCHOOL_YEARS:
        if age <= oldest:
            return activity, level
    if age >= WORKING_AGE:
        return random.choice(
            ("werk", "werkzoekend", "hoger_onderwijs", "secundair_onderwijs", "none")
        ), "so_arbeidsmarkt"
    activity = random.choice(
        ("secundair_onderwijs", "secundair_onderwijs", "secundair_onderwijs", "leren_en_werken", "none")
    )
    return activity, random.choice(TEENAGE_LEVELS)


def _codes(list_name: str) -> list[str]:
    return [answer.code for answer in answer_lists()[list_name]]


def _any(random: Random, list_name: str) -> str:
    return random.choice([code for code in _codes(list_name) if code not in ("none", "other", "overlijden")])


def _mostly_first(random: Random, list_name: str) -> str:
    """An answer, the earlier ones of the list more often than the later ones."""
    codes = [code for code in _codes(list_name) if code not in ("none", "other", "overlijden")]
    return codes[int(random.random() ** 2 * len(codes))]


def _some(random: Random, list_name: str) -> list[str]:
    if random.random() < 0.2:
        return ["none"]
    return sorted({_mostly_first(random, list_name) for _ in range(random.choice((1, 2, 3)))})


def _follow_up(random: Random, list_name: str) -> JsonObject:
    """The help advised after this help, and whether it came about; the keys carry the name of the list."""
    if random.random() < 0.4:
        return {list_name: ["none"]}
    advised = _any(random, list_name)
    return {list_name: [advised], f"{list_name}_realised": [advised] if random.random() < 0.7 else []}
