"""What somebody types and does not save is kept for them alone, and offered when they come back (D-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import object_session

from app.database import BincSession, db, enter_scope
from app.domain.drafts import LARGEST_DRAFT, check_draft, has_text, last_day_of_draft
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from models import ContextHousehold, ContextPerson, Decision, Dossier, Facility, Seat
from tests.drafts.typing import TAKEN_UP, WAITS, autosave, take_up
from tests.factories import create_capacity_question, create_client, create_dossier, create_facility, create_seat
from tests.views.controls import controls_of
from tests.views.counting import counted_statements
from tests.views.reading import marks_of, ticked, value_of, words_of

QUARTER = "/kwartaalstaten/2024-1/"
DECISION = {"begin": "09/02/2024", "modules": ["P-CB-BREED"], "ground": "judicial", "mandated_service": "none"}


def decisions_of(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/beslissingen/"


def forms_of(dossier: Dossier) -> dict[str, tuple[str, str]]:
    """Every form that keeps drafts: its address, and a text field in it."""
    base, client = f"/dossiers/{dossier.code}/", f"/clienten/{dossier.client_id}/"
    context = f"{client}context/"
    return {
        "ClientPage.change": (f"{client}wijzigen/", "call_name"),
        "ContextPage.situation": (f"{context}verblijf/", "service"),
        "ContextHouseholdPage.add": (f"{context}huizen/nieuw", "street"),
        "ContextHouseholdPage.add_facility": (f"{context}voorzieningen/nieuw", "name"),
        "ContextHouseholdPage.change": (f"{context}huizen/{around(dossier, ContextHousehold)}/", "street"),
        "ContextPersonPage.add": (f"{context}personen/nieuw", "name"),
        "ContextPersonPage.change": (f"{context}personen/{around(dossier, ContextPerson)}/", "phone"),
        "ReferralPage.add": (f"{client}dossier/", "own_reference"),
        "ReferralPage.change": (f"{base}aanmelding/", "own_reference"),
        "RegistrationPage.fill": (f"{base}beginregistratie/", "day_activity"),
        "DecisionPage.add": (f"{base}beslissingen/nieuw", "begin"),
        "DecisionPage.change": (f"{base}beslissingen/{dossier.decisions[0].id}/", "begin"),
        "SchakelingPage.add": (f"{base}schakelingen/nieuw", "begin"),
        "SchakelingPage.change": (f"{base}schakelingen/{schakeling_of(dossier)}/", "begin"),
        "StatementPage.fill": (QUARTER, f"total_{module_of(dossier)}"),
        "StatementClientPage.fill": (f"{QUARTER}clienten/VBFBJB04/1/", f"client_{dossier.client_id}"),
        "StatementKindPage.fill": (f"{QUARTER}soorten/P-OB-RTJ/", "kind_time_out"),
    }


def module_of(dossier: Dossier) -> int:
    """The id of the first module of a dossier's help."""
    return int(dossier.decisions[0].schakelingen[0].modules[0].type_module_id)


def around(dossier: Dossier, kind: type[ContextHousehold] | type[ContextPerson]) -> int:
    """The id of a record around the client of a dossier."""
    session = object_session(dossier)
    assert session is not None
    return int(session.scalars(select(kind.id).where(kind.client_id == dossier.client_id)).one())


def schakeling_of(dossier: Dossier) -> int:
    return int(dossier.decisions[0].schakelingen[0].id)


# Forms that hold no text of a dossier, with the reason why nothing of them is kept.
WITHOUT_DRAFTS = {
    "SignInPage.sign_in": "a password is never kept",
    "PasswordPage.index": "a password is never kept",
    "AccountAdministration.password": "a password is never kept",
    "ClosingPage.close": "one button, nothing to type",
    "StatementSendingPage.send": "one button, nothing to type",
    "LinkPage.look_up": "criteria of a search, kept for a day anyhow",
    "LinkPage.found": "one choice among people, nothing to type",
    "LinkPage.compare": "one button, nothing to type",
    "ProcessedYearPage.facility": "one deed of the agency about a year, about no person",
    "ModuleDataPage.apply": "one button, nothing to type",
    "ModuleDataPage.apply_all": "one button, nothing to type",
    "SectorReportPage.ask": "dates and ticks that are offered again the next time, about no person",
    "ReportRequestPage.ask": "dates and ticks that are offered again the next time, about no person",
    "MailChoicePage.index": "one choice of two, nothing to type",
    "SharingPage.index": "with whom to share: kept for a day anyhow, and about whom is a line to type again",
    "ImportPage.send": "a file, which no browser lets itself be given back",
    "SectorImportPage.send": "a file, which no browser lets itself be given back",
    "DossierSharingPage.choose": "with whom to share: kept for a day anyhow",
    "SharingPage.file": "a file, which no browser lets itself be given back, and one line beside it",
    "HandoverPage.take": "ticks in a list that changes by the minute",
    "HandoverPage.give": "ticks in a list that changes by the minute",
}


