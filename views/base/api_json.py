"""JSON as programs send it, read strictly: no name twice, no number that is none, no endless nesting (G-3)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.faults import Fault
from views.base.api_faults import RULE, BadRequest

MOST_DEEP = 16
TWICE = "Deze naam staat twee keer in hetzelfde object. Houd er één over."
TOO_DEEP = Fault(RULE, "", "Dit is te diep genest. Geen enkele vraag heeft zo veel lagen.")
NO_TEXT = Fault(RULE, "", "Dit is geen tekst in UTF-8.")
NO_NUMBER = Fault(RULE, "", "JSON kent geen NaN of Infinity. Laat het weg of stuur een getal.")


class _Repeating(dict[str, Any]):
    """An object in which a name stands twice: Python would keep the last one and say nothing."""

    name = ""


def read_json(raw: bytes) -> Any:
    """What stands in a body. Raises BadRequest with what is wrong and where."""
    try:
        content = json.loads(raw, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        words = f"Dit is geen JSON: op regel {error.lineno}, teken {error.colno} gaat het mis."
        raise BadRequest(Fault(RULE, "", words)) from None
    except RecursionError:
        raise BadRequest(TOO_DEEP) from None
    except UnicodeDecodeError:
        raise BadRequest(NO_TEXT) from None
    except ValueError:
        # A number of thousands of digits.
        raise BadRequest(NO_NUMBER) from None
    _check(content)
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) == len(pairs):
        return content
    repeating = _Repeating(content)
    repeating.name = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return repeating


def _refuse_constant(_name: str) -> Any:
    raise BadRequest(NO_NUMBER)


def _check(content: Any) -> None:
    """Raises BadRequest for a name that stands twice, at its place, and for what lies too deep."""
    layer = [("", content)] if isinstance(content, (dict, list)) else []
    for _ in range(MOST_DEEP):
        for place, value in layer:
            if isinstance(value, _Repeating):
                raise BadRequest(Fault(RULE, _inside(place, value.name), TWICE))
        layer = [part for place, value in layer for part in _parts(place, value)]
    if layer:
        raise BadRequest(TOO_DEEP)


def _parts(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The objects and lists in a value, each with its place."""
    named: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
    return ((_inside(place, name), one) for name, one in named if isinstance(one, (dict, list)))


def _inside(place: str, name: Any) -> str:
    return f"{place}.{name}" if place else str(name)
