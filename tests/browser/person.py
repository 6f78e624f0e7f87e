"""Somebody at a computer: one browser with cookies of its own, watched for everything a page may not do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

from tests.factories import PASSWORD

CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, TELEPHONE = (1440, 920), (390, 844)
PATIENCE = 30_000
# What a script tells its user itself: that the session ended, or that a file is refused.
TOLD_BY_SCRIPTS = frozenset({401, 422})
NOT_HEARD = "Failed to load resource: net::ERR_FAILED"
REFUSED_BY_THE_SERVER = "Failed to load resource: the server responded with a status of 4"


class Person:
    """A browser of one person, with as many tabs as wanted; `faults()` is what its pages did wrong."""

    def __init__(self, browser: Browser, address: str, *, scripts: bool = True, size: tuple[int, int] = DESK) -> None:
        self.address = address
        self._messages: list[tuple[str, str]] = []
        self._refused: set[str] = set()
        self._faults: list[str] = []
        self._is_cut_off = False
        self.context = browser.new_context(
            base_url=address,
            java_script_enabled=scripts,
            viewport={"width": size[0], "height": size[1]},
            locale="nl-BE",
            timezone_id="Europe/Brussels",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self._faults.append(f"script: {error.error}"))
        self.context.on("request", self._follow)
        self.context.on("response", self._weigh)
        self.page = self.context.new_page()

    def new_tab(self) -> Page:
        """Another tab of the same browser."""
        return self.context.new_page()

    def sign_in(self, user_name: str, password: str = PASSWORD) -> Person:
        """Goes through the door, as people do."""
        self.page.goto("/aanmelden/")
        self.page.get_by_label("Gebruikersnaam").fill(user_name)
        self.page.get_by_label("Wachtwoord").fill(password)
        self.page.get_by_role("button", name="Aanmelden").click()
        expect(self.page.get_by_role("button", name="Afmelden")).to_be_visible()
        self.page.wait_for_load_state()
        return self

    def open(self, path: str) -> int:
        """Opens an address and answers its HTTP status."""
        response = self.page.goto(path)
        assert response is not None
        return response.status

    def press_button(self, name: str, page: Page | None = None) -> int:
        """Presses a button that posts, waits for the page that follows, and answers the HTTP status of the post."""
        where = page or self.page
        with where.expect_response(lambda answer: answer.request.method == "POST") as posted, where.expect_navigation():
            where.get_by_role("button", name=name, exact=True).click()
        return posted.value.status

    def cut_off(self, addresses: str) -> None:
        """From here on nothing arrives at these addresses, as when the line is down; the console may say so."""
        self._is_cut_off = True
        self.page.route(addresses, lambda route: route.abort())

    def faults(self) -> list[str]:
        """Script errors, refused content, requests to other hosts and failures of the server, since the start."""
        heard = [text for text, place in self._messages if not self._is_expected(text, place)]
        return [*self._faults, *(f"console: {text}" for text in heard)]

    def leave(self) -> None:
        """Closes the browser without being asked anything."""
        self.context.close()

    def _is_expected(self, text: str, place: str) -> bool:
        # A page that is refused on purpose (404, 409, 422) is also reported in the console; its text is our own page.
        return (text.startswith(REFUSED_BY_THE_SERVER) and place in self._refused) or (
            self._is_cut_off and text == NOT_HEARD
        )

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._messages.append((message.text, str(message.location.get("url", ""))))

    def _follow(self, request: Request) -> None:
        scheme = urlsplit(request.url).scheme
        if scheme in ("http", "https", "ws", "wss") and not request.url.startswith(f"{self.address}/"):
            self._faults.append(f"asked another host: {request.url}")

    def _weigh(self, response: Response) -> None:
        speaks = response.request.is_navigation_request() or response.status in TOLD_BY_SCRIPTS
        if speaks and 400 <= response.status < 500:
            self._refused.add(response.url)
        if response.status >= 500 or (response.status >= 400 and not speaks):
            self._faults.append(f"{response.status} on {response.url}")


def resize(page: Page, size: tuple[int, int]) -> None:
    """Looks at the same page on another screen."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def overflow_of(page: Page) -> int:
    """By how many pixels a page is wider than its screen."""
    width: Any = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(width)
