"""The columns of the raw data: whatever is asked has one, under a name that stays (R-7, H17.3, G10.4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.referral_forms import ANSWER_LISTS, referral_form
from app.domain.registration_fields import fields_of, registrations_of
from app.domain.reports.raw import ANSWER, ANSWERS, CLIENT, FIXED_WORDS, HELP, REFERRAL, TYPE_MODULE
from app.domain.reports.raw_columns import KIND_IN_REFERRAL
from app.domain.reports.raw_tables import dossier_columns, every_table, in_every_type, raw_tables
from app.workbooks.raw_schema import raw_schema

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "raw-data.xsd"
# As the manuals show them: H17.3, and G10.4 with its reading errors mended.
KNOWN = (
    "dossiernummer",
    "status",
    "datumafsluiten",
    "clientnummer",
    "geboortedatum",
    "redenManueel",
    "geslacht",
    "nationaliteit",
    "origineland",
    "postcode",
    "viatoegangspoort",
    "aanmeldergerechtelijk",
    "uitstroomuitgemeenschapsinstelling",
)
OF_HELP = ("starthulp", "eindehulp", "moduleshulp")


@pytest.mark.parametrize("kind", ORGANISATION_TYPES)
def test_every_question_of_a_registration_has_a_column(kind: str) -> None:
    """R-7: all fields of intake and exit, or of family situation and trajectory; a new question needs a name."""
    read = {(column.part, column.field) for column in dossier_columns(kind, with_chain=True)}
    asked = {(page, field.key) for page in registrations_of(kind) for field in fields_of(page, kind)}
    assert asked
    assert asked <= read


@pytest.mark.parametrize("kind", ORGANISATION_TYPES)
def test_every_question_of_the_referral_has_a_column(kind: str) -> None:
    """R-7: all fields of the referral, the own reference among them; a CKG in several provinces has one more."""
    columns = dossier_columns(kind, with_chain=True, several_provinces=True)
    read = {column.field for column in columns if column.part == REFERRAL}
    assert read == {rule.field for rule in referral_form(kind, multi_province=True)}


def test_the_names_that_formulas_lean_on_stay() -> None:
    """R-7: the elements of the manuals, those of G10.4 in their order."""
    names = [column.key for column in every_table()[0].columns]
    assert [name for name in names if name in KNOWN] == list(KNOWN)
    assert set(OF_HELP) <= set(names)
    ovbj = [column.key for column in dossier_columns("OVBJ", with_chain=True)]
    assert ovbj.index("eindehulp") == ovbj.index("starthulp") + 1


@pytest.mark.parametrize("kind", ORGANISATION_TYPES)
def test_each_type_keeps_the_one_order_and_the_kinds_of_the_schema(kind: str) -> None:
    """R-7: flat elements in a fixed order, none twice."""
    everything = every_table()[0].columns
    columns = dossier_columns(kind, with_chain=True, several_provinces=True)
    names = [column.key for column in columns]
    assert len(set(names)) == len(names)
    assert names == [column.key for column in everything if column.key in names]
    assert in_every_type() <= set(names)
    kinds = {column.key: column.kind for column in everything}
    assert {column.key: column.kind for column in columns} == {name: kinds[name] for name in names}


def test_what_an_organisation_type_does_not_ask_is_no_column() -> None:
    """R-7, D-4, E-1, E-2: foster care is not asked about pregnancy, an OOOC gives advice, 1G1P has no modules."""
    of = {
        kind: {column.key for column in raw_tables(kind, with_chain=kind != "1G1P")[0].columns}
        for kind in ORGANISATION_TYPES
    }
    assert "zwanger" in of["OVBJ"] - of["pleegzorg"]
    assert "eindadvies" in of["OOOC"] - of["OVBJ"]
    assert "aantalbetrokkenkinderen" in of["1G1P"] - of["OVBJ"]
    assert "moduleshulp" in of["OVBJ"] - of["1G1P"]
    assert len(raw_tables("1G1P", with_chain=False)) == 1


def test_no_column_holds_a_name_or_a_decision() -> None:
    """R-7, A-5: no names, no national numbers, no decisions."""
    of_client = {column.field for column in every_table()[0].columns if column.part == CLIENT}
    assert of_client == {
        "number",
        "birth_date",
        "presumed_birth_year",
        "by_hand",
        "sex",
        "nationality",
        "country_of_origin",
        "postcode",
    }
    told = {(column.part, column.field) for table in every_table() for column in table.columns}
    assert not {field for _part, field in told} & {"ground", "decisions", "carers", "national_number", "name"}
    assert {field for part, field in told if part == HELP} == {"begin", "end", "days", "first", "last"}


def test_an_answer_has_a_list_to_take_its_word_from() -> None:
    """E-5: only codes of modules are written as they are."""
    for table in every_table():
        for column in table.columns:
            if column.kind in (ANSWER, ANSWERS) and not column.key.startswith("codes"):
                assert column.answers, column.key
    plain = {name for name, kind in KIND_IN_REFERRAL.items() if kind not in (ANSWERS, ANSWER)}
    assert plain.isdisjoint(ANSWER_LISTS)
    assert TYPE_MODULE not in FIXED_WORDS


def test_the_published_schema_is_made_of_the_columns() -> None:
    """R-7: docs/raw-data.xsd, to be written anew with `flask --app run reports schema docs/raw-data.xsd`."""
    assert PUBLISHED.read_text(encoding="utf-8") == raw_schema()
