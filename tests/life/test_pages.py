"""The pages that end and restart the life of a dossier: what they say and what they refuse (D-6, D-7, D-8, A-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.database import BincSession, db
from app.domain.roles import Role
from app.presentation import today_in_brussels
from models import Dossier, Facility
from tests.factories import (
    create_dossier,
    create_facility,
    create_seat,
)
from tests.life.states import STATES, dossier_in
from tests.views.counting import counted_statements
from tests.views.reading import words_of

Browse = Callable[..., Any]
BEGIN = date(2024, 1, 8)


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session)


ACTIONS = {
    "close": "/dossiers/{code}/afsluiten/",
    "reopen": "/dossiers/{code}/heropenen/",
    "delete": "/dossiers/{code}/verwijderen/",
    "restore": "/prullenbak/{code}/terugzetten/",
    "restore by code": "/beheer/prullenbak/{code}/terugzetten/",
}
MANAGER, ADMIN = Role.FACILITY_MANAGER, Role.ADMIN
STORED_AS = {"closed": "closed", "closed long ago": "closed", "deleted": "deleted"}


def status_now(session: BincSession, dossier: Dossier) -> str:
    query = text("select status from dossier where id = :id")
    return str(session.execute(query, {"id": dossier.id}).scalar_one())


@pytest.mark.parametrize("action", ["close", "reopen", "delete", "restore"])
@pytest.mark.parametrize("state", STATES)
def test_another_facilitys_dossier_does_not_exist_a_2(
    session: BincSession, browse: Browse, facility: Facility, state: str, action: str
) -> None:
    dossier = dossier_in(session, create_facility(session), state, name="Vreemd")
    address = ACTIONS[action].format(code=dossier.code)
    answer = browse(create_seat(session, facility, MANAGER)).post(address, {"version": dossier.version})
    assert answer.status_code == 404
    assert "Vreemd" not in answer.text
    assert "verwijderd is op" not in words_of(answer)
    assert status_now(session, dossier) == STORED_AS.get(state, "open")


def test_the_dossier_page_says_what_is_still_to_do_with_links_d_6(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    dossier = dossier_in(session, facility, "running")
    last = dossier.decisions[0].schakelingen[0]
    page = browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/")
    words = words_of(page)
    assert "Klaar om af te sluiten?" in words
    assert "De laatste schakeling loopt nog. Vul haar einddatum in. Einddatum invullen" in words
    assert f'<a href="/dossiers/{dossier.code}/schakelingen/{last.id}/">Einddatum invullen</a>' in page.text
    assert "Beginregistratie volledig" in words
    assert "Dossier verwijderen" not in words


def test_closing_lists_everything_at_once_and_then_closes_d_6(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    seat, empty = create_seat(session, facility), dossier_in(session, facility, "empty")
    refused = browse(seat).post(f"/dossiers/{empty.code}/afsluiten/", {"version": empty.version})
    assert refused.status_code == 422
    for words in (
        "minstens een beslissing",
        "minstens een schakeling",
        "Beginregistratie: nog",
        "Eindregistratie: nog",
    ):
        assert words in words_of(refused)
    for page in (refused, browse(seat).get(f"/dossiers/{empty.code}/")):
        for slug, key, label in (
            ("beginregistratie", "day_activity", "Dagbesteding"),
            ("eindregistratie", "goals_reached", "Doelstellingen bereikt"),
        ):
            assert f'<a href="/dossiers/{empty.code}/{slug}/#{key}">{label}</a>' in page.text
            assert f'id="{key}"' in browse(seat).get(f"/dossiers/{empty.code}/{slug}/").text
    ready = dossier_in(session, facility, "ready")
    page = browse(seat).get(f"/dossiers/{ready.code}/afsluiten/")
    day = f"{today_in_brussels():%d/%m/%Y}"
    assert f"Afsluiten op {day}" in words_of(page)
    done = browse(seat).post(f"/dossiers/{ready.code}/afsluiten/", {"version": ready.version}, follow_redirects=True)
    assert f"Het dossier is afgesloten op {day}." in words_of(done)
    colleague = browse(create_seat(session, facility))
    again = colleague.post(f"/dossiers/{ready.code}/afsluiten/", {"version": ready.version})
    assert again.status_code == 409
    assert "Dit dossier is al afgesloten" in words_of(again)


def test_a_dossier_that_a_colleague_changed_meanwhile_is_looked_at_again_d_11(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    ready = dossier_in(session, facility, "ready")
    address = f"/dossiers/{ready.code}/afsluiten/"
    answer = browse(create_seat(session, facility)).post(address, {"version": ready.version - 1})
    assert answer.status_code == 409
    assert "Een collega wijzigde dit dossier intussen." in words_of(answer)
    assert status_now(session, ready) == "open"


def test_a_closed_dossier_says_until_when_it_reopens_d_7(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    seat = create_seat(session, facility)
    recent, old = dossier_in(session, facility, "closed"), dossier_in(session, facility, "closed long ago")
    assert f"/dossiers/{recent.code}/heropenen/" in browse(seat).get(f"/dossiers/{recent.code}/").text
    page = browse(seat).get(f"/dossiers/{old.code}/")
    assert f'action="/dossiers/{old.code}/heropenen/"' not in page.text
    assert f"/dossiers/{old.code}/heropenen/vragen/" in page.text
    assert f"/dossiers/{recent.code}/heropenen/vragen/" not in browse(seat).get(f"/dossiers/{recent.code}/").text


def test_another_open_dossier_is_named_and_linked_instead_of_reopening_d_7(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    closed = dossier_in(session, facility, "closed")
    newer = create_dossier(session, closed.client, facility)
    page = browse(create_seat(session, facility)).get(f"/dossiers/{closed.code}/")
    assert f'<a href="/dossiers/{newer.code}/">{newer.code}</a>' in page.text
    assert f"/dossiers/{closed.code}/heropenen/" not in page.text


def test_deleting_asks_first_and_hides_the_dossier_everywhere_d_8(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    dossier = dossier_in(session, facility, "empty", name="Zoekgeraakt")
    staff, manager = create_seat(session, facility), create_seat(session, facility, MANAGER)
    page = browse(staff).get(f"/dossiers/{dossier.code}/")
    assert "Ben je zeker?" in words_of(page)
    done = browse(staff).post(
        f"/dossiers/{dossier.code}/verwijderen/", {"version": dossier.version}, follow_redirects=True
    )
    assert f"Dossier {dossier.code} is verwijderd." in words_of(done)
    assert "Zoekgeraakt" not in browse(staff).get("/?stand=alle").text
    assert dossier.code not in browse(staff).get(f"/clienten/{dossier.client_id}/").text
    again = browse(manager).post(f"/dossiers/{dossier.code}/verwijderen/", follow_redirects=True)
    assert "Een collega had dossier" in words_of(again)
    for seat, way in ((staff, "Je verantwoordelijke kan het"), (manager, "Naar de prullenbak")):
        gone = browse(seat).get(f"/dossiers/{dossier.code}/")
        assert gone.status_code == 404
        assert "Dit dossier is verwijderd" in words_of(gone)
        assert way in words_of(gone)
        assert "Zoekgeraakt" not in gone.text
    assert browse(staff).get("/prullenbak/").status_code == 403
    assert "Zoekgeraakt" in browse(manager).get("/prullenbak/").text
    back = browse(manager).post(f"/prullenbak/{dossier.code}/terugzetten/", follow_redirects=True)
    assert f"Dossier {dossier.code} is teruggezet." in words_of(back)
    assert "Zoekgeraakt" in browse(staff).get("/").text


def test_the_bin_of_all_facilities_is_read_page_by_page_d_8(
    session: BincSession, browse: Browse, facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.bin.ROWS_A_PAGE", 2)
    codes = {dossier_in(session, facility, "deleted").code for _ in range(3)}
    admin = browse(create_seat(session, None, ADMIN))
    pages = [words_of(admin.get(f"/beheer/prullenbak/?pagina={number}")) for number in (1, 2)]
    shown = [{code for code in codes if code in page} for page in pages]
    assert [len(one) for one in shown] == [2, 1]
    assert shown[0] | shown[1] == codes
    assert "volgende" in pages[0]
    past_the_end = admin.get("/beheer/prullenbak/?pagina=9")
    assert (past_the_end.status_code, past_the_end.location) == (302, "/beheer/prullenbak/?pagina=1")


def test_an_admin_sees_code_facility_and_who_and_no_client_a_4(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    dossier = dossier_in(session, facility, "deleted", name="Geheim")
    admin = create_seat(session, None, ADMIN)
    page = browse(admin).get("/beheer/prullenbak/")
    for words in (dossier.code, facility.name, "An Claes"):
        assert words in words_of(page)
    assert "Geheim" not in page.text
    assert browse(admin).get(f"/dossiers/{dossier.code}/").status_code == 403
    newer = create_dossier(session, dossier.client, facility)
    refused = browse(admin).post(f"/beheer/prullenbak/{dossier.code}/terugzetten/", follow_redirects=True)
    assert "De cliënt heeft in deze voorziening een open dossier." in words_of(refused)
    assert newer.code not in refused.text
    assert status_now(session, dossier) == "deleted"


def test_an_admin_reaches_nothing_more_after_a_restore_a_4(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    dossier = dossier_in(session, facility, "deleted")
    admin = create_seat(session, None, ADMIN)
    assert browse(admin).post(f"/beheer/prullenbak/{dossier.code}/terugzetten/").status_code == 302
    assert status_now(session, dossier) == "open"
    actor = session.execute(
        text("select actor_id, kind from activity where dossier_id = :id order by id desc limit 1"), {"id": dossier.id}
    ).one()
    assert tuple(actor) == (admin.user_id, "dossier_restored")
    assert browse(admin).get(f"/dossiers/{dossier.code}/").status_code == 403


def test_no_more_queries_for_fifty_in_the_bin_than_for_five(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    manager = create_seat(session, facility, MANAGER)
    for _ in range(5):
        dossier_in(session, facility, "deleted")
    browser = browse(manager)
    browser.get("/prullenbak/")
    with counted_statements(db.engine) as few:
        browser.get("/prullenbak/")
    for _ in range(45):
        dossier_in(session, facility, "deleted")
    with counted_statements(db.engine) as many:
        assert browser.get("/prullenbak/").text.count("/terugzetten/") == 50
    assert len(many) == len(few)
