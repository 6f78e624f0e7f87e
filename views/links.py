"""Addresses of pages, only where this seat may open them."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_appbuilder.const import PERMISSION_PREFIX


def address_of(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None when it does not exist or this seat may not open it."""
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return None
    permission = f"{PERMISSION_PREFIX}{getattr(view, '_permission_name', 'read')}"
    granted = current_app.appbuilder.sm.granted()  # type: ignore[attr-defined]
    return url_for(endpoint, **values) if (permission, endpoint.split(".")[0]) in granted else None
