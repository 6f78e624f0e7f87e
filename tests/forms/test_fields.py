"""The fields people type in: read generously, refused in Dutch, and the typed text always stays."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from app.domain.faults import Fault
from forms.faults import place_faults
from forms.fields import BeDateField, ChecklistField, ChoiceField, ExactDecimalField, NationalNumberField, YesNoField


class Example(Form):  # type: ignore[misc]
    day = BeDateField()
    number = NationalNumberField()
    amount = ExactDecimalField(places=2)
    sure = YesNoField()
    country = ChoiceField(choices=[("", "Maak een keuze"), ("BE", "België")])
    several = ChecklistField(choices=[("a", "A"), ("b", "B")])
    name = StringField()


def typed(**values: Any) -> Example:
    return Example(MultiDict(values))


@pytest.mark.parametrize("text", ["08/01/2024", "8/1/2024", "08-01-2024", "08.01.2024", "08012024", " 08/01/2024 "])
def test_a_day_is_read_however_people_write_it(text: str) -> None:
    form = typed(day=text)
    assert form.validate()
    assert form.day.data == date(2024, 1, 8)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31/02/2024", "Deze dag bestaat niet"),
        ("29/02/2023", "Deze dag bestaat niet"),
        ("morgen", "Schrijf de datum als dd/mm/jjjj"),
        ("2024-01-08", "Schrijf de datum als dd/mm/jjjj"),
        ("08/01/24", "Schrijf de datum als dd/mm/jjjj"),
        ("08/01/0024", "kan niet kloppen"),
    ],
)
def test_a_wrong_day_is_refused_in_dutch_and_stays_on_the_screen(text: str, fault: str) -> None:
    form = typed(day=text)
    assert not form.validate()
    assert fault in form.day.errors[0]
    assert form.day.data is None
    assert form.day._value() == text


def test_a_stored_day_is_shown_as_dd_mm_jjjj() -> None:
    assert Example(data={"day": date(2024, 2, 29)}).day._value() == "29/02/2024"


@pytest.mark.parametrize("text", ["15.04.12-002.10", "15041200210", "150412 002 10"])
def test_a_national_number_is_read_with_or_without_punctuation_c1(text: str) -> None:
    form = typed(number=text)
    assert form.validate()
    assert form.number.data == "15041200210"


def test_a_number_with_a_wrong_checksum_says_so_and_stays_c1() -> None:
    form = typed(number="15.04.12-002.11")
    assert not form.validate()
    assert "controlegetal" in form.number.errors[0]
    assert form.number._value() == "15.04.12-002.11"


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12,5", "12.5"), ("0,25", "0.25"), ("1.234,50", "1234.50"), ("1.234", "1234"), ("7", "7"), ("-3,1", "-3.1")],
)
def test_a_number_has_a_decimal_comma_and_is_kept_exactly(text: str, amount: str) -> None:
    form = typed(amount=text)
    assert form.validate()
    assert form.amount.data == Decimal(amount)
    assert form.amount._value() == text


@pytest.mark.parametrize(("text", "amount"), [("12,250", "12.25"), ("12,", "12"), ("1,50000", "1.5")])
def test_a_number_is_judged_by_value_as_the_sheet_judges_it_while_typing_q_3(text: str, amount: str) -> None:
    form = typed(amount=text)
    assert form.validate()
    assert form.amount.data == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "fault"), [("12.5", "komma"), ("1,234", "hoogstens 2"), ("veel", "getal"), ("1e3", "getal")]
)
def test_any_other_number_is_refused_in_dutch(text: str, fault: str) -> None:
    form = typed(amount=text)
    assert not form.validate()
    assert fault in form.amount.errors[0]
    assert form.amount._value() == text


def test_a_question_with_yes_and_no_can_be_open_too() -> None:
    assert [typed(sure=text).sure.answer for text in ("yes", "no")] == [True, False]
    assert typed().sure.answer is None
    assert Example(data={"sure": False}).sure.data == "no"


@pytest.mark.parametrize("values", [{"country": "XX"}, {"several": "c"}, {"sure": "maybe"}])
def test_an_answer_outside_the_list_is_refused_in_dutch(values: dict[str, str]) -> None:
    form = typed(**values)
    assert not form.validate()
    assert form.errors == {next(iter(values)): ["Kies een antwoord uit de lijst."]}


def test_a_fault_goes_to_its_field_and_an_unknown_one_to_the_summary() -> None:
    form = typed(day="08/01/2024")
    form.validate()
    rest = place_faults(form, [Fault("S-4", "day", "Te vroeg."), Fault("D-1", "client", "Al een open dossier.")])
    assert list(form.day.errors) == ["Te vroeg."]
    assert [fault.message for fault in rest] == ["Al een open dossier."]
