"""Processed years on screen: the agency's pages, and what a care worker reads where something is locked (S-14, Q-5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, db
from app.domain.processing import Outcome
from app.queries.processed_years import locked_until
from app.services.year_processing import process_facility
from models import Dossier, Facility, JobRun, ProcessedYearStep, Schakeling, YearProcessing
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    process_years,
)
from tests.views.counting import counted_statements
from tests.views.reading import marks_of, value_of, words_of

TODAY = date(2025, 7, 1)
LIST = "/beheer/verwerkte-jaren/"
PROCESSING = "/beheer/verwerkingen/"
LAST, NEXT = date(2024, 12, 31), date(2025, 1, 1)
ENDED = "Opgroeien heeft de kwartaalstaten tot en met 2024 verwerkt, en deze schakeling eindigde op 31/12/2024."
BEGUN = "Enkel haar einddatum kan nog wijzigen, naar een dag na 31/12/2024."


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.processed_years.today_in_brussels", lambda: TODAY)
    monkeypatch.setattr("views.year_processing.today_in_brussels", lambda: TODAY)


@pytest.fixture
def agency(session: BincSession, browse: Any) -> Any:
    return browse(create_seat(session))


def dossier_with(session: BincSession, facility: Facility, begin: date, end: date | None) -> tuple[Dossier, Schakeling]:
    """A dossier of 2024 with one schakeling."""
    dossier = create_dossier(session, create_client(session, facility), facility)
    decision = create_decision(session, dossier, modules=("P-CB-BREED",))
    schakeling = create_schakeling(session, decision, begin=begin, end=end, modules=("P-CB-BREED",))
    dossier.first_schakeling_begin = begin
    session.flush()
    return dossier, schakeling


def test_the_agency_sees_what_would_happen_and_sets_it_in_motion_q_5(session: BincSession, agency: Any) -> None:
    one, other, done = (create_facility(session, name=name) for name in ("De Aap", "De Beer", "De Civet"))
    process_years(session, done, 2024)
    dossier_with(session, other, date(2024, 12, 31), None)
    page = agency.get(LIST)
    assert "Voorzieningen in 2024" in words_of(page)
    assert "1 van 1 nog niet verzonden" in words_of(page)
    ticked = "&".join(f"voorziening={each.id}" for each in (one, other, done))
    preview = words_of(agency.get(f"{PROCESSING}voorbeeld/?jaar=2024&{ticked}"))
    assert "Klaar om te verwerken (1) " in preview
    assert "De Beer" in preview
    assert "2024-4 is nog nooit verzonden." in preview
    assert "De Civet is al verwerkt voor 2024. Daar verandert niets." in preview
    assert locked_until(session, one.id) is None
    started = agency.post(PROCESSING, {"jaar": "2024", "voorziening": [one.id]}, follow_redirects=True)
    assert "0 van 1 gedaan." in words_of(started)
    assert "Vernieuw deze pagina" in words_of(started)
    run = session.scalars(select(JobRun)).one()
    processing = session.scalars(select(YearProcessing)).one()
    assert (run.name, run.unique_key, run.state) == ("process_years", str(processing.id), "queued")
    assert process_facility(session, processing, one.id, today=TODAY) is Outcome.PROCESSED
    finished = words_of(agency.get(f"{PROCESSING}{processing.id}/"))
    assert "Klaar." in finished
    assert "De Aap" in finished
    assert locked_until(session, one.id) == LAST
    assert "2024, gestart op" in words_of(agency.get(LIST))


def test_a_preview_starts_once_however_often_it_is_pressed_q_5_d_11(session: BincSession, agency: Any) -> None:
    """Pressed twice, or once more after going back: the same processing; a mark of nobody's making starts a new one."""
    facility = create_facility(session)
    preview = agency.get(f"{PROCESSING}voorbeeld/?jaar=2024&voorziening={facility.id}")
    typed = {"jaar": "2024", "voorziening": [facility.id], "voorbeeld": value_of(preview, "voorbeeld")}
    places = {agency.post(PROCESSING, typed).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    for mark in ("", "x" * 33, "\u00e9"):
        places.add(agency.post(PROCESSING, {**typed, "voorbeeld": mark}).headers["Location"])
    assert len(places) == len(session.scalars(select(YearProcessing)).all()) == 4


def test_the_preview_of_a_whole_list_keeps_to_its_filters_q_5(session: BincSession, agency: Any) -> None:
    for name in ("De Aap", "De Beer"):
        create_facility(session, name=name)
    create_facility(session, name="De Kever", organisation_type="CKG")
    every = words_of(agency.get(f"{PROCESSING}voorbeeld/?jaar=2024&alles=ja"))
    assert "Klaar om te verwerken (3)" in every
    some = words_of(agency.get(f"{PROCESSING}voorbeeld/?jaar=2024&type=OVBJ&alles=ja"))
    assert "Klaar om te verwerken (2)" in some
    assert "De Kever" not in some


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 3, 31), "2025 kan verwerkt worden vanaf 01/04/2026."),
        (date(2026, 4, 1), "Klaar om te verwerken (1)"),
    ],
)
def test_a_year_that_cannot_be_processed_yet_says_why_q_5(
    agency: Any, facility: Facility, monkeypatch: pytest.MonkeyPatch, today: date, words: str
) -> None:
    monkeypatch.setattr("views.year_processing.today_in_brussels", lambda: today)
    assert words in words_of(agency.get(f"{PROCESSING}voorbeeld/?jaar=2025&voorziening={facility.id}"))