def test_every_form_keeps_drafts_or_says_why_not_d_11(app: Any, dossier: Dossier) -> None:
    """The reference data of the agency and the admins are short forms about no person: they keep none.

    What the agency answers a facility is a text that somebody thinks about: that does.
    """
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())}
    keep = {endpoint for endpoint in forms if getattr(app.view_functions[endpoint], "_draft", None)}
    rest = {one for one in forms - keep - set(WITHOUT_DRAFTS) if not one.split(".")[0].endswith("Administration")}
    assert rest == set()
    asked = {"CapacityQuestionPage.ask", "CapacityQuestionAdministration.answer", "StatementRequestPage.ask"}
    assert keep == {*forms_of(dossier), "UnbornPage.add", *asked}


@pytest.mark.parametrize(
    "endpoint",
    [
        "ClientPage.change",
        "ContextPage.situation",
        "ContextHouseholdPage.add",
        "ContextHouseholdPage.add_facility",
        "ContextHouseholdPage.change",
        "ContextPersonPage.add",
        "ContextPersonPage.change",
        "ReferralPage.add",
        "ReferralPage.change",
        "RegistrationPage.fill",
        "DecisionPage.add",
        "DecisionPage.change",
        "SchakelingPage.add",
        "SchakelingPage.change",
        "StatementPage.fill",
        "StatementClientPage.fill",
        "StatementKindPage.fill",
    ],
)
def test_what_is_typed_in_any_form_is_offered_again_and_taken_up_d_11(
    session: BincSession, facility: Facility, dossier: Dossier, an: Any, endpoint: str
) -> None:
    address, field = forms_of(dossier)[endpoint]
    if endpoint == "ReferralPage.add":
        address = f"/clienten/{create_client(session, facility, residence_status='belg').id}/dossier/"
    typed = "school" if field == "day_activity" else "09/02/2024"
    opened = an.get(address)
    assert WAITS not in words_of(opened)
    kept = autosave(an, address, {field: typed, "modules": ["P-CB-BREED"]}, opened)
    assert kept.status_code == 200
    assert len(kept.json["kept"]) == 5
    again = an.get(address)
    assert WAITS in words_of(again)
    assert "Verder werken met het concept" in words_of(again)
    assert "data-draft-waits" in again.text
    taken_up = take_up(an, address)
    assert taken_up.status_code == 200
    assert TAKEN_UP in words_of(taken_up)
    assert 'data-guard="changed"' in taken_up.text
    if field != "day_activity":
        assert value_of(taken_up, field) == typed
    assert marks_of(taken_up).get("version") == marks_of(opened).get("version")


def test_an_unborn_child_that_is_not_registered_yet_is_kept_as_a_draft_c_4_d_11(
    session: BincSession, browse: Any
) -> None:
    ckg = create_facility(session, organisation_type="CKG", modules=())
    worker, address = browse(create_seat(session, ckg)), "/clienten/ongeboren/"
    autosave(worker, address, {"mother_name": "Janssens"})
    assert "nog niet geregistreerd" in words_of(worker.get("/concepten/"))
    assert value_of(take_up(worker, address), "mother_name") == "Janssens"


