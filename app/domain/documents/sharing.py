"""What may be shared, with whom and until when; when it can be called back (O-1, O-3, O-5, O-6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.faults import Fault

RULE = "O-1"
MOST_DAYS = 30
LONGEST_DESCRIPTION = 80
MOST_RECIPIENTS = 10
# A recipient is open until somebody calls it back or its last day has passed.
OPEN, WITHDRAWN, EXPIRED = "open", "withdrawn", "expired"
STATES = (OPEN, WITHDRAWN, EXPIRED)
REMIND_DAYS_BEFORE = 3
NOT_ON_THE_LIST = (
    "Deze persoon staat niet op de lijst voor persoonlijke documenten. De verantwoordelijke van de voorziening houdt "
    "die lijst bij: vraag het daar, of kies iemand anders."
)


@dataclass(frozen=True)
class WantedRecipient:
    """Somebody to share with: a known service, a person there and until which day (inclusive).

    `person_id` is the person's account where the product knows one; `may_read_personal` says that O-5 lists it.
    """

    service_id: int
    service_kind: ServiceKind
    person_id: int | None
    person_name: str
    email: str
    until: date
    may_read_personal: bool = False


def last_day_to_choose(today: date) -> date:
    """The last day until which something can be shared, proposed by every form (O-1)."""
    return today + timedelta(days=MOST_DAYS)


def check_sharing(
    kind: DocumentKind,
    sender: ServiceKind,
    sender_service_id: int,
    description: str,
    recipients: Sequence[WantedRecipient],
    *,
    today: date,
) -> Iterator[Fault]:
    """Everything that keeps a document from being shared; a recipient's fault stands at `recipient-N-field` (O-1)."""
    if len(description) > LONGEST_DESCRIPTION:
        yield Fault(RULE, "description", f"Houd de beschrijving bij {LONGEST_DESCRIPTION} tekens.")
    if kind is DocumentKind.CLIENT_BOUND and sender is not ServiceKind.FACILITY:
        yield Fault(RULE, "kind", "Alleen een voorziening deelt vanuit een dossier.")
    if kind is DocumentKind.PERSONAL and sender is not ServiceKind.AGENCY:
        yield Fault("O-3", "kind", "Alleen Voorzieningenbeleid deelt persoonlijke documenten.")
    if not recipients:
        yield Fault(RULE, "recipients", "Kies met wie je deelt.")
    if len(recipients) > MOST_RECIPIENTS:
        yield Fault(RULE, "recipients", f"Deel met hoogstens {MOST_RECIPIENTS} ontvangers tegelijk.")
    yield from check_recipients(kind, sender_service_id, dict(enumerate(recipients)), today=today)


def check_recipients(
    kind: DocumentKind, sender_service_id: int, recipients: Mapping[int, WantedRecipient], *, today: date
) -> Iterator[Fault]:
    """What is wrong with recipients by their number on the form, those that stand there twice included (O-1)."""
    for number, wanted in recipients.items():
        for fault in check_recipient(kind, sender_service_id, wanted, today=today):
            yield Fault(fault.rule, f"recipients-{number}-{fault.field}", fault.message)
    yield from _doubles(recipients)


def check_recipient(
    kind: DocumentKind, sender_service_id: int, wanted: WantedRecipient, *, today: date
) -> Iterator[Fault]:
    """What is wrong with one recipient (O-1, O-5)."""
    if wanted.service_id == sender_service_id:
        yield Fault(RULE, "service", "Dit is je eigen dienst. Kies een andere.")
    if not wanted.person_name.strip():
        yield Fault(RULE, "person", "Vul in voor wie het document is.")
    elif wanted.person_id is None and wanted.service_kind is not ServiceKind.FACILITY:
        yield Fault(RULE, "person", "Kies iemand uit de lijst van deze dienst.")
    if not wanted.email.strip():
        yield Fault(RULE, "email", "Vul het e-mailadres in waarop we dit melden.")
    if kind is DocumentKind.PERSONAL and not (wanted.service_kind is ServiceKind.FACILITY and wanted.may_read_personal):
        yield Fault("O-5", "person", NOT_ON_THE_LIST)
    if wanted.until < today:
        yield Fault(RULE, "until", "Deze dag is voorbij. Kies vandaag of later.")
    if wanted.until > last_day_to_choose(today):
        yield Fault(RULE, "until", f"Delen kan hoogstens {MOST_DAYS} dagen: tot en met {_last(today)}.")


def _last(today: date) -> str:
    return f"{last_day_to_choose(today):%d/%m/%Y}"


def _doubles(recipients: Mapping[int, WantedRecipient]) -> Iterator[Fault]:
    seen: set[tuple[int, str]] = set()
    for number, wanted in recipients.items():
        who = (wanted.service_id, wanted.email.strip().lower())
        if who in seen:
            yield Fault(RULE, f"recipients-{number}-person", "Deze persoon staat er al. Haal deze regel weg.")
        seen.add(who)


def is_open_on(state: str, until: date, today: date) -> bool:
    """Whether a recipient can still open a document: shared, not called back, its last day (inclusive) not past."""
    return state == OPEN and today <= until


def can_be_withdrawn(state: str, until: date, *, viewed: bool, today: date) -> bool:
    """Whether what was shared can be called back: nobody opened it and it has not ended by itself (O-6)."""
    return is_open_on(state, until, today) and not viewed


def is_due_for_reminder(until: date, *, viewed: bool, shared_on: date, today: date) -> bool:
    """Whether an unread document ends soon enough to remind its recipient; never on the day it was shared (O-4)."""
    starts = until - timedelta(days=REMIND_DAYS_BEFORE)
    return not viewed and shared_on < today and starts <= today <= until
