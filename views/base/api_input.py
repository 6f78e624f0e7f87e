"""What programs send, read by its schema: bodies, the query of an address, and the headers that guard a change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from marshmallow.fields import List

from app.domain.faults import Fault
from views.base.api_faults import RULE, BadRequest, Sentence, VersionMissing, WrongContentType
from views.base.api_json import read_json

KEY = re.compile(r"[\x21-\x7e]{8,100}")
VERSION = re.compile(r'"?([0-9]{1,9})"?')
WORDS = {
    "Missing data for required field.": "Dit veld is verplicht.",
    "Unknown field.": "Dit veld kennen we hier niet.",
    "Field may not be null.": "Dit veld mag niet null zijn.",
    "Not a valid string.": "Stuur hier tekst.",
    "Not a valid list.": "Stuur hier een lijst.",
    "Invalid input type.": "Stuur hier een JSON-object.",
}
OTHERWISE = "Deze waarde klopt niet met het schema."
NOT_AN_OBJECT = Fault(RULE, "", "Stuur een JSON-object: { … }.")
NOT_JSON = Fault(RULE, "Content-Type", "Stuur JSON, met de header Content-Type: application/json.")
PACKED = Fault(RULE, "Content-Encoding", "Stuur de JSON zoals ze is, niet ingepakt.")
UNWRITABLE = Fault(RULE, "", "De tekst bevat een teken dat niet bewaard kan worden.")
NO_KEY = Fault(
    RULE,
    "Idempotency-Key",
    "Stuur bij elke wijziging de header Idempotency-Key mee: 8 tot 100 tekens, een nieuwe voor elke nieuwe vraag.",
)
NO_VERSION = Fault(
    RULE,
    "If-Match",
    "Stuur in de header If-Match de versie mee die je zag (de ETag van het dossier of de kwartaalstaat).",
)


def read_body(schema: Schema) -> dict[str, Any]:
    """The sent JSON after its schema. Raises WrongContentType, or BadRequest with a fault for every wrong field."""
    if not request.is_json:
        raise WrongContentType(NOT_JSON)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise WrongContentType(PACKED)
    body = read_json(request.get_data())
    if not isinstance(body, dict):
        raise BadRequest(NOT_AN_OBJECT)
    if not _is_writable(body):
        raise BadRequest(UNWRITABLE)
    return _loaded(schema, body)


def read_query(schema: Schema) -> dict[str, Any]:
    """The query of the address after its schema. Raises BadRequest with a fault for every part that is wrong."""
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        many = isinstance(schema.fields.get(name), List)
        if len(values) > 1 and not many:
            raise BadRequest(Fault(RULE, name, "Geef dit één keer mee."))
        given[name] = values if many else values[0]
    if any("\0" in value for values in request.args.listvalues() for value in values):
        raise BadRequest(UNWRITABLE)
    return _loaded(schema, given)


def idempotency_key() -> str:
    """The key under which this request is done once. Raises BadRequest where there is none."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise BadRequest(NO_KEY)
    return key


def seen_version() -> int | None:
    """The version that the program saw, None where it says that any will do (`*`). Raises VersionMissing."""
    sent = request.headers.get("If-Match", "").strip()
    found = VERSION.fullmatch(sent)
    if found is None and sent != "*":
        raise VersionMissing(NO_VERSION)
    return int(found[1]) if found else None


def _loaded(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        content: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        raise BadRequest(*faults_in(error)) from None
    return content


def faults_in(error: ValidationError) -> list[Fault]:
    """A fault for every field that is not as its schema says."""
    return list(_faults(error.normalized_messages(), ""))


def _faults(messages: Any, place: str) -> Iterator[Fault]:
    """A fault for every field, with the way to it: `modules.0.code`."""
    if isinstance(messages, Mapping):
        for name, inner in sorted(messages.items(), key=lambda item: str(item[0])):
            own = place if name == "_schema" else f"{place}.{name}" if place else str(name)
            yield from _faults(inner, own)
    else:
        said = messages[0]
        yield Fault(RULE, place, str(said) if isinstance(said, Sentence) else WORDS.get(str(said), OTHERWISE))


def _is_writable(body: dict[str, Any]) -> bool:
    """Whether the database can hold every text in it, names of fields included: no NUL, no half of a character.

    It looks at what was read and not at what was sent, which can be escaped and encoded in several ways.
    """
    try:
        return b"\\u0000" not in json.dumps(body, ensure_ascii=False).encode().replace(b"\\\\", b"")
    except UnicodeEncodeError:
        return False
