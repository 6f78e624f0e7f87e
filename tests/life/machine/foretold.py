"""The life of a dossier once more, in plain Python and without any of the product's rules.

Each `may_…` answers the rules that forbid a step; nothing means that the step must succeed. Written from the contract
alone, so that a rule that the product forgets or invents shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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


def may_decide(dossier: PlainDossier, begin: date, codes: frozenset[str], approval: PlainApproval) -> Rules:
    """S-1; D-6: a closed dossier takes no decision without a schakeling."""
    found = may_touch(dossier)
    found |= {"S-1"} if approval.lacks(codes, begin) else set()
    return found | ({"D-6"} if dossier.status == "closed" else set())


def may_change_decision(dossier: PlainDossier, after: PlainDecision, approval: PlainApproval) -> Rules:
    """S-1: not past its first schakeling, and not so that the decisions change order; D-6."""
    found, before = may_touch(dossier), dossier.decision(after.id)
    asked = after.modules if after.begin != before.begin else after.modules - before.modules
    found |= {"S-1"} if approval.lacks(asked, after.begin) else set()
    below = dossier.under(after.id)
    if below and after.begin > below[0].begin:
        found.add("S-1")
    if _order(dossier.decisions, dossier) != _order(
        [after if one.id == after.id else one for one in dossier.decisions], dossier
    ):
        found.add("S-1")
    if dossier.closed_on and after.begin > dossier.closed_on:
        found.add("D-6")
    return found


def _order(decisions: list[PlainDecision], dossier: PlainDossier) -> tuple[list[int], int]:
    ordered = [one.id for one in sorted(decisions, key=lambda one: (one.begin, one.id))]
    return [one for one in ordered if dossier.under(one)], ordered[-1]


def may_delete_decision(dossier: PlainDossier, decision_id: int) -> Rules:
    """S-1: not with schakelingen; D-6: a closed dossier keeps what closing asked."""
    found = may_touch(dossier)
    if dossier.under(decision_id):
        found |= {"S-1"} | ({"D-6"} if dossier.status == "closed" else set())
    return found


def may_add(
    dossier: PlainDossier,
    new: PlainSchakeling,
    end_of_previous: date | None,
    around: Around,
) -> Rules:
    """S-2 to S-9, S-14 and D-6 for the next schakeling, after the last one got its end (S-5)."""
    found, chain = may_touch(dossier), dossier.chain
    if dossier.latest_decision is None:
        return found | {"S-2"}
    if end_of_previous is not None:
        wrong = _wrong_end(chain, end_of_previous, around.locked)
        found |= wrong
        if chain and chain[-1].end is None and not wrong:
            chain[-1] = _with_end(chain[-1], end_of_previous)
    if new.begin <= around.locked or (new.kind == "extension" and _ended_by(chain, around.locked)):
        found.add("S-14")
    found |= _wrong_place(dossier, new, chain) | _wrong_offer(dossier, new, new.modules, around.approval)
    return found | _wrong_in_closed(dossier, [*chain, new], around.today)


def may_decide_and_add(dossier: PlainDossier, decision: PlainDecision, new: PlainSchakeling, around: Around) -> Rules:
    """D-6: only a closed dossier takes a decision with its first schakeling; S-2: under the decision that is latest."""
    if dossier.status != "closed" or dossier.closed_on is None:
        return {"D-11"}
    latest = dossier.latest_decision
    found = {"S-2"} if latest and decision.begin < latest.begin else set()
    found |= {"S-1"} if around.approval.lacks(decision.modules, decision.begin) else set()
    found |= {"D-6"} if decision.begin > dossier.closed_on else set()
    decided = replace(dossier, decisions=[*dossier.decisions, decision])
    return found | may_add(decided, new, None, around)


def may_change(dossier: PlainDossier, after: PlainSchakeling, around: Around) -> Rules:
    """S-6: only the last one; then as for a new one in its place, S-14 and D-6 included."""
    found, chain = may_touch(dossier), dossier.chain
    changed = [after if one.id == after.id else one for one in chain]
    if chain[-1].id != after.id:
        return found | {"S-6", "S-14"} | _wrong_offer(dossier, after, frozenset(), around.approval) | _any_d_6(dossier)
    before = chain[-1]
    found |= _wrong_in_locked(before, after, around.locked)
    asked = after.modules if after.begin != before.begin else after.modules - before.modules
    found |= _wrong_place(dossier, after, chain[:-1]) | _wrong_offer(dossier, after, asked, around.approval)
    return found | _wrong_in_closed(dossier, changed, around.today)


def may_delete_schakeling(dossier: PlainDossier, schakeling_id: int, around: Around) -> Rules:
    """S-6: only the last one; S-14: not one that began in a processed year; D-6."""
    found, chain = may_touch(dossier), dossier.chain
    if chain[-1].id != schakeling_id:
        return found | {"S-6", "S-14"} | _any_d_6(dossier)
    found |= {"S-14"} if chain[-1].begin <= around.locked else set()
    return found | _wrong_in_closed(dossier, chain[:-1], around.today)


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
    """Q-5: a year that is over, from 1 April of the next, once."""
    is_too_early = today < date(year + 1, 4, 1)
    return {"Q-5"} if is_too_early or years.states.get(year) == "processed" else set()


def may_reopen_year(years: PlainYears, year: int) -> Rules:
    """Q-4: a year that is processed."""
    return set() if years.states.get(year) == "processed" else {"Q-4"}


def _ended_by(chain: list[PlainSchakeling], day: date) -> bool:
    return bool(chain) and chain[-1].end is not None and chain[-1].end <= day


def _wrong_in_locked(before: PlainSchakeling, after: PlainSchakeling, locked: date) -> Rules:
    """S-14: of one that began in a processed year only the end may move, to a later day; nothing if it ended there."""
    if before.begin > locked:
        return {"S-14"} if after.begin <= locked else set()
    only_the_end = replace(after, end=before.end) == before
    ends_later = after.end is None or after.end > locked
    is_over = before.end is not None and before.end <= locked
    return set() if only_the_end and ends_later and not is_over else {"S-14"}


def _wrong_end(chain: list[PlainSchakeling], end: date, locked: date) -> Rules:
    if not chain:
        return {"S-5"}
    if chain[-1].end is not None:
        return set() if chain[-1].end == end else {"S-5"}
    ended = _with_end(chain[-1], end)
    return _wrong_days(ended, chain[:-1]) | _wrong_in_locked(chain[-1], ended, locked)


def _with_end(one: PlainSchakeling, end: date) -> PlainSchakeling:
    return replace(one, end=end)


def _wrong_place(dossier: PlainDossier, new: PlainSchakeling, before: list[PlainSchakeling]) -> Rules:
    found = _wrong_days(new, before)
    if new.begin < dossier.decision(new.decision).begin:
        found.add("S-4")
    if (new.kind == "start") != (not before):
        found.add("S-3")
    if new.kind == "extension" and before and not _may_extend(dossier, new, before):
        found.add("S-7")
    return found


def _may_extend(dossier: PlainDossier, new: PlainSchakeling, before: list[PlainSchakeling]) -> bool:
    own, former = dossier.decision(new.decision), dossier.decision(before[-1].decision)
    is_first = all(one.decision != new.decision for one in before)
    return is_first and (own.begin, own.id) > (former.begin, former.id) and new.modules == before[-1].modules


def _wrong_days(new: PlainSchakeling, before: list[PlainSchakeling]) -> Rules:
    if new.end is not None and new.end < new.begin:
        return {"S-4"}
    if before and before[-1].end is None:
        return {"S-5"}
    twice = new.begin == new.end and any(one.begin == one.end == new.begin for one in before)
    return {"S-4"} if twice or any(one.end and new.begin < one.end for one in before) else set()


def _wrong_offer(
    dossier: PlainDossier, new: PlainSchakeling, asked: frozenset[tuple[str, bool]], approval: PlainApproval
) -> Rules:
    found = {"S-9"} if not dossier.crisis and any(ticked for _, ticked in new.modules) else set()
    if approval.lacks([code for code, _ in asked], new.begin):
        found.add("S-7" if new.kind == "extension" else "S-2")
    return found


def _wrong_in_closed(dossier: PlainDossier, chain: list[PlainSchakeling], today: date) -> Rules:
    if dossier.status != "closed" or dossier.closed_on is None:
        return set()
    until = min(today, dossier.closed_on + timedelta(days=1))
    late = any(one.begin > dossier.closed_on for one in chain)
    return {"D-6"} if late or not is_closable(dossier.decisions, chain, until) else set()


def _any_d_6(dossier: PlainDossier) -> Rules:
    return {"D-6"} if dossier.status == "closed" else set()
