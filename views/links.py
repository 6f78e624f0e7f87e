"""Addresses of pages, only where this seat may open them and has what they are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import current_app, g, url_for
from flask_appbuilder.const import PERMISSION_PREFIX

from views.base.concerns import concern_of, is_kept_here

Addresses = Callable[[str], str | None]
# What no code can hold and no address changes.
_CODE = "~code~"


def address_of(endpoint: str, **values: Any) -> str | None:
    """The address of a page; None when it does not exist, this seat may not open it, or its facility has none of it."""
    return url_for(endpoint, **values) if _is_open(endpoint) else None


def addresses_of(endpoint: str, **values: Any) -> Addresses:
    """The same for many dossiers in one list: the address of the page for each code that is asked."""
    made = address_of(endpoint, code=_CODE, **values)
    if made is None:
        return lambda _code: None
    before, after = made.split(_CODE)
    return lambda code: f"{before}{quote(code)}{after}"


def _is_open(endpoint: str) -> bool:
    """Whether this seat may open a page, found out once a request."""
    seat = g.get("seat")
    known: dict[tuple[Any, str], bool] = g.setdefault("open_pages", {})
    if (seat, endpoint) not in known:
        known[seat, endpoint] = _may_open(endpoint)
    return known[seat, endpoint]


def _may_open(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    permission = f"{PERMISSION_PREFIX}{getattr(view, '_permission_name', 'read')}"
    granted = current_app.appbuilder.sm.granted()  # type: ignore[attr-defined]
    return (permission, endpoint.split(".")[0]) in granted and is_kept_here(concern_of(view))