def test_a_new_record_is_saved_out_of_its_draft_and_the_draft_is_gone_d_11(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    autosave(an, address, DECISION)
    taken_up = take_up(an, address)
    assert ticked(taken_up, "modules") == ["P-CB-BREED"]
    assert an.post(address, {**marks_of(taken_up), **DECISION}).status_code == 302
    assert WAITS not in words_of(an.get(address))
    assert "Je hebt geen concepten" in words_of(an.get("/concepten/"))
    session.expire_all()
    assert date(2024, 2, 9) in session.scalars(select(Decision.begin)).all()


def test_taking_up_a_draft_saves_nothing_by_itself_d_11(session: BincSession, dossier: Dossier, an: Any) -> None:
    address = f"{decisions_of(dossier)}{dossier.decisions[0].id}/"
    autosave(an, address, {**DECISION, "ground": "judicial"}, an.get(address))
    take_up(an, address)
    session.expire_all()
    assert session.scalars(select(Decision.ground)).one() == "voluntary"


def test_a_record_changed_meanwhile_leads_from_the_draft_to_the_conflict_screen_d_11(
    session: BincSession, dossier: Dossier, an: Any, bert: Any
) -> None:
    address = f"/dossiers/{dossier.code}/aanmelding/"
    autosave(an, address, {"through_access_gate": "yes", "own_reference": "mijn concept"}, an.get(address))
    theirs = {**marks_of(bert.get(address)), "through_access_gate": "yes", "own_reference": "LG-3"}
    assert bert.post(address, theirs).status_code == 302
    taken_up = take_up(an, address)
    typed = {"through_access_gate": "yes", "own_reference": value_of(taken_up, "own_reference")}
    conflict = an.post(address, {**marks_of(taken_up), **typed})
    assert conflict.status_code == 409
    assert "mijn concept" in words_of(conflict)
    assert "LG-3" in words_of(conflict)
    # Who leaves the conflict screen alone finds the text again.
    assert value_of(take_up(an, address), "own_reference") == "mijn concept"


def test_a_refused_form_is_kept_without_scripts_d_11(dossier: Dossier, an: Any) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    assert an.post(address, {"begin": "31/02/2024", "ground": "judicial"}).status_code == 422
    assert WAITS in words_of(an.get(address))
    assert value_of(take_up(an, address), "begin") == "31/02/2024"


def test_an_empty_form_that_is_refused_leaves_no_draft_d_11(dossier: Dossier, an: Any) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    assert an.post(address, {"begin": " "}).status_code == 422
    assert WAITS not in words_of(an.get(address))


def test_a_button_keeps_a_draft_without_scripts_and_shows_the_form_as_typed_d_11(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    assert "Bewaar als concept" in words_of(an.get(address))
    shown = an.post(address, {"begin": "09/02", "keep_draft": "yes"})
    assert shown.status_code == 200
    assert "Concept bewaard op" in words_of(shown)
    assert value_of(shown, "begin") == "09/02"
    assert WAITS in words_of(an.get(address))
    assert len(session.scalars(select(Decision)).all()) == 1


def test_a_draft_is_thrown_away_on_request_and_twice_is_no_fault_d_11(dossier: Dossier, an: Any) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    autosave(an, address, DECISION)
    thrown = an.post("/concepten/weggooien/", {"draft_form": address, "back_to_form": "yes"})
    assert thrown.headers["Location"] == address
    assert an.post("/concepten/weggooien/", {"draft_form": address}).headers["Location"] == "/concepten/"
    assert WAITS not in words_of(an.get(address))
    assert an.post("/concepten/weggooien/", {"draft_form": "//elders.be", "back_to_form": "yes"}).headers[
        "Location"
    ] == ("/concepten/")
    assert take_up(an, address).headers["Location"] == "/concepten/"


def test_a_colleague_sees_nothing_of_a_draft_d_11(
    session: BincSession, facility: Facility, dossier: Dossier, an: Any, bert: Any
) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    autosave(an, address, DECISION)
    assert WAITS not in words_of(bert.get(address))
    assert "Je hebt geen concepten" in words_of(bert.get("/concepten/"))
    bert.post("/concepten/weggooien/", {"draft_form": address})
    autosave(bert, address, {**DECISION, "begin": "10/02/2024"})
    assert value_of(take_up(an, address), "begin") == "09/02/2024"
    assert value_of(take_up(bert, address), "begin") == "10/02/2024"


def test_one_person_has_drafts_of_their_own_at_each_seat_d_11(
    session: BincSession, dossier: Dossier, an: Any, browse: Any
) -> None:
    user = session.get_one(Seat, an.seat_id).user
    elsewhere = browse(create_seat(session, create_facility(session), user=user))
    address = f"{decisions_of(dossier)}nieuw"
    autosave(an, address, DECISION)
    assert "Je hebt geen concepten" in words_of(elsewhere.get("/concepten/"))
    wrong_seat = elsewhere.post("/concepten/bewaren/", {"seat": an.seat_id, "draft_form": address, "begin": "x"})
    assert wrong_seat.status_code == 409


def test_the_list_names_each_draft_and_says_what_is_gone_d_11(
    session: BincSession, facility: Facility, dossier: Dossier, an: Any, bert: Any
) -> None:
    decision = f"{decisions_of(dossier)}{dossier.decisions[0].id}/"
    empty = create_client(session, facility, residence_status="belg", first_name="Lars")
    autosave(an, decision, {**DECISION, "begin": "08/01/2024"})
    autosave(an, f"/clienten/{empty.id}/dossier/", {"own_reference": "nieuw"})
    autosave(an, f"{decisions_of(dossier)}999999/", {"begin": "12/03/2024"})
    autosave(an, "/dossiers/BNC_20240101_999999/aanmelding/", {"own_reference": "verloren"})
    words = words_of(an.get("/concepten/"))
    for expected in (
        "Beslissing wijzigen",
        "Nieuw dossier",
        "Lars",
        dossier.code,
        "De beslissing is er niet meer.",
        "Het dossier is er niet meer.",
        "Bekijk de tekst",
        "dertig dagen",
    ):
        assert expected in words
    gone = take_up(an, f"{decisions_of(dossier)}999999/")
    assert gone.status_code == 200
    assert "Deze beslissing is er niet (meer)" in words_of(gone)
    assert "12/03/2024" in words_of(gone)
    assert "verloren" in words_of(take_up(an, "/dossiers/BNC_20240101_999999/aanmelding/"))


def test_a_draft_of_a_dossier_in_the_bin_says_so_and_shows_its_text_d_8_d_11(
    session: BincSession, facility: Facility, an: Any, bert: Any
) -> None:
    dossier = create_dossier(session, create_client(session, facility, residence_status="belg"), facility)
    address = f"/dossiers/{dossier.code}/aanmelding/"
    autosave(an, address, {"own_reference": "LG-9"}, an.get(address))
    assert bert.post(f"/dossiers/{dossier.code}/verwijderen/", {"version": dossier.version}).status_code == 302
    assert "Het dossier ligt in de prullenbak." in words_of(an.get("/concepten/"))
    text_of_it = take_up(an, address)
    assert text_of_it.status_code == 200
    assert "LG-9" in words_of(text_of_it)


def test_a_draft_of_a_client_out_of_reach_still_shows_its_text_d_11(an: Any) -> None:
    address = "/clienten/99999999/wijzigen/"
    autosave(an, address, {"call_name": "Nora"})
    assert "Je kunt deze cliënt niet meer openen." in words_of(an.get("/concepten/"))
    shown = take_up(an, address)
    assert shown.status_code == 200
    assert "Nora" in words_of(shown)


def test_the_list_makes_no_more_queries_for_fifty_drafts_than_for_five_d_11(
    session: BincSession, app: Any, dossier: Dossier, an: Any
) -> None:
    counts = []
    for start, amount in ((0, 5), (5, 45)):
        for number in range(start, start + amount):
            autosave(an, f"{decisions_of(dossier)}{number + 1}/", {"begin": "x"})
        an.get("/concepten/")
        with counted_statements(db.engine) as statements:
            assert an.get("/concepten/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "address", ["", "/", "/aanmelden/", "/wachtwoord/", "/beheer/gebruikers/add", "//x", "/dossiers/x/afsluiten/"]
)
def test_only_forms_that_keep_drafts_have_them_d_11(an: Any, address: str) -> None:
    assert autosave(an, address, {"password": "geheim"}).status_code == 422
    assert "Je hebt geen concepten" in words_of(an.get("/concepten/"))


def test_too_much_text_is_refused_and_what_was_kept_stays_d_11(dossier: Dossier, an: Any) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    autosave(an, address, {"begin": "klein"})
    assert autosave(an, address, {"begin": "x" * (LARGEST_DRAFT + 1)}).status_code == 422
    assert value_of(take_up(an, address), "begin") == "klein"


def test_neither_protection_nor_ticks_to_confirm_are_kept_d_11(session: BincSession, dossier: Dossier, an: Any) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    autosave(an, address, {"begin": "a\0b", "csrf_token": "geheim", "confirmed": "S-2", "keep-begin": "theirs"})
    seat = session.get_one(Seat, an.seat_id)
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, Actor(seat.user_id, "An"), seat.facility_id, seat.id))
    kept = session.execute(text("select content from draft")).scalar_one()
    assert kept == [["begin", "ab"]]


