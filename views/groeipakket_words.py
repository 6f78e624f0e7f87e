"""How the messages about each schakeling of a dossier fare, in words (G-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.chain_plans import SchakelingPlan
from app.domain.groeipakket import Impact
from app.domain.groeipakket_messages import NOTHING, Message, MessageKind, MessageState, Wanted, net_message
from app.domain.groeipakket_words import cancellation_words, delivery_words, months_sentence, refusal_sentence
from app.presentation import day, moment
from app.queries.dossier_page import DossierView
from app.queries.groeipakket.dossier_messages import MessageOfDossier, known_after
from app.services.groeipakket.preview import preview
from views.links import address_of

KINDS = {
    MessageKind.NEW: "nieuw",
    MessageKind.CHANGE: "wijziging",
    MessageKind.CANCELLATION: "annulering",
}


@dataclass(frozen=True)
class Standing:
    """How a message stands: the colour and words of its badge, and what more there is to know."""

    state: str
    words: str
    detail: str = ""
    can_go_again: bool = False


@dataclass(frozen=True)
class ShownStanding:
    """How the Groeipakket stands with one schakeling."""

    title: str
    standing: Standing
    offer_href: str | None


Messages = Mapping[int, Sequence[MessageOfDossier]]
# The message that goes out next, and what the Groeipakket then should know or why that waits.
Coming = tuple[Message | None, Wanted]


def shown_standings(view: DossierView, messages: Messages, now: datetime) -> list[ShownStanding]:
    """The schakelingen that touch the Groeipakket or did, the latest first, and then those that are gone."""
    return [*_of_chain(view, messages, now), *_of_gone(view, messages, now)]


def cancellations_of(messages: Messages) -> dict[int, str]:
    """What deleting a schakeling sends, by its id; those of which the Groeipakket knows nothing are left out (S-12)."""
    words = {number: cancellation_words(known_after(rows)) for number, rows in messages.items()}
    return {number: sentence for number, sentence in words.items() if sentence}


def _of_chain(view: DossierView, messages: Messages, now: datetime) -> Iterator[ShownStanding]:
    for one in reversed(view.chain.schakelingen):
        rows = messages.get(int(str(one.key)), ())
        standing = standing_of(rows, view.impact_of(one), _coming(view, one, rows), now)
        if standing is not None:
            yield _shown(view, int(str(one.key)), f"Vanaf {day(one.begin)}", standing)


def _coming(view: DossierView, one: SchakelingPlan, rows: Sequence[MessageOfDossier]) -> Coming:
    """What the next delivery makes of a schakeling as it stands now (G-1)."""
    decision, known = view.chain.decision(one.decision_key), known_after(rows)
    if decision is None:
        return None, NOTHING
    told = {one.key: known} if known is not None else {}
    return preview(one, decision.ground, view.dossier.client, view.referral, view.modules, told)


def _of_gone(view: DossierView, messages: Messages, now: datetime) -> Iterator[ShownStanding]:
    present = {int(str(one.key)) for one in view.chain.schakelingen}
    for number, rows in messages.items():
        if number in present:
            continue
        standing = standing_of(rows, None, (net_message(known_after(rows), None), NOTHING), now)
        if standing is not None:
            yield _shown(view, number, f"Verwijderd{_told_begin(rows)}", standing)


def _told_begin(rows: Sequence[MessageOfDossier]) -> str:
    begins = [row.told.begin for row in rows if row.told is not None]
    return f", begon op {day(begins[-1])}" if begins else ""


def _shown(view: DossierView, number: int, title: str, standing: Standing) -> ShownStanding:
    href = address_of("GroeipakketOfferPage.offer", code=view.dossier.code, record_id=number)
    return ShownStanding(title, standing, href if standing.can_go_again else None)


def standing_of(
    rows: Sequence[MessageOfDossier], impact: Impact | None, coming: Coming, now: datetime
) -> Standing | None:
    """How it stands after the newest message, or why there is none; None where nothing was ever to be told.

    `impact` None: the schakeling is gone. `coming` is what a message that waits comes to; what comes to nothing leaves
    it as it stood.
    """
    is_waiting = bool(rows) and rows[-1].state == MessageState.WAITING
    standing = _waiting(coming, now) if is_waiting else None
    if standing is not None:
        return standing
    judged = rows[:-1] if is_waiting else rows
    if judged:
        return _after(judged[-1])
    if impact is None or not impact.modules:
        return None
    if impact.sends:
        return Standing("due", "nog niet gemeld", "De controle van vannacht kijkt dit na.")
    return Standing("calm", "geen bericht", impact.sentence or "")


def _waiting(coming: Coming, now: datetime) -> Standing | None:
    message, wanted = coming
    if wanted.held:
        return Standing("due", "wacht op rijksregisternummer", "Vertrekt zodra het kind gekoppeld is.")
    if message is None:
        return None
    evening = f"vertrekt met de levering van {delivery_words(now)}"
    return Standing("due", "wacht", f"{KINDS[message.kind]}, {evening}. {months_sentence(message)}")


def _after(message: MessageOfDossier) -> Standing:
    kind = KINDS[MessageKind(message.kind)] if message.kind else ""
    match MessageState(message.state):
        case MessageState.SENDING if message.tries:
            tried = "1 keer" if message.tries == 1 else f"{message.tries} keer"
            return Standing("late", "wacht", f"Nog geen antwoord, {tried} geprobeerd. Het gaat vanzelf opnieuw.")
        case MessageState.SENDING:
            return Standing("due", "wacht", "Vertrekt zo meteen.")
        case MessageState.SENT:
            return Standing("due", "verstuurd", f"{kind}, {_when(message.sent_at)}; nog niet bevestigd")
        case MessageState.CONFIRMED:
            return Standing("ok", "bevestigd", f"{kind}, {_when(message.settled_at)}")
        case MessageState.REFUSED:
            return Standing("late", "geweigerd", refusal_sentence(message.refusal or "other"), can_go_again=True)
        case _:
            return Standing("calm", "eerder gemeld", "Gemeld vóór Binc de berichten verstuurde.")


def _when(at: datetime | None) -> str:
    return moment(at) if at is not None else ""
