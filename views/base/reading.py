"""What a person types into a search field or an address, read strictly and the Dutch way."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from flask import abort, request
from werkzeug.datastructures import MultiDict

LARGEST_WHOLE_NUMBER = 2**63 - 1
_NUMBER = re.compile(r"-?\d{1,30}([.,]\d{1,30})?")


class Unreadable(ValueError):
    """Something typed that cannot be what it should be; the text says in Dutch what to type instead."""


def read_decimal(text: str) -> Decimal:
    """A number with a decimal comma (a point is understood as well), exact. Raises Unreadable."""
    typed = text.strip()
    try:
        if not _NUMBER.fullmatch(typed):
            raise InvalidOperation
        return Decimal(typed.replace(",", "."))
    except InvalidOperation:
        raise Unreadable("Schrijf een getal, met een komma voor de decimalen.") from None


def read_whole_number(text: str) -> int:
    """A whole number that a database can hold. Raises Unreadable."""
    typed = text.strip()
    if not re.fullmatch(r"-?[0-9]{1,20}", typed) or abs(int(typed)) > LARGEST_WHOLE_NUMBER:
        raise Unreadable("Schrijf een geheel getal.")
    return int(typed)


def read_yes_or_no(text: str) -> bool:
    """The answer of a yes-or-no search field. Raises Unreadable."""
    if text not in ("y", "n"):
        raise Unreadable("Kies ja of nee.")
    return text == "y"


def readable_arguments() -> MultiDict[str, str]:
    """The query string of this request, without empty values; one with a NUL byte is refused (400)."""
    arguments: MultiDict[str, str] = MultiDict()
    for name, values in request.args.lists():
        if any("\0" in text for text in (name, *values)):
            abort(400)
        if filled := [value for value in values if value.strip()]:
            arguments.setlist(name, filled)
    return arguments


def whole_number_or_400(text: str | None, at_most: int = LARGEST_WHOLE_NUMBER) -> int | None:
    """A number from zero up out of an address; anything else is no address of ours (400)."""
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) > at_most:
        abort(400)
    return int(text)