def test_nothing_ticked_and_odd_addresses_break_nothing(session: BincSession, agency: Any) -> None:
    assert "Vink eerst aan" in words_of(agency.get(f"{PROCESSING}voorbeeld/?jaar=2024", follow_redirects=True))
    assert "Kies eerst" in words_of(agency.post(PROCESSING, {"jaar": "2024"}, follow_redirects=True))
    assert agency.post(PROCESSING, {"jaar": "veel", "voorziening": "1"}).status_code == 400
    assert agency.post(PROCESSING, {"jaar": "2014", "voorziening": "1"}).status_code == 400
    assert agency.post(PROCESSING, {"jaar": "2024", "voorziening": "999999999"}).status_code == 404
    assert agency.get(f"{PROCESSING}voorbeeld/?jaar=2024&voorziening=999999999").status_code == 404
    assert agency.get(f"{PROCESSING}999999999/").status_code == 404
    assert agency.get(f"{LIST}?jaar=1&type=x&stand=y&pagina=99&zoek=%25").status_code == 200
    assert agency.get(f"{LIST}ZZZ/").status_code == 404
    assert agency.get(f"{LIST}{create_facility(session, organisation_type='1G1P').code}/").status_code == 404


def test_the_list_is_filtered_by_year_words_type_and_state_q_5(session: BincSession, agency: Any) -> None:
    aap, beer = create_facility(session, name="De Aap"), create_facility(session, name="De Beer")
    create_facility(session, name="De Civet", organisation_type="1G1P")
    process_years(session, beer, 2023)
    assert "De Civet" not in words_of(agency.get(LIST))
    for query, shown in (
        ("?jaar=2023&stand=processed", [beer]),
        ("?jaar=2023&stand=to_do", [aap]),
        ("?jaar=2024&stand=processed", []),
        ("?zoek=beer", [beer]),
        (f"?zoek={aap.code.lower()}", [aap]),
        ("?type=CKG", []),
    ):
        words = words_of(agency.get(f"{LIST}{query}"))
        assert [each for each in (aap, beer) if each.name in words] == shown, query


def test_reopening_asks_for_a_reason_and_tells_what_opens_q_4_s_14(
    session: BincSession, agency: Any, facility: Facility
) -> None:
    process_years(session, facility, 2023, 2024)
    address = f"{LIST}{facility.code}/"
    page = words_of(agency.get(address))
    assert "2024: cijfers en schakelingen" in page
    assert "2023: enkel de cijfers" in page
    refused = agency.post(address, {"year": "2024", "reason": " "})
    assert refused.status_code == 422
    assert "Schrijf waarom dit heropend wordt." in words_of(refused)
    assert "Kies welke kwartalen je heropent." in words_of(refused)
    wanted = {"year": "2023", "quarters": ["1"], "reason": "totaal vergeten"}
    earlier = agency.post(address, wanted, follow_redirects=True)
    assert "De schakelingen blijven vast" in words_of(earlier)
    assert locked_until(session, facility.id) == LAST
    wanted = {"year": "2024", "quarters": ["1", "4"], "reason": "verkeerde einddatum"}
    later = words_of(agency.post(address, wanted, follow_redirects=True))
    assert "2024 is heropend, ook voor schakelingen." in later
    assert "verkeerde einddatum" in later
    # The figures of 2023 are open, its schakelingen were never opened.
    assert locked_until(session, facility.id) == date(2023, 12, 31)
    again = agency.post(address, {"year": "2024", "quarters": ["1"], "reason": "nog eens"})
    assert again.status_code == 422
    assert len(session.scalars(select(ProcessedYearStep)).all()) == 2
    assert f"jaar=2024&amp;voorziening={facility.id}" in agency.get(address).text


def test_the_list_takes_the_same_statements_for_more_facilities(session: BincSession, agency: Any) -> None:
    for _ in range(5):
        process_years(session, create_facility(session), 2023, 2024)
    agency.get(LIST)
    with counted_statements(db.engine) as few:
        agency.get(LIST)
    for _ in range(45):
        process_years(session, create_facility(session), 2023, 2024)
    with counted_statements(db.engine) as many:
        agency.get(LIST)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("begin", "end", "words", "buttons"),
    [
        (date(2024, 3, 1), LAST, "vastgezet: de jaren tot en met 2024 zijn verwerkt", ()),
        (LAST, None, "enkel de einddatum kan nog wijzigen, verwijderen kan niet", ("Einddatum",)),
        (NEXT, None, "", ("Wijzigen", "Verwijderen")),
    ],
)
def test_the_dossier_says_what_is_locked_and_offers_what_is_left_s_14(
    session: BincSession, facility: Facility, staff: Any, begin: date, end: date | None, words: str, buttons: Any
) -> None:
    dossier, schakeling = dossier_with(session, facility, begin, end)
    process_years(session, facility, 2024)
    page = staff.get(f"/dossiers/{dossier.code}/")
    assert words in words_of(page)
    own = f"/schakelingen/{schakeling.id}/"
    assert (f'{own}"' in page.text) is bool(buttons)
    assert (f"{own}verwijderen/" in page.text) is ("Verwijderen" in buttons)
    for button in buttons:
        assert f"{button} " in words_of(page)


