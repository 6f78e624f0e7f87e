"""The Groeipakket as one table: module, age, referral, stay elsewhere and transition rule (S-11, S-12, S-13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from app.domain.combinations import ModuleFacts
from app.domain.groeipakket import Placement, decide_impact
from app.domain.referral import Referral
from app.reference.load import type_modules

BEGIN = date(2024, 6, 1)
AGES = {
    "17": date(2006, 6, 2),
    "18": date(2006, 6, 1),
    "24": date(1999, 6, 2),
    "25": date(1999, 6, 1),
}

# Which modules touch the Groeipakket at which age (S-12); every other module of the catalogue never does.
TOUCHES = """
module    17  18  24  25
VBFBJB02  yes yes yes yes
VBFBJB04  yes yes yes yes
VBFBJB05  yes yes yes yes
VBFBJB06  yes yes yes yes
VBFBJB07  yes yes yes yes
VBFBJB16  yes yes yes yes
VBFBJB17  yes yes yes yes
VBFBJB19  yes yes yes yes
VBFBJB20  yes yes yes yes
VBFKG06   yes yes yes yes
BEGBJB05  yes no  no  no
BEGBJB16  yes no  no  no
VBFINT04  yes yes yes no
VBFINT05  yes yes yes no
VBFINT06  yes yes yes no
"""

# Why a placement that touches it stays silent, for residence, for foster care that seeks and for foster care that
# offers perspective; "-" means that a D227 goes out.
SILENT = """
referral                 elsewhere paid residence                foster-seeking          foster-lasting
gate                     no        ?    -                        -                       -
gate                     no        no   -                        -                       -
gate                     no        yes  -                        -                       paid_to_parents
gate                     yes       ?    elsewhere                combined                combined
gate                     yes       no   elsewhere                combined                combined
gate                     yes       yes  elsewhere                combined                combined
jeugdrechtbank           no        ?    -                        -                       -
jeugdrechtbank           no        yes  -                        -                       paid_to_parents
jeugdrechtbank           yes       ?    elsewhere                combined                combined
supporting_guidance_only no        ?    -                        -                       -
supporting_guidance_only no        yes  -                        -                       paid_to_parents
supporting_guidance_only yes       ?    elsewhere                combined                combined
crisismeldpunt           no        ?    crisismeldpunt           crisismeldpunt          crisismeldpunt
crisismeldpunt           no        yes  crisismeldpunt           crisismeldpunt          crisismeldpunt
crisismeldpunt           yes       ?    crisismeldpunt           crisismeldpunt          crisismeldpunt
time_out                 no        ?    time_out                 time_out                time_out
time_out                 no        yes  time_out                 time_out                time_out
time_out                 yes       ?    time_out                 time_out                time_out
short_crisis_stay        no        ?    short_crisis_stay        short_crisis_stay       short_crisis_stay
short_crisis_stay        no        yes  short_crisis_stay        short_crisis_stay       short_crisis_stay
short_crisis_stay        yes       ?    short_crisis_stay        short_crisis_stay       short_crisis_stay
"""

REFERRALS = {
    "gate": Referral(through_access_gate=True),
    "jeugdrechtbank": Referral(through_access_gate=False, referrer="jeugdrechtbank"),
    "crisismeldpunt": Referral(through_access_gate=False, referrer="crisismeldpunt"),
    "supporting_guidance_only": Referral(through_access_gate=True, specific="supporting_guidance_only"),
    "time_out": Referral(through_access_gate=True, specific="time_out"),
    "short_crisis_stay": Referral(through_access_gate=True, specific="short_crisis_stay"),
}
GROUPS = {"residence": "VBFBJB04", "foster-seeking": "VBFINT06", "foster-lasting": "VBFINT04"}
PAID = {"?": None, "no": False, "yes": True}

FACTS = {
    row.code: ModuleFacts(
        row.code,
        row.name,
        row.function,
        groeipakket=row.groeipakket,
        perspective_offering=row.perspective_offering,
    )
    for row in type_modules()
}


def table(text: str) -> list[dict[str, str]]:
    head, *rows = (line.split() for line in text.strip().splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


def ages_of_modules() -> Iterator[tuple[str, str, bool]]:
    told = {row["module"]: row for row in table(TOUCHES)}
    for code in FACTS:
        for age in AGES:
            yield code, age, told.get(code, {}).get(age) == "yes"


@pytest.mark.parametrize(("code", "age", "touching"), list(ages_of_modules()))
def test_a_module_touches_the_groeipakket_at_some_ages_s_12(code: str, age: str, touching: bool) -> None:
    found = decide_impact(Placement(BEGIN, (FACTS[code],)), REFERRALS["gate"], AGES[age], None)
    assert found.modules == ((code,) if touching else ())
    assert found.sends is touching


CELLS = [(row, group, row[group]) for row in table(SILENT) for group in GROUPS]


@pytest.mark.parametrize(
    ("row", "group", "reason"), CELLS, ids=[f"{'-'.join(list(row.values())[:3])}-{group}" for row, group, _ in CELLS]
)
def test_a_placement_sends_a_d227_or_says_why_not_s_11_s_12_s_13(row: dict[str, str], group: str, reason: str) -> None:
    placement = Placement(BEGIN, (FACTS[GROUPS[group]],), row["elsewhere"] == "yes", PAID[row["paid"]])
    found = decide_impact(placement, REFERRALS[row["referral"]], AGES["17"], None)
    assert found.reason == (None if reason == "-" else reason)
    assert found.sends is (reason == "-")
    assert found.sentence, "the screen says what happens, or why nothing does"
    assert [caution.rule for caution in found.cautions()] == (["S-12"] if reason == "-" else [])


@pytest.mark.parametrize("row", table(SILENT))
def test_somebody_of_25_in_foster_care_sends_nothing_whatever_else_holds_s_12(row: dict[str, str]) -> None:
    placement = Placement(BEGIN, (FACTS["VBFINT04"],), row["elsewhere"] == "yes", PAID[row["paid"]])
    found = decide_impact(placement, REFERRALS[row["referral"]], AGES["25"], None)
    assert (found.modules, found.reason, found.sends) == ((), None, False)
