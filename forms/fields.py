"""Fields as a care worker types them: Belgian dates, national numbers, decimals with a comma; the typed text stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from app.domain.faults import DomainError
from app.domain.national_number import NationalNumber

WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{2})(\d{2})(\d{4})")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
HOW_TO_WRITE = "Schrijf de datum als dd/mm/jjjj, bijvoorbeeld 08/01/2024."
NOT_IN_LIST = "Kies een antwoord uit de lijst."
NOT_CHOSEN = ("", "Maak een keuze")
Choice = tuple[str, str] | tuple[str, str, dict[str, Any]]


def read_day(text: str) -> date:
    """The day somebody typed as dd/mm/jjjj, dd-mm-jjjj, dd.mm.jjjj or ddmmjjjj.

    Raises ValueError with what to do, in Dutch.
    """
    found = WRITTEN_DAY.fullmatch(text)
    if found is None:
        raise ValueError(HOW_TO_WRITE)
    day, month, year = (int(part) for part in found.groups() if part is not None)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"Het jaar {year} kan niet kloppen. Kijk de datum na.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("Deze dag bestaat niet. Kijk de datum na.") from None


class BeDateField(StringField):  # type: ignore[misc]
    """A day, typed as dd/mm/jjjj or quicker as ddmmjjjj; `data` is a date or None."""

    @staticmethod
    def read(text: str | None) -> date | None:
        """The day a text holds, or None where it holds none."""
        try:
            return read_day(text.strip()) if text else None
        except ValueError:
            return None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the day; a fault keeps the typed text on the screen."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            self.data = read_day(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%d/%m/%Y}" if self.data else ""


class NationalNumberField(StringField):  # type: ignore[misc]
    """A national register or BIS number; `data` is its eleven digits, or None while it is wrong (C-1)."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the number with or without points and spaces."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = NationalNumber.parse(text).digits
        except DomainError as error:
            raise ValueError(" ".join(error.messages)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        try:
            return NationalNumber.parse(self.data).display if self.data else ""
        except DomainError:
            # What was typed in another box is shown here as it is, with its fault beside it.
            return str(self.data)


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A number of digits only, between two bounds."""

    def __init__(self, label: str, lowest: int, highest: int, wrong: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.lowest, self.highest, self.wrong = lowest, highest, wrong

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the number, or says what is expected."""
        text = "".join(valuelist[0].split()) if valuelist else ""
        digits = text.isascii() and text.isdigit() and len(text) <= 12
        self.data = int(text) if digits else None
        if text and (self.data is None or not self.lowest <= self.data <= self.highest):
            raise ValueError(self.wrong)


def year_field(label: str, description: str = "") -> WholeNumberField:
    """A year in four digits."""
    wrong = "Vul een jaar in met vier cijfers, bijvoorbeeld 2012."
    return WholeNumberField(label, EARLIEST_YEAR, LATEST_YEAR, wrong, description=description)


class ExactDecimalField(StringField):  # type: ignore[misc]
    """A number with a decimal comma, kept exactly; `places` is the most decimals it may have."""

    def __init__(self, label: str | None = None, validators: Any = None, places: int = 2, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.places = places

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the number; points only separate thousands."""
        self.data = None
        text = re.sub(r"\s", "", valuelist[0]) if valuelist else ""
        if text:
            self.data = self._read(text)

    def _read(self, text: str) -> Decimal:
        if re.fullmatch(r"-?\d+\.\d+", text) and not re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text):
            raise ValueError("Schrijf een komma voor de decimalen, bijvoorbeeld 12,5.")
        if not re.fullmatch(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d*)?", text):
            raise ValueError("Vul een getal in, met een komma voor de decimalen.")
        number = Decimal(text.replace(".", "").replace(",", "."))
        # By value: a spreadsheet may write 12,25 as 12,250.
        if len(text.partition(",")[2].rstrip("0")) > self.places:
            raise ValueError(f"Gebruik hoogstens {self.places} cijfers na de komma.")
        return number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format(self.data, "f").replace(".", ",")


def _refuse_unlisted(field: Any, chosen: Sequence[Any]) -> None:
    known = {str(value) for value, *_ in field.iter_choices()}
    if any(str(value) not in known for value in chosen):
        raise ValidationError(NOT_IN_LIST)


class ChoiceField(SelectField):  # type: ignore[misc]
    """One answer of a list that opens; an empty first line means not answered."""

    def pre_validate(self, form: Any) -> None:
        """Refuses an answer that is not in the list."""
        _refuse_unlisted(self, [self.data] if self.data else [])


class RadioChoiceField(RadioField):  # type: ignore[misc]
    """One answer of a short list that is all in sight."""

    def pre_validate(self, form: Any) -> None:
        """Refuses an answer that is not in the list."""
        _refuse_unlisted(self, [self.data] if self.data else [])


class ChecklistField(SelectMultipleField):  # type: ignore[misc]
    """Any number of answers of a list, in the order of ticking."""

    def process_data(self, value: Any) -> None:
        """Takes a single stored answer as well as a list of them."""
        super().process_data([value] if isinstance(value, str) else value)

    def pre_validate(self, form: Any) -> None:
        """Refuses an answer that is not in the list."""
        _refuse_unlisted(self, self.data or [])


class YesNoField(RadioChoiceField):
    """A question with yes or no; `answer` is True, False, or None while it is open."""

    def __init__(self, label: str | None = None, validators: Any = None, **options: Any) -> None:
        options.setdefault("choices", [("yes", "Ja"), ("no", "Nee")])
        super().__init__(label, validators, **options)

    def process_data(self, value: Any) -> None:
        """Takes a stored True or False as well as the posted words."""
        words = {True: "yes", False: "no"}
        super().process_data(words[value] if isinstance(value, bool) else value)

    @property
    def answer(self) -> bool | None:
        """The answer as the rules see it."""
        return {"yes": True, "no": False}.get(self.data or "")
