"""Deleted twice and closed already, as the second person meets them on the screen (D-11).

The other six of the eight cases of H11 stand in test_conflict.py and test_registration_pages.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.database import BincSession
from app.domain.dossiers import last_day_in_bin
from app.domain.roles import Role
from app.presentation import today_in_brussels
from models import Dossier, Facility
from tests.factories import create_facility, create_seat, create_user
from tests.life.states import dossier_in
from tests.views.controls import controls_of
from tests.views.reading import marks_of, value_of, words_of

Browse = Callable[..., Any]


@pytest.fixture
def bert(session: BincSession, facility: Facility, browse: Browse) -> Any:
    """The colleague who is first."""
    return browse(create_seat(session, facility, user=create_user(session, first_name="Bert", last_name="Maes")))


def told(session: BincSession, dossier: Dossier, kind: str) -> int:
    """How often the activities of a dossier tell this."""
    query = text("select count(*) from activity where dossier_id = :id and kind = :kind")
    return int(session.execute(query, {"id": dossier.id, "kind": kind}).scalar_one())


@pytest.mark.parametrize(
    ("role", "way"),
    [
        (Role.FACILITY_STAFF, "Je verantwoordelijke kan het tot en met {until} terugzetten."),
        (Role.FACILITY_MANAGER, "Je kunt het tot en met {until} terugzetten uit de prullenbak."),
    ],
)
def test_who_deletes_second_hears_when_it_was_deleted_and_how_it_can_come_back_d_11_d_8(
    session: BincSession, browse: Browse, facility: Facility, bert: Any, role: Role, way: str
) -> None:
    dossier, today = dossier_in(session, facility, "empty"), today_in_brussels()
    address, an = f"/dossiers/{dossier.code}/", browse(create_seat(session, facility, role))
    seen = {"version": value_of(an.get(address), "version")}
    assert bert.post(f"{address}verwijderen/", seen).status_code == 302
    answer = an.post(f"{address}verwijderen/", seen, follow_redirects=True)
    assert answer.status_code == 200
    words = words_of(answer)
    assert f"Een collega had dossier {dossier.code} al verwijderd, op {today:%d/%m/%Y}." in words
    assert way.format(until=f"{last_day_in_bin(today):%d/%m/%Y}") in words
    assert told(session, dossier, "dossier_deleted") == 1


OLD_LINKS = (
    *("", "activiteiten/", "aanmelding/", "beginregistratie/", "eindregistratie/", "beslissingen/nieuw"),
    *("beslissingen/1/", "schakelingen/nieuw", "schakelingen/1/", "afsluiten/", "heropenen/vragen/"),
)


@pytest.mark.parametrize("page", OLD_LINKS)
def test_an_old_link_into_a_deleted_dossier_says_that_it_was_deleted_d_11_d_8(
    session: BincSession, browse: Browse, facility: Facility, bert: Any, page: str
) -> None:
    """A bookmark, a tab left open, the back button; who works elsewhere learns nothing of it (A-2)."""
    dossier, today = dossier_in(session, facility, "empty"), today_in_brussels()
    address = f"/dossiers/{dossier.code}/{page}"
    bert.post(f"/dossiers/{dossier.code}/verwijderen/", {"version": dossier.version})
    answer = browse(create_seat(session, facility)).get(address)
    assert answer.status_code == 404
    assert f"Dit dossier is verwijderd op {today:%d/%m/%Y}." in words_of(answer)
    assert "terugzetten" in words_of(answer)
    stranger = browse(create_seat(session, create_facility(session))).get(address)
    assert stranger.status_code == 404
    assert "verwijderd op" not in words_of(stranger)


def test_what_was_chosen_in_a_form_of_a_deleted_dossier_is_shown_in_words_d_11_e_5(
    session: BincSession, facility: Facility, staff: Any, bert: Any
) -> None:
    dossier = dossier_in(session, facility, "empty")
    bert.post(f"/dossiers/{dossier.code}/verwijderen/", {"version": dossier.version})
    answers = {"own_reference": "no", "through_access_gate": "no", "referrer": "kg", "specific": "time_out"}
    gone = words_of(staff.post(f"/dossiers/{dossier.code}/aanmelding/", answers))
    assert "Eigen referentie no " in gone, "what was typed stays as it was typed"
    assert "(NRTJ)? nee " in gone
    assert "Kind & Gezin" in gone
    assert "time_out" not in gone
    page = {"housing": "positive", "unaccompanied_minor": "yes", "income_source": ["none"]}
    gone = words_of(staff.post(f"/dossiers/{dossier.code}/beginregistratie/", page))
    assert "Niet-begeleide minderjarige ja " in gone
    assert not {"positive", "none", "yes"} & set(gone.split())


def test_a_button_pressed_twice_is_no_colleague_d_11_d_6_d_8(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    empty, ready = dossier_in(session, facility, "empty"), dossier_in(session, facility, "ready")
    for dossier, deed in ((empty, "verwijderen"), (ready, "afsluiten")):
        address = f"/dossiers/{dossier.code}/{deed}/"
        seen = {"version": dossier.version}
        assert staff.post(address, seen).status_code == 302
        again = staff.post(address, seen, follow_redirects=True)
        assert again.status_code == 200
        assert "Een collega" not in words_of(again)
    day = f"{today_in_brussels():%d/%m/%Y}"
    assert f"Dit dossier is al afgesloten op {day}." in words_of(again)
    assert (told(session, empty, "dossier_deleted"), told(session, ready, "dossier_closed")) == (1, 1)


def test_who_deletes_what_a_colleague_began_to_fill_in_hears_why_it_stays_d_11_d_8(
    session: BincSession, facility: Facility, staff: Any, bert: Any
) -> None:
    dossier = dossier_in(session, facility, "empty")
    address = f"/dossiers/{dossier.code}/"
    seen = {"version": value_of(staff.get(address), "version")}
    decision = {"begin": "08/01/2024", "modules": ["P-CB-BREED"], "ground": "voluntary", "mandated_service": "none"}
    assert bert.post(f"{address}beslissingen/nieuw", decision).status_code == 302
    answer = staff.post(f"{address}verwijderen/", seen, follow_redirects=True)
    assert "Een dossier met beslissingen of schakelingen kun je niet verwijderen." in words_of(answer)
    assert "08/01/2024" in words_of(answer), "back on the dossier, where the colleague's decision stands"
    assert told(session, dossier, "dossier_deleted") == 0


def test_who_closes_second_hears_that_it_is_done_and_goes_on_to_the_dossier_d_11_d_6(
    session: BincSession, facility: Facility, staff: Any, bert: Any
) -> None:
    dossier = dossier_in(session, facility, "ready")
    address = f"/dossiers/{dossier.code}/afsluiten/"
    seen = {"version": value_of(staff.get(address), "version")}
    assert bert.post(address, seen).status_code == 302
    answer = staff.post(address, seen)
    assert answer.status_code == 409
    day = f"{today_in_brussels():%d/%m/%Y}"
    assert f"Een collega heeft dit dossier al afgesloten op {day}. Je hoeft niets meer te doen." in words_of(answer)
    assert f'<a class="button main" href="/dossiers/{dossier.code}/">Naar het dossier</a>' in answer.text
    assert told(session, dossier, "dossier_closed") == 1


@dataclass(frozen=True)
class Edit:
    """A form that was open while a colleague closed the dossier: what is typed, and what is said."""

    path: Callable[[Dossier], str]
    typed: Callable[[], dict[str, Any]]
    told: str
    kept: tuple[str, str]


def _after_closing() -> str:
    return f"{today_in_brussels() + timedelta(days=1):%d/%m/%Y}"


def _last(dossier: Dossier) -> int:
    return int(dossier.decisions[0].schakelingen[0].id)


EDITS: dict[str, Edit] = {
    "a new schakeling": Edit(
        lambda _: "schakelingen/nieuw",
        lambda: {"begin": _after_closing(), "modules": ["P-CB-BREED"]},
        "Kies een dag die niet later ligt.",
        ("begin", ""),
    ),
    "the last schakeling": Edit(
        lambda dossier: f"schakelingen/{_last(dossier)}/",
        lambda: {"end": _after_closing()},
        "Kies een dag die niet later ligt.",
        ("end", ""),
    ),
    "the intake": Edit(
        lambda _: "beginregistratie/",
        lambda: {"housing": "positive"},
        "In een afgesloten dossier blijft alles ingevuld.",
        ("housing", "positive"),
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_who_edits_what_a_colleague_closed_hears_so_and_keeps_what_was_typed_d_11_d_6(
    session: BincSession, facility: Facility, staff: Any, bert: Any, name: str
) -> None:
    edit, dossier = EDITS[name], dossier_in(session, facility, "ready")
    address, closing = f"/dossiers/{dossier.code}/{edit.path(dossier)}", f"/dossiers/{dossier.code}/afsluiten/"
    page = staff.get(address)
    # Of the intake only what its user had filled in so far is posted.
    opened, typed = marks_of(page) if "registratie" in address else controls_of(page), edit.typed()
    assert bert.post(closing, {"version": value_of(bert.get(closing), "version")}).status_code == 302
    answer = staff.post(address, {**opened, **typed})
    assert answer.status_code == 422
    words, day = words_of(answer), f"{today_in_brussels():%d/%m/%Y}"
    assert f"Dit dossier is afgesloten op {day}." in words
    assert edit.told in words
    assert f'<a href="/dossiers/{dossier.code}/">Heropen dan eerst het dossier.</a>' in answer.text
    field, text_kept = edit.kept
    assert controls_of(answer)[field] == [text_kept or typed[field]]


def test_an_edit_that_leaves_it_closed_is_saved_all_the_same_d_11_d_6(
    session: BincSession, facility: Facility, staff: Any, bert: Any
) -> None:
    dossier = dossier_in(session, facility, "ready")
    address, closing = f"/dossiers/{dossier.code}/aanmelding/", f"/dossiers/{dossier.code}/afsluiten/"
    opened = controls_of(staff.get(address))
    assert bert.post(closing, {"version": value_of(bert.get(closing), "version")}).status_code == 302
    refused = staff.post(address, {**opened, "own_reference": "LG-3", "through_access_gate": "no"})
    assert refused.status_code == 422
    assert "Dit dossier is afgesloten op" in words_of(refused)
    assert value_of(refused, "own_reference") == "LG-3"
    saved = staff.post(address, {**opened, "own_reference": "LG-3"}, follow_redirects=True)
    assert "De aanmelding is gewijzigd." in words_of(saved)
    assert "Heropenen" in words_of(saved), "and it is still closed"
