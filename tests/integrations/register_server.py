"""A register over HTTPS for tests: it knows the synthetic people, and speaks the published schema (C-1, G-3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator

from app.integrations.national_register import (
    NationalRegister,
    PersonNotFound,
    RegisterUnavailable,
    SyntheticRegister,
    TooManyFound,
)
from app.integrations.national_register.over_https import SCHEMA_FILE
from tests.integrations.https_server import Answer, Asked

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def answering(register: NationalRegister | None = None) -> Callable[[Asked], Answer]:
    """What the server answers to each question: what this register says."""
    behind = register or SyntheticRegister()

    def answer(asked: Asked) -> Answer:
        question = json.loads(asked.body)
        what = asked.path.rpartition("/")[2]
        _check(f"{what}_question", question)
        try:
            content = _ANSWERS[what](behind, question)
        except PersonNotFound:
            return 404, b'{"error": "not_found"}'
        except TooManyFound as error:
            return 422, json.dumps({"error": "too_many", "limit": error.limit}).encode()
        except RegisterUnavailable:
            return 503, b""
        plain = json.loads(json.dumps(content, default=str))
        _check(f"{what}_answer", plain)
        return 200, json.dumps(plain).encode()

    return answer


def _check(what: str, document: Any) -> None:
    Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{what}"}).validate(document)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _one(register: NationalRegister, question: Any) -> Any:
    return {"person": asdict(register.find_by_number(question["number"]))}


def _search(register: NationalRegister, question: Any) -> Any:
    question["birth_date"] = _day(question.get("birth_date"))
    return {"persons": [asdict(one) for one in register.find_by_data(**question)]}


def _changes(register: NationalRegister, question: Any) -> Any:
    changed = register.find_changed(question["numbers"], _day(question["since"]))
    return {"changed": [{"asked": one.asked, "person": asdict(one.person)} for one in changed]}


_ANSWERS: dict[str, Callable[[NationalRegister, Any], Any]] = {
    "person": _one,
    "search": _search,
    "changes": _changes,
}
