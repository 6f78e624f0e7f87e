"""A national register that answers over HTTPS, to whom shows the right certificate (C-1, G-3).

Speaks docs/national-register.schema.json. Questions travel in the body, so that no number or name stands in an address,
and no error holds what was asked or answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from app.domain.faults import DomainError
from app.domain.national_number import NationalNumber
from app.integrations.https import Endpoint, HttpsNeighbour, NeighbourError, NeighbourRefused, Patience
from app.integrations.national_register.port import (
    ChangedPerson,
    PersonNotFound,
    RegisterPerson,
    RegisterUnavailable,
    TooManyFound,
)

SCHEMA_FILE = Path(__file__).resolve().parents[3] / "docs" / "national-register.schema.json"
MOST_BYTES = 1024 * 1024
# Somebody waits for the answer: rather a few seconds and "try again" than a page that hangs.
PATIENCE = Patience(connect=2, read=4, whole=6, tries=2, pause=0.3)
# At night nobody waits, and a hundred people are asked about at once.
NIGHTLY_PATIENCE = Patience(connect=5, read=30, whole=60, tries=3, pause=5)
NOT_FOUND, UNPROCESSABLE = 404, 422
DAYS = ("birth_date", "deceased_on")


class HttpsRegister:
    """Asks one register at a time; see NationalRegister for what its answers mean."""

    def __init__(
        self, endpoint: Endpoint, patience: Patience = PATIENCE, nightly_patience: Patience = NIGHTLY_PATIENCE
    ) -> None:
        self._by_day = HttpsNeighbour(endpoint, patience, MOST_BYTES)
        self._by_night = HttpsNeighbour(endpoint, nightly_patience, MOST_BYTES)

    def find_by_number(self, number: str) -> RegisterPerson:
        """The person with this number, as NationalRegister says."""
        digits = "".join(filter(str.isdigit, number))
        return _person(_ask(self._by_day, "person", {"number": digits})["person"])

    def find_by_data(
        self,
        name: str,
        birth_date: date | None = None,
        birth_year: int | None = None,
        first_name: str | None = None,
        sex: str | None = None,
    ) -> list[RegisterPerson]:
        """Everybody with this name and birth date or year, as NationalRegister says."""
        if birth_date is None and birth_year is None:
            raise ValueError("a search needs a birth date or a birth year")
        born = {"birth_date": birth_date.isoformat()} if birth_date else {"birth_year": birth_year}
        more = {"first_name": first_name, "sex": sex}
        question = {"name": name, **born, **{key: value for key, value in more.items() if value}}
        return [_person(one) for one in _ask(self._by_day, "search", question)["persons"]]

    def find_changed(self, numbers: Sequence[str], since: date | None) -> list[ChangedPerson]:
        """Those of whom something changed, as NationalRegister says."""
        question = {"numbers": list(numbers), "since": since.isoformat() if since else None}
        changed = _ask(self._by_night, "changes", question)["changed"]
        asked = set(numbers)
        return [ChangedPerson(one["asked"], _person(one["person"])) for one in changed if one["asked"] in asked]


def _ask(neighbour: HttpsNeighbour, what: str, question: Mapping[str, Any]) -> Any:
    try:
        content = neighbour.post(f"/{what}", question)
    except NeighbourRefused as refusal:
        raise _meaning(refusal) from None
    except NeighbourError:
        raise RegisterUnavailable("the register does not answer") from None
    answer = _parsed(content)
    if not _validator(f"{what}_answer").is_valid(answer):
        raise RegisterUnavailable("the register answers what cannot be understood")
    return answer


def _meaning(refusal: NeighbourRefused) -> Exception:
    """What a status means where its body says so; any other one may be a proxy's, and says nothing about people."""
    said = _parsed(refusal.content)
    error = said.get("error") if isinstance(said, dict) else None
    if (refusal.status, error) == (NOT_FOUND, "not_found"):
        return PersonNotFound("nobody has this number")
    limit = said.get("limit") if isinstance(said, dict) else None
    if (refusal.status, error) == (UNPROCESSABLE, "too_many") and isinstance(limit, int):
        return TooManyFound(limit)
    return RegisterUnavailable("the register refuses")


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _person(known: Mapping[str, Any]) -> RegisterPerson:
    """A person of an answer; one without a valid number cannot be trusted."""
    try:
        NationalNumber.parse(known["national_number"])
    except DomainError:
        raise RegisterUnavailable("the register answers what cannot be understood") from None
    values: dict[str, Any] = {field.name: known.get(field.name) for field in fields(RegisterPerson)}
    return RegisterPerson(**values | {name: _day(known.get(name)) for name in DAYS})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache
def _validator(what: str) -> Draft202012Validator:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return Draft202012Validator(
        {"$defs": schema["$defs"], "$ref": f"#/$defs/{what}"}, format_checker=FormatChecker(["date"])
    )
