"""What goes to the Groeipakket in the words of the screen, and on which firsts of a month it counts (G-1, S-12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from app.domain.chain_plans import Carer
from app.domain.civil_time import BRUSSELS
from app.domain.faults import Caution
from app.domain.groeipakket_messages import (
    REFUSALS,
    Known,
    Message,
    MessageKind,
    Statement,
    Wanted,
    net_message,
)
from app.domain.groeipakket_months import Months, MonthsMoved, months_moved

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
KINDS = {
    MessageKind.NEW: "een nieuw bericht",
    MessageKind.CHANGE: "een wijziging",
    MessageKind.CANCELLATION: "een annulering",
}
GROUNDS = {"voluntary": "vrijwillig", "judicial": "gerechtelijk"}
WAITS_FOR_NUMBER = (
    "Deze schakeling telt voor het Groeipakket. Er vertrekt een D227 zodra het kind een rijksregisternummer heeft."
)
CHECK = "Kijk de datum na en bevestig."
# In the evening, so that what is put right the same day goes out once and right.
DELIVERED_AT = time(20, 0)
ASK_THE_AGENCY = "Hier kun je zelf niets aan verbeteren: vraag het na bij Opgroeien."
# What somebody in the facility can do about a refusal; the number of a client is the register's and not theirs (C-1).
WHAT_TO_DO = {
    "unknown_person": "Het nummer komt uit het rijksregister en kun je niet wijzigen: bied het bericht opnieuw aan, en "
    "vraag het na bij Opgroeien als dat niet lukt.",
    "unknown_carer": "Kijk in de schakeling het rijksregisternummer van de pleegzorgers na.",
    "unknown_facility": ASK_THE_AGENCY,
    "unknown_reference": ASK_THE_AGENCY,
    "conflicting_placement": "Kijk begin en einde van de schakeling na; kloppen ze, bied het bericht dan opnieuw aan.",
    "invalid_message": ASK_THE_AGENCY,
    "other": "Kijk de schakeling na; klopt ze, bied het bericht dan opnieuw aan.",
}


def message_cautions(new: Message | None, wanted: Wanted, previous: Message | None = None) -> list[Caution]:
    """The warning to confirm before a schakeling is saved: what goes out for it, and for the one it ends (S-12, G-1).

    Of the previous schakeling only what changes something told before: the rest was confirmed when it was saved.
    """
    sentences = [WAITS_FOR_NUMBER] if new is None and wanted.held else []
    if new is not None:
        sentences.append(message_sentence(new))
    if previous is not None and previous.kind is not MessageKind.NEW:
        sentences.append(f"Voor de vorige schakeling: {message_sentence(previous)}")
    return [Caution("S-12", "modules", " ".join([*sentences, CHECK]))] if sentences else []


def follow_cautions(messages: Sequence[Message], field: str) -> list[Caution]:
    """The warning to confirm before something is saved that lets messages about several schakelingen go (G-1)."""
    if not messages:
        return []
    return [Caution("S-12", field, " ".join([*map(message_sentence, messages), CHECK]))]


def cancellation_words(known: Known | None) -> str | None:
    """What goes out when a schakeling of which this is known is deleted; None where nothing does (S-12, G-1)."""
    message = net_message(known, None)
    return message_sentence(message) if message is not None else None


def delivery_words(now: datetime) -> str:
    """When the next delivery is: of what changes after it has begun, that of the next evening (G-1)."""
    return "vanavond" if now.astimezone(BRUSSELS).time() < DELIVERED_AT else "morgenavond"


def refusal_sentence(reason: str) -> str:
    """Why the Groeipakket refused a message, and what who works in the facility can do about it (G-1)."""
    return f"{REFUSALS[reason]} {WHAT_TO_DO[reason]}"


def message_sentence(message: Message) -> str:
    """What a message tells, of whom it changes what, and from which first of a month (G-1)."""
    kind = KINDS[message.kind]
    about = _withdrawn(message) if message.kind is MessageKind.CANCELLATION else _told(message)
    return f"Er vertrekt {kind} (D227) naar het Groeipakket, {about}. {months_sentence(message)}"


def months_sentence(message: Message) -> str:
    """On which firsts of a month a message has an effect; the Groeipakket looks at the situation on that day (V)."""
    if message.kind is MessageKind.CHANGE and message.before == message.after:
        counted = months_moved(None, message.after).gained
        return f"Dat geldt {_spans(counted)}." if counted else NO_MONTH
    moved = months_moved(message.before, message.after)
    told = " ".join(_effects(moved))
    return told or NO_MONTH


NO_MONTH = "Er ligt geen eerste van een maand in deze dagen: er verandert niets aan de betaling."


def _effects(moved: MonthsMoved) -> Iterable[str]:
    if moved.gained:
        yield f"Het telt {_spans(moved.gained)}."
    if moved.lost:
        yield f"Het telt niet meer {_spans(moved.lost)}."


def _spans(months: Sequence[Months]) -> str:
    return " en ".join(_span(one) for one in months)


def _span(months: Months) -> str:
    if months.last is None:
        return f"vanaf {long_day(months.first)}"
    if months.first == months.last:
        return f"op {long_day(months.first)}"
    return f"van {long_day(months.first)} tot en met {long_day(months.last)}"


def long_day(day: date) -> str:
    """A day with its month in letters: "1 december 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _told(message: Message) -> str:
    now, before = message.statement, message.told
    parts = [_days(now), GROUNDS[now.ground]]
    if now.carers:
        parts.append(f"voor {_names(now.carers)}")
    told = ", ".join(parts)
    return told if before is None else f"{told}; eerder gemeld: {_differences(before, now)}"


def _withdrawn(message: Message) -> str:
    return f"van wat eerder gemeld werd: {_days(message.statement)}"


def _differences(before: Statement, now: Statement) -> str:
    parts = []
    if (before.begin, before.end) != (now.begin, now.end):
        parts.append(_days(before))
    if before.ground != now.ground:
        parts.append(GROUNDS[before.ground])
    if before.carers != now.carers:
        parts.append(f"voor {_names(before.carers)}" if before.carers else "zonder pleegzorger")
    if before.modules != now.modules:
        parts.append(f"{'module' if len(before.modules) == 1 else 'modules'} {' en '.join(before.modules)}")
    if before.national_number != now.national_number:
        parts.append("een ander rijksregisternummer")
    return ", ".join(parts)


def _days(statement: Statement) -> str:
    begin = f"{statement.begin:%d/%m/%Y}"
    return f"van {begin} tot en met {statement.end:%d/%m/%Y}" if statement.end else f"vanaf {begin}"


def _names(carers: Sequence[Carer]) -> str:
    return " en ".join(one.name for one in carers)