def test_keeping_is_no_change_of_the_dossier_and_taking_up_is_a_read_a_5(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    address = f"{decisions_of(dossier)}nieuw"
    session.commit()
    before, version = last_recorded(session), dossier.version
    autosave(an, address, DECISION)
    assert recorded_since(session, before) == []
    take_up(an, address)
    assert {("read", "draft"), ("read", "dossier")} <= set(recorded_since(session, before))
    session.refresh(dossier)
    assert dossier.version == version


def last_recorded(session: BincSession) -> int:
    return int(session.execute(text("select coalesce(max(id), 0) from audit_entry")).scalar_one())


def recorded_since(session: BincSession, last: int) -> list[tuple[str, str]]:
    query = text("select action, subject_kind from audit_entry where id > :last order by id")
    return [(action, kind) for action, kind in session.execute(query, {"last": last})]


def test_a_draft_of_spaces_is_none_and_its_size_counts_names_and_bytes_d_11() -> None:
    assert not has_text([("begin", "  "), ("version", "3"), ("kind", "switch")])
    assert has_text([("version", "3"), ("begin", "x")])
    exact = (("é", "x" * (LARGEST_DRAFT - 2)),)
    assert check_draft(exact) == []
    assert [fault.rule for fault in check_draft((("é", "x" * (LARGEST_DRAFT - 1)),))] == ["D-11"]


def test_a_draft_stays_for_thirty_days_d_11() -> None:
    assert last_day_of_draft(date(2024, 2, 1)) == date(2024, 3, 2)


def test_the_start_page_counts_the_drafts_that_wait_d_11(dossier: Dossier, an: Any, bert: Any) -> None:
    assert "concept" not in an.get("/").text.split("<main", 1)[1]
    autosave(an, f"{decisions_of(dossier)}nieuw", DECISION)
    assert "Er wacht nog een concept van jou" in words_of(an.get("/"))
    autosave(an, f"/dossiers/{dossier.code}/aanmelding/", {"own_reference": "LG-1"})
    assert "Er wachten nog 2 concepten van jou" in words_of(an.get("/"))
    assert "concept" not in bert.get("/").text.split("<main", 1)[1]


def test_the_reason_of_a_request_to_reopen_is_kept_as_a_draft_d_7_d_11(dossier: Dossier, an: Any) -> None:
    address = f"/dossiers/{dossier.code}/heropenen/vragen/"
    autosave(an, address, {"motive": "Er ontbreekt een einddatum."})
    assert "Vragen om te heropenen" in words_of(an.get("/concepten/"))
    taken_up = take_up(an, address)
    assert taken_up.status_code == 200
    assert "Er ontbreekt een einddatum." in words_of(taken_up)


def test_the_answer_of_the_agency_is_kept_as_a_draft_for_who_types_it_m_3_d_11(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    """At a seat without a facility: kept while typing, counted, listed, taken up again, gone once it is sent."""
    question = create_capacity_question(session, facility)
    address = f"/beheer/capaciteitsvragen/{question.id}/"
    ursula, victor = (browse(create_seat(session, role=Role.AGENCY_POLICY)) for _ in range(2))
    assert "Bewaar als concept" in words_of(ursula.get(address))
    assert autosave(ursula, address, {"answer": "In het besluit staan 12"}, ursula.get(address)).status_code == 200
    assert "Er wacht nog een concept van jou" in words_of(ursula.get("/"))
    assert "Antwoord op een vraag over de capaciteit" in words_of(ursula.get("/concepten/"))
    assert WAITS in words_of(ursula.get(address))
    assert WAITS not in words_of(victor.get(address))
    assert "Je hebt geen concepten" in words_of(victor.get("/concepten/"))
    taken_up = take_up(ursula, address)
    assert TAKEN_UP in words_of(taken_up)
    assert "In het besluit staan 12" in taken_up.text
    sent = {**controls_of(taken_up), "answer": "In het besluit staan 12 plaatsen."}
    assert ursula.post(address, sent).status_code == 302
    assert "Je hebt geen concepten" in words_of(ursula.get("/concepten/"))


def test_an_answer_that_was_overtaken_stays_as_a_draft_m_3_d_11(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    question = create_capacity_question(session, facility)
    address = f"/beheer/capaciteitsvragen/{question.id}/"
    ursula, victor = (browse(create_seat(session, role=Role.AGENCY_POLICY)) for _ in range(2))
    opened = controls_of(ursula.get(address))
    assert victor.post(address, {**controls_of(victor.get(address)), "answer": "Twaalf."}).status_code == 302
    assert ursula.post(address, {**opened, "answer": "Elf."}).status_code == 409
    assert WAITS in words_of(ursula.get(address))
    assert "Elf." in take_up(ursula, address).text


def test_seats_without_drafts_offer_none_d_11(session: BincSession, facility: Facility, browse: Any) -> None:
    analyst = browse(create_seat(session, role=Role.AGENCY_ANALYST))
    assert analyst.get("/concepten/").status_code == 403
    assert "concept" not in words_of(analyst.get("/"))
