"""Two people at work around one client, at two facilities: the second to save loses nothing (D-11, C-5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from models import Client, ContextChange, ContextHousehold, ContextPerson
from tests.context.test_pages import MOTHER, at
from tests.factories import create_household, create_relative
from tests.views.reading import fault_at, marks_of, value_of, words_of

ELSEWHERE = "Een medewerker van een andere voorziening"


def test_two_facilities_change_one_person_and_the_second_chooses_d11(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    person = create_relative(session, client)
    address = at(client, f"personen/{person.id}/")
    opened = marks_of(an.get(address))
    bert.post(address, {**marks_of(bert.get(address)), **MOTHER, "phone": "0470 2"})
    conflict = an.post(address, {**opened, **MOTHER, "phone": "0470 1"})
    assert conflict.status_code == 409
    words = words_of(conflict)
    assert all(text in words for text in (ELSEWHERE, "0470 1", "0470 2"))
    assert "Bert" not in words
    chosen = {**marks_of(conflict), **MOTHER, "phone": "0470 1", "keep-phone": "theirs", "conflict_seen": "yes"}
    assert an.post(address, chosen).status_code == 302
    session.refresh(person)
    assert person.phone == "0470 2"


def test_two_facilities_change_one_household_and_the_second_chooses_d11(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    home = create_household(session, client)
    address = at(client, f"huizen/{home.id}/")
    opened = marks_of(an.get(address))
    bert.post(address, {**marks_of(bert.get(address)), "street": "Lindelaan"})
    conflict = an.post(address, {**opened, "street": "Beukenlaan"})
    assert conflict.status_code == 409
    assert "Lindelaan" in words_of(conflict)
    kept = {**marks_of(conflict), "street": "Beukenlaan", "keep-street": "mine", "conflict_seen": "yes"}
    assert an.post(address, kept).status_code == 302
    session.refresh(home)
    assert home.street == "Beukenlaan"


def test_a_stay_elsewhere_is_no_conflict_for_who_changes_the_address_d11(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    home = create_household(session, client)
    address = at(client, f"huizen/{home.id}/")
    opened = marks_of(an.get(address))
    bert.post(at(client, "verblijf/"), {**marks_of(bert.get(at(client, "verblijf/"))), "main_household": str(home.id)})
    assert an.post(address, {**opened, "street": "Beukenlaan"}).status_code == 302
    session.refresh(home)
    assert (home.street, home.stay) == ("Beukenlaan", "main")


def test_the_stay_that_two_facilities_change_is_chosen_by_the_second_d11(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    home, other = create_household(session, client), create_household(session, client, name="Bij papa")
    address = at(client, "verblijf/")
    for first, second in ((home, other), (other, home)):
        opened = marks_of(an.get(address))
        bert.post(address, {**marks_of(bert.get(address)), "main_household": str(first.id)})
        conflict = an.post(address, {**opened, "main_household": str(second.id)})
        assert conflict.status_code == 409
        assert ELSEWHERE in words_of(conflict)
        session.refresh(first)
        assert first.stay == "main", "the first saver won"


def test_a_form_of_what_was_removed_meanwhile_says_so_and_shows_what_was_typed_d11(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    home = create_household(session, client)
    person, number = create_relative(session, client, home), str(home.id)
    of_person, of_home = at(client, f"personen/{person.id}/"), at(client, f"huizen/{number}/")
    marks = marks_of(an.get(of_person)), marks_of(an.get(of_home))
    bert.post(f"{of_person}verwijderen/", {"version": "1"})
    bert.post(f"{of_home}verwijderen/", {"version": "1"})
    gone = an.post(of_person, {**marks[0], **MOTHER, "household_id": number, "note": "Belt na zes uur."})
    assert gone.status_code == 404
    assert "Deze persoon is er niet (meer)" in words_of(gone)
    assert "Relatie tot de jongere Moeder " in words_of(gone), "in words, and nothing by its number"
    assert "Woont in" not in words_of(gone)
    assert "Belt na zes uur." in words_of(gone)
    gone = an.post(of_home, {**marks[1], "street": "Beukenlaan"})
    assert gone.status_code == 404
    assert "Dit huis is er niet (meer)" in words_of(gone)
    assert "Beukenlaan" in words_of(gone)


def test_a_person_put_in_a_house_that_was_removed_meanwhile_is_told_at_the_field_d11(
    session: BincSession, client: Client, an: Any
) -> None:
    home = create_household(session, client)
    household_id = str(home.id)
    an.post(at(client, f"huizen/{home.id}/verwijderen/"), {"version": "1"})
    refused = an.post(at(client, "personen/nieuw"), {**MOTHER, "household_id": household_id})
    assert refused.status_code == 422
    assert "intussen verwijderd" in fault_at(refused, "household_id")
    assert value_of(refused, "name") == "Erckens"


def test_a_button_pressed_on_what_changed_meanwhile_does_nothing_and_says_so_d11(
    session: BincSession, client: Client, an: Any
) -> None:
    home = create_household(session, client)
    person = create_relative(session, client, home)
    person.phone = home.phone = "1"
    session.flush()
    for path in (f"personen/{person.id}/verwijderen/", f"personen/{person.id}/verplaatsen/"):
        answer = an.post(at(client, path), {"version": "1"})
        assert "intussen gewijzigd" in words_of(an.get(answer.headers["location"]))
    an.post(at(client, f"huizen/{home.id}/verwijderen/"), {"version": "1"})
    session.refresh(person)
    assert session.get(ContextHousehold, home.id) is not None
    assert person.household_id == home.id


def test_a_refused_form_is_kept_as_a_draft_of_its_person_and_taken_up_again_d11(client: Client, an: Any) -> None:
    """Each form around a client has its own draft: a home and a facility do not share one."""
    for path, typed in (("huizen/nieuw", {"country": "NL"}), ("voorzieningen/nieuw", {"street": "Kerkstraat"})):
        assert an.post(at(client, path), typed).status_code == 422
    page = an.get("/concepten/")
    assert "Huis toevoegen" in words_of(page)
    assert "Voorziening toevoegen" in words_of(page)
    again = an.post(at(client, "voorzieningen/nieuw"), {"continue_draft": "yes"})
    assert (again.status_code, value_of(again, "street")) == (200, "Kerkstraat")
    assert an.post(at(client, "voorzieningen/nieuw"), {"name": "De Vlier"}).status_code == 302
    assert "Voorziening toevoegen" not in words_of(an.get("/concepten/"))


@pytest.mark.parametrize("what", ["a home", "a facility", "a person"])
def test_a_form_sent_twice_adds_nothing_twice_d_11_c_5(
    session: BincSession, client: Client, an: Any, bert: Any, what: str
) -> None:
    """A double click, or a reload of what was posted; a colleague who adds the same does so knowingly."""
    path, typed = {
        "a home": ("huizen/nieuw", {"street": "Groenstraat", "house_number": "45", "postcode": "2140"}),
        "a facility": ("voorzieningen/nieuw", {"name": "Huis van de maan"}),
        "a person": ("personen/nieuw", MOTHER),
    }[what]
    kind = ContextPerson if what == "a person" else ContextHousehold
    for _ in range(3):
        answer = an.post(at(client, path), typed, follow_redirects=True)
        assert "oegevoegd" in words_of(answer)
    assert len(session.scalars(select(kind)).all()) == 1
    assert len(session.scalars(select(ContextChange)).all()) == 1
    an.post(at(client, path), {**typed, "phone": "0470 12 34 56"})
    bert.post(at(client, path), typed)
    assert len(session.scalars(select(kind)).all()) == 3


def test_two_brothers_without_a_name_are_two_c_5(session: BincSession, client: Client, an: Any) -> None:
    for _ in range(2):
        an.post(at(client, "personen/nieuw"), {"relation": "broer"})
    assert len(session.scalars(select(ContextPerson)).all()) == 2
