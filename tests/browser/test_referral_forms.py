"""The referral form of every organisation type, as its answers bring questions up and put them aside (D-4).

With scripts questions appear and disappear while one answers; without them the server asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.organisation_types import ORGANISATION_TYPES
from models.dossier import Dossier, Referral
from tests.browser.life_steps import Answers, answer, question
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.steps import field
from tests.factories import create_client, create_facility, create_seat, create_user

GATE, REFERRER, OTHER = "Via de toegangspoort", "Aanmelder", "Welke andere aanmelder"
JUDICIAL, ONGOING, SINCE = "Gerechtelijk", "Lopend dossier na een fusie", "Startdatum van het lopende dossier"
SPECIFIC, PROVINCE = "Specifieke aanmelding", "Provincie van dit dossier"
CARE_KIND, CARE_AGE = "Soort pleegzorg", "Voor wie"
REFERRED_ON, WAITING, WAITS_FOR = "Datum van de aanmelding", "Staat het gezin op een wachtlijst", "Waarop wacht"
PROJECTS = "Leerprojecten"
ANOTHER = "Andere, namelijk"
EVERY_QUESTION = (
    *(GATE, REFERRER, OTHER, JUDICIAL, ONGOING, SINCE, SPECIFIC, PROVINCE, CARE_KIND, CARE_AGE),
    *(REFERRED_ON, WAITING, WAITS_FOR, PROJECTS),
)


@dataclass(frozen=True)
class Kind:
    """What sets the form of a kind of facility apart.

    `asked` is there from the start, `brought_up` comes with an answer; `needed` are the answers it cannot do without,
    beside how the client came in.
    """

    asked: tuple[str, ...]
    brought_up: tuple[str, ...]
    needed: Answers


GENERAL = Kind((GATE, SPECIFIC, ONGOING), (REFERRER, OTHER, SINCE), {})
KINDS: dict[str, Kind] = {
    "OVBJ": GENERAL,
    "OOOC": Kind(GENERAL.asked, (*GENERAL.brought_up, JUDICIAL), {}),
    "OBC": GENERAL,
    "GES+": GENERAL,
    "CKG": GENERAL,
    "CKG in several provinces": Kind((*GENERAL.asked, PROVINCE), GENERAL.brought_up, {PROVINCE: "Limburg"}),
    "CIG": GENERAL,
    "CaH": Kind((REFERRER, ONGOING), (SINCE,), {}),
    "pleegzorg": Kind(
        (GATE, CARE_KIND, CARE_AGE, ONGOING),
        GENERAL.brought_up,
        {CARE_KIND: "Netwerk", CARE_AGE: "Jeugdhulp"},
    ),
    "HCA": Kind((*GENERAL.asked, REFERRED_ON, PROJECTS), GENERAL.brought_up, {PROJECTS: ("Herstelbemiddeling",)}),
    "NAFT": Kind((*GENERAL.asked, REFERRED_ON), GENERAL.brought_up, {}),
    "1G1P": Kind((REFERRED_ON, REFERRER, WAITING), (OTHER, WAITS_FOR), {REFERRED_ON: "08/01/2024"}),
}


def test_the_table_forgets_no_organisation_type_d_4() -> None:
    assert {name.split(" ")[0] for name in KINDS} == set(ORGANISATION_TYPES) - {"GI"}


@pytest.fixture
def forms(site: Site, person: Callable[..., Person]) -> Callable[[bool], Iterator[tuple[str, Person]]]:
    """One person who opens the form of a new dossier at one facility of each kind after another."""

    def each(scripts: bool) -> Iterator[tuple[str, Person]]:
        with site.records() as session:
            user, addresses = create_user(session), {}
            for kind in KINDS:
                facility = create_facility(
                    session,
                    name=f"Huis {kind.replace('CKG in', 'in')}",
                    organisation_type=kind.split(" ")[0],
                    several_provinces="provinces" in kind,
                    modules=(),
                )
                create_seat(session, facility, user=user)
                client = create_client(session, facility, residence_status="belg")
                addresses[kind] = (facility.name, f"/clienten/{client.id}/dossier/")
        somebody = person(scripts=scripts)
        somebody.sign_in(user.username)
        for kind, (place, address) in addresses.items():
            somebody.open("/plaats/")
            somebody.page.get_by_role("button", name=place).click()
            assert somebody.open(address) == 200, kind
            yield kind, somebody

    return each


def asked_now(page: Page) -> set[str]:
    """The questions that are in sight at this moment."""
    labels = page.locator("main fieldset.row > legend, main div.row > label")
    seen = labels.evaluate_all("all => all.filter(one => one.checkVisibility()).map(one => one.textContent.trim())")
    return {asked for asked in EVERY_QUESTION if any(text.startswith(asked) for text in seen)}


def stored(site: Site, page: Page) -> Referral:
    """The referral of the dossier that this page shows."""
    code = page.url.rstrip("/").rsplit("/", 1)[-1]
    with site.records() as session:
        query = select(Referral).join(Dossier, Dossier.id == Referral.dossier_id).where(Dossier.code == code)
        return session.scalars(query).one()


def save(somebody: Person) -> int:
    return somebody.press_button("Dossier maken")


def test_questions_come_and_go_with_the_answers_and_what_is_hidden_is_not_stored_d_4(
    site: Site, forms: Callable[[bool], Iterator[tuple[str, Person]]]
) -> None:
    for kind, somebody in forms(True):
        page, form = somebody.page, KINDS[kind]
        assert asked_now(page) == set(form.asked), kind
        _bring_up_and_put_aside(page, form)
        assert asked_now(page) == set(form.asked), kind
        for asked, given in form.needed.items():
            answer(page, asked, *((given,) if isinstance(given, str) else given))
        assert save(somebody) == 302, kind
        kept = stored(site, page)
        assert (kept.referrer_other, kept.judicial, kept.ongoing_since, kept.waiting_functions) == (None,) * 3 + ([],)
        assert kept.referrer == {"CaH": "crisismeldpunt", "1G1P": "caw"}.get(kind), kind


def _bring_up_and_put_aside(page: Page, form: Kind) -> None:
    """Answers everything that an answer brings up, and then takes that answer back."""
    if GATE in form.asked:
        answer(page, GATE, "Nee")
    if OTHER in form.brought_up:
        answer(page, REFERRER, ANOTHER)
        answer(page, OTHER, "Een buurvrouw")
    if JUDICIAL in form.brought_up:
        answer(page, REFERRER, "Crisismeldpunt")
        assert OTHER not in asked_now(page)
        answer(page, JUDICIAL, "Ja")
    if SINCE in form.brought_up:
        answer(page, ONGOING, "Ja")
        answer(page, SINCE, "01/02/2023")
        answer(page, ONGOING, "Nee")
    if WAITS_FOR in form.brought_up:
        answer(page, WAITING, "Ja")
        answer(page, WAITS_FOR, "Verblijf")
        answer(page, WAITING, "Nee")
        answer(page, REFERRER, "CAW (ook JAC)")
    if GATE in form.asked:
        answer(page, GATE, "Ja")


def test_without_scripts_the_server_asks_again_and_nothing_typed_is_lost_d_4(
    site: Site, forms: Callable[[bool], Iterator[tuple[str, Person]]]
) -> None:
    for kind, somebody in forms(False):
        page, form = somebody.page, KINDS[kind]
        assert asked_now(page) == {*form.asked, *form.brought_up}, kind
        field(page, "Eigen referentie").fill(f"LG {kind}")
        for asked, given in form.needed.items():
            answer(page, asked, *((given,) if isinstance(given, str) else given))
        for asked, given, missing in _steps(form):
            answer(page, asked, given)
            if missing is not None:
                assert save(somebody) == 422, (kind, asked)
                expect(question(page, missing).locator(".error")).to_be_visible()
                expect(field(page, "Eigen referentie")).to_have_value(f"LG {kind}")
        assert save(somebody) == 302, kind
        kept = stored(site, page)
        assert kept.own_reference == f"LG {kind}"
        assert kept.referrer_other == ("Een buurvrouw" if OTHER in form.brought_up else None), kind
        assert bool(kept.waiting_functions) is (WAITS_FOR in form.brought_up), kind
        assert (kept.ongoing_since is not None) is (SINCE in form.brought_up), kind


def _steps(form: Kind) -> list[tuple[str, str, str | None]]:
    """One answer after another, and the question that the server then still asks (None where it has no more to ask)."""
    steps: list[tuple[str, str, str | None]] = []
    if GATE in form.asked:
        steps.append((GATE, "Nee", REFERRER))
    if WAITS_FOR in form.brought_up:
        steps += [(WAITING, "Ja", WAITS_FOR), (WAITS_FOR, "Verblijf", None)]
    if OTHER in form.brought_up:
        steps += [(REFERRER, ANOTHER, OTHER), (OTHER, "Een buurvrouw", None)]
    if SINCE in form.brought_up:
        steps += [(ONGOING, "Ja", SINCE), (SINCE, "01/02/2023", None)]
    return steps
