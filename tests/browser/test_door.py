"""Signing in and out, in a real browser (A-1)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.site import Site
from tests.factories import create_facility, create_seat, create_user


def test_somebody_signs_in_and_sees_the_start_page(site: Site, person: Callable[..., Person]) -> None:
    with site.records() as session:
        user = create_user(session)
        create_seat(session, create_facility(session), user=user)
        name = user.username
    page = person(name).page
    expect(page.get_by_role("heading", level=1)).to_contain_text("An")
