"""What the Groeipakket is told of a schakeling: what it should know now, and the message that gets it there.

A message (D227) is new, changes what was sent, or cancels it; several edits between two deliveries come to one message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.chain_plans import Carer
from app.domain.groeipakket import Impact, Placement, decide_impact
from app.domain.period import Period
from app.domain.referral import Referral

NO_NUMBER = "no_number"


class MessageKind(StrEnum):
    """What a message does with what the Groeipakket knows."""

    NEW = "new"
    CHANGE = "change"
    CANCELLATION = "cancellation"


class MessageState(StrEnum):
    """Where a message stands.

    WAITING: something changed, the next delivery says what it comes to; SENDING: made up, on its way until somebody
    answers; SENT: taken over, not yet judged; CONFIRMED and REFUSED: judged; HISTORY: what another system told before.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    HISTORY = "history"


UNDER_WAY = (MessageState.SENDING, MessageState.SENT)

# Why a receiver refuses a message: the words of the published schema.
REFUSALS: Mapping[str, str] = {
    "unknown_person": "Het Groeipakket kent dit rijksregisternummer niet.",
    "unknown_carer": "Het Groeipakket kent een pleegzorger niet.",
    "unknown_facility": "Het Groeipakket kent de voorziening niet.",
    "unknown_reference": "Het Groeipakket kent het bericht niet waarnaar dit bericht verwijst.",
    "conflicting_placement": "Voor deze dagen heeft het Groeipakket al een andere plaatsing.",
    "invalid_message": "Het Groeipakket kan dit bericht niet lezen.",
    "other": "Het Groeipakket weigert dit bericht. Vraag na waarom.",
}


@dataclass(frozen=True)
class Statement:
    """What the Groeipakket should know of one schakeling with impact (G-1); both days included, end None = running.

    `modules` are only those that touch it, `ground` is the legal ground of the decision: the placing authority. The
    names by which facility, dossier and schakeling go do not make two statements differ.
    """

    national_number: str
    begin: date
    end: date | None
    modules: tuple[str, ...]
    ground: str
    carers: tuple[Carer, ...] = ()
    facility: str = field(default="", compare=False)
    dossier: str = field(default="", compare=False)
    placement: str = field(default="", compare=False)

    @property
    def period(self) -> Period:
        """The days that it speaks of."""
        return Period.of(self.begin, self.end)


@dataclass(frozen=True)
class Circumstances:
    """Everything around a schakeling that decides what the Groeipakket hears: client, referral, decision (G-1)."""

    placement: Placement
    end: date | None
    ground: str
    carers: tuple[Carer, ...]
    referral: Referral
    national_number: str | None
    birth_date: date | None
    birth_year: int | None
    facility: str = ""
    dossier: str = ""
    schakeling: str = ""

    @property
    def impact(self) -> Impact:
        """Whether it has impact, and why not (S-11, S-12, S-13)."""
        return decide_impact(self.placement, self.referral, self.birth_date, self.birth_year)


@dataclass(frozen=True)
class Known:
    """What the Groeipakket last accepted about a schakeling: the key it went under and what it said.

    Without a key another system told it; without a statement nobody knows what was told.
    """

    key: str | None
    statement: Statement | None


@dataclass(frozen=True)
class Message:
    """One message as it would go out now (G-1).

    `statement` is what the Groeipakket knows from then on, or in a cancellation what it no longer knows; `told` is what
    it knew, None where that was nothing, and `refers_to` the key under which that went, None where another system told
    it.
    """

    kind: MessageKind
    statement: Statement
    told: Statement | None = None
    refers_to: str | None = None

    @property
    def before(self) -> Period | None:
        """The days that counted until now."""
        return self.told.period if self.told is not None else None

    @property
    def after(self) -> Period | None:
        """The days that count from now on."""
        return None if self.kind is MessageKind.CANCELLATION else self.statement.period


@dataclass(frozen=True)
class Wanted:
    """What the Groeipakket should know of a schakeling: a statement, or nothing; `held` says why it has to wait."""

    statement: Statement | None
    held: str | None = None


NOTHING = Wanted(None)


def wanted_of(around: Circumstances) -> Wanted:
    """What the Groeipakket should know of a schakeling as it stands (S-11, S-12, S-13, G-1).

    Nothing where it has no impact; an unborn child's waits for the national number.
    """
    impact = around.impact
    if not impact.sends:
        return NOTHING
    if not around.national_number:
        return Wanted(None, NO_NUMBER)
    statement = Statement(
        around.national_number,
        around.placement.begin,
        around.end,
        tuple(sorted(impact.modules)),
        around.ground,
        tuple(sorted(around.carers, key=lambda carer: carer.national_number)),
        around.facility,
        around.dossier,
        around.schakeling,
    )
    return Wanted(statement)


def net_message(known: Known | None, wanted: Statement | None) -> Message | None:
    """The one message that brings the Groeipakket from what it knows to what it should know, or None (G-1).

    `known` None: it knows nothing. What another system told and nobody kept is told anew, and cannot be withdrawn.
    """
    told = known.statement if known is not None else None
    key = known.key if known is not None else None
    if wanted is None:
        return None if told is None else Message(MessageKind.CANCELLATION, told, told, key)
    if told is None:
        return Message(MessageKind.NEW, wanted)
    return None if told == wanted else Message(MessageKind.CHANGE, wanted, told, key)


def as_content(statement: Statement) -> dict[str, Any]:
    """A statement as the message and the database write it; the names are those of the published schema (G-1)."""
    return {
        "facility": statement.facility,
        "dossier": statement.dossier,
        "placement": statement.placement,
        "national_number": statement.national_number,
        "modules": list(statement.modules),
        "begin": statement.begin.isoformat(),
        "end": statement.end.isoformat() if statement.end else None,
        "placing_authority": statement.ground,
        "carers": [{"national_number": one.national_number, "name": one.name} for one in statement.carers],
    }


def statement_of(content: Mapping[str, Any]) -> Statement:
    """The statement that was written so."""
    return Statement(
        content["national_number"],
        date.fromisoformat(content["begin"]),
        date.fromisoformat(content["end"]) if content["end"] else None,
        tuple(content["modules"]),
        content["placing_authority"],
        tuple(Carer(one["national_number"], one["name"]) for one in content["carers"]),
        content["facility"],
        content["dossier"],
        content["placement"],
    )
