"""From the bytes of an exchange file to a document that has the published shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from app.services.exchange.report import Findings
from app.services.exchange.schema_messages import explained, json_pointer

SCHEMA_FILE = Path(__file__).resolve().parents[3] / "docs" / "exchange.schema.json"
FORMAT = "binc-exchange/1"
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_NUMBER = 15
MOST_FAULTS = 20_000
RULE = "exchange"


class UnreadableNumberError(ValueError):
    """A number that no figure of this product can hold."""


def read_exchange(content: bytes) -> dict[str, Any]:
    """The document in a file, with keys that are null left out (absent and null mean the same).

    Raises ExchangeRefusedError with a message a place when it is no JSON or has not the published shape.
    """
    findings = Findings()
    document = _parsed(content, findings)
    findings.refuse()
    _check_shape(document, findings)
    findings.refuse()
    _check_values(document, findings)
    findings.refuse()
    cleaned = _without_null(document)
    assert isinstance(cleaned, dict)
    return cleaned


@lru_cache(maxsize=1)
def schema_validator() -> Draft202012Validator:
    """The checker of the published JSON Schema."""
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    return Draft202012Validator(_with_definitions(schema, schema["$defs"]), format_checker=FormatChecker(["date"]))


def _with_definitions(schema: Any, definitions: dict[str, Any]) -> Any:
    """The schema with every reference replaced by what it names, which halves the time of checking a large file."""
    if isinstance(schema, dict) and "$ref" in schema:
        return _with_definitions(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if isinstance(schema, dict):
        return {key: _with_definitions(value, definitions) for key, value in schema.items() if key != "$defs"}
    return [_with_definitions(one, definitions) for one in schema] if isinstance(schema, list) else schema


def _parsed(content: bytes, findings: Findings) -> Any:
    try:
        text = content.decode("utf-8-sig")
        return json.loads(
            text,
            parse_float=_number,
            parse_int=_whole,
            parse_constant=_number,
            object_pairs_hook=lambda pairs: _object(pairs, findings),
        )
    except UnicodeDecodeError as problem:
        findings.fault("", RULE, f"Dit bestand is geen UTF-8 (byte {problem.start + 1}). Bewaar het opnieuw als UTF-8.")
    except json.JSONDecodeError as problem:
        place = f"regel {problem.lineno}, teken {problem.colno}"
        findings.fault("", RULE, f"Dit bestand is geen geldige JSON: er klopt iets niet op {place}.")
    except UnreadableNumberError as problem:
        findings.fault("", RULE, f"Het getal {problem} kan niet gelezen worden. Kijk het na.")
    except RecursionError:
        findings.fault("", RULE, "Dit bestand is te diep genest om een uitwisselingsbestand te zijn.")
    return None


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as problem:
        raise UnreadableNumberError(text[:40]) from problem
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER or len(text) > 2 * LONGEST_NUMBER:
        raise UnreadableNumberError(text[:40])
    return number


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise UnreadableNumberError(text[:40])
    return int(text)


def _object(pairs: list[tuple[str, Any]], findings: Findings) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        findings.fault("", RULE, f"De sleutel “{twice}” staat twee keer in hetzelfde object. Houd er één over.")
    return found


def _check_shape(document: Any, findings: Findings) -> None:
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        findings.fault("/format", RULE, f"Dit formaat kennen we niet. Hier hoort “{FORMAT}”.")
        return
    told = (one for error in schema_validator().iter_errors(document) for one in explained(error))
    # A hostile file is one long list of faults: nobody reads so many, and they would fill the memory.
    for pointer, message in islice(told, MOST_FAULTS):
        findings.fault(pointer, RULE, message)


def _check_values(document: Any, findings: Findings) -> None:
    """What a schema cannot say: days that no calendar of ours holds, and characters that no text may hold."""
    for path, value in _texts(document, ()):
        if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            findings.fault(json_pointer(path), RULE, "Deze tekst bevat een teken dat niet bewaard kan worden.")
        elif len(value) == 10 and value[4:8:3] == "--" and value[:4].isdigit() and _is_far(value):
            findings.fault(json_pointer(path), RULE, f"Kies een datum tussen {FIRST_YEAR} en {LAST_YEAR}.")


def _is_far(text: str) -> bool:
    try:
        return not FIRST_YEAR <= date.fromisoformat(text).year <= LAST_YEAR
    except ValueError:
        return False


def _texts(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, (*path, place))


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_null(inner) for key, inner in value.items() if inner is not None}
    return [_without_null(inner) for inner in value] if isinstance(value, list) else value
