"""Before a schakeling is saved its form says what goes out, of whom, and on which firsts it counts (S-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from app.database import BincSession
from app.domain.chain_plans import Carer
from app.domain.groeipakket_messages import NO_NUMBER, REFUSALS, Known, Statement, Wanted, net_message
from app.domain.groeipakket_words import WHAT_TO_DO, message_cautions, message_sentence, refusal_sentence
from app.domain.referral import Referral
from app.integrations.groeipakket.demo_receiver import DemoReceiver, Judge
from app.integrations.groeipakket.port import Answer, ReceiverSilent, TakenOver
from app.services.confirmation import NeedsConfirmation
from app.services.decisions import DecisionInput, change_decision
from app.services.dossiers import change_referral
from app.services.linking import outlook_of
from app.services.schakelingen import change_schakeling
from models import Client
from tests import factories
from tests.groeipakket.placements import WHO, deliver, fostered, placed, residence, waiting
from tests.groeipakket.test_noting import expecting
from tests.services.steps import ACTOR, TODAY, Story, day
from tests.services.test_linking import FINN
from tests.views.reading import value_of, words_of

D = date.fromisoformat
TOLD = Statement("06060212394", D("2026-11-20"), None, ("VBFBJB04",), "voluntary")
KNOWN = Known("a" * 32, TOLD)
BRAM, ELS = Carer("93051822361", "Bram Hendrickx"), Carer("88021500274", "Els Maes")

SENTENCES = [
    (
        None,
        TOLD,
        "Er vertrekt een nieuw bericht (D227) naar het Groeipakket, vanaf 20/11/2026, vrijwillig. "
        "Het telt vanaf 1 december 2026.",
    ),
    (
        None,
        replace(TOLD, begin=D("2026-12-01"), end=D("2027-01-31"), carers=(BRAM, ELS), ground="judicial"),
        "Er vertrekt een nieuw bericht (D227) naar het Groeipakket, van 01/12/2026 tot en met 31/01/2027, "
        "gerechtelijk, voor Bram Hendrickx en Els Maes. Het telt van 1 december 2026 tot en met 1 januari 2027.",
    ),
    (
        None,
        replace(TOLD, end=D("2026-11-30")),
        "Er vertrekt een nieuw bericht (D227) naar het Groeipakket, van 20/11/2026 tot en met 30/11/2026, vrijwillig. "
        "Er ligt geen eerste van een maand in deze dagen: er verandert niets aan de betaling.",
    ),
    (
        KNOWN,
        replace(TOLD, end=D("2027-02-10")),
        "Er vertrekt een wijziging (D227) naar het Groeipakket, van 20/11/2026 tot en met 10/02/2027, vrijwillig; "
        "eerder gemeld: vanaf 20/11/2026. Het telt niet meer vanaf 1 maart 2027.",
    ),
    (
        KNOWN,
        replace(TOLD, begin=D("2026-10-20")),
        "Er vertrekt een wijziging (D227) naar het Groeipakket, vanaf 20/10/2026, vrijwillig; eerder gemeld: "
        "vanaf 20/11/2026. Het telt op 1 november 2026.",
    ),
    (
        KNOWN,
        replace(TOLD, ground="judicial"),
        "Er vertrekt een wijziging (D227) naar het Groeipakket, vanaf 20/11/2026, gerechtelijk; eerder "
        "gemeld: vrijwillig. Dat geldt vanaf 1 december 2026.",
    ),
    (
        KNOWN,
        None,
        "Er vertrekt een annulering (D227) naar het Groeipakket, van wat eerder gemeld werd: vanaf 20/11/2026. "
        "Het telt niet meer vanaf 1 december 2026.",
    ),
]


@pytest.mark.parametrize(("known", "wanted", "words"), SENTENCES)
def test_a_message_is_told_with_what_it_changes_and_from_which_first_g_1(
    known: Known | None, wanted: Statement | None, words: str
) -> None:
    message = net_message(known, wanted)
    assert message is not None
    assert message_sentence(message) == words


def test_one_warning_tells_of_both_and_of_the_previous_only_what_changes_something_told_g_1_s_12() -> None:
    new = net_message(None, TOLD)
    ended = net_message(KNOWN, replace(TOLD, end=D("2027-02-10")))
    (both,) = message_cautions(new, Wanted(TOLD), ended)
    assert (both.rule, both.field) == ("S-12", "modules")
    assert "nieuw bericht" in both.message
    assert "Voor de vorige schakeling: Er vertrekt een wijziging" in both.message
    assert "vorige" not in message_cautions(new, Wanted(TOLD), new)[0].message
    assert message_cautions(None, Wanted(None), new) == []
    (held,) = message_cautions(None, Wanted(None, NO_NUMBER))
    assert "zodra het kind een rijksregisternummer heeft" in held.message


def test_every_refusal_says_what_somebody_in_the_facility_can_do_g_1() -> None:
    assert set(WHAT_TO_DO) == set(REFUSALS)
    # Nobody in a facility can change the number of a client, so nobody is told to.
    assert refusal_sentence("unknown_person").startswith(
        "Het Groeipakket kent dit rijksregisternummer niet. Het nummer komt uit het rijksregister en kun je niet"
    )


def take_over(_content: Any) -> Answer:
    return TakenOver()


def be_silent(_content: Any) -> Answer:
    raise ReceiverSilent("HTTP 503")


def asked_of(story: Story, *arguments: str | None, **keywords: object) -> str:
    with pytest.raises(NeedsConfirmation) as asked:
        story.add(*arguments, confirmed=frozenset(), **keywords)  # type: ignore[arg-type]
    return " ".join(caution.message for caution in asked.value.cautions if caution.rule == "S-12")


def test_a_change_is_confirmed_with_the_words_of_what_was_told_s_12_g_1(session: BincSession) -> None:
    _, _, schakeling = residence(session)
    deliver(session)
    unconfirmed = {**WHO, "confirmed": frozenset({"S-2", "S-8"})}
    with pytest.raises(NeedsConfirmation, match="S-12") as asked:
        change_schakeling(session, schakeling, placed("01-08", "03-31"), **unconfirmed)
    assert "een wijziging (D227)" in asked.value.cautions[-1].message
    with pytest.raises(NeedsConfirmation) as asked:
        change_schakeling(session, schakeling, placed(elsewhere=True), **unconfirmed)
    assert "een annulering (D227)" in asked.value.cautions[-1].message
    # What the Groeipakket knows already asks nothing.
    assert change_schakeling(session, schakeling, placed(), **unconfirmed) is schakeling


@pytest.mark.parametrize("judge", [take_over, be_silent])
def test_what_is_under_way_counts_as_told_in_what_is_asked_before_saving_g_1_s_12(
    session: BincSession, judge: Judge
) -> None:
    _, decision, schakeling = residence(session)
    deliver(session, DemoReceiver(judge))
    unconfirmed = {**WHO, "confirmed": frozenset({"S-2", "S-8"})}
    with pytest.raises(NeedsConfirmation) as asked:
        change_schakeling(session, schakeling, placed("01-08", "03-31"), **unconfirmed)
    assert "een wijziging (D227)" in asked.value.cautions[-1].message
    judicial = DecisionInput(day("01-08"), ("VBFBJB04", "VBFBJB02", "P-CB-BREED"), "judicial")
    with pytest.raises(NeedsConfirmation, match="S-12 ground"):
        change_decision(session, decision, judicial, actor=ACTOR, today=TODAY)
    # And so it goes: the new one first, then the change of it.
    change_schakeling(session, schakeling, placed("01-08", "03-31"), **WHO)
    later = DemoReceiver()
    deliver(session, later)
    deliver(session, later)
    assert [one["kind"] for one in later.accepted] == ["new", "change"]


def test_leaving_residence_by_the_next_schakeling_is_confirmed_as_well_s_5_s_12_g_1(session: BincSession) -> None:
    told, _, _ = residence(session)
    deliver(session)
    words = asked_of(told, "03-31", None, "P-CB-BREED", end_of_previous=day("03-31"))
    assert words.startswith("Voor de vorige schakeling: Er vertrekt een wijziging")
    assert "Het telt niet meer vanaf 1 april 2024." in words


def test_foster_care_is_told_with_the_name_of_who_receives_it_s_13_g_1(session: BincSession) -> None:
    _, _, schakeling = fostered(session)
    deliver(session)
    later = placed("01-09", None, "VBFINT04", carers=(BRAM,), paid_to_parents=False)
    with pytest.raises(NeedsConfirmation) as asked:
        change_schakeling(session, schakeling, later, **{**WHO, "confirmed": frozenset({"S-2"})})
    assert "voor Bram Hendrickx" in asked.value.cautions[-1].message


def test_another_ground_is_confirmed_where_it_changes_what_was_told_g_1(session: BincSession) -> None:
    _, decision, _ = residence(session)
    judicial = DecisionInput(day("01-08"), ("VBFBJB04", "VBFBJB02", "P-CB-BREED"), "judicial")
    who: Any = {"actor": ACTOR, "today": TODAY}
    change_decision(session, decision, judicial, **who)
    deliver(session)
    with pytest.raises(NeedsConfirmation, match="S-12 ground") as asked:
        change_decision(session, decision, replace(judicial, ground="voluntary"), **who)
    assert "vrijwillig; eerder gemeld: gerechtelijk" in asked.value.cautions[0].message
    assert change_decision(session, decision, replace(judicial, mandated_service="OCJ"), **who)


def test_a_referral_that_silences_what_was_told_is_confirmed_on_its_form_g_1(session: BincSession, browse: Any) -> None:
    told, _, _ = residence(session)
    staff = browse(factories.create_seat(session, told.facility))
    path = f"/dossiers/{told.dossier.code}/aanmelding/"
    deliver(session)
    form = staff.get(path)
    marks = {name: value_of(form, name) or "" for name in ("version", "seen")}
    typed = {"through_access_gate": "yes", "specific": "time_out", **marks}
    asked = staff.post(path, typed)
    assert asked.status_code == 422
    assert "Er vertrekt een annulering (D227)" in words_of(asked)
    assert staff.post(path, {**typed, "confirmed": "S-12"}).status_code == 302
    assert len(waiting(session)) == 1


@pytest.mark.parametrize(
    "silent",
    [
        Referral(through_access_gate=True, specific="time_out"),
        Referral(through_access_gate=False, referrer="crisismeldpunt"),
    ],
    ids=["time-out", "crisismeldpunt"],
)
def test_a_referral_that_is_put_right_is_confirmed_where_only_now_a_message_goes_g_1_s_12(
    session: BincSession, silent: Referral
) -> None:
    told, decision, _ = residence(session, referral=silent)
    deliver(session)
    gate = Referral(through_access_gate=True)
    who: Any = {"actor": ACTOR, "today": TODAY}
    with pytest.raises(NeedsConfirmation, match="S-12 specific") as asked:
        change_referral(session, told.dossier, gate, confirmed=frozenset(), **who)
    assert "een nieuw bericht (D227) naar het Groeipakket, vanaf 08/01/2024" in asked.value.cautions[0].message
    change_referral(session, told.dossier, gate, confirmed=frozenset({"S-12"}), **who)
    # It was confirmed now: another ground before the delivery asks nothing again.
    judicial = DecisionInput(day("01-08"), ("VBFBJB04", "VBFBJB02", "P-CB-BREED"), "judicial")
    change_decision(session, decision, judicial, **who)
    receiver = DemoReceiver()
    deliver(session, receiver)
    assert [one["kind"] for one in receiver.accepted] == ["new"]


def test_a_referral_that_changes_nothing_of_what_waits_asks_nothing_g_1_s_12(session: BincSession) -> None:
    told, _, schakeling = residence(session)
    deliver(session)
    change_schakeling(session, schakeling, placed("01-08", "03-31"), **WHO)
    named = Referral(through_access_gate=True, own_reference="A 12")
    change_referral(session, told.dossier, named, actor=ACTOR, today=TODAY, confirmed=frozenset())


def test_before_an_unborn_child_is_linked_its_page_says_what_goes_to_the_groeipakket_g_1_c_4(
    session: BincSession,
) -> None:
    facility, child, schakeling = expecting(session)
    told = outlook_of(session, child, FINN, facility, today=TODAY).messages
    assert [(one.kind, one.statement.national_number, one.statement.begin) for one in told] == [
        ("new", FINN.national_number, schakeling.begin)
    ]
    assert session.get(Client, child.id) in session
    session.execute(text("update referral set specific = 'time_out'"))
    session.expire_all()
    assert outlook_of(session, child, FINN, facility, today=TODAY).messages == ()


def test_another_module_is_named_in_what_was_told_before_g_1() -> None:
    message = net_message(KNOWN, replace(TOLD, modules=("VBFBJB02",)))
    assert message is not None
    assert "vrijwillig; eerder gemeld: module VBFBJB04." in message_sentence(message)
