"""The addresses of the product: which methods one answers, and which one a program meant that wrote it nearly right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, MapAdapter

SLASHES = re.compile("/{2,}")


class PlainNumber(IntegerConverter):
    """A number in an address as it is always written: other digits and leading zeros would be a second address."""

    regex = "(?:0|[1-9][0-9]*)"


def methods_at(path: str) -> list[str]:
    """The methods that an address answers, in order; none where it does not exist.

    The framework by itself names methods for an address with a number that no record can have.
    """
    adapter = current_app.url_map.bind("")
    return sorted(method for method in adapter.allowed_methods(path) if _answers(adapter, path, method))


def address_meant(path: str) -> str | None:
    """The address that exists where slashes are one too many or too few; None where there is none (G-3)."""
    meant = (one for one in _with_other_slashes(path) if one != path and methods_at(one))
    return next((quote(one) for one in meant), None)


def _with_other_slashes(path: str) -> Iterator[str]:
    tidy = SLASHES.sub("/", path)
    yield tidy
    yield tidy.removesuffix("/")
    yield tidy + "/"


def _answers(adapter: MapAdapter, path: str, method: str) -> bool:
    try:
        adapter.match(path, method=method)
    except HTTPException:
        return False
    return True
