"""The screens on which an unborn child gets its national number (C-4, H3.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.database import BincSession
from app.demo.population import population
from app.presentation import today_in_brussels
from models import Client, Dossier, Facility, SearchCriteria
from tests.drafts.typing import WAITS, autosave, take_up
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.reading import marks_of, words_of
from tests.views.test_unborn_pages import UNBORN

NOOR = "15041200210"
# The day after it was registered as unborn, Noor was born.
BEFORE_NOOR = date(2015, 4, 11)


@pytest.fixture
def cig(session: BincSession) -> Facility:
    """A facility that registers unborn children."""
    return create_facility(session, organisation_type="CIG", modules=())


@pytest.fixture
def worker(session: BincSession, cig: Facility, browse: Any) -> Any:
    """The browser of somebody who works there."""
    return browse(create_seat(session, cig))


def an_unborn_child(session: BincSession, facility: Facility, registered: date = BEFORE_NOOR) -> Client:
    """A child registered on a day, by default just before Noor of the register was born."""
    child = create_client(session, facility, **{**UNBORN, "residence_status": "belg", "phone": "0470 12 34 56"})
    session.execute(text("update client set created_at = :at where id = :id"), {"at": registered, "id": child.id})
    session.refresh(child)
    return child


def compare(worker: Any, child: Client, **typed: str) -> tuple[str, Any]:
    """Looks somebody up and chooses the first one found: the address of the comparison, and its page."""
    how = "number" if "national_number" in typed else "name"
    found = worker.post(f"/clienten/{child.id}/koppelen/", {"how": how, **typed}).headers["location"]
    assert "Vergelijk met Noor" in words_of(worker.get(found))
    address = worker.post(found, {"person": NOOR}).headers["location"]
    return address, worker.get(address)


def test_the_page_of_an_unborn_child_leads_to_linking_c_4(session: BincSession, worker: Any, cig: Facility) -> None:
    child = an_unborn_child(session, cig)
    shown = worker.get(f"/clienten/{child.id}/")
    assert f'href="/clienten/{child.id}/koppelen/"' in shown.text
    assert "Is het kind geboren?" in words_of(worker.get(f"/clienten/{child.id}/koppelen/"))


@pytest.mark.parametrize("typed", [{"national_number": NOOR}, {"name": "Peeters", "birth_date": "12/04/2015"}])
def test_by_number_or_by_name_both_records_stand_side_by_side_before_anything_happens_c_4(
    session: BincSession, worker: Any, cig: Facility, typed: dict[str, str]
) -> None:
    child = an_unborn_child(session, cig)
    address, page = compare(worker, child, **typed)
    words = words_of(page)
    assert NOOR not in address
    assert "An (ongeboren kind)" in words
    assert "0470 12 34 56" in words
    assert "15.04.12-002.10" in words
    assert "kun je niet ongedaan maken" in words
    assert f"Het cliëntnummer {child.id}, de dossiers en alles wat jullie registreerden, blijven" in words
    assert session.scalars(select(Client.unborn)).one() is True


def test_linking_gives_the_child_its_name_and_locks_it_c_4(session: BincSession, worker: Any, cig: Facility) -> None:
    child = an_unborn_child(session, cig)
    dossier = create_dossier(session, child, cig)
    create_schakeling(session, create_decision(session, dossier))
    address, page = compare(worker, child, national_number=NOOR)
    assert "Er vertrekt een nieuw bericht (D227) naar het Groeipakket, vanaf" in words_of(page)
    linked = worker.post(address, marks_of(page))
    assert linked.headers["location"].endswith(f"/clienten/{child.id}/")
    words = words_of(worker.get(linked.headers["location"]))
    assert "Noor Peeters" in words
    assert "als ongeboren kind: An (ongeboren kind) Janssens" in words
    assert "0470 12 34 56" in words
    assert "Noor Peeters" in words_of(worker.get(f"/dossiers/{dossier.code}/"))
    told = words_of(worker.get(f"/dossiers/{dossier.code}/activiteiten/"))
    assert "An (ongeboren kind) Janssens gekoppeld aan het rijksregister" in told
    again = worker.get(f"/clienten/{child.id}/koppelen/")
    assert again.status_code == 302


def known_elsewhere(session: BincSession, **overrides: Any) -> Client:
    """Noor of the register, a client of another facility."""
    other = create_facility(session)
    return create_client(
        session, other, national_number=NOOR, birth_date=date(2015, 4, 12), name="Peeters", **overrides
    )


def test_the_old_client_number_keeps_leading_to_the_merged_client_c_4(
    session: BincSession, worker: Any, cig: Facility
) -> None:
    existing, child = known_elsewhere(session), an_unborn_child(session, cig)
    dossier, number = create_dossier(session, child, cig), child.id
    address, page = compare(worker, child, national_number=NOOR)
    assert f"worden samengevoegd tot cliënt {existing.id}" in words_of(page)
    assert "Al cliënt in de sector" in words_of(page)
    linked = worker.post(address, marks_of(page))
    assert linked.headers["location"].endswith(f"/clienten/{existing.id}/")
    assert f"cliëntnummer {number}" in words_of(worker.get(linked.headers["location"]))
    for place in ("", "wijzigen/", "dossier/"):
        moved = worker.get(f"/clienten/{number}/{place}")
        assert (moved.status_code, moved.headers["location"]) == (307, f"/clienten/{existing.id}/{place}")
    for terms in ({"client_number": str(number)}, {"text": str(number)}):
        hits = worker.get(worker.post("/opzoeken/", terms).headers["location"])
        assert dossier.code in words_of(hits), terms
    assert session.scalars(select(Dossier.client_id)).one() == existing.id


def test_another_facility_does_not_learn_of_the_merge_a_2(
    session: BincSession, worker: Any, cig: Facility, browse: Any
) -> None:
    known_elsewhere(session)
    child = an_unborn_child(session, cig)
    number = child.id
    address, page = compare(worker, child, national_number=NOOR)
    worker.post(address, marks_of(page))
    stranger = browse(create_seat(session, create_facility(session)))
    assert stranger.get(f"/clienten/{number}/").status_code == 404


def test_two_open_dossiers_stop_the_merge_and_both_are_linked_c_4(
    session: BincSession, worker: Any, cig: Facility
) -> None:
    child = an_unborn_child(session, cig)
    existing = create_client(session, cig, national_number=NOOR, birth_date=date(2015, 4, 12))
    codes = [create_dossier(session, client, cig).code for client in (child, existing)]
    address, page = compare(worker, child, national_number=NOOR)
    assert "twee open dossiers" in words_of(page)
    assert all(f'href="/dossiers/{code}/"' in page.text for code in codes)
    assert "Ja, koppel definitief" not in page.text
    refused = worker.post(address, {"version": str(child.version)})
    assert refused.status_code == 422
    assert session.scalars(select(Client.unborn).where(Client.id == child.id)).one() is True


def test_two_open_dossiers_elsewhere_are_told_without_a_name_c_4(
    session: BincSession, worker: Any, cig: Facility
) -> None:
    existing, child = known_elsewhere(session), an_unborn_child(session, cig)
    third = create_facility(session, organisation_type="CKG", modules=())
    codes = [create_dossier(session, client, third).code for client in (child, existing)]
    _, page = compare(worker, child, national_number=NOOR)
    assert "Ook bij een andere voorziening staan twee dossiers" in words_of(page)
    assert not any(word in page.text for word in (*codes, third.name))


def test_a_birth_that_does_not_fit_is_confirmed_first_c_4(session: BincSession, worker: Any, cig: Facility) -> None:
    child = an_unborn_child(session, cig, today_in_brussels() - timedelta(days=30))
    address, page = compare(worker, child, national_number=NOOR)
    assert "Deze persoon is geboren op 12/04/2015" in words_of(page), "said before anything is posted"
    asked = worker.post(address, marks_of(page))
    assert asked.status_code == 422
    assert "Deze persoon is geboren op 12/04/2015" in words_of(asked)
    linked = worker.post(address, {**marks_of(asked), "confirmed": "C-4"})
    assert linked.status_code == 302
    assert session.scalars(select(Client.first_name)).one() == "Noor"


def test_a_change_meanwhile_is_shown_before_linking_d_11(session: BincSession, worker: Any, cig: Facility) -> None:
    child = an_unborn_child(session, cig)
    address, page = compare(worker, child, national_number=NOOR)
    child.phone = "0499"
    session.flush()
    overtaken = worker.post(address, marks_of(page))
    assert overtaken.status_code == 409
    assert "wijzigde de gegevens van dit kind intussen" in words_of(overtaken)
    assert "0499" in words_of(overtaken)
    assert worker.post(address, marks_of(overtaken)).status_code == 302


def test_a_silent_register_links_nothing_and_says_so_c_1_c_4(session: BincSession, worker: Any, cig: Facility) -> None:
    child = an_unborn_child(session, cig)
    found = worker.post(f"/clienten/{child.id}/koppelen/", {"how": "number", "national_number": "10.01.01-995.94"})
    assert "Het rijksregister antwoordt niet" in words_of(worker.get(found.headers["location"]))


def test_what_was_looked_up_for_one_child_is_not_another_childs_c_4(
    session: BincSession, worker: Any, cig: Facility
) -> None:
    child, other = an_unborn_child(session, cig), an_unborn_child(session, cig)
    address, _ = compare(worker, child, national_number=NOOR)
    assert worker.get(address.replace(str(child.id), str(other.id))).status_code == 404
    kept = session.scalars(select(SearchCriteria.purpose)).all()
    assert sorted(kept) == ["link", "link_person"]


def test_a_form_of_the_old_number_arrives_with_all_that_was_typed_c_4_d_11(
    session: BincSession, worker: Any, cig: Facility
) -> None:
    existing, child = known_elsewhere(session, residence_status="belg"), an_unborn_child(session, cig)
    number = child.id
    open_form = marks_of(worker.get(f"/clienten/{number}/wijzigen/"))
    address, page = compare(worker, child, national_number=NOOR)
    worker.post(address, marks_of(page))
    typed = {**open_form, "phone": "0499", "residence_status": "belg", "country_of_origin": "BE", "nationality": "BE"}
    moved = worker.post(f"/clienten/{number}/wijzigen/", typed)
    assert (moved.status_code, moved.headers["location"]) == (307, f"/clienten/{existing.id}/wijzigen/")
    late = worker.post(moved.headers["location"], typed)
    assert late.status_code == 409, "a browser posts the same form again, and the conflict page shows both answers"
    assert "0499" in late.text


def test_noor_of_these_tests_lives_in_the_register() -> None:
    assert population().by_number[NOOR].first_name == "Noor"


def test_what_was_typed_about_the_child_is_offered_at_the_client_it_became_c_4_d_11(
    session: BincSession, worker: Any, cig: Facility, browse: Any
) -> None:
    existing, child = known_elsewhere(session), an_unborn_child(session, cig)
    number, colleague = child.id, browse(create_seat(session, cig))
    for browser, path, typed in (
        (worker, "wijzigen/", {"call_name": "Nootje"}),
        (worker, "context/huizen/nieuw", {"street": "Kerkstraat"}),
        (colleague, "wijzigen/", {"call_name": "Bolleke"}),
    ):
        assert autosave(browser, f"/clienten/{number}/{path}", typed).status_code == 200
    address, page = compare(worker, child, national_number=NOOR)
    assert worker.post(address, marks_of(page)).status_code == 302
    here = f"/clienten/{existing.id}/"
    for browser, path, field, text_kept in (
        (worker, "wijzigen/", "call_name", "Nootje"),
        (worker, "context/huizen/nieuw", "street", "Kerkstraat"),
        (colleague, "wijzigen/", "call_name", "Bolleke"),
    ):
        assert WAITS in words_of(browser.get(here + path))
        assert text_kept in take_up(browser, here + path).text, field
        assert f'action="{here}{path}"' in browser.get("/concepten/").text


def test_a_draft_about_each_of_both_stays_its_own_c_4_d_11(session: BincSession, worker: Any, cig: Facility) -> None:
    existing, child = known_elsewhere(session), an_unborn_child(session, cig)
    number = child.id
    session.execute(
        text("select open_client(:facility, 'x', jsonb_build_object('national_number', cast(:number as text)))"),
        {"facility": cig.id, "number": NOOR},
    )
    for client, typed in ((child, "Bolleke"), (existing, "Nootje")):
        assert autosave(worker, f"/clienten/{client.id}/wijzigen/", {"call_name": typed}).status_code == 200
    address, page = compare(worker, child, national_number=NOOR)
    assert worker.post(address, marks_of(page)).status_code == 302
    assert "Nootje" in take_up(worker, f"/clienten/{existing.id}/wijzigen/").text
    listed = words_of(worker.get("/concepten/"))
    assert "Je kunt deze cliënt niet meer openen." in listed
    old = words_of(take_up(worker, f"/clienten/{number}/wijzigen/"))
    assert "Wat je typte, staat hieronder" in old
    assert "Bolleke" in old


def test_nobody_moves_drafts_without_a_link_d_11(session: BincSession, worker: Any, cig: Facility) -> None:
    existing, child = known_elsewhere(session), an_unborn_child(session, cig)
    with pytest.raises(ProgrammingError, match="no link of this transaction"):
        session.execute(text("select move_drafts(:child, :into)"), {"child": child.id, "into": existing.id})
