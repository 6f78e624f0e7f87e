"""The context of a client on screen: what one facility does, each facility that knows the client sees (C-5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, db
from models import AuditEntry, Client, ContextChange, ContextHousehold, ContextPerson, Facility
from tests.factories import (
    create_client,
    create_dossier,
    create_facility,
    create_household,
    create_relative,
    create_seat,
)
from tests.views.counting import counted_statements
from tests.views.reading import button_of_enter, fault_at, fields_without_help, marks_of, value_of, words_of

MOTHER = {"relation": "moeder", "first_name": "Maria", "name": "Erckens", "carer": "y"}
KNOWN_CHILD, TOO_OLD, SILENT = "15041200210", "93051822361", "10010199594"


def at(client: Client, path: str = "") -> str:
    return f"/clienten/{client.id}/context/{path}"


def test_a_household_and_a_person_that_one_facility_adds_the_other_sees_a3_c5(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    typed = {"street": "Groenstraat", "house_number": "45", "postcode": "2140", "municipality": "Antwerpen"}
    assert an.post(at(client, "huizen/nieuw"), typed).headers["location"] == at(client)
    household = session.scalars(select(ContextHousehold)).one()
    an.post(at(client, "personen/nieuw"), {**MOTHER, "household_id": str(household.id), "phone": "0470 12 34 56"})
    for browser in (an, bert):
        words = words_of(browser.get(at(client)))
        for text in ("Groenstraat 45", "2140 Antwerpen", "Moeder", "Maria Erckens", "0470 12 34 56"):
            assert text in words
        assert "Opvoedingsverantwoordelijke" in words


def test_a_facility_that_has_not_opened_the_client_finds_nothing_a3(
    session: BincSession, client: Client, browse: Any
) -> None:
    person = create_relative(session, client)
    stranger = browse(create_seat(session, create_facility(session)))
    for path in ("", "verblijf/", "geschiedenis/", "fiche", "huizen/nieuw", f"personen/{person.id}/"):
        answer = stranger.get(at(client, path))
        assert answer.status_code == 404
        assert "Erckens" not in answer.text


def test_a_record_of_another_client_is_not_found_under_this_one_c5(
    session: BincSession, facility: Facility, client: Client, an: Any
) -> None:
    other = create_client(session, facility)
    home, person = create_household(session, other), create_relative(session, other)
    assert an.get(at(client, f"huizen/{home.id}/")).status_code == 404
    assert an.get(at(client, f"personen/{person.id}/")).status_code == 404
    an.post(at(client, f"personen/{person.id}/verwijderen/"), {"version": "1"})
    an.post(at(client, f"huizen/{home.id}/verwijderen/"), {"version": "1"})
    assert session.scalars(select(ContextPerson)).one() is person
    own = create_relative(session, client)
    moved = an.post(at(client, f"personen/{own.id}/verplaatsen/"), {"version": "1", "household_id": str(home.id)})
    assert "intussen verwijderd" in words_of(an.get(moved.headers["location"]))
    session.refresh(own)
    assert own.household_id is None


def test_what_was_typed_wrongly_comes_back_beside_its_field_c5(client: Client, an: Any) -> None:
    page = an.get(at(client, "personen/nieuw"))
    assert fields_without_help(page) == []
    typed = {"relation": "andere", "name": "Beckers", "birth_date": "31/02/2000", "email": "geen adres"}
    refused = an.post(at(client, "personen/nieuw"), typed)
    assert refused.status_code == 422
    assert "bestaat niet" in fault_at(refused, "birth_date")
    assert "e-mailadres" in fault_at(refused, "email")
    assert value_of(refused, "name") == "Beckers"
    again = an.post(at(client, "personen/nieuw"), {"relation": "andere", "name": "Beckers"})
    assert "Schrijf wie" in fault_at(again, "relation_other")
    assert "Kies wie" in fault_at(an.post(at(client, "personen/nieuw"), {"name": "Beckers"}), "relation")
    empty = an.post(at(client, "huizen/nieuw"), {"country": "NL"})
    assert "minstens een naam" in fault_at(empty, "street")


def test_the_address_of_another_household_or_of_the_client_is_copied_and_saved_by_hand_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    first = create_household(session, client, name="Bij mama", phone="03 1", municipality="Antwerpen")
    second = create_household(session, client, name="Bij papa", street=None, house_number=None, postcode=None)
    address = at(client, f"huizen/{second.id}/")
    page = an.get(address)
    assert button_of_enter(page) is None, "the Enter key saves, and copies nothing"
    copied = an.post(address, {**marks_of(page), "name": "Bij papa thuis", "phone": "", "copy_from": str(first.id)})
    assert copied.status_code == 200
    assert (value_of(copied, "street"), value_of(copied, "municipality")) == ("Groenstraat", "Antwerpen")
    assert (value_of(copied, "name"), value_of(copied, "phone")) == ("Bij papa thuis", "")
    session.refresh(second)
    assert second.street is None, "copying saves nothing"
    names = ("name", "street", "house_number", "postcode", "municipality")
    an.post(address, {**marks_of(copied), **{name: value_of(copied, name) or "" for name in names}})
    session.refresh(second)
    assert (second.street, second.house_number, second.postcode) == ("Groenstraat", "45", "2140")
    own = an.post(at(client, "huizen/nieuw"), {"copy_from": "client"})
    assert value_of(own, "street") == "Kerkstraat"


def test_a_facility_as_household_is_known_or_free_text_and_brings_its_address_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    create_facility(session, name="De Wingerdbloei", street="Wijngaard 3", postcode="2000", municipality="Antwerpen")
    page = an.get(at(client, "voorzieningen/nieuw"))
    assert '<option value="De Wingerdbloei">' in page.text
    for name in ("De Wingerdbloei", "Internaat in Frankrijk"):
        an.post(at(client, "voorzieningen/nieuw"), {"name": name})
    known, free = session.scalars(select(ContextHousehold).order_by(ContextHousehold.id))
    assert (known.kind, known.street, known.municipality) == ("facility", "Wijngaard 3", "Antwerpen")
    assert (free.kind, free.name, free.street) == ("facility", "Internaat in Frankrijk", None)


def test_a_person_moves_to_another_house_and_among_the_others_involved_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    home, other = create_household(session, client), create_household(session, client, name="Bij papa")
    person = create_relative(session, client, home)
    for household_id in (other.id, None):
        answer = an.post(
            at(client, f"personen/{person.id}/verplaatsen/"),
            {"version": str(person.version), "household_id": str(household_id or "")},
        )
        assert answer.status_code == 302
        session.refresh(person)
        assert person.household_id == household_id
    told = words_of(an.get(at(client, "geschiedenis/")))
    assert "Moeder Maria Erckens verplaatst" in told
    assert "Bij papa" in told
    assert "andere betrokkenen" in told


def test_a_removed_household_leaves_its_persons_among_the_others_involved_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    home = create_household(session, client)
    person = create_relative(session, client, home)
    removal = at(client, f"huizen/{home.id}/verwijderen/")
    an.post(removal, {"version": "1"})
    session.refresh(person)
    assert person.household_id is None
    assert session.scalars(select(ContextHousehold)).all() == []
    told = words_of(an.get(at(client, "geschiedenis/")))
    assert "Huis Groenstraat 45, 2140 verwijderd" in told
    assert "Moeder Maria Erckens verplaatst" in told, "who lived there is told as well"
    again = an.post(removal, {"version": "1"})
    assert "was al verwijderd" in words_of(an.get(again.headers["location"]))


def test_where_the_client_stays_shows_in_the_houses_and_a_shared_stay_in_both_c5(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    home, other = create_household(session, client), create_household(session, client, name="Bij papa")
    create_household(session, client, name="Bij oma")
    assert "Waar verblijft Yves?" in words_of(an.get(at(client)))
    page = an.get(at(client, "verblijf/"))
    assert fields_without_help(page) == []
    typed = {"stay_situation": "verblijfsco_ouderschap", "main_household": str(home.id), "service": "WINGERDBLOEI"}
    wrong = an.post(at(client, "verblijf/"), {**marks_of(page), **typed, "shared_households": [str(home.id)]})
    assert "al het hoofdverblijf" in fault_at(wrong, "shared_households")
    an.post(at(client, "verblijf/"), {**marks_of(page), **typed, "shared_households": [str(other.id)]})
    words = words_of(bert.get(at(client)))
    assert "Afwisselend bij moeder en vader" in words
    assert "WINGERDBLOEI" in words
    assert words.count("hoofdverblijf") == words.count("verblijft hier ook") == 1
    assert "Waar verblijft" not in words


def test_contact_ban_and_death_are_said_in_words_and_drawn_in_shapes_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    create_relative(session, client, relation="vader", contact_ban=True)
    create_relative(session, client, relation="grootvader", deceased=True)
    page = an.get(at(client))
    assert "Contactverbod" in words_of(page)
    assert "† Overleden" in words_of(page)
    assert 'class="figure-of banned"' in page.text
    assert 'class="figure-of deceased"' in page.text


def test_the_history_names_colleagues_and_only_says_that_others_work_elsewhere_c5(
    session: BincSession, client: Client, an: Any, bert: Any
) -> None:
    an.post(at(client, "personen/nieuw"), {**MOTHER, "phone": "1"})
    person = session.scalars(select(ContextPerson)).one()
    page = bert.get(at(client, f"personen/{person.id}/"))
    bert.post(at(client, f"personen/{person.id}/"), {**marks_of(page), **MOTHER, "phone": "2"})
    for browser in (an, bert):
        browser.get(at(client))  # What a save says is said once.
    own, other = words_of(an.get(at(client, "geschiedenis/"))), words_of(bert.get(at(client, "geschiedenis/")))
    assert "An Claes" in own
    assert "Bert Maes" not in own
    assert "Bert Maes" in other
    assert "An Claes" not in other
    assert "Een medewerker van een andere voorziening" in own
    assert own.index("gewijzigd") < own.index("toegevoegd"), "the newest comes first"
    change = session.scalars(select(ContextChange).where(ContextChange.deed == "changed")).one()
    assert change.changes == [{"field": "phone", "before": "1", "after": "2"}]
    assert change.actor_name == "Bert Maes", "who it was is never lost"


def test_a_save_that_changes_nothing_leaves_no_line_in_the_history_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    person = create_relative(session, client, carer=True)
    page = an.get(at(client, f"personen/{person.id}/"))
    assert an.post(at(client, f"personen/{person.id}/"), {**marks_of(page), **MOTHER}).status_code == 302
    assert session.scalars(select(ContextChange)).all() == []


def test_a_known_client_goes_on_to_the_context_with_the_way_to_a_dossier_c3(
    session: BincSession, facility: Facility, client: Client, an: Any
) -> None:
    assert f'href="/clienten/{client.id}/dossier/"' in an.get(at(client)).text
    assert f'href="{at(client)}"' in an.get(f"/clienten/{client.id}/").text
    dossier = create_dossier(session, client, facility)
    assert "Nog niets ingevuld." in words_of(an.get(f"/dossiers/{dossier.code}/"))
    create_household(session, client)
    assert "Waar de jongere verblijft en wie opvoedt, is nog niet aangeduid." in words_of(
        an.get(f"/dossiers/{dossier.code}/")
    )
    create_relative(session, client, carer=True, phone="0470 1")
    page = an.get(f"/dossiers/{dossier.code}/")
    assert f'href="{at(client)}"' in page.text
    assert "Moeder Maria Erckens · 0470 1" in words_of(page)
    assert f'href="/dossiers/{dossier.code}/"' in an.get(at(client)).text


@pytest.mark.parametrize("path", ["", "fiche", "geschiedenis/"])
def test_a_page_makes_no_more_queries_for_fifty_persons_than_for_five_c5(
    session: BincSession, client: Client, an: Any, path: str
) -> None:
    counts = []
    an.get(at(client, path))
    for more in (5, 45):
        for number in range(more):
            home = create_household(session, client, name=f"Huis {number}") if number % 2 else None
            create_relative(session, client, home, national_number=f"{number:011d}")
            session.add(
                ContextChange(
                    client_id=client.id, actor_name="x", deed="added", subject_kind="person", subject_id=1, subject="y"
                )
            )
        session.flush()
        with counted_statements(db.engine) as statements:
            assert an.get(at(client, path)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] < 25


def test_the_changes_stand_in_the_chained_record_without_values_a5(
    session: BincSession, client: Client, an: Any
) -> None:
    an.post(at(client, "personen/nieuw"), MOTHER)
    person = session.scalars(select(ContextPerson)).one()
    an.get(at(client))
    entries = list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    made = next(one for one in entries if one.action == "create" and one.subject_kind == "context_person")
    assert made.subject_ids == [person.id]
    assert "relation" in made.fields
    assert "Erckens" not in str([vars(one) for one in entries])
    assert [one.subject_ids for one in entries if one.action == "read" and one.subject_kind == "context_person"]


def found(an: Any, client: Client, person: ContextPerson, **typed: str) -> Any:
    """The answer of the register to what was typed."""
    how = "number" if "national_number" in typed else "name"
    sent = an.post(at(client, f"personen/{person.id}/rijksregister/zoeken"), {"how": how, **typed})
    assert sent.status_code == 302
    assert not any(value in sent.headers["location"] for value in typed.values()), "no number or name in the address"
    return an.get(sent.headers["location"])


def test_the_register_fills_in_an_adult_and_locks_the_answers_c3_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    person = create_relative(session, client, name="Typfout", phone="0470 1")
    assert "Kies Bram" in words_of(found(an, client, person, national_number=TOO_OLD))
    an.post(at(client, f"personen/{person.id}/rijksregister/kies"), {"person": TOO_OLD})
    session.refresh(person)
    assert (person.first_name, person.national_number, person.phone) == ("Bram", TOO_OLD, "0470 1")
    page = an.get(at(client, f"personen/{person.id}/"))
    assert value_of(page, "name") is None
    assert "93.05.18-223.61" in words_of(page)
    refused = an.post(at(client, f"personen/{person.id}/"), {**marks_of(page), **MOTHER})
    assert "komt uit het rijksregister" in fault_at(refused, "name")
    an.post(at(client, f"personen/{person.id}/"), {**marks_of(page), "relation": "vader", "phone": "0470 2"})
    session.refresh(person)
    assert (person.relation, person.phone, person.first_name) == ("vader", "0470 2", "Bram")
    told = words_of(an.get(at(client, "geschiedenis/")))
    assert "opgezocht in het rijksregister" in told
    assert "rijksregisternummer 93.05.18-223.61" in told
    asked = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "national_register")).all()
    assert [one.action for one in asked] == ["look up", "look up"]


def test_a_silent_register_is_said_and_changes_nothing_c1_c5(session: BincSession, client: Client, an: Any) -> None:
    person = create_relative(session, client)
    assert "antwoordt nu niet" in words_of(found(an, client, person, national_number=SILENT))
    assert "vond niemand" in words_of(found(an, client, person, name="Bestaatniet", birth_year="1991"))
    answer = an.post(at(client, f"personen/{person.id}/rijksregister/kies"), {"person": SILENT})
    assert "antwoordt nu niet" in words_of(an.get(answer.headers["location"]))
    session.refresh(person)
    assert person.national_number is None


def test_the_client_and_somebody_already_there_are_refused_c5(
    session: BincSession, facility: Facility, an: Any
) -> None:
    client = create_client(session, facility, national_number=KNOWN_CHILD)
    person = create_relative(session, client)
    create_relative(session, client, national_number=TOO_OLD)
    for number, words in ((KNOWN_CHILD, "de jongere zelf"), (TOO_OLD, "staat al bij dit gezin")):
        answer = an.post(at(client, f"personen/{person.id}/rijksregister/kies"), {"person": number})
        assert words in words_of(an.get(answer.headers["location"]))


def test_a_family_member_becomes_a_client_through_the_one_door_a3_c5(
    session: BincSession, client: Client, an: Any
) -> None:
    person = create_relative(session, client, relation="zus")
    first = an.post(at(client, f"personen/{person.id}/client/"))
    assert first.headers["location"] == at(client, f"personen/{person.id}/rijksregister/")
    an.post(at(client, f"personen/{person.id}/rijksregister/kies"), {"person": KNOWN_CHILD})
    answer = an.post(at(client, f"personen/{person.id}/client/"))
    sister = session.scalars(select(Client).where(Client.national_number == KNOWN_CHILD)).one()
    assert answer.headers["location"] == f"/clienten/{sister.id}/wijzigen/"
    assert f'href="/clienten/{sister.id}/"' in an.get(at(client)).text
    opened = session.scalars(select(AuditEntry).where(AuditEntry.action == "open")).all()
    assert [sister.id] in [one.subject_ids for one in opened]


def test_a_grown_up_does_not_become_a_client_outside_foster_care_c2(
    session: BincSession, client: Client, an: Any
) -> None:
    person = create_relative(session, client, national_number=TOO_OLD)
    answer = an.post(at(client, f"personen/{person.id}/client/"))
    assert "25 jaar of ouder" in words_of(an.get(answer.headers["location"]))
    assert session.scalars(select(Client).where(Client.national_number == TOO_OLD)).all() == []
