"""A running site and browsers to visit it with; without Chromium these tests are skipped, in CI they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.runtime.postgres import EmbeddedPostgres
from tests.browser.person import CHROMIUM_FLAGS, PATIENCE, Person
from tests.browser.site import Site, running_site
from tests.conftest import fresh_database, settings_for

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    """Where Chromium is on this machine, if it is: rather without the windows that no test looks at."""
    # The same engine in half the time of the processor.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser program for the whole run."""
    program = find_chromium()
    if program is None:
        if os.environ.get("BINC_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is needed (Debian: apt install chromium-headless-shell).")
        pytest.skip("No Chromium on this machine.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(chromium: Browser, postgres: EmbeddedPostgres) -> Iterator[Site]:
    """The application on an empty database of its own; every test brings its own facilities and people."""
    with fresh_database(postgres) as name, running_site(settings_for(postgres, name)) as running:
        yield running


@pytest.fixture
def person(chromium: Browser, site: Site) -> Iterator[Callable[..., Person]]:
    """Seats somebody at a computer: `person()` or `person("an.peeters")`, who is then signed in already.

    At the end of the test nobody's pages may have had a script error, a refused style or script, a request to
    another host or a failure of the server.
    """
    people: list[Person] = []

    def seat_somebody(user_name: str | None = None, **options: Any) -> Person:
        somebody = Person(chromium, site.address, **options)
        people.append(somebody)
        return somebody.sign_in(user_name) if user_name else somebody

    yield seat_somebody
    faults = [fault for somebody in people for fault in somebody.faults()]
    for somebody in people:
        somebody.leave()
    assert not faults, "\n".join(faults)