def test_an_ended_one_is_shown_without_a_form_s_14(session: BincSession, facility: Facility, staff: Any) -> None:
    dossier, schakeling = dossier_with(session, facility, date(2024, 3, 1), LAST)
    process_years(session, facility, 2024)
    page = staff.get(f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/")
    assert ENDED in words_of(page)
    assert "Ze kan niet meer verwijderd worden." in words_of(page)
    assert value_of(page, "end") is None


def test_one_begun_in_a_processed_year_asks_its_end_only_s_14(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    dossier, schakeling = dossier_with(session, facility, date(2024, 3, 1), None)
    process_years(session, facility, 2024)
    address = f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/"
    page = staff.get(address)
    assert BEGUN in words_of(page)
    assert value_of(page, "begin") is value_of(page, "modules") is None
    refused = staff.post(address, {**marks_of(page), "end": "31/12/2024"})
    assert refused.status_code == 422
    assert "Kies een dag na 31/12/2024." in words_of(refused)
    assert value_of(refused, "end") == "31/12/2024"
    assert staff.post(address, {**marks_of(page), "end": "01/01/2025"}).status_code == 302
    session.expire_all()
    assert session.get_one(Schakeling, schakeling.id).end == NEXT


def test_deleting_what_began_in_a_processed_year_says_why_s_14(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    dossier, schakeling = dossier_with(session, facility, date(2024, 3, 1), None)
    process_years(session, facility, 2024)
    told = staff.post(f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/verwijderen/", follow_redirects=True)
    assert "Ze kan niet meer verwijderd worden." in words_of(told)


def test_a_new_one_is_told_where_it_can_begin_and_that_it_is_no_extension_s_14(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    dossier, _ = dossier_with(session, facility, date(2024, 3, 1), LAST)
    create_decision(session, dossier, begin=date(2024, 12, 1), modules=("P-CB-BREED",))
    address = f"/dossiers/{dossier.code}/schakelingen/nieuw"
    assert "Maak er een verlenging van" in words_of(staff.get(address))
    process_years(session, facility, 2024)
    page = staff.get(address)
    assert "Verlengen kan niet: de vorige schakeling eindigde op 31/12/2024" in words_of(page)
    assert "Maak er een verlenging van" not in words_of(page)
    assert "Begin op 01/01/2025 of later." in words_of(page)
    assert value_of(page, "begin") == ""
    typed = {**marks_of(page), "begin": "31/12/2024", "end": "", "modules": "P-CB-BREED"}
    refused = staff.post(address, typed)
    assert refused.status_code == 422
    assert "Begin op 01/01/2025 of later." in words_of(refused)
    assert staff.post(address, {**typed, "begin": "01/01/2025"}).status_code == 302


def test_a_year_processed_while_the_form_of_a_new_one_was_open_is_told_s_14_d_11(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    dossier, _ = dossier_with(session, facility, date(2024, 3, 1), date(2024, 6, 30))
    address = f"/dossiers/{dossier.code}/schakelingen/nieuw"
    page = staff.get(address)
    process_years(session, facility, 2024)
    late = staff.post(address, {**marks_of(page), "begin": "01/07/2024", "end": "", "modules": "P-CB-BREED"})
    assert late.status_code == 409
    assert "De jaren tot en met 2024 zijn nu verwerkt" in words_of(late)
    assert value_of(late, "begin") == "01/07/2024"


@pytest.mark.parametrize(
    ("end", "way"), [(None, "Naar de einddatum"), (LAST, "Naar het dossier")], ids=["running", "ended"]
)
def test_a_year_processed_while_a_form_was_open_loses_nothing_typed_s_14_d_11(
    session: BincSession, facility: Facility, staff: Any, end: date | None, way: str
) -> None:
    dossier, schakeling = dossier_with(session, facility, date(2024, 3, 1), end)
    address = f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/"
    page = staff.get(address)
    process_years(session, facility, 2024)
    typed = {**marks_of(page), "begin": "02/03/2024", "end": "01/02/2025", "modules": "VBFBJB04"}
    late = staff.post(address, typed)
    assert late.status_code == 409
    for words in ("Dit jaar is verwerkt", "Er is niets bewaard.", "02/03/2024", "01/02/2025", way):
        assert words in words_of(late)
    session.expire_all()
    assert session.get_one(Schakeling, schakeling.id).end == end
