"""The request to reopen on the screens of the facility and of the case handler (D-7, A-4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.database import BincSession, db
from app.domain.reopening import LONGEST_REASON
from app.domain.roles import Role
from app.services.accounts import give_seat
from app.services.reopening import withdraw_request
from models import Account, Dossier, Facility, OutboxMessage, ReopeningRequest
from models.access import Seat
from tests.factories import create_dossier, create_facility, create_seat, create_user
from tests.life.requests import MOTIVE, actor_of, asked, closed_long_ago
from tests.life.states import dossier_in
from tests.views.counting import counted_statements
from tests.views.reading import words_of

Browse = Callable[..., Any]


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session)


@pytest.fixture
def asker(session: BincSession) -> Account:
    return create_user(session)


@pytest.fixture
def seat(session: BincSession, facility: Facility, asker: Account) -> Seat:
    return create_seat(session, facility, user=asker)


@pytest.fixture
def handler(session: BincSession, browse: Browse) -> Any:
    return browse(create_seat(session, None, Role.AGENCY_CASE_HANDLER))


def waiting(session: BincSession, facility: Facility, asker: Account, **client: Any) -> tuple[Dossier, int]:
    dossier = closed_long_ago(session, facility, **client)
    return dossier, asked(session, dossier, asker).id


def state_of(session: BincSession, request_id: int) -> tuple[str, str]:
    query = text(
        "select r.state, d.status from reopening_request r join dossier d on d.id = r.dossier_id where r.id = :id"
    )
    return tuple(session.execute(query, {"id": request_id}).one())  # type: ignore[return-value]


def test_a_facility_asks_sees_it_wait_and_takes_it_back_d_7(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat
) -> None:
    dossier, browser = closed_long_ago(session, facility), browse(seat)
    address = f"/dossiers/{dossier.code}/heropenen/vragen/"
    assert "Vraag Opgroeien om te heropenen" in words_of(browser.get(f"/dossiers/{dossier.code}/"))
    assert "Zonder namen of andere persoonsgegevens" in words_of(browser.get(address))
    done = words_of(browser.post(address, {"motive": MOTIVE}, follow_redirects=True))
    request_id = session.scalars(select(ReopeningRequest.id)).one()
    assert f"Je aanvraag {request_id} is verstuurd." in done
    assert "wacht op een beslissing" in done
    assert MOTIVE in done
    assert "heropenen/vragen" not in browser.get(f"/dossiers/{dossier.code}/").text
    assert browser.get(address).status_code == 302
    back = browser.post(f"/dossiers/{dossier.code}/heropenen/intrekken/", follow_redirects=True)
    assert f"Aanvraag {request_id} is ingetrokken." in words_of(back)
    assert state_of(session, request_id) == ("withdrawn", "closed")
    assert "Vraag Opgroeien om te heropenen" in words_of(back)
    again = browser.post(f"/dossiers/{dossier.code}/heropenen/intrekken/", follow_redirects=True)
    assert "intussen ingetrokken" in words_of(again)


@pytest.mark.parametrize("motive", ["", "   ", "x" * (LONGEST_REASON + 1), "een\x07bel"])
def test_what_is_wrong_with_a_reason_stands_beside_it_and_the_text_stays_d_7(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat, motive: str
) -> None:
    dossier = closed_long_ago(session, facility)
    answer = browse(seat).post(f"/dossiers/{dossier.code}/heropenen/vragen/", {"motive": motive})
    assert answer.status_code == 422
    assert 'id="motive-error"' in answer.text
    assert motive.strip() in answer.text
    assert session.scalars(select(ReopeningRequest)).all() == []


def test_lines_count_as_they_are_typed_d_7(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat
) -> None:
    """Browsers send two signs for the end of a line."""
    dossier = closed_long_ago(session, facility)
    longest = "\r\n".join(["x"] * (LONGEST_REASON // 2))
    assert browse(seat).post(f"/dossiers/{dossier.code}/heropenen/vragen/", {"motive": longest}).status_code == 302


def test_it_is_not_offered_beside_another_open_dossier_which_is_linked_d_7(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat
) -> None:
    dossier = closed_long_ago(session, facility)
    newer = create_dossier(session, dossier.client, facility)
    browser = browse(seat)
    page = browser.get(f"/dossiers/{dossier.code}/")
    assert "heropenen/vragen" not in page.text
    assert f'<a href="/dossiers/{newer.code}/">{newer.code}</a>' in page.text
    refused = browser.post(f"/dossiers/{dossier.code}/heropenen/vragen/", {"motive": MOTIVE})
    assert refused.status_code == 422
    assert newer.code in words_of(refused)
    assert MOTIVE in refused.text


def test_who_asks_second_hears_so_and_keeps_the_text_d_11(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat
) -> None:
    dossier, _ = waiting(session, facility, create_user(session))
    answer = browse(seat).post(f"/dossiers/{dossier.code}/heropenen/vragen/", {"motive": "Mijn woorden."})
    assert answer.status_code == 409
    assert "Een collega vroeg intussen al om dit dossier te heropenen." in words_of(answer)
    assert "Mijn woorden." in answer.text


def test_a_request_sent_twice_is_one_and_was_sent_d_7_d_11(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat
) -> None:
    dossier, browser = closed_long_ago(session, facility), browse(seat)
    for _ in range(2):
        answer = browser.post(f"/dossiers/{dossier.code}/heropenen/vragen/", {"motive": MOTIVE}, follow_redirects=True)
        assert answer.status_code == 200
        assert "is verstuurd" in words_of(answer)
    number = session.scalar(text("select count(*) from reopening_request where dossier_id = :id"), {"id": dossier.id})
    drafts = browser.get("/concepten/")
    assert (number, MOTIVE in drafts.text) == (1, False)
    other = browser.post(f"/dossiers/{dossier.code}/heropenen/vragen/", {"motive": "Een andere reden"})
    assert other.status_code == 409


def test_a_case_handler_sees_the_course_and_not_the_client_and_approves_d_7_a_4_a_5(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat, handler: Any, asker: Account
) -> None:
    dossier, request_id = waiting(session, facility, asker, name="Geheimaers", first_name="Ferre")
    queue, page = handler.get("/aanvragen/"), handler.get(f"/aanvragen/{request_id}/")
    for shown in (queue, page):
        assert dossier.code in shown.text
        assert facility.name in shown.text
        assert asker.get_full_name() in shown.text
        assert "Geheimaers" not in shown.text
        assert "Ferre" not in shown.text
    for words in (MOTIVE, "Start hulpaanbod", "31/05/2024", "01/06/2024"):
        assert words in words_of(page)
    read = (
        "select count(*) from audit_entry where action = 'read' and :id = any(subject_ids) and subject_kind = 'dossier'"
    )
    assert session.scalar(text(read), {"id": dossier.id}) == 2
    done = words_of(handler.post(f"/aanvragen/{request_id}/goedkeuren/", follow_redirects=True))
    assert f"Aanvraag {request_id} is goedgekeurd." in done
    assert state_of(session, request_id) == ("approved", "open")
    assert handler.get(f"/dossiers/{dossier.code}/").status_code == 403
    start = words_of(browse(seat).get("/"))
    assert "Opgroeien keurde je aanvraag goed. Dit dossier is weer open:" in start
    assert "Opgroeien keurde aanvraag" in words_of(browse(seat).get(f"/dossiers/{dossier.code}/"))


def test_a_rejection_asks_a_reason_which_the_facility_reads_d_7(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat, handler: Any, asker: Account
) -> None:
    dossier, request_id = waiting(session, facility, asker)
    assert handler.post(f"/aanvragen/{request_id}/afkeuren/", {"answer": ""}).status_code == 422
    assert state_of(session, request_id) == ("requested", "closed")
    handler.post(f"/aanvragen/{request_id}/afkeuren/", {"answer": "Maak een nieuw dossier."})
    assert state_of(session, request_id) == ("rejected", "closed")
    assert "keurde je aanvraag om te heropenen af" in words_of(browse(seat).get("/"))
    page = words_of(browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/"))
    assert "afgekeurd" in page
    assert "Maak een nieuw dossier." in page
    told = words_of(browse(seat).get(f"/dossiers/{dossier.code}/activiteiten/"))
    assert "Maak een nieuw dossier." in told


def test_who_decides_second_hears_what_was_decided_and_keeps_the_text_d_11(
    session: BincSession, facility: Facility, handler: Any, asker: Account
) -> None:
    dossier, request_id = waiting(session, facility, asker)
    withdraw_request(session, dossier, actor=actor_of(asker))
    session.flush()
    for path, data in (("goedkeuren", {}), ("afkeuren", {"answer": "Mijn woorden."})):
        answer = handler.post(f"/aanvragen/{request_id}/{path}/", data)
        assert answer.status_code == 409
        assert "Deze aanvraag is intussen ingetrokken." in words_of(answer)
        assert ("Mijn woorden." in words_of(answer)) is bool(data)


def test_a_reason_typed_until_the_session_ended_is_shown_to_copy_and_rejects_nothing_d_7_d_11_a_1(
    session: BincSession, app: Flask, facility: Facility, handler: Any, asker: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, request_id = waiting(session, facility, asker)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = handler.post(f"/aanvragen/{request_id}/afkeuren/", {"answer": "Eerst de <b>verblijfsmodule</b> zelf."})
    assert answer.status_code == 401
    assert "Eerst de <b>verblijfsmodule</b> zelf." in words_of(answer)
    assert "<b>verblijfsmodule" not in answer.text
    assert "<form" not in answer.text, "an unprotected deed is never offered again"
    assert handler.post(f"/aanvragen/{request_id}/goedkeuren/", {}).status_code == 400
    assert state_of(session, request_id) == ("requested", "closed")


@pytest.mark.parametrize(("path", "data"), [("goedkeuren", {}), ("afkeuren", {"answer": "Maak een nieuw dossier."})])
def test_an_answer_pressed_twice_is_one_answer_and_no_colleague_d_7_d_11(
    session: BincSession, browse: Browse, facility: Facility, handler: Any, asker: Account, path: str, data: Any
) -> None:
    _, request_id = waiting(session, facility, asker)
    told = {"goedkeuren": "goedgekeurd", "afkeuren": "afgekeurd"}[path]
    for _ in range(2):
        done = handler.post(f"/aanvragen/{request_id}/{path}/", data, follow_redirects=True)
        assert done.status_code == 200
        assert f"Aanvraag {request_id} is {told}." in words_of(done)
        assert "intussen" not in words_of(done)
    assert len(session.scalars(select(OutboxMessage)).all()) == 1
    other = {"goedkeuren": ("afkeuren", {"answer": "Toch niet."}), "afkeuren": ("goedkeuren", {})}[path]
    assert handler.post(f"/aanvragen/{request_id}/{other[0]}/", other[1]).status_code == 409
    colleague = browse(create_seat(session, None, Role.AGENCY_CASE_HANDLER))
    assert colleague.post(f"/aanvragen/{request_id}/{path}/", data).status_code == 409


def test_a_person_with_two_seats_is_told_to_leave_it_to_another_d_7(
    session: BincSession, browse: Browse, facility: Facility, asker: Account
) -> None:
    _, request_id = waiting(session, facility, asker)
    both = browse(give_seat(session, asker, Role.AGENCY_CASE_HANDLER))
    page = both.get(f"/aanvragen/{request_id}/")
    assert "Je vroeg dit zelf." in words_of(page)
    assert "/goedkeuren/" not in page.text
    assert both.post(f"/aanvragen/{request_id}/goedkeuren/").status_code == 422
    assert state_of(session, request_id) == ("requested", "closed")


def test_the_queue_is_narrowed_by_its_address_d_7(
    session: BincSession, facility: Facility, handler: Any, asker: Account
) -> None:
    _, here = waiting(session, facility, asker)
    _, there = waiting(session, create_facility(session, organisation_type="CKG"), asker)

    def shown(query: str) -> list[bool]:
        page = handler.get(f"/aanvragen/?{query}")
        assert page.status_code == 200
        return [f"/aanvragen/{one}/" in page.text for one in (here, there)]

    assert shown("") == [True, True]
    assert shown("type=CKG") == [False, True]
    assert shown(f"voorziening={facility.id}") == [True, False]
    assert shown("staat=approved") == [False, False]
    assert shown("staat=alle&van=01/01/2020") == [True, True]
    assert shown("tot=01/01/2020") == [False, False]
    for wrong in ("van=31/02/2025", "van=02/01/2025&tot=01/01/2025", "voorziening=x", "staat=x"):
        assert handler.get(f"/aanvragen/?{wrong}").status_code == 422, wrong


def test_the_number_of_a_request_leads_to_its_dossier_and_only_there_d_7_a_2(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat, asker: Account
) -> None:
    dossier, request_id = waiting(session, facility, asker)
    answer = browse(seat).get(f"/dossiers/aanvraag/{request_id}/")
    assert answer.headers["Location"] == f"/dossiers/{dossier.code}/"
    stranger = browse(create_seat(session, create_facility(session)))
    assert stranger.get(f"/dossiers/aanvraag/{request_id}/").status_code == 404


def test_no_more_queries_for_fifty_requests_than_for_five(
    session: BincSession, facility: Facility, handler: Any, asker: Account
) -> None:
    for _ in range(5):
        waiting(session, facility, asker)
    handler.get("/aanvragen/")
    with counted_statements(db.engine) as few:
        handler.get("/aanvragen/")
    for _ in range(46):
        waiting(session, facility, asker)
    with counted_statements(db.engine) as many:
        page = handler.get("/aanvragen/")
    assert page.text.count(">Aanvraag ") == 50
    assert "pagina=2" in page.text
    assert handler.get("/aanvragen/?pagina=2").text.count(">Aanvraag ") == 1
    assert len(many) == len(few)


def test_the_answer_is_also_mailed_with_a_number_a_link_and_nothing_about_anybody_d_7(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat, handler: Any, asker: Account
) -> None:
    dossier, request_id = waiting(session, facility, asker, name="Geheimaers")
    handler.post(f"/aanvragen/{request_id}/afkeuren/", {"answer": "Vertrouwelijke reden."})
    mail = session.scalars(select(OutboxMessage)).one()
    assert (mail.recipient_id, mail.address, mail.state) == (asker.id, asker.email, "waiting")
    assert mail.path == f"/dossiers/aanvraag/{request_id}/"
    assert mail.subject == f"Binc: je aanvraag {request_id} is afgekeurd"
    for word in ("Geheimaers", dossier.code, "Vertrouwelijke", facility.name):
        assert word not in f"{mail.subject} {mail.body} {mail.path}"
    mail.state, mail.sent_at = "sent", mail.created_at
    session.flush()
    assert mail.subject in browse(seat).get("/postvak/").text
    assert mail.subject not in browse(create_seat(session, facility)).get("/postvak/").text
    assert mail.subject in browse(create_seat(session, None, Role.ADMIN)).get("/postvak/").text


def test_an_admin_sees_how_mails_fare_and_sends_failed_ones_again_d_7(
    session: BincSession, browse: Browse, facility: Facility, handler: Any, asker: Account
) -> None:
    _, request_id = waiting(session, facility, asker)
    handler.post(f"/aanvragen/{request_id}/goedkeuren/")
    mail = session.scalars(select(OutboxMessage)).one()
    mail.state, mail.error_class = "failed", "SMTPDataError 550"
    session.flush()
    admin = browse(create_seat(session, None, Role.ADMIN))
    page = admin.get("/beheer/berichten/?staat=failed")
    assert asker.username in page.text
    assert "SMTPDataError 550" in page.text
    assert mail.subject not in page.text
    assert asker.email not in page.text
    assert "Geen berichten" in admin.get("/beheer/berichten/?staat=sent").text
    admin.post(f"/beheer/berichten/{mail.id}/opnieuw/")
    session.refresh(mail)
    assert (mail.state, mail.tries) == ("waiting", 0)
    assert admin.post(f"/beheer/berichten/{mail.id + 1}/opnieuw/").status_code == 404


@pytest.mark.parametrize(("referral", "warns"), [({"referrer": "crisismeldpunt"}, True), ({"referrer": "caw"}, False)])
def test_directly_or_by_a_request_reopening_warns_that_regular_help_needs_a_new_dossier_d_4_d_7(
    session: BincSession, browse: Browse, facility: Facility, seat: Seat, referral: dict[str, Any], warns: bool
) -> None:
    worker, pages = browse(seat), []
    for state in ("closed", "closed long ago"):
        dossier = dossier_in(session, facility, state)
        assert dossier.referral is not None
        dossier.referral.through_access_gate, dossier.referral.referrer = False, referral["referrer"]
        session.flush()
        path = "" if state == "closed" else "heropenen/vragen/"
        pages.append(words_of(worker.get(f"/dossiers/{dossier.code}/{path}")))
    for page in pages:
        assert ("Krijgt de jongere nu gewone hulp, maak dan een nieuw dossier." in page) is warns
