"""The page of the work list: one line for each thing to do, filtered, sorted, paged, with the way to its form (D-2)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.database import BincSession, db
from app.domain.roles import Role
from app.presentation import today_in_brussels
from app.queries.work_list import WorkChoice
from app.services.role_rights import change_rights
from models import Dossier, Facility
from models.notice import Notice
from tests.drafts.typing import autosave
from tests.factories import create_client, create_dossier, create_facility, create_seat, type_module
from tests.views.counting import counted_statements
from tests.views.reading import words_of
from views.work_list import query_for, work_choice_in

Browse = Callable[..., Any]
BEGIN = date(2024, 5, 1)


def waiting(session: BincSession, facility: Facility, amount: int = 1, **columns: Any) -> list[Dossier]:
    """Open dossiers whose stored columns ask for work."""
    made = []
    for _ in range(amount):
        dossier = create_dossier(session, create_client(session, facility), facility)
        for name, value in columns.items():
            setattr(dossier, name, value)
        made.append(dossier)
    session.flush()
    return made


def test_it_takes_the_same_statements_for_5_and_for_50_lines(app: Flask, session: BincSession, browse: Browse) -> None:
    """D-2: no query per line."""
    facility = create_facility(session)
    browser = browse(create_seat(session, facility))
    waiting(session, facility, 5)
    browser.get("/werklijst/")
    with counted_statements(db.engine) as few:
        browser.get("/werklijst/")
    waiting(session, facility, 45)
    with counted_statements(db.engine) as many:
        assert browser.get("/werklijst/").text.count("BNC_2024") >= 50
    assert len(many) == len(few)


def test_each_line_leads_to_the_form_where_it_is_done(session: BincSession, browse: Browse) -> None:
    """E-1, S-2, S-3, S-15, D-6."""
    facility, today = create_facility(session), today_in_brussels()
    far: dict[str, Any] = {"first_schakeling_begin": date(2024, 1, 8), "last_schakeling_begin": date(2024, 1, 8)}
    done: dict[str, Any] = {**far, "intake_completed_on": date(2024, 2, 1), "last_decision_begin": date(2024, 1, 8)}
    (idle,) = waiting(session, facility)
    (decided,) = waiting(session, facility, last_decision_begin=date(2024, 1, 8))
    (late,) = waiting(session, facility, **far)
    (ending,) = waiting(session, facility, **done, last_schakeling_end=today)
    (ended,) = waiting(session, facility, **done, last_schakeling_end=today - timedelta(days=8))
    modules = [type_module(session, "VBFBJB04").id]
    waiting(session, facility, **done, last_schakeling_modules=modules)
    page = browse(create_seat(session, facility)).get("/werklijst/").text
    for dossier, place in (
        (idle, "beslissingen/nieuw"),
        (decided, "schakelingen/nieuw"),
        (late, "beginregistratie"),
        (ending, "schakelingen/nieuw"),
        (ended, "afsluiten"),
    ):
        assert f"/dossiers/{dossier.code}/{place}" in page
    assert "moest tegen 08/04/2024" in page
    assert "werd 12" in page
    assert page.index(late.code) < page.index(ending.code) < page.index(ended.code), "the most pressing first"


@pytest.mark.parametrize("may_link", [True, False])
def test_an_unborn_child_leads_to_its_linking_or_for_who_may_not_link_to_its_page(
    session: BincSession, browse: Browse, may_link: bool
) -> None:
    """C-4."""
    facility = create_facility(session, organisation_type="CKG", modules=())
    child = create_client(session, facility, birth_date=None, national_number=None, unborn=True)
    create_dossier(session, child, facility)
    if not may_link:
        change_rights(session, Role.FACILITY_STAFF, frozenset(), frozenset({("can_write", "LinkPage")}))
    page = browse(create_seat(session, facility)).get("/werklijst/").text
    assert (f'href="/clienten/{child.id}/koppelen/"' in page) is may_link
    assert (f'href="/clienten/{child.id}/">Naar de cliënt' in page) is not may_link


def test_the_filter_shows_one_kind_and_the_switch_what_is_mine(session: BincSession, browse: Browse) -> None:
    """D-2: with how many there are of each."""
    facility = create_facility(session)
    seat = create_seat(session, facility)
    (mine,) = waiting(session, facility, owner_id=seat.user_id)
    (late,) = waiting(
        session, facility, first_schakeling_begin=date(2024, 1, 8), last_schakeling_begin=date(2024, 1, 8)
    )
    browser = browse(seat)
    both = browser.get("/werklijst/").text
    assert "Alles (2)" in both
    assert "Beginregistraties te laat (1)" in both
    assert mine.code in both
    assert late.code in both
    own = browser.get("/werklijst/?wie=mijn").text
    assert mine.code in own
    assert late.code not in own
    one_kind = browser.get("/werklijst/?soort=beginregistratie-te-laat").text
    assert late.code in one_kind
    assert mine.code not in one_kind


def test_an_empty_work_list_is_calm(session: BincSession, browse: Browse) -> None:
    """Nothing to do is said in peace, and leads on."""
    browser = browse(create_seat(session, create_facility(session)))
    assert "Niets dringends" in browser.get("/werklijst/").text
    assert "op jou" in browser.get("/werklijst/?wie=mijn").text
    assert "Hier is niets meer te doen" in browser.get("/werklijst/?soort=schakelleeftijd").text


def test_it_is_paged_by_fifty_and_a_page_too_far_is_the_last(session: BincSession, browse: Browse) -> None:
    """D-2."""
    facility = create_facility(session)
    waiting(session, facility, 51)
    browser = browse(create_seat(session, facility))
    first, second, beyond = (browser.get(f"/werklijst/?pagina={page}").text for page in (1, 2, 999))
    assert "1–50 van 51" in first
    assert 'rel="next"' in first
    assert "51–51 van 51" in second
    assert "51–51 van 51" in beyond


@pytest.mark.parametrize(
    "choice",
    [
        WorkChoice(),
        WorkChoice(mine=True, kind="switching_age", sort="name", descending=True, page=3),
        WorkChoice(sort="day"),
    ],
)
def test_an_address_says_what_was_chosen(choice: WorkChoice) -> None:
    """D-2: reload and the back button always work."""
    query = {name: str(word) for name, word in query_for(choice, page=choice.page).items()}
    assert work_choice_in(query) == choice


def test_an_address_with_nonsense_is_the_usual_choice() -> None:
    """D-2: never an error page."""
    assert work_choice_in({"soort": "x", "sorteer": "y", "pagina": "-1", "volgorde": "z", "wie": "q"}) == WorkChoice()


def test_the_lines_shown_go_on_record(session: BincSession, browse: Browse) -> None:
    """A-5: the dossiers of the page, once each."""
    facility = create_facility(session)
    made = waiting(session, facility, 5)
    browse(create_seat(session, facility)).get("/werklijst/")
    query = text("select subject_ids from audit_entry where page = 'WorkListPage.index' order by id desc limit 1")
    assert session.execute(query).scalar_one() == sorted(dossier.id for dossier in made)


def test_answers_and_drafts_wait_beside_the_dossiers(session: BincSession, browse: Browse) -> None:
    """D-7, D-9, D-11: what the agency answered and what was typed and not saved; only then all is done."""
    facility = create_facility(session)
    seat = create_seat(session, facility)
    closed = create_dossier(
        session, create_client(session, facility), facility, status="closed", closed_on=date(2024, 5, 1)
    )
    news = {"user_id": seat.user_id, "kind": "reopening_rejected", "colleague": "Opgroeien", "codes": [closed.code]}
    session.add(Notice(facility_id=facility.id, **news))
    session.flush()
    browser = browse(seat)
    answer = autosave(browser, f"/dossiers/{closed.code}/aanmelding/", {"own_reference": "LG", "seat": seat.id})
    assert answer.status_code == 200
    # On the work list it is one line among the others, above the overview a notice.
    for address, words in (("/", "keurde je aanvraag om te heropenen af"), ("/werklijst/", "Lees het antwoord")):
        page = browser.get(address).text
        assert words in page
        assert closed.code in page
        assert "Er wacht nog een concept van jou" in page
        assert "Er wacht geen werk" not in page
        assert "er wacht geen werk" not in page
    colleague = browse(create_seat(session, facility)).get("/werklijst/").text
    assert "concept van jou" not in colleague
    assert "Niets dringends" in colleague


@pytest.mark.parametrize("kind", ["reopening_approved", "reopening_rejected"])
def test_an_answered_request_is_work_of_who_asked_until_the_dossier_was_opened(
    session: BincSession, browse: Browse, kind: str
) -> None:
    """D-7: whichever way it was answered, and whoever owns the dossier."""
    facility = create_facility(session)
    seat, colleague = create_seat(session, facility), create_seat(session, facility)
    dossier, other = (
        create_dossier(session, create_client(session, facility), facility, status="closed", closed_on=BEGIN)
        for _ in range(2)
    )
    at = datetime(2024, 5, 1, 23, 30, tzinfo=UTC)
    for each in (dossier, other):
        news = {"user_id": seat.user_id, "kind": kind, "colleague": "Opgroeien", "codes": [each.code], "at": at}
        session.add(Notice(facility_id=facility.id, **news))
    session.flush()
    browser, mate = browse(seat), browse(colleague)
    words = {"reopening_approved": "aanvraag goedgekeurd", "reopening_rejected": "aanvraag afgekeurd"}[kind]
    for query in ("", "?wie=mijn", f"?soort={words.replace(' ', '-')}"):
        page = words_of(browser.get(f"/werklijst/{query}"))
        assert page.count(f"{words} ") == 2, query
        assert "op 02/05/2024" in page, "the day in Brussels"
    assert mate.get(f"/dossiers/{dossier.code}/").status_code == 200
    assert words not in words_of(mate.get("/werklijst/"))
    assert browser.get(f"/dossiers/{dossier.code}/").status_code == 200
    left = browser.get("/werklijst/").text
    assert dossier.code not in left
    assert other.code in left
    assert dossier.code not in browser.get("/").text
