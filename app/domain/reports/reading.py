"""Reads one field of many dossiers at once, as a column beside them (R-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.domain.reports.base import ClientFacts, Cohort, CountedDossier
from app.domain.reports.population import age_class
from app.domain.reports.tables import CLIENT, DECISION, REFERRAL, Source

Birth = tuple[date | None, int | None, date]


def answers_of(source: Source, cohort: Cohort) -> list[Any]:
    """What each dossier has in a field, None where it is open; of a decision field a tuple of them all."""
    place, key = source.places[0], source.key
    if source.pages:
        return [answers.get(key) for answers in cohort.answers]
    if place == REFERRAL:
        return [one.pages[REFERRAL].get(key) if REFERRAL in one.pages else None for one in cohort.dossiers]
    if place == CLIENT:
        return _of_clients(key, cohort)
    if place == DECISION:
        return _of_decisions(key, cohort.dossiers)
    return [one.length for one in cohort.dossiers]


def ranks_of(source: Source | None, answers: Sequence[Any], dossiers: Sequence[CountedDossier]) -> list[int]:
    """Which of the dossiers of one minor tells its class: the one with the highest rank (R-3).

    For the current age the latest day; of a question that is answered with yes or no, yes before no before open.
    """
    if source is not None and source.key == "current_age":
        return [one.age_day.toordinal() for one in dossiers]
    return [2 if answer is True else 1 if answer is False else 0 for answer in answers]


def _of_clients(key: str, cohort: Cohort) -> list[Any]:
    if key == "age_at_entry":
        return _ages(cohort.clients, [one.start for one in cohort.dossiers])
    if key == "current_age":
        return _ages(cohort.clients, [one.age_day for one in cohort.dossiers])
    column = ClientFacts._fields.index(key)
    return [facts[column] for facts in cohort.clients]


def _ages(clients: Sequence[ClientFacts], days: Sequence[date]) -> list[str]:
    """The age class of each client on a day; who was born on the same day has the same age."""
    known: dict[Birth, str] = {}
    return [_age((one.birth_date, one.birth_year, day), known) for one, day in zip(clients, days, strict=True)]


def _age(birth: Birth, known: dict[Birth, str]) -> str:
    if birth not in known:
        known[birth] = age_class(*birth)
    return known[birth]


def _of_decisions(key: str, dossiers: Sequence[CountedDossier]) -> list[Any]:
    if key == "decisions":
        return [len(one.decisions) for one in dossiers]
    if key == "switches":
        return [one.switches for one in dossiers]
    index = ("ground", "mandated_service").index(key)
    return [tuple(decision[index] for decision in one.decisions) for one in dossiers]
