"""What can be done with a dossier as a whole, close, reopen or delete, and what stands in the way (D-6 to D-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.database import BincSession
from app.domain.closing import ClosingCondition, ClosingFacts, closing_conditions
from app.domain.combinations import reopening_caution
from app.domain.dossiers import CLOSED, OPEN, check_deletable
from app.domain.faults import Fault
from app.domain.referral import Referral
from app.domain.registration_fields import TITLES
from app.domain.reopening import REQUESTED
from app.queries.closing import read_closing_facts
from app.queries.dossier_page import DossierView
from app.queries.reopening import latest_request
from app.services.closing import day_limit, other_open_code
from models.facility import Facility
from views.links import address_of
from views.registration_states import registration_address
from views.reopening_words import ToldRequest, told_request

Link = tuple[str, str]


@dataclass(frozen=True)
class ShownCondition:
    """One line of the list before closing: ok, due or late, its words, where to mend it, each open question."""

    state: str
    words: str
    link: Link | None = None
    open_questions: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Life:
    """What the side of a dossier says about closing, reopening and deleting; an address that is None has no button.

    `request` is the latest request to reopen a closed dossier, waiting or answered (D-7); `caution` is what to think of
    before reopening it, directly or by a request (D-4).
    """

    is_open: bool
    conditions: tuple[ShownCondition, ...] = ()
    close_href: str | None = None
    delete_href: str | None = None
    keep_reason: str | None = None
    reopen_href: str | None = None
    reopen_until: date | None = None
    reopen_too_late: bool = False
    other_open: Link | None = None
    ask_href: str | None = None
    withdraw_href: str | None = None
    request: ToldRequest | None = None
    caution: str | None = None

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of closing."""
        return all(condition.state == "ok" for condition in self.conditions)


def life_of(session: BincSession, view: DossierView, facility: Facility, today: date) -> Life:
    """The life of a dossier as its page shows it."""
    code = view.dossier.code
    if view.dossier.status == CLOSED:
        return _closed(session, view, today)
    facts = read_closing_facts(session, facility, view.chain, view.referral, view.registrations)
    kept = check_deletable(len(facts.decisions), len(facts.schakelingen))
    return Life(
        view.dossier.status == OPEN,
        shown_conditions(facts, code, today),
        close_href=address_of("ClosingPage.close", code=code),
        delete_href=None if kept else address_of("DeletionPage.delete", code=code),
        keep_reason=kept[0].message if kept else None,
    )


def _closed(session: BincSession, view: DossierView, today: date) -> Life:
    code, until, other = view.dossier.code, day_limit(view.dossier), other_open_code(session, view.dossier)
    href = address_of("ClosingPage.reopen", code=code)
    request = latest_request(session, view.dossier.facility_id, view.dossier.id)
    is_waiting = request is not None and request.state == REQUESTED
    other_href = address_of("DossierPage.show", code=other) if other else None
    return Life(
        is_open=False,
        reopen_href=None if other or today > until else href,
        reopen_until=until,
        reopen_too_late=today > until,
        other_open=(other, other_href) if other and other_href else None,
        ask_href=None if other or today <= until or is_waiting else address_of("ReopeningPage.ask", code=code),
        withdraw_href=address_of("ReopeningPage.withdraw", code=code) if is_waiting else None,
        request=told_request(request) if request else None,
        caution=caution_words(view.referral),
    )


def caution_words(referral: Referral) -> str | None:
    """What to think of before a dossier is reopened, directly or by a request, if anything (D-4, D-7)."""
    caution = reopening_caution(referral)
    return caution.message if caution else None


def shown_conditions(facts: ClosingFacts, code: str, today: date) -> tuple[ShownCondition, ...]:
    """Everything that closing asks, each thing that is missing as a line of its own with a link (D-6)."""
    return tuple(line for condition in closing_conditions(facts, today) for line in _lines(condition, facts, code))


def _lines(condition: ClosingCondition, facts: ClosingFacts, code: str) -> Sequence[ShownCondition]:
    if condition.is_met:
        return [ShownCondition("ok", condition.words)]
    if condition.place in TITLES:
        href = registration_address(code, condition.place)
        asked = tuple((label, f"{href}#{key}") for key, label in condition.open_questions) if href else ()
        return [ShownCondition("due", fault.message, _link("Aanvullen", href), asked) for fault in condition.faults]
    links = _chain_links(condition, facts, code)
    return [ShownCondition("late", fault.message, link) for fault, link in zip(condition.faults, links, strict=True)]


def _chain_links(condition: ClosingCondition, facts: ClosingFacts, code: str) -> list[Link | None]:
    """For each fault, in the order of the faults, the page where it is mended."""
    if condition.place == "referral":
        return [_link("Aanmelding aanvullen", address_of("ReferralPage.change", code=code)) for _ in condition.faults]
    if condition.place == "schakelingen":
        last = facts.schakelingen[-1].key
        href = address_of("SchakelingPage.change", code=code, record_id=last)
        return [_link("Einddatum invullen", href) for _ in condition.faults]
    used = {one.decision_key for one in facts.schakelingen}
    unused = iter([one.key for one in facts.decisions if one.key not in used])
    return [_decision_link(fault, facts, code, unused) for fault in condition.faults]


def _decision_link(fault: Fault, facts: ClosingFacts, code: str, unused: object) -> Link | None:
    if fault.field == "schakelingen":
        return _link("Schakeling toevoegen", address_of("SchakelingPage.add", code=code)) if facts.decisions else None
    if not facts.decisions:
        return _link("Beslissing toevoegen", address_of("DecisionPage.add", code=code))
    key = next(unused)  # type: ignore[call-overload]
    return _link("Naar de beslissing", address_of("DecisionPage.change", code=code, record_id=key))


def _link(label: str, href: str | None) -> Link | None:
    return (label, href) if href else None
