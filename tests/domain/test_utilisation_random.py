"""Utilisation against a naive count of every day, over random capacity, totals and deployments (F-8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.capacity import CapacityRow
from app.domain.figures.lines import ModuleLine
from app.domain.figures.utilisation import utilisation
from app.domain.figures.utilisation_input import UtilisationInput
from app.domain.quarter import Quarter
from tests.domain.naive import NaiveCapacity
from tests.domain.naive_utilisation import NaiveModule, NaiveQuarter, naive_groups, naive_utilisation
from tests.domain.random_cases import A_THOUSAND_CASES
from tests.domain.test_utilisation import CAH, OVBJ

Total = Decimal | None
Registrations = tuple[list[NaiveQuarter], dict[tuple[NaiveQuarter, str], Total], set[tuple[NaiveQuarter, str]]]
NAIVE = {
    code: NaiveModule(module.function, module.capacity_line, int(module.intensity or 0), module.takes_total)
    for code, module in OVBJ.items()
    if code != "P-CB-NIEUW"
}
NAIVE_CAH = {code: NaiveModule("crisis at home", "P-CAH", 24) for code in CAH}
GROUP_OF = {
    "residence": "VERBLIJF",
    "day guidance": "DAGBEGELEIDING",
    "context guidance": "CONTEXTBEGELEIDING",
    "crisis at home": "CRISISHULP",
    "supporting guidance": "ONDERSTEUNENDE",
}
FIRST_DAY = date(2023, 6, 1)
ROWS = st.lists(
    st.builds(
        NaiveCapacity,
        st.sampled_from(["VERBLIJF", "VBFBJB20", "BEGBJB05", "P-CB-LAAG", "P-CRISIS", "P-DB-GROEP", "P-OB-RTJ",
                         "P-CAH", "P-CRISISBEGELEIDING"]),
        st.integers(0, 800).map(lambda days: FIRST_DAY + timedelta(days=days)),
        st.decimals(2, 9, places=2) | st.just(Decimal(2)),
        st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)]),
        st.sampled_from([Decimal(0), Decimal("0.25"), Decimal(1)]),
        st.none(),
    ).flatmap(lambda one: perhaps_elsewhere(one)),
    max_size=10,
    unique_by=lambda one: (one.line, one.valid_from),
)  # fmt: skip
QUARTERS = st.tuples(st.integers(2023 * 4 + 2, 2025 * 4), st.integers(1, 4)).map(
    lambda pair: [((pair[0] + step) // 4, (pair[0] + step) % 4 + 1) for step in range(pair[1])]
)


def perhaps_elsewhere(one: NaiveCapacity) -> st.SearchStrategy[NaiveCapacity]:
    """A row as it is, as the end of its line, or for crisis modules as a reference to another."""
    zero = Decimal(0)
    none = NaiveCapacity(one.line, one.valid_from, zero, zero, zero, None)
    toward = {"P-CRISIS": ("P-CB-LAAG", "P-DIA", "VBFBJB04"), "P-CRISISBEGELEIDING": ("P-CAH",)}.get(one.line, ())
    return st.sampled_from(
        [one, none, *(NaiveCapacity(one.line, one.valid_from, zero, zero, zero, to) for to in toward)]
    )


@st.composite
def registrations(
    draw: st.DrawFn, codes: list[str]
) -> tuple[list[NaiveQuarter], dict[tuple[NaiveQuarter, str], Decimal | None], set[tuple[NaiveQuarter, str]]]:
    """Quarters, the totals in them, and which modules were deployed when."""
    quarters = draw(QUARTERS)
    keys = [(quarter, code) for quarter in quarters for code in codes]
    amounts = st.decimals(0, 900, places=2)
    totals = draw(st.dictionaries(st.sampled_from(keys), st.one_of(amounts, amounts, amounts, st.none())))
    return (
        quarters,
        totals,
        draw(st.sets(st.sampled_from(keys), max_size=6)) | {key for key in totals if draw(st.booleans())},
    )


def asked_totals(
    totals: dict[tuple[NaiveQuarter, str], Total], deployed: set[tuple[NaiveQuarter, str]]
) -> dict[str, dict[Quarter, Total]]:
    """The totals per module and quarter: those filled in, and those that a schakeling asks (Q-1)."""
    found: dict[str, dict[Quarter, Total]] = {}
    for quarter, code in deployed | {key for key, total in totals.items() if total is not None}:
        found.setdefault(code, {})[Quarter(*quarter)] = totals.get((quarter, code))
    return found


@pytest.mark.parametrize(("kind", "modules", "naive_modules"), [("OVBJ", OVBJ, NAIVE), ("CaH", CAH, NAIVE_CAH)])
@A_THOUSAND_CASES
@given(st.data())
def test_utilisation_equals_the_naive_count_of_every_day(
    kind: str, modules: dict[str, ModuleLine], naive_modules: dict[str, NaiveModule], data: st.DataObject
) -> None:
    """F-8: changing capacity, counting toward another, missing totals, modules not deployed, one to four quarters."""
    rows = data.draw(ROWS)
    quarters, totals, deployed = data.draw(registrations(sorted(naive_modules)))
    answer = utilisation(
        UtilisationInput(
            tuple(Quarter(*quarter) for quarter in quarters),
            kind,
            modules,
            tuple(CapacityRow(*one.__dict__.values()) for one in rows),
            asked_totals(totals, deployed),
        )
    )
    naive = naive_utilisation(quarters, naive_modules, rows, totals, deployed)
    expected = {code: one for code, one in naive.items() if naive_modules[code].function != "day guidance"}
    assert [one.code for one in answer.modules] == sorted(expected)
    for one in answer.modules:
        result = expected[one.code]
        if naive_modules[one.code].typed:
            assert (one.numerator, one.denominator) == (
                None if result.missing else result.numerator,
                result.denominator,
            )
            assert (one.rate is None) == (result.missing or not result.denominator)
        else:
            assert one.reason == "no_utilisation"
    rates = {GROUP_OF[function]: rate for function, rate in naive_groups(naive_modules, naive).items()}
    assert {group.figure.code: group.figure.rate for group in answer.groups} == rates
