"""How messages to the Groeipakket fare, on the page of a dossier and on the daily list of the agency (G-1, A-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import text

from app.database import BincSession
from app.domain.groeipakket_words import delivery_words
from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.port import NotAccepted, TakenOver
from app.services.groeipakket.comparing import verify_groeipakket
from tests import factories
from tests.groeipakket.placements import change, deliver, messages, placed, residence, waiting
from tests.groeipakket.test_delivery import Silent
from tests.groeipakket.test_noting import expecting
from tests.services.steps import TODAY, Story
from tests.views.reading import value_of, words_of

Browse = Callable[..., Any]


def refusing(code: str) -> DemoReceiver:
    return DemoReceiver(lambda _content: NotAccepted(code))


def page_of(session: BincSession, browse: Browse, told: Story) -> str:
    seat = factories.create_seat(session, told.facility)
    return words_of(browse(seat).get(f"/dossiers/{told.dossier.code}/"))


STANDINGS: list[tuple[Any, str]] = [
    (None, "wacht nieuw, vertrekt met de levering van"),
    (DemoReceiver(), "bevestigd nieuw,"),
    (refusing("unknown_person"), "geweigerd Het Groeipakket kent dit rijksregisternummer niet."),
    (DemoReceiver(lambda _content: TakenOver()), "verstuurd nieuw,"),
    (Silent(), "wacht Nog geen antwoord, 1 keer geprobeerd."),
]


@pytest.mark.parametrize(("receiver", "words"), STANDINGS, ids=["waits", "confirmed", "refused", "sent", "silent"])
def test_the_dossier_says_how_the_message_of_a_schakeling_stands_g_1(
    session: BincSession, browse: Browse, receiver: Any, words: str
) -> None:
    told, _, _ = residence(session)
    if receiver is not None:
        deliver(session, receiver)
    page = page_of(session, browse, told)
    assert f"Vanaf 08/01/2024: {words}" in page.translate(str.maketrans("", "", "✓◔!")).replace("  ", " ")


def test_the_dossier_says_why_nothing_goes_and_what_waits_for_a_number_g_1(
    session: BincSession, browse: Browse
) -> None:
    told, _, schakeling = residence(session)
    change(session, schakeling, placed(elsewhere=True))
    assert "het zwaartepunt van het verblijf ligt elders" in page_of(session, browse, told)
    facility, child, _ = expecting(session)
    deliver(session)
    code = session.scalar(text("select code from dossier where client_id = :id"), {"id": child.id})
    page = words_of(browse(factories.create_seat(session, facility)).get(f"/dossiers/{code}/"))
    assert "wacht op rijksregisternummer" in page


def test_a_schakeling_that_is_gone_shows_its_cancellation_g_1(session: BincSession, browse: Browse) -> None:
    told, _, schakeling = residence(session)
    question = (
        "Er vertrekt een annulering (D227) naar het Groeipakket, van wat eerder gemeld werd: vanaf 08/01/2024. "
        "Het telt niet meer vanaf 1 februari 2024."
    )
    assert "een annulering" not in page_of(session, browse, told)
    deliver(session)
    assert question in page_of(session, browse, told)
    staff = browse(factories.create_seat(session, told.facility))
    assert question in words_of(staff.get(f"/dossiers/{told.dossier.code}/schakelingen/{schakeling.id}/"))
    told.delete(schakeling)
    assert "Verwijderd, begon op 08/01/2024" in page_of(session, browse, told)
    deliver(session)
    assert "annulering," in page_of(session, browse, told)


def test_what_was_cancelled_already_is_not_said_to_be_cancelled_again_g_1(session: BincSession, browse: Browse) -> None:
    told, _, schakeling = residence(session)
    deliver(session)
    change(session, schakeling, placed(elsewhere=True))
    deliver(session)
    question = "Er vertrekt een annulering (D227) naar het Groeipakket"
    assert question not in page_of(session, browse, told)


def test_who_works_there_offers_a_refused_message_again_g_1(session: BincSession, browse: Browse) -> None:
    told, _, schakeling = residence(session)
    deliver(session, refusing("other"))
    staff = browse(factories.create_seat(session, told.facility))
    path = f"/dossiers/{told.dossier.code}/groeipakket/{schakeling.id}/opnieuw/"
    assert path in staff.get(f"/dossiers/{told.dossier.code}/").text
    assert staff.post(path).status_code == 302
    assert waiting(session) == [schakeling.id]
    elsewhere = factories.create_dossier(session, told.client, factories.create_facility(session))
    assert staff.post(f"/dossiers/{elsewhere.code}/groeipakket/{schakeling.id}/opnieuw/").status_code == 404
    other, _, _ = residence(session, facility=told.facility)
    assert staff.post(f"/dossiers/{other.dossier.code}/groeipakket/{schakeling.id}/opnieuw/").status_code == 404


def test_the_agency_sees_by_code_what_asks_attention_and_no_name_g_1_a_4(session: BincSession, browse: Browse) -> None:
    refused, _, schakeling = residence(session)
    deliver(session, refusing("conflicting_placement"))
    _held, child, _ = expecting(session)
    deliver(session)
    late, _, _ = residence(session)
    session.execute(
        text("update groeipakket_message set made_at = now() - interval '3 days' where facility_id = :id"),
        {"id": late.facility.id},
    )
    lost, _, _ = residence(session)
    session.execute(text("delete from groeipakket_message where facility_id = :id"), {"id": lost.facility.id})
    assert verify_groeipakket(session, today=TODAY) == 1
    policy = browse(factories.create_seat(session))
    page = words_of(policy.get("/beheer/groeipakket/"))
    for words in ("Geweigerd (1)", "Wacht te lang (1)", "Verschil (1)", "Wacht op rijksregisternummer (1)"):
        assert words in page
    for told in (refused, late, lost):
        assert told.dossier.code in page
        assert told.client.name not in page
        assert str(told.client.national_number) not in page
    assert child.name not in page
    only = words_of(policy.get("/beheer/groeipakket/?staat=refused"))
    assert refused.dossier.code in only
    assert late.dossier.code not in only
    found = words_of(policy.get(f"/beheer/groeipakket/?zoek={late.facility.code}"))
    assert late.dossier.code in found
    assert refused.dossier.code not in found
    assert "Niets dat aandacht vraagt" in words_of(policy.get("/beheer/groeipakket/?zoek=%25&staat=iets"))
    assert policy.post(f"/beheer/groeipakket/{schakeling.id}/opnieuw/").status_code == 302
    assert "Geweigerd (0)" in words_of(policy.get("/beheer/groeipakket/"))
    assert policy.post("/beheer/groeipakket/999999999/opnieuw/").status_code == 404


class TheSecondOfFebruary(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> TheSecondOfFebruary:
        return cls(2100, 2, 2, 12, tzinfo=tz)


def test_the_agency_sees_each_day_what_was_made_sent_confirmed_refused_and_waits_g_1(
    session: BincSession, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.groeipakket.datetime", TheSecondOfFebruary)
    for receiver in (DemoReceiver(), refusing("other"), DemoReceiver(lambda _content: TakenOver())):
        residence(session)
        deliver(session, receiver)
    residence(session)
    moved = "update groeipakket_message set made_at = timestamptz '{}' where state {} 'waiting'"
    session.execute(text(moved.format("2100-01-31 23:30+01", "<>")))
    session.execute(text(moved.format("2100-02-01 00:30+01", "=")))
    page = words_of(browse(factories.create_seat(session)).get("/beheer/groeipakket/"))
    assert "01/02/2100 1 0 0 0 1" in page
    assert "31/01/2100 3 3 1 1 1" in page


def test_the_agency_is_told_when_nothing_is_connected_g_1(
    session: BincSession, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = browse(factories.create_seat(session))
    warning = "Er is geen verbinding met het Groeipakket ingesteld."
    assert warning not in words_of(policy.get("/beheer/groeipakket/"))
    monkeypatch.setitem(current_app.extensions, "groeipakket", None)
    assert warning in words_of(policy.get("/beheer/groeipakket/"))


WAITING = [
    (
        placed("01-08", "03-31"),
        "wacht wijziging, vertrekt met de levering van",
        "Het telt niet meer vanaf 1 april 2024.",
    ),
    (placed(elsewhere=True), "wacht annulering, vertrekt met de levering van", "Het telt niet meer vanaf 1 februari"),
    (placed(), "bevestigd nieuw,", ""),
]


@pytest.mark.parametrize(("plan", "words", "months"), WAITING, ids=["change", "cancellation", "nothing"])
def test_the_dossier_says_what_the_next_delivery_tells_also_when_that_is_nothing_g_1(
    session: BincSession, browse: Browse, plan: Any, words: str, months: str
) -> None:
    told, _, schakeling = residence(session)
    deliver(session)
    change(session, schakeling, placed("01-08", "02-10"))
    change(session, schakeling, plan)
    page = page_of(session, browse, told).translate(str.maketrans("", "", "✓◔!")).replace("  ", " ")
    assert f"Vanaf 08/01/2024: {words}" in page
    assert months in page
    deliver(session)
    assert ("confirmed", "change") not in messages(session) or plan.end is not None


def test_who_silences_what_was_told_is_told_that_a_cancellation_goes_s_11_g_1(
    session: BincSession, browse: Browse
) -> None:
    told, _, schakeling = residence(session)
    deliver(session)
    staff = browse(factories.create_seat(session, told.facility))
    path = f"/dossiers/{told.dossier.code}/schakelingen/{schakeling.id}/"
    form = staff.get(path)
    marks = {name: value_of(form, name) or "" for name in ("version", "seen", "kind", "basis")}
    typed = {"begin": "08/01/2024", "modules": "VBFBJB04", "elsewhere": "y", "confirmed": ["S-12", "S-2", "S-8"]}
    assert staff.post(path, {**marks, **typed}).status_code == 302
    page = words_of(staff.get(f"/dossiers/{told.dossier.code}/"))
    assert (
        "Er vertrekt een annulering (D227) naar het Groeipakket: het zwaartepunt van het verblijf ligt elders." in page
    )
    assert "Er vertrekt geen bericht" not in page
    assert "Deze schakeling telt niet voor het Groeipakket: het zwaartepunt" in page


def test_an_unborn_child_waits_for_its_number_from_the_first_moment_g_1_c_4(
    session: BincSession, browse: Browse
) -> None:
    facility, child, _ = expecting(session)
    code = session.scalar(text("select code from dossier where client_id = :id"), {"id": child.id})
    page = words_of(browse(factories.create_seat(session, facility)).get(f"/dossiers/{code}/"))
    assert "wacht op rijksregisternummer" in page


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2026, 11, 29, 18, 59, tzinfo=UTC), "vanavond"),
        (datetime(2026, 11, 29, 19, 0, tzinfo=UTC), "morgenavond"),
        (datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "vanavond"),
        (datetime(2026, 7, 1, 17, 59, tzinfo=UTC), "vanavond"),
        (datetime(2026, 7, 1, 18, 0, tzinfo=UTC), "morgenavond"),
    ],
)
def test_what_changes_after_the_delivery_of_eight_waits_for_the_next_evening_g_1(now: datetime, words: str) -> None:
    assert delivery_words(now) == words


def test_a_difference_says_that_a_message_is_on_its_way_and_goes_once_it_is_confirmed_g_1(
    session: BincSession, browse: Browse
) -> None:
    lost, _, schakeling = residence(session)
    session.execute(text("delete from groeipakket_message"))
    assert verify_groeipakket(session, today=TODAY) == 1
    policy = browse(factories.create_seat(session))
    address, path = "/beheer/groeipakket/?staat=different", f"/beheer/groeipakket/{schakeling.id}/opnieuw/"
    assert path in policy.get(address).text
    policy.post(path)
    page = policy.get(address)
    assert "Een bericht vertrekt met de levering van vanavond." in words_of(page)
    assert path not in page.text, "pressing it again would do nothing"
    policy.post(path)
    assert "Hier is niets meer te doen" in words_of(policy.get(address))
    deliver(session, DemoReceiver(lambda _content: TakenOver()))
    assert "Een bericht is verstuurd en nog niet bevestigd." in words_of(policy.get(address))
    deliver(session)
    page = words_of(policy.get(address))
    assert lost.dossier.code not in page
    assert "Verschil (0)" in page


def test_a_difference_whose_message_is_refused_or_comes_to_nothing_is_no_difference_any_more_g_1(
    session: BincSession, browse: Browse
) -> None:
    told, _, schakeling = residence(session)
    session.execute(text("delete from groeipakket_message"))
    verify_groeipakket(session, today=TODAY)
    policy = browse(factories.create_seat(session))
    policy.post(f"/beheer/groeipakket/{schakeling.id}/opnieuw/")
    deliver(session, refusing("other"))
    page = words_of(policy.get("/beheer/groeipakket/"))
    assert "Geweigerd (1)" in page
    assert "Verschil (0)" in page
    session.execute(text("delete from groeipakket_message"))
    verify_groeipakket(session, today=TODAY)
    # Whoever takes the schakeling away makes the two equal: nothing is left to tell.
    told.delete(schakeling)
    policy.post(f"/beheer/groeipakket/{schakeling.id}/opnieuw/")
    deliver(session)
    assert "Verschil (0)" in words_of(policy.get("/beheer/groeipakket/"))
