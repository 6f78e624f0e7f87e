"""The walls of the house: what may lean on what, and only bases of ours (docs/architecture.md §1, §4)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from views.base.api import BaseApiView
from views.base.interface import Interface
from views.base.model_view import BaseModelView
from views.base.page import BasePage

ROOT = Path(__file__).parent.parent
BASES = (BasePage, BaseModelView, BaseApiView)
# The framework registers these by itself. None of them shows a record.
OF_THE_FRAMEWORK = frozenset({"IndexView", "UtilView", "LocaleView", "SecurityApi"})
# These stand before the choice of a seat, or outside all seats: they ask no permission and show no record.
OPEN_TO_ALL = frozenset(
    {"OpenApiApi.show", "SignInPage.sign_in", "SignInPage.sign_out", "SeatPage.index", "SeatPage.choose"}
)
FORBIDDEN_NAMES = frozenset({"SQLAInterface", "ModelView", "ModelRestApi", "BaseApi", "MasterDetailView", "BaseView"})


def views_of(app: Flask) -> list[Any]:
    """Every view and resource that is registered."""
    return list(app.extensions["appbuilder"].baseviews)


def test_imports_only_point_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/architecture.md §1: the contracts stand in pyproject.toml."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_every_view_is_built_on_our_own_bases(app: Flask) -> None:
    """docs/framework.md §0: the framework's own bases have holes that ours close."""
    strangers = {type(view).__name__ for view in views_of(app) if not isinstance(view, BASES)}
    assert strangers <= OF_THE_FRAMEWORK


def test_every_table_behind_a_view_is_reached_through_our_interface(app: Flask) -> None:
    """docs/framework.md §0."""
    models = [view.datamodel for view in views_of(app) if getattr(view, "datamodel", None) is not None]
    assert models
    assert all(isinstance(datamodel, Interface) for datamodel in models)


def test_the_framework_s_own_bases_are_named_in_our_bases_only() -> None:
    """docs/framework.md §0: nobody takes one by accident."""
    found = []
    for path in (*(ROOT / "views").rglob("*.py"), *(ROOT / "app").rglob("*.py")):
        if path.parent == ROOT / "views" / "base":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("flask_appbuilder"):
                found += [f"{path.name}: {name.name}" for name in node.names if name.name in FORBIDDEN_NAMES]
    assert found == []


def test_every_page_says_whether_it_shows_personal_data(app: Flask) -> None:
    """A-5: there is no default, so that nobody forgets it."""
    silent = []
    for view in views_of(app):
        if type(view).__name__ in OF_THE_FRAMEWORK:
            continue
        for name in dir(view):
            method = getattr(view, name)
            endpoint = f"{type(view).__name__}.{name}"
            is_route = hasattr(method, "_urls") and name not in view.exclude_route_methods
            if is_route and endpoint not in OPEN_TO_ALL and not hasattr(method, "_personal"):
                silent.append(endpoint)
    assert silent == []


def test_every_address_belongs_to_a_registered_view(app: Flask) -> None:
    """docs/architecture.md §4: nothing is reachable that the walk above does not see."""
    known = {type(view).__name__ for view in views_of(app)}
    owners = {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules()}
    assert owners - known <= {"static", "appbuilder"}


def test_every_permission_is_shipped_to_roles_on_purpose(app: Flask) -> None:
    """A-4: a permission that no role gets is a page that nobody opens."""
    homeless = []
    for view in views_of(app):
        if isinstance(view, BASES):
            shipped = {f"can_{permission}" for permission in view.shipped_to}
            homeless += [f"{type(view).__name__}: {one}" for one in set(view.base_permissions) - shipped]
    assert homeless == []
