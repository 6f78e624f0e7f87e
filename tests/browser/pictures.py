"""Takes the pictures of docs/images: `python -m tests.browser.pictures [folder]`.

Loads the made-up sector into a database of its own, signs in as people of the demonstration and photographs the main
pages on a desk and on a telephone. Takes half a minute; what it started is gone afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from app.bootstrap import load_demo_once, prepare
from app.demo.accounts import DEMO_ACCOUNTS
from app.runtime.postgres import EmbeddedPostgres
from tests.browser.conftest import find_chromium
from tests.browser.person import CHROMIUM_FLAGS, DESK, TELEPHONE, Person, resize
from tests.browser.site import Site, running_site
from tests.conftest import settings_for

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PASSWORDS = {account.user_name: account.password for account in DEMO_ACCOUNTS}
DATABASE = "binc_pictures"


@contextmanager
def demonstration() -> Iterator[Site]:
    """The made-up sector, served."""
    with TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder), for_tests=True)
        server.start()
        try:
            server.ensure_roles_and_database(DATABASE)
            settings = settings_for(server, DATABASE)
            prepare(settings)
            load_demo_once(settings)
            with running_site(settings) as site:
                yield site
        finally:
            server.stop()


def photograph(page: Page, folder: Path, name: str) -> None:
    """Keeps a page as people see it at once, on a desk and on a telephone."""
    for size, suffix in ((DESK, ""), (TELEPHONE, "-telefoon")):
        resize(page, size)
        page.reload()
        page.screenshot(path=folder / f"{name}{suffix}.png")
    resize(page, DESK)


def take_all(browser: Browser, site: Site, folder: Path) -> None:
    """The start page, a dossier and the occupancy, of a care worker of De Vlier."""
    care_worker = Person(browser, site.address).sign_in("ann.vlier", PASSWORDS["ann.vlier"])
    page = care_worker.page
    photograph(page, folder, "overzicht")
    page.get_by_role("link", name="Bezetting").click()
    photograph(page, folder, "bezetting")
    page.get_by_role("link", name="Overzicht").first.click()
    # The second one has a course of several decisions and schakelingen.
    page.get_by_role("table").get_by_role("row").nth(2).get_by_role("link").first.click()
    photograph(page, folder, "dossier")
    care_worker.leave()


def main() -> None:
    """Takes all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    program = find_chromium()
    if program is None:
        raise SystemExit("Chromium is needed (Debian: apt install chromium).")
    with demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        take_all(browser, site, folder)
        browser.close()


if __name__ == "__main__":
    main()
