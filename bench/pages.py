"""How long people wait for the start page, the search, a dossier and the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.database import db, transaction
from app.domain.quarter import Quarter
from app.domain.scope import Scope
from bench.organisations import FOSTER_CARE_PLACE, LARGE_PLACE, MEDIAN_PLACE
from bench.results import TIMES, Result, timed
from bench.visitor import Visitor, counted_statements, visitor_of
from models.client import Client
from models.dossier import Dossier

MOST_FOR_A_PAGE, MOST_FOR_ANY_PAGE = 50.0, 100.0
FACILITIES = tuple(place + 1 for place in (MEDIAN_PLACE, LARGE_PLACE, FOSTER_CARE_PLACE))
START_VARIANTS = {
    "usual": "/",
    "page 2": "/?pagina=2",
    "letter P": "/?letter=p",
    "mine": "/?wie=mijn",
    "all": "/?stand=alle",
    "closed by last change": "/?stand=afgesloten&sorteer=gewijzigd",
    "by intake": "/?sorteer=beginregistratie",
    "by decision": "/?sorteer=beslissing",
    "by end, backwards": "/?sorteer=tot&volgorde=af",
    "to close": "/?aandacht=af-te-sluiten",
}
WORK_VARIANTS = {"usual": "/werklijst/", "mine": "/werklijst/?wie=mijn", "by name": "/werklijst/?sorteer=naam&pagina=2"}


@dataclass(frozen=True)
class Known:
    """What somebody of a facility would type: of one of its dossiers with a long course."""

    code: str
    client_id: int
    name: str
    first_name: str
    birth_date: date
    national_number: str
    codes: tuple[str, ...]


def measure_pages(app: Flask, until: date) -> Iterator[Result]:
    """Every page that is opened all day, for a usual, a large and the largest facility."""
    for facility_id in FACILITIES:
        visitor, known = visitor_of(app, facility_id), known_of(app, facility_id)
        size = _size(app, facility_id)
        for name, path in START_VARIANTS.items():
            yield opened(visitor, f"start page, {size:,} dossiers", name, [path], MOST_FOR_A_PAGE)
        for name, path in WORK_VARIANTS.items():
            yield opened(visitor, f"work list, {size:,} dossiers", name, [path], MOST_FOR_A_PAGE)
        yield from _measure_search(visitor, f"search, {size:,} dossiers", known)
        yield from _measure_dossier(visitor, f"dossier, {size:,} dossiers", known)
        for name, path in statement_pages(until).items():
            yield opened(visitor, f"statements, {size:,} dossiers", name, [path], MOST_FOR_A_PAGE)
        for name, path in figure_pages(until).items():
            yield opened(visitor, f"figures, {size:,} dossiers", name, [path], MOST_FOR_ANY_PAGE)
    agency = visitor_of(app, None)
    for name, path in figure_pages(until).items():
        yield opened(agency, "figures, agency", f"{name}, all facilities", [path], MOST_FOR_ANY_PAGE)


def statement_pages(until: date) -> dict[str, str]:
    """The list of quarters, and the sheet of the last one that is over."""
    return {"list": "/kwartaalstaten/", "sheet": f"/kwartaalstaten/{Quarter.of(until).previous}/"}


def figure_pages(until: date) -> dict[str, str]:
    """The pages of a year of figures."""
    year = f"van=01%2F01%2F{until.year - 1}&tot=31%2F12%2F{until.year - 1}"
    quarters = f"van={until.year - 1}-1&tot={until.year - 1}-4"
    return {
        "dashboard": "/cijfers/dashboard/",
        "occupancy of a year": f"/cijfers/bezetting/?{year}",
        "utilisation of a year": f"/cijfers/benutting/?{quarters}",
        "deployment of a year": f"/cijfers/inzet/?{year}",
    }


def known_of(app: Flask, facility_id: int) -> Known:
    """A person of this facility to look up, and open dossiers to look at."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        query = (
            select(
                Dossier.code,
                Client.id.label("client_id"),
                Client.name,
                Client.first_name,
                Client.birth_date,
                Client.national_number,
            )
            .join(Client, Client.id == Dossier.client_id)
            .where(Dossier.facility_id == facility_id, Client.national_number.is_not(None), Dossier.status == "open")
            .order_by(Dossier.id)
        )
        person: Any = session.execute(query.limit(1)).mappings().one()
        codes = session.scalars(
            select(Dossier.code)
            .where(Dossier.facility_id == facility_id, Dossier.status == "open")
            .order_by(func.md5(Dossier.code))
            .limit(TIMES)
        )
        return Known(**person, codes=tuple(codes))


def opened(visitor: Visitor, area: str, name: str, paths: list[str], target: float | None) -> Result:
    """How long a page takes, each time the next of its addresses."""
    return _measured(visitor, area, name, lambda path: visitor.get(path), paths, target)


def _measure_search(visitor: Visitor, area: str, known: Known) -> Iterator[Result]:
    born, number = f"{known.birth_date:%d/%m/%Y}", known.national_number
    searches: dict[str, dict[str, Any]] = {
        "name prefix": {"name": known.name[:4], "name_match": "starts"},
        "birth date": {"birth_date": born, "name_match": "starts"},
        "national number": {"national_number": number, "name_match": "starts"},
        "top bar, name": {"text": known.name[:4]},
        "top bar, first name and name": {"text": f"{known.first_name} {known.name}"},
        "top bar, client number": {"text": str(known.client_id)},
        "top bar, dossier code": {"text": known.code},
    }
    for name, terms in searches.items():
        yield _measured(
            visitor, area, f"{name}: asked", lambda one: visitor.post("/opzoeken/", one), [terms], MOST_FOR_A_PAGE
        )
        hits = visitor.post("/opzoeken/", terms).location
        yield opened(visitor, area, f"{name}: hits", [hits], MOST_FOR_A_PAGE)


def _measure_dossier(visitor: Visitor, area: str, known: Known) -> Iterator[Result]:
    pages = {
        "its page": "/dossiers/{}/",
        "its activities": "/dossiers/{}/activiteiten/",
        "form of a new decision": "/dossiers/{}/beslissingen/nieuw",
    }
    for name, path in pages.items():
        target = MOST_FOR_A_PAGE if name == "its page" else MOST_FOR_ANY_PAGE
        yield opened(visitor, area, name, [path.format(code) for code in known.codes], target)
    yield opened(visitor, area, "page of the client", [f"/clienten/{known.client_id}/"], MOST_FOR_ANY_PAGE)


def _measured(
    visitor: Visitor, area: str, name: str, action: Callable[[Any], Any], arguments: list[Any], target: float | None
) -> Result:
    turn = cycle(arguments)
    try:
        timing = timed(lambda: action(next(turn)))
    except RuntimeError as problem:
        return Result(area, name, float("nan"), target=target or MOST_FOR_ANY_PAGE, note=str(problem))
    with counted_statements(visitor.app) as statements:
        action(next(turn))
    return Result.of(area, name, timing, target=target, statements=len(statements))


def _size(app: Flask, facility_id: int) -> int:
    with app.app_context(), transaction(Scope.system("bench")):
        query = select(func.count()).select_from(Dossier).where(Dossier.facility_id == facility_id)
        return db.session.scalars(query).one()
