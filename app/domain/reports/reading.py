"""Reads one field of many dossiers at once, as a column beside them (R-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.domain.reports.base import ClientFacts, CountedDossier, ReportBase
from app.domain.reports.population import age_class
from app.domain.reports.tables import CLIENT, DECISION, REFERRAL, Source

Dossiers = Sequence[CountedDossier]


def answers_of(source: Source, dossiers: Dossiers, base: ReportBase) -> list[Any]:
    """What each of these dossiers has in a field, None where it is open; of a decision field a tuple of them all."""
    if source.pages:
        return _of_pages(source, dossiers)
    place, key = source.places[0], source.key
    if place == REFERRAL:
        return [one.pages[REFERRAL].get(key) if REFERRAL in one.pages else None for one in dossiers]
    if place == CLIENT:
        return _of_clients(key, dossiers, base)
    if place == DECISION:
        return _of_decisions(key, dossiers)
    return [one.length for one in dossiers]


def ranks_of(source: Source | None, answers: Sequence[Any], dossiers: Dossiers) -> list[int]:
    """Which of the dossiers of one minor tells its class: the one with the highest rank (R-3).

    For the current age the latest day; of a question that is answered with yes or no, yes before no before open.
    """
    if source is not None and source.key == "current_age":
        return [one.age_day.toordinal() for one in dossiers]
    return [2 if answer is True else 1 if answer is False else 0 for answer in answers]


def _of_pages(source: Source, dossiers: Dossiers) -> list[Any]:
    key = source.key
    if len(source.pages) == 1:
        page = source.pages[0]
        return [one.pages[page].get(key) for one in dossiers]
    return [next((one.pages[page].get(key) for page in source.pages if page in one.pages), None) for one in dossiers]


def _of_clients(key: str, dossiers: Dossiers, base: ReportBase) -> list[Any]:
    clients = base.clients
    if key == "age_at_entry":
        days = [one.start for one in dossiers]
    elif key == "current_age":
        days = [one.age_day for one in dossiers]
    else:
        return [getattr(clients[one.client_id], key) for one in dossiers]
    known: dict[tuple[date | None, int | None, date], str] = {}
    return [_age(clients[one.client_id], day, known) for one, day in zip(dossiers, days, strict=True)]


def _age(client: ClientFacts, day: date, known: dict[tuple[date | None, int | None, date], str]) -> str:
    """The age class of a client; who was born on the same day has the same age."""
    birth = (client.birth_date, client.birth_year, day)
    if birth not in known:
        known[birth] = age_class(*birth)
    return known[birth]


def _of_decisions(key: str, dossiers: Dossiers) -> list[Any]:
    if key == "decisions":
        return [len(one.decisions) for one in dossiers]
    if key == "switches":
        return [one.switches for one in dossiers]
    index = ("ground", "mandated_service").index(key)
    return [tuple(decision[index] for decision in one.decisions) for one in dossiers]
