"""Decisions and schakelingen once more, in plain Python without any rule of the product (S-1 to S-9, S-14, D-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.life.machine.foretold import Around, Rules, is_closable, may_touch
from tests.life.machine.plain import PlainApproval, PlainDecision, PlainDossier, PlainSchakeling


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
