"""Quarter statements as pure rules: states, lines, cells, and what help does to them (Q-1 to Q-4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from app.domain.faults import Conflict
from app.domain.quarter import Quarter
from app.domain.statements.amounts import check_amount, fits, overwriting, sum_of
from app.domain.statements.following import Deployed, change_in, changed_rows
from app.domain.statements.lines import (
    Input,
    LineTotal,
    UtilisationFacts,
    input_of,
    may_have_statement,
    missing_totals,
)
from app.domain.statements.states import StatementEvent, StatementState, can_happen, is_editable, state_after
from app.reference.load import type_modules

S, E = StatementState, StatementEvent
# Written out by hand from Q-4: the row of a state, and where each event leads; None = cannot happen.
#         edit             module joins     line drops       send    process      reopen
BY_HAND = {
    S.OPEN: (S.OPEN, S.OPEN, S.OPEN, S.SENT, None, None),
    S.SENT: (S.TO_SEND_AGAIN, S.TO_SEND_AGAIN, S.TO_SEND_AGAIN, None, S.PROCESSED, None),
    S.TO_SEND_AGAIN: (S.TO_SEND_AGAIN, S.TO_SEND_AGAIN, S.TO_SEND_AGAIN, S.SENT, None, None),
    S.PROCESSED: (None, None, None, None, None, S.REOPENED),
    S.REOPENED: (S.REOPENED, S.REOPENED, S.REOPENED, S.SENT, None, None),
}
EVENTS = (E.EDIT, E.MODULE_JOINS, E.LINE_DROPS, E.SEND, E.PROCESS, E.REOPEN)
Q3 = Quarter(2026, 3)


@pytest.mark.parametrize(("state", "event"), list(product(S, EVENTS)))
def test_every_event_leads_from_every_state_where_q_4_says(state: StatementState, event: StatementEvent) -> None:
    expected = BY_HAND[state][EVENTS.index(event)]
    assert can_happen(state, event) is (expected is not None)
    if expected is not None:
        assert state_after(state, event) is expected
        return
    with pytest.raises(Conflict) as refused:
        state_after(state, event)
    assert [fault.rule for fault in refused.value.faults] == ["Q-4"]
    assert refused.value.messages[0].endswith(".")


def test_nothing_can_be_edited_while_processed_q_4() -> None:
    assert [state for state in S if not is_editable(state)] == [S.PROCESSED]


@pytest.mark.parametrize(
    ("amount", "rounding", "right"),
    [
        ("0", "quarter", True),
        ("12.25", "quarter", True),
        ("12.5", "quarter", True),
        ("12.50", "quarter", True),
        ("12.75", "quarter", True),
        ("12.3", "quarter", False),
        ("131.30", "quarter", False),
        ("0.5", "half", True),
        ("0.50", "half", True),
        ("0.25", "half", False),
        ("7", "half", True),
        ("7.33", "none", True),
        ("7.333", "none", False),
    ],
)
def test_rounding_is_checked_by_value_q_3(amount: str, rounding: str, right: bool) -> None:
    assert fits(Decimal(amount), rounding) is right
    assert (check_amount(Decimal(amount), rounding, "cell") == []) is right


def test_a_wrong_amount_says_at_its_cell_what_is_allowed_q_3() -> None:
    (fault,) = check_amount(Decimal("131.30"), "quarter", "total_7")
    assert (fault.rule, fault.field) == ("Q-3", "total_7")
    assert ",00 ,25 ,50 of ,75" in fault.message
    assert ",0 of ,5" in check_amount(Decimal("0.3"), "half", "cell")[0].message
    assert "onder nul" in check_amount(Decimal("-1"), "none", "cell")[0].message
    assert "te groot" in check_amount(Decimal("10000000"), "none", "cell")[0].message
    assert check_amount(None, "quarter", "cell") == []


def test_the_sum_of_nothing_is_not_filled_in_and_of_zeros_is_zero_q_2() -> None:
    assert sum_of([None, None]) is None
    assert sum_of([Decimal(0), None]) == 0
    assert sum_of([Decimal("0.25"), Decimal("1.5"), None]) == Decimal("1.75")


def test_a_computed_total_over_a_different_typed_one_asks_first_q_2() -> None:
    (asked,) = overwriting(Decimal("10.50"), Decimal("12.25"), "cell", "Kamertraining")
    assert (asked.rule, asked.message) == (
        "Q-2",
        "Kamertraining: het ingetypte totaal 10,5 wordt vervangen door 12,25.",
    )
    assert "een leeg vak" in overwriting(Decimal(10), None, "cell", "K")[0].message
    assert overwriting(Decimal("10.50"), Decimal("10.5"), "cell", "K") == []
    assert overwriting(None, Decimal(3), "cell", "K") == []


def test_only_a_module_with_utilisation_input_is_typed_m_1() -> None:
    """H12: CKG guidance, training and day care take none, nor does Crisisbegeleiding there; elsewhere it does."""
    facts = {
        row.code: UtilisationFacts(
            row.utilisation, row.rounding, row.detail, row.non_client_bound, Decimal(row.ckg_points or 0) or None
        )
        for row in type_modules()
    }
    ckg = {row.code for row in type_modules() if "CKG" in row.organisation_types}
    assert {code for code in ckg if input_of(facts[code], "CKG") is Input.TYPED} == {
        "P-VBF-CRISIS-MELDPUNT",
        "P-VBF-KINDEREN",
        "VBFKG06",
        "P-VBFKG-KORT",
        "P-VBFKG-CRISIS",
    }
    assert input_of(facts["P-CRISISBEGELEIDING"], "CKG") is Input.NONE
    assert {input_of(facts["P-CRISISBEGELEIDING"], one) for one in ("CaH", "OOOC", "OVBJ")} == {Input.TYPED}
    assert {code for code in facts if input_of(facts[code], "pleegzorg") is Input.COUNTED} == {
        "VBFINT04",
        "VBFINT05",
        "VBFINT06",
        "P-BEGINT-PLEEG",
        "P-BEGINT-BEHANDEL",
    }
    assert {code for code, one in facts.items() if one.is_per_kind} == {"P-OB-RTJ"}


@pytest.mark.parametrize(
    ("kind", "quarter", "today", "exists"),
    [
        ("OVBJ", Q3, date(2026, 6, 30), False),
        ("OVBJ", Q3, date(2026, 7, 1), True),
        ("OVBJ", Quarter(2015, 1), date(2026, 7, 1), True),
        ("OVBJ", Quarter(2014, 4), date(2026, 7, 1), False),
        ("1G1P", Q3, date(2026, 7, 1), False),
        ("HCA", Q3, date(2026, 7, 1), False),
        ("NAFT", Q3, date(2026, 7, 1), False),
    ],
)
def test_a_statement_exists_from_the_first_day_of_its_quarter_and_from_2015_q_1(
    kind: str, quarter: Quarter, today: date, exists: bool
) -> None:
    assert may_have_statement(kind, quarter, today) is exists


def test_zero_counts_as_filled_in_and_counted_lines_need_nothing_q_4() -> None:
    lines = [
        LineTotal(1, "Kamertraining", Input.TYPED, Decimal(0)),
        LineTotal(2, "Verblijf", Input.TYPED, None),
        LineTotal(3, "Pleegzorg", Input.COUNTED, None),
    ]
    assert [(fault.rule, fault.field) for fault in missing_totals(lines)] == [("Q-4", "total_2")]


def deployed(client: int, module: int, begin: date, end: date = date(9999, 12, 31), dossier: int = 1) -> Deployed:
    return Deployed(client, module, begin, end, dossier)


@pytest.mark.parametrize(
    ("begin", "end", "lies"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), False),
        (date(2026, 1, 1), date(2026, 7, 1), True),
        (date(2026, 9, 30), date(9999, 12, 31), True),
        (date(2026, 10, 1), date(9999, 12, 31), False),
        (date(2026, 8, 1), date(2026, 8, 1), True),
    ],
)
def test_the_first_and_the_last_day_of_a_quarter_count_q_1(begin: date, end: date, lies: bool) -> None:
    assert deployed(1, 1, begin, end).lies_in(Q3) is lies


def test_a_change_in_a_quarter_is_seen_per_client_and_per_module_q_1() -> None:
    stays, goes = deployed(1, 7, date(2026, 1, 1)), deployed(2, 7, date(2026, 9, 30), dossier=5)
    comes = deployed(2, 8, date(2026, 7, 1), dossier=6)
    change = change_in(Q3, [stays, goes], [stays, comes])
    assert change is not None
    assert (change.left, change.gone, change.new) == (frozenset({(2, 7)}), {}, {8: 6})
    assert (change.had_help, change.has_help) == (True, True)
    assert change_in(Q3, [stays], [stays, deployed(2, 7, date(2026, 8, 1))]) is None
    assert changed_rows([stays, goes], [stays, comes]) == ({goes}, {comes})


def test_a_change_in_another_quarter_is_no_change_in_this_one_q_1() -> None:
    before, after = [deployed(1, 7, date(2026, 1, 1))], [deployed(1, 7, date(2026, 1, 1), date(2026, 9, 30))]
    assert change_in(Q3, before, after) is None
    fourth = change_in(Q3.next, before, after)
    assert fourth is not None
    assert (fourth.gone, fourth.had_help, fourth.has_help) == ({7: 1}, True, False)
