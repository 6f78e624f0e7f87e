"""What the tests of pages begin with: people of a facility with help in 2024, on a fixed day."""

from __future__ import annotations

import pytest

from tests.statements.steps import TODAY

PAGES = ("frame", "list", "clients", "kinds", "sending", "export")


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("views.statements", "views.statements_waiting", *(f"views.statement_{one}" for one in PAGES)):
        monkeypatch.setattr(f"{name}.today_in_brussels", lambda: TODAY)
