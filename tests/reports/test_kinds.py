"""The reports are those of the manuals (R-1, H17, G10), each with the tables its organisation type has."""

from __future__ import annotations

import pytest

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.registration_fields import DATE, TEXT
from app.domain.reports.definitions import definition_of
from app.domain.reports.kinds import REPORT_KINDS, TABLES, kinds_of
from app.domain.reports.population import AGE_BRACKETS, LENGTH_BRACKETS, Population
from app.domain.reports.tables import (
    COURSE,
    NOT_FILLED_IN,
    QUESTIONS,
    ReportTable,
    applies,
    reader_of,
    table_of,
    types_of,
)

# H17, its list of tabs, beside our keys; "Arbeidssituatie" is the income of the family (docs/readings.md).
H17 = {
    "Aantal dossiers en aantal minderjarigen": (
        "dossiers minors dossiers_by_sex minors_by_sex age_at_entry current_age nationality country_of_origin"
    ),
    "Aanmelding (opgestarte dossiers)": "referrals referrer",
    "Beslissingen en schakelingen (afgesloten dossiers)": "decisions_and_switches grounds length",
    "Beginregistratie (opgestarte dossiers)": (
        "day_activity education_level years_behind pregnant unaccompanied_minors"
    ),
    "Gezinssituatie (opgestarte dossiers)": (
        "family_situation adoptive_and_foster_family foster_care income_source family_education_level housing health "
        "home_language"
    ),
    "Reden einde (afgesloten dossiers)": "reason_dropout reason",
    "Samenwerking (afgesloten dossiers)": "parallel_offer cooperation_welfare_health cooperation_other",
    "Vervolghulpverlening (afgesloten dossiers)": "follow_up_inside follow_up_outside",
    "Export ruwe data (opgestarte dossiers)": "",
    "Export ruwe data (afgesloten dossiers)": "",
}


def keys_of(organisation_type: str) -> dict[str, list[str]]:
    return {kind.title: [table.key for table in kind.tables] for kind in kinds_of(organisation_type)}


def test_every_tab_of_the_manual_is_a_table() -> None:
    """R-1, H17: each report with each of its tabs, in the manual's order."""
    ours = {kind.title: [table.key for table in kind.tables] for kind in REPORT_KINDS}
    for title, tabs in H17.items():
        assert [key for key in ours[title] if key in tabs.split()] == tabs.split()


def test_1g1p_has_its_own_pages_instead_of_intake_and_exit() -> None:
    """R-1, E-4, G4: no decisions, no intake, no exit; the family situation, the trajectory and the waiting list."""
    own = keys_of("1G1P")
    assert set(own) == {
        "Aantal dossiers en aantal minderjarigen",
        "Aanmelding (opgestarte dossiers)",
        "Gezinssituatie (opgestarte dossiers)",
        "Traject (afgesloten dossiers)",
        "Export ruwe data (opgestarte dossiers)",
        "Export ruwe data (afgesloten dossiers)",
    }
    assert own["Aanmelding (opgestarte dossiers)"] == ["referrer", "waiting_list"]
    assert own["Gezinssituatie (opgestarte dossiers)"] == [
        "family_situation",
        "adoptive_and_foster_family",
        "children_involved",
    ]


def test_what_only_some_organisation_types_are_asked() -> None:
    """R-1, E-1, E-2, D-4: OOOC gives advice, foster care its own table, HCA its projects, CaH knows no access gate."""
    assert keys_of("OOOC")["Vervolghulpverlening (afgesloten dossiers)"] == ["final_advice", "bridging_advice"]
    assert types_of(TABLES["foster_care"]) == ("pleegzorg",)
    assert types_of(TABLES["learning_projects"]) == ("HCA",)
    assert "pleegzorg" not in types_of(TABLES["pregnant"])
    referrals = table_of(TABLES["referrals"], "CaH")
    assert referrals is not None
    assert [part.key for part in referrals.parts] == ["outflow_from_institution"]
    assert "Traject (afgesloten dossiers)" not in keys_of("OVBJ")


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_sheets_of_a_report_have_different_short_names(organisation_type: str) -> None:
    """R-6: one sheet a table, and a sheet has at most 31 signs for its name."""
    for kind in kinds_of(organisation_type):
        names = [table.sheet for table in kind.tables]
        assert len(set(names)) == len(names)
        assert all(0 < len(name) <= 31 for name in names)


@pytest.mark.parametrize("page", QUESTIONS)
def test_every_question_with_classes_stands_in_a_table(page: str) -> None:
    """R-1: what is asked is told; only free text and days are left out."""
    told = {
        (place, part.source.key)
        for table in TABLES.values()
        for part in table.parts
        if part.source
        for place in part.source.places
    }
    for field in QUESTIONS[page]:
        assert ((page, field.key) in told) != (field.kind in (TEXT, DATE)), field.key


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
def test_a_table_knows_its_classes_and_where_they_come_from(table: ReportTable) -> None:
    """R-1, R-2: every part has classes unless it only counts; its parts differ; started tables show what is open."""
    assert len({part.key for part in table.parts}) == len(table.parts)
    for part in table.parts:
        assert (part.source is None) == (not part.answers and not part.fixed and not part.brackets)
        if part.not_filled_in:
            assert part.population == Population.STARTED
        if part.within is not None:
            leading = TABLES[part.within.table].part(part.within.part)
            assert leading.population == part.population
            assert leading.source is not None
            assert part.source is not None
            assert leading.source.pages == part.source.pages


def test_an_answer_is_read_as_the_codes_of_its_classes() -> None:
    """R-2: one class, several, or the class of those without an answer."""
    gate = reader_of(TABLES["referrals"].part("through_access_gate"))
    assert [gate(True), gate(False), gate(None)] == [("yes",), ("no",), (NOT_FILLED_IN,)]
    ticked = reader_of(TABLES["adoptive_and_foster_family"].part("adoptive_family"))
    assert ticked(None) == ("no",)
    income = reader_of(TABLES["income_source"].parts[0])
    assert income(["arbeid", "leefloon"]) == ("arbeid", "leefloon")
    assert income([]) == (NOT_FILLED_IN,)
    children = reader_of(TABLES["children_involved"].parts[0])
    assert [children(number) for number in (0, 1, 4, 5, 40)] == [("0",), ("1",), ("4",), ("5+",), ("5+",)]
    assert reader_of(TABLES["referrals"].part("specific"))(None) == ("regular",)


def test_each_population_says_what_it_holds() -> None:
    """R-2: the definition follows the organisation type."""
    words = {definition_of(population) for population in Population}
    assert len(words) == len(Population)
    assert "eerste gesprek" in definition_of(Population.STARTED, "1G1P")
    assert "afsluitdatum" in definition_of(Population.CLOSED, "NAFT")


def test_classes_of_numbers_end_without_a_limit() -> None:
    """R-3: nobody is too old and no help too long to be counted."""
    assert AGE_BRACKETS[-1].most is None
    assert LENGTH_BRACKETS[-1].most is None
    assert all(one.most is not None for one in (*AGE_BRACKETS[:-1], *LENGTH_BRACKETS[:-1]))


def test_decisions_are_counted_where_there_can_be_decisions() -> None:
    """D-4: HCA and NAFT can have modules; 1G1P never."""
    ground = TABLES["grounds"].parts[0]
    assert [kind for kind in ORGANISATION_TYPES if not applies(ground, kind)] == ["1G1P"]
    assert TABLES["length"].parts[0].source is not None
    assert TABLES["length"].parts[0].source.places == (COURSE,)
