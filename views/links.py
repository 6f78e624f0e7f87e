"""Addresses of pages, only where this seat may open them and has what they are about."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_appbuilder.const import PERMISSION_PREFIX

from views.base.concerns import concern_of, is_kept_here


def address_of(endpoint: str, **values: Any) -> str | None:
    """The address of a page; None when it does not exist, this seat may not open it, or its facility has none of it."""
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return None
    permission = f"{PERMISSION_PREFIX}{getattr(view, '_permission_name', 'read')}"
    granted = current_app.appbuilder.sm.granted()  # type: ignore[attr-defined]
    is_open = (permission, endpoint.split(".")[0]) in granted and is_kept_here(concern_of(view))
    return url_for(endpoint, **values) if is_open else None
