"""The life of a dossier once more, in plain Python and without any of the product's rules.

Each `may_…` answers the rules that forbid a step; nothing means that the step must succeed. Written from the contract
alone, so that a rule that the product forgets or invents shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.life.machine.plain import (
    PAGES,
    PlainApproval,
    PlainDecision,
    PlainDossier,
    PlainRequest,
    PlainSchakeling,
    PlainYears,
)

Rules = set[str]
BIN_DAYS = 30


@dataclass(frozen=True)
class Around:
    """What is the same for every dossier: what may be offered, the last day that is locked, today."""

    approval: PlainApproval
    locked: date
    today: date


def may_open(others: Iterable[PlainDossier], client: int) -> Rules:
    """D-1: one open dossier of a client at a time."""
    return {"D-1"} if any(one.client == client and one.status == "open" for one in others) else set()


def may_touch(dossier: PlainDossier) -> Rules:
    """D-8, D-11: nothing happens in a dossier that lies in the bin."""
    return {"D-11"} if dossier.status == "deleted" else set()


def may_save_page(dossier: PlainDossier, is_complete: bool) -> Rules:
    """D-6: the pages of a closed dossier stay complete, unless they are optional (E-3)."""
    lacks = dossier.status == "closed" and not is_complete and not dossier.crisis
    return may_touch(dossier) | ({"D-6"} if lacks else set())


def may_refer(dossier: PlainDossier, crisis: bool) -> Rules:
    """D-5: guaranteed supply keeps the crisismeldpunt; D-6: a closed dossier lacks nothing that becomes mandatory."""
    found = may_touch(dossier)
    if dossier.crisis and not crisis:
        found |= {"D-5"} if dossier.has_guaranteed else set()
        found |= {"D-6"} if dossier.status == "closed" and lacks_pages(dossier) else set()
    return found


def lacks_pages(dossier: PlainDossier) -> bool:
    """Whether a page of answers is not complete."""
    return any(dossier.pages.get(page) is None for page in PAGES)


def may_close(dossier: PlainDossier, today: date) -> Rules:
    """D-6: help that was decided, given and ended before today, and complete pages unless they are optional."""
    if dossier.status != "open":
        return {"D-11"}
    ready = is_closable(dossier.decisions, dossier.schakelingen, today) and (dossier.crisis or not lacks_pages(dossier))
    return set() if ready else {"D-6"}


def is_closable(decisions: list[PlainDecision], chain: list[PlainSchakeling], today: date) -> bool:
    """D-6 for decisions and schakelingen."""
    used = {one.decision for one in chain}
    ends = [one.end for one in chain]
    return bool(chain) and {one.id for one in decisions} == used and all(end and end < today for end in ends)


def may_reopen(dossier: PlainDossier, others: Iterable[PlainDossier], today: date) -> Rules:
    """D-7: up to and including the day a year after the help, and no other dossier open."""
    if dossier.status != "closed":
        return {"D-11"}
    return {"D-7"} if is_long_ago(dossier, today) or may_open(others, dossier.client) else set()


def is_long_ago(dossier: PlainDossier, today: date) -> bool:
    """Whether more than a year passed since the help ended."""
    return today > a_year_after(max(one.end or date.max for one in dossier.schakelingen))


def may_ask(dossier: PlainDossier, others: Iterable[PlainDossier], today: date, has_reason: bool) -> Rules:
    """D-7: only after that year, with a reason, and once at a time."""
    if dossier.status != "closed":
        return {"D-11"}
    asks = is_long_ago(dossier, today) and has_reason and not may_open(others, dossier.client)
    return (set() if asks else {"D-7"}) | ({"D-11"} if dossier.waiting else set())


def may_withdraw(dossier: PlainDossier) -> Rules:
    """D-7: while the last request waits."""
    return set() if dossier.requests and dossier.requests[-1].state == "requested" else {"D-7", "D-11"}


def may_answer(request: PlainRequest, handler: int) -> Rules:
    """D-7: once, and by somebody else than who asked."""
    decided = {"D-11"} if request.state != "requested" else set()
    return decided | ({"D-7"} if request.asked_by == handler else set())


def may_approve(request: PlainRequest, dossier: PlainDossier, others: Iterable[PlainDossier], handler: int) -> Rules:
    """D-7: as any answer, and checked again for another open dossier."""
    return may_answer(request, handler) | ({"D-7"} if may_open(others, dossier.client) else set())


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February after a leap day."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def may_delete(dossier: PlainDossier) -> Rules:
    """D-8: only an open dossier without decisions and schakelingen."""
    if dossier.status != "open":
        return {"D-11"}
    return {"D-8"} if dossier.decisions or dossier.schakelingen else set()


def may_restore(dossier: PlainDossier, others: Iterable[PlainDossier], today: date) -> Rules:
    """D-8: within thirty days, and no other dossier open (D-1)."""
    if dossier.deleted_on is None:
        return {"D-8"}
    late = {"D-8"} if today > dossier.deleted_on + timedelta(days=BIN_DAYS) else set()
    return late | may_open(others, dossier.client)


def may_take_over(dossier: PlainDossier, former: int, taker: int) -> Rules:
    """D-9, D-11: an open dossier that is still on the former owner's name."""
    moves = dossier.status == "open" and dossier.owner == former != taker
    return set() if moves else {"D-11"}


def may_process(years: PlainYears, year: int, today: date) -> Rules:
    """Q-5: a year that is over, from 1 April of the next, once; its statements are another matter."""
    is_too_early = today < date(year + 1, 4, 1)
    return {"Q-5"} if is_too_early or years.states.get(year) == "processed" else set()


def has_help(dossiers: Iterable[PlainDossier], year: int) -> bool:
    """Q-1: whether there is a statement in a year: a schakeling with a day in it."""
    return any(
        one.begin <= date(year, 12, 31) and (one.end is None or one.end >= date(year, 1, 1))
        for dossier in dossiers
        for one in dossier.schakelingen
    )


def may_reopen_year(years: PlainYears, year: int) -> Rules:
    """Q-4: a year that is processed."""
    return set() if years.states.get(year) == "processed" else {"Q-4"}
