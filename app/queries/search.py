"""Finding dossiers of one's own facility (D-3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from app.database import BincSession
from app.domain.dossiers import DossierCode
from app.domain.faults import DomainError
from app.domain.names import name_key
from app.domain.national_number import NationalNumber
from app.queries.dossier_list import BY_NAME, PAGE_SIZE, Page, read_page, starts_with
from app.queries.work_conditions import WorkPlace
from models.client import Client
from models.dossier import Dossier

HIT_LIMIT = 200
LAST_PAGE = HIT_LIMIT // PAGE_SIZE
EQUALS, STARTS = "equals", "starts"

RUNNING_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class SearchTerms:
    """What somebody looks for; all terms that are given have to hold (D-3).

    `anywhere` is what was typed in the one box of the top bar; `dossier_code` may be the running number alone.
    """

    anywhere: str | None = None
    name: str | None = None
    name_match: str = STARTS
    first_name: str | None = None
    call_name: str | None = None
    national_number: str | None = None
    birth_date: date | None = None
    birth_year_from: int | None = None
    birth_year_until: int | None = None
    birth_country: str | None = None
    client_number: int | None = None
    own_reference: str | None = None
    dossier_code: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether not one term was given."""
        return not any(value for name, value in asdict(self).items() if name != "name_match")

    def stored(self) -> dict[str, Any]:
        """The terms as they are kept for a day; what was not asked is left out."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> SearchTerms:
        """The terms that were kept."""
        names = {field.name for field in fields(cls)}
        values = {name: value for name, value in kept.items() if name in names}
        if values.get("birth_date"):
            values["birth_date"] = date.fromisoformat(values["birth_date"])
        return cls(**values)


def find_dossiers(session: BincSession, place: WorkPlace, terms: SearchTerms, page: int, today: date) -> Page:
    """One page of hits by name, open dossiers and closed ones of any age (D-2, D-3); pages count from 1."""
    return read_page(session, place, conditions_of(place.facility_id, terms), BY_NAME, page, today)


def count_hits(session: BincSession, facility_id: int, terms: SearchTerms) -> int:
    """How many dossiers meet the terms, counted up to HIT_LIMIT + 1."""
    hits = select(Dossier.id).where(*conditions_of(facility_id, terms)).limit(HIT_LIMIT + 1).subquery()
    return session.scalars(select(func.count()).select_from(hits)).one()


def conditions_of(facility_id: int, terms: SearchTerms) -> list[ColumnElement[bool]]:
    """What a dossier must be to be a hit."""
    given = [condition for condition in (*_person(terms), *_numbers(terms)) if condition is not None]
    return [Dossier.facility_id == facility_id, *(given or [false()])]


def _person(terms: SearchTerms) -> list[ColumnElement[bool] | None]:
    name = name_key(terms.name or "")
    exact = terms.name_match == EQUALS
    return [
        None if not terms.name else (Dossier.name_key == name if exact else _begins(Dossier.name_key, name)),
        _begins(Dossier.first_name_key, name_key(terms.first_name)) if terms.first_name else None,
        _begins(Dossier.call_name_key, name_key(terms.call_name)) if terms.call_name else None,
        Dossier.birth_date == terms.birth_date if terms.birth_date else None,
        Dossier.birth_year >= terms.birth_year_from if terms.birth_year_from else None,
        Dossier.birth_year <= terms.birth_year_until if terms.birth_year_until else None,
        Dossier.birth_country == terms.birth_country if terms.birth_country else None,
    ]


def _numbers(terms: SearchTerms) -> list[ColumnElement[bool] | None]:
    return [
        _of_national_number(terms.national_number) if terms.national_number else None,
        Dossier.client_id == terms.client_number if terms.client_number else None,
        _begins(Dossier.own_reference_key, name_key(terms.own_reference)) if terms.own_reference else None,
        _of_code(terms.dossier_code) if terms.dossier_code else None,
        _anywhere(terms.anywhere) if terms.anywhere else None,
    ]


def _begins(column: Any, key: str) -> ColumnElement[bool]:
    """A prefix; a term of which nothing is left without its punctuation finds nothing."""
    return starts_with(column, key) if key else false()


def _of_national_number(digits: str) -> ColumnElement[bool]:
    """The dossiers of the client with this number, if the facility knows the client at all (A-3)."""
    known = select(Client.id).where(Client.national_number == digits).scalar_subquery()
    return Dossier.client_id == known


def _of_code(text: str) -> ColumnElement[bool]:
    """A whole dossier code, or its running number."""
    if RUNNING_NUMBER.fullmatch(text):
        return Dossier.running_number == int(text)
    return Dossier.code == text.upper()


def _anywhere(text: str) -> ColumnElement[bool]:
    """The one box of the top bar: dossier code, national number, client number, else name or own reference (D-3)."""
    code, number = code_in(text), national_number_in(text)
    if code is not None:
        return Dossier.code == code
    if number is not None:
        return _of_national_number(number)
    key = name_key(text)
    words = [_begins(Dossier.name_key, key), _begins(Dossier.own_reference_key, key), *_full_names(key)]
    if RUNNING_NUMBER.fullmatch(text.strip()):
        return or_(Dossier.client_id == int(text), _of_code(text.strip()), *words)
    return or_(*words)


def _full_names(key: str) -> list[ColumnElement[bool]]:
    """First or call name alone, or "noor claes" and "claes noor" for every place where the two may meet."""
    words = key.split()
    found = [_begins(Dossier.first_name_key, key), _begins(Dossier.call_name_key, key)]
    for place in range(1, min(len(words), 6)):
        one, other = " ".join(words[:place]), " ".join(words[place:])
        found += [
            and_(_begins(Dossier.first_name_key, one), _begins(Dossier.name_key, other)),
            and_(_begins(Dossier.name_key, one), _begins(Dossier.first_name_key, other)),
            and_(_begins(Dossier.call_name_key, one), _begins(Dossier.name_key, other)),
        ]
    return found


def code_in(text: str) -> str | None:
    """The dossier code that a text is, in capitals, or None (D-1)."""
    try:
        DossierCode.parse(text)
    except DomainError:
        return None
    return text.strip().upper()


def national_number_in(text: str) -> str | None:
    """The digits of the national number that a text is, or None when it is none or its checksum is wrong (C-1)."""
    try:
        return NationalNumber.parse(text).digits
    except DomainError:
        return None
