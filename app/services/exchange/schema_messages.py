"""What the JSON Schema found, said in Dutch to whoever made the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema.exceptions import ValidationError

TYPE_NAMES = {
    "string": "tekst",
    "integer": "een geheel getal",
    "number": "een getal",
    "boolean": "true of false",
    "array": "een lijst",
    "object": "een object",
    "null": "null",
}
FORMATS = {
    "date": "een datum die bestaat, geschreven als JJJJ-MM-DD",
    "date-time": "een moment zoals 2024-01-08T09:30:00+01:00",
    "email": "een e-mailadres",
}


def json_pointer(path: Iterator[Any] | Any) -> str:
    """A path into the file as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def explained(error: ValidationError) -> Iterator[tuple[str, str]]:
    """The places and Dutch messages of one finding; an unknown or missing key is a message of its own each."""
    here = json_pointer(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        yield from ((f"{here}/{json_pointer([key])[1:]}", _unknown(key)) for key in unknown_keys(error))
    elif error.validator == "required":
        yield f"{here}/{missing_key(error)}", f"“{missing_key(error)}” ontbreekt. Vul dit in."
    elif error.validator in ("anyOf", "oneOf") and error.context:
        yield from explained(closest(error))
    else:
        yield here, MESSAGES.get(str(error.validator), _other)(error)


def unknown_keys(error: ValidationError) -> list[str]:
    """The keys that the schema does not name."""
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    given: Any = error.instance
    return [key for key in given if key not in known]


def missing_key(error: ValidationError) -> str:
    """The key that one "required" finding is about: jsonschema reports one finding a key, named in its message."""
    return str(error.message).split("'")[1]


def closest(error: ValidationError) -> ValidationError:
    """The most telling finding among alternatives: the one that lies deepest, and is not about null."""
    assert error.context
    about = [one for one in error.context if one.validator_value not in ("null", None)] or list(error.context)
    return max(about, key=lambda one: len(one.absolute_path))


def _unknown(key: str) -> str:
    return f"De sleutel “{key}” bestaat niet in dit formaat. Verwijder of verbeter hem."


def _type(error: ValidationError) -> str:
    given: Any = error.validator_value
    wanted: list[str] = given if isinstance(given, list) else [given]
    return f"Hier hoort {' of '.join(TYPE_NAMES.get(one, one) for one in wanted)}."


def _options(error: ValidationError) -> str:
    given: Any = error.validator_value
    options = ", ".join("null" if one is None else f"“{one}”" for one in given)
    return f"Deze waarde bestaat niet. Kies uit: {options}."


def _exact(error: ValidationError) -> str:
    return f"Hier hoort “{error.validator_value}”."


def _format(error: ValidationError) -> str:
    return f"Hier hoort {FORMATS.get(str(error.validator_value), 'een andere schrijfwijze')}."


def _pattern(error: ValidationError) -> str:
    described = error.schema.get("description") if isinstance(error.schema, dict) else None
    return f"Deze waarde is niet juist geschreven{': ' + described if described else '. Kijk ze na'}."


def _other(error: ValidationError) -> str:
    return "Deze waarde is hier niet toegelaten. Kijk ze na in de beschrijving van het formaat."


MESSAGES: dict[str, Callable[[ValidationError], str]] = {
    "type": _type,
    "enum": _options,
    "const": _exact,
    "format": _format,
    "pattern": _pattern,
    "minimum": lambda error: f"Het getal moet minstens {error.validator_value} zijn.",
    "exclusiveMinimum": lambda error: f"Het getal moet groter zijn dan {error.validator_value}.",
    "maximum": lambda error: f"Het getal mag hoogstens {error.validator_value} zijn.",
    "multipleOf": lambda error: "Het getal heeft te veel cijfers na de punt.",
    "minLength": lambda error: "Deze tekst mag niet leeg zijn.",
    "maxLength": lambda error: f"Deze tekst mag hoogstens {error.validator_value} tekens tellen.",
    "minItems": lambda error: f"Deze lijst moet minstens {error.validator_value} element bevatten.",
    "maxItems": lambda error: f"Deze lijst mag hoogstens {error.validator_value} elementen bevatten.",
    "uniqueItems": lambda error: "In deze lijst staat iets twee keer. Haal het dubbele weg.",
}
