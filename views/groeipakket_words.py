"""How the messages about each schakeling of a dossier fare, in words (G-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.groeipakket import Impact
from app.domain.groeipakket_messages import MessageKind, MessageState
from app.domain.groeipakket_words import refusal_sentence
from app.presentation import day, moment
from app.queries.dossier_page import DossierView
from app.queries.groeipakket.dossier_messages import MessageOfDossier
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


EVENING = "Vertrekt met de levering van vanavond."


def shown_standings(view: DossierView, messages: dict[int, list[MessageOfDossier]]) -> list[ShownStanding]:
    """The schakelingen that touch the Groeipakket or did, the latest first, and then those that are gone."""
    return [*_of_chain(view, messages), *_of_gone(view, messages)]


def told_of(messages: Mapping[int, list[MessageOfDossier]]) -> frozenset[int]:
    """The schakelingen of which the Groeipakket knows something, or will: deleting one sends a cancellation."""
    return frozenset(number for number, rows in messages.items() if _is_known(rows))


def _is_known(rows: Sequence[MessageOfDossier]) -> bool:
    kinds = [row.kind for row in rows if row.state not in (MessageState.WAITING, MessageState.REFUSED)]
    return bool(kinds) and kinds[-1] != MessageKind.CANCELLATION


def _of_chain(view: DossierView, messages: dict[int, list[MessageOfDossier]]) -> Iterator[ShownStanding]:
    for one in reversed(view.chain.schakelingen):
        standing = standing_of(messages.get(int(str(one.key)), []), view.impact_of(one))
        if standing is not None:
            yield _shown(view, int(str(one.key)), f"Vanaf {day(one.begin)}", standing)


def _of_gone(view: DossierView, messages: dict[int, list[MessageOfDossier]]) -> Iterator[ShownStanding]:
    present = {int(str(one.key)) for one in view.chain.schakelingen}
    for number, rows in messages.items():
        standing = standing_of(rows, None) if number not in present else None
        if standing is not None:
            yield _shown(view, number, f"Verwijderd{_told_begin(rows)}", standing)


def _told_begin(rows: Sequence[MessageOfDossier]) -> str:
    begins = [row.begin for row in rows if row.begin is not None]
    return f", begon op {day(begins[-1])}" if begins else ""


def _shown(view: DossierView, number: int, title: str, standing: Standing) -> ShownStanding:
    href = address_of("GroeipakketOfferPage.offer", code=view.dossier.code, record_id=number)
    return ShownStanding(title, standing, href if standing.can_go_again else None)


def standing_of(rows: Sequence[MessageOfDossier], impact: Impact | None) -> Standing | None:
    """How it stands after the newest message, or why there is none; None where nothing was ever to be told.

    `impact` None: the schakeling is gone.
    """
    if rows and (rows[-1].state != MessageState.WAITING or _is_wanted(rows, impact)):
        return _after(rows[-1])
    if impact is None or not impact.modules:
        return None
    if impact.sends:
        return Standing("due", "nog niet gemeld", "De controle van vannacht kijkt dit na.")
    return Standing("calm", "geen bericht", impact.sentence or "")


def _is_wanted(rows: Sequence[MessageOfDossier], impact: Impact | None) -> bool:
    """Whether something is still to be told: what waits may turn out to change nothing."""
    return len(rows) > 1 or (impact is not None and impact.sends)


def _after(message: MessageOfDossier) -> Standing:
    kind = KINDS[MessageKind(message.kind)] if message.kind else ""
    match MessageState(message.state):
        case MessageState.WAITING if message.held:
            return Standing("due", "wacht op rijksregisternummer", "Vertrekt zodra het kind gekoppeld is.")
        case MessageState.WAITING:
            return Standing("due", "wacht", EVENING)
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
        case MessageState.HISTORY:
            return Standing("calm", "eerder gemeld", "Gemeld vóór Binc de berichten verstuurde.")


def _when(at: datetime | None) -> str:
    return moment(at) if at is not None else ""
