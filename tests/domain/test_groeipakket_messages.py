"""What the Groeipakket should know, and the one message that gets it there (G-1, S-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chain_plans import Carer
from app.domain.groeipakket import Placement
from app.domain.groeipakket_messages import (
    NO_NUMBER,
    Circumstances,
    Known,
    MessageKind,
    Statement,
    as_content,
    net_message,
    statement_of,
    wanted_of,
)
from tests.domain.test_groeipakket_table import AGES, BEGIN, FACTS, PAID, REFERRALS, SILENT, TOUCHES, table

NUMBER = "06060212394"
FATHER, MOTHER = Carer("93051822361", "Bram Hendrickx"), Carer("88021500274", "Els Maes")
STATEMENT = Statement(NUMBER, BEGIN, None, ("VBFBJB04",), "voluntary", (FATHER,), "T1", "BNC_1", "7")


def around(code: str = "VBFBJB04", **said: Any) -> Circumstances:
    values: dict[str, Any] = {
        "end": None, "ground": "voluntary", "carers": (), "referral": REFERRALS["gate"], "national_number": NUMBER,
        "birth_date": AGES["17"], "birth_year": None, "facility": "T1", "dossier": "BNC_1", "schakeling": "7",
    }  # fmt: skip
    placement = Placement(BEGIN, (FACTS[code],), said.pop("elsewhere", False), said.pop("paid", None))
    return Circumstances(placement, **{**values, **said})


TOUCHED = {row["module"]: row for row in table(TOUCHES)}
COLUMNS = {"VBFINT06": "foster-seeking", "VBFINT04": "foster-lasting", "VBFINT05": "foster-lasting"}


def cells() -> Iterator[tuple[str, str, dict[str, str], str, bool]]:
    for code, age, row, ground in product(FACTS, AGES, table(SILENT), ("voluntary", "judicial")):
        touches = TOUCHED.get(code, {}).get(age) == "yes"
        yield code, age, row, ground, touches and row[COLUMNS.get(code, "residence")] == "-"


def test_every_module_age_referral_tick_rule_and_ground_is_told_or_not_as_the_tables_say_g_1_s_11_s_12_s_13() -> None:
    for code, age, row, ground, told in cells():
        wanted = wanted_of(
            around(
                code,
                birth_date=AGES[age],
                referral=REFERRALS[row["referral"]],
                elsewhere=row["elsewhere"] == "yes",
                paid=PAID[row["paid"]],
                ground=ground,
            )
        )
        assert wanted.held is None
        expected = replace(STATEMENT, modules=(code,), ground=ground, carers=()) if told else None
        assert wanted.statement == expected, (code, age, row, ground)


def test_only_the_modules_that_touch_it_are_told_g_1_s_12() -> None:
    both = replace(around().placement, modules=(FACTS["P-CB-BREED"], FACTS["VBFBJB04"], FACTS["VBFBJB02"]))
    statement = wanted_of(replace(around(), placement=both)).statement
    assert statement is not None
    assert statement.modules == ("VBFBJB02", "VBFBJB04")


def test_the_message_of_an_unborn_child_waits_for_the_number_g_1() -> None:
    unborn = around(national_number=None, birth_date=None)
    assert wanted_of(unborn).held == NO_NUMBER
    # What has no impact waits for nothing.
    assert wanted_of(replace(unborn, referral=REFERRALS["time_out"])).held is None


CHANGES = [
    ("number", replace(STATEMENT, national_number="06060212493")),
    ("begin", replace(STATEMENT, begin=date(2024, 6, 2))),
    ("end", replace(STATEMENT, end=date(2024, 9, 30))),
    ("modules", replace(STATEMENT, modules=("VBFBJB02",))),
    ("ground", replace(STATEMENT, ground="judicial")),
    ("carer", replace(STATEMENT, carers=(MOTHER,))),
    ("carer's name", replace(STATEMENT, carers=(replace(FATHER, name="Bram H."),))),
    ("second carer", replace(STATEMENT, carers=(FATHER, MOTHER))),
]
BEFORE = Known("a" * 32, STATEMENT)


@pytest.mark.parametrize(("what", "after"), CHANGES, ids=[what for what, _ in CHANGES])
def test_every_part_that_differs_makes_a_change_that_refers_to_what_was_sent_g_1(what: str, after: Statement) -> None:
    message = net_message(BEFORE, after)
    assert message is not None
    assert (message.kind, message.refers_to, message.statement, message.told) == ("change", "a" * 32, after, STATEMENT)


def test_what_was_never_told_is_new_and_what_is_no_longer_wanted_is_cancelled_g_1() -> None:
    new, gone = net_message(None, STATEMENT), net_message(BEFORE, None)
    assert new is not None
    assert gone is not None
    assert (new.kind, new.refers_to, new.before, new.after) == (MessageKind.NEW, None, None, STATEMENT.period)
    assert (gone.kind, gone.refers_to, gone.before, gone.after) == ("cancellation", "a" * 32, STATEMENT.period, None)
    assert gone.statement == STATEMENT


def test_nothing_goes_when_nothing_differs_or_nothing_is_known_g_1() -> None:
    assert net_message(BEFORE, STATEMENT) is None
    assert net_message(BEFORE, replace(STATEMENT, facility="T2", dossier="BNC_2", placement="8")) is None
    assert net_message(None, None) is None


def test_what_another_system_told_is_changed_without_a_key_and_told_anew_where_nobody_kept_it_g_1() -> None:
    changed = net_message(Known(None, STATEMENT), replace(STATEMENT, ground="judicial"))
    assert changed is not None
    assert (changed.kind, changed.refers_to, changed.told) == ("change", None, STATEMENT)
    told_anew = net_message(Known(None, None), STATEMENT)
    assert told_anew is not None
    assert told_anew.kind is MessageKind.NEW
    assert net_message(Known(None, None), None) is None


DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))
STATEMENTS = st.builds(
    Statement,
    st.sampled_from([NUMBER, "06060212493"]),
    DAYS,
    st.none() | DAYS,
    st.sampled_from([("VBFBJB04",), ("VBFBJB02", "VBFBJB04")]),
    st.sampled_from(["voluntary", "judicial"]),
    st.sampled_from([(), (FATHER,), (FATHER, MOTHER)]),
    st.just("T1"),
    st.just("BNC_1"),
    st.just("7"),
)


@given(STATEMENTS)
def test_what_is_written_reads_back_as_it_was_g_1(statement: Statement) -> None:
    content = as_content(statement)
    assert (statement_of(content), as_content(statement_of(content))) == (statement, content)


@given(st.lists(st.none() | STATEMENTS, max_size=8))
def test_whoever_applies_every_message_knows_what_it_should_and_several_edits_make_one_g_1(
    wishes: list[Statement | None],
) -> None:
    known: Known | None = None
    told: Statement | None = None
    for number, wanted in enumerate(wishes):
        message = net_message(known, wanted)
        if message is None:
            assert told == wanted
            continue
        assert message.refers_to == (known.key if known else None)
        told = None if message.kind is MessageKind.CANCELLATION else message.statement
        known = Known(str(number), told) if told is not None else None
        assert told == wanted
        assert net_message(known, wanted) is None
