"""The kinds of values that programs send, each within what the database can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from views.base.api_faults import Sentence

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST = 2**63 - 1
WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WRITTEN_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
WRITTEN_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
WRITTEN_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
NO_DAY = Sentence("Schrijf de dag als JJJJ-MM-DD.")
NO_MOMENT = Sentence("Schrijf het moment met datum, uur en tijdzone, zoals 2024-01-08T09:30:00Z.")
OTHER_CENTURY = Sentence(f"Kies een jaar van {FIRST_YEAR} tot en met {LAST_YEAR}.")
NO_NUMBER = Sentence("Schrijf een geheel getal met enkel cijfers, zoals 25.")
NO_AMOUNT = Sentence('Stuur het getal als tekst, met een punt voor de decimalen, zoals "12.5".')
NO_ANSWER = Sentence("Stuur true of false.")
NO_NUL = r"^[^\x00]*\Z"


class Day(fields.Date):
    """A day as JJJJ-MM-DD, of a year that a dossier can be about."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> date:
        if not isinstance(value, str) or not WRITTEN_DAY.fullmatch(value):
            raise ValidationError(NO_DAY)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ValidationError(NO_DAY) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(OTHER_CENTURY)
        return day


class Moment(fields.AwareDateTime):
    """A moment with its time zone, of a year that a dossier can be about."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> datetime:
        if not isinstance(value, str) or not WRITTEN_MOMENT.fullmatch(value):
            raise ValidationError(NO_MOMENT)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise ValidationError(NO_MOMENT) from None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(OTHER_CENTURY)
        return moment


class WrittenNumber(fields.Integer):
    """A whole number in an address, written as it always is: plain digits and nothing that Python reads as well."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if not isinstance(value, str) or not WRITTEN_NUMBER.fullmatch(value):
            raise ValidationError(NO_NUMBER)
        return super()._deserialize(value, attr, data, **options)


class YesNo(fields.Boolean):
    """True or false and nothing that looks like it, such as 1."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if not isinstance(value, bool):
            raise ValidationError(NO_ANSWER)
        return value


class ExactAmount(fields.Decimal):
    """A number as text, so that nothing of it is lost on the way."""

    def __init__(self, **options: Any) -> None:
        metadata = {"pattern": f"^{WRITTEN_AMOUNT.pattern}$", **options.pop("metadata", {})}
        super().__init__(as_string=True, allow_nan=False, metadata=metadata, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if not isinstance(value, str) or not WRITTEN_AMOUNT.fullmatch(value):
            raise ValidationError(NO_AMOUNT)
        return super()._deserialize(value, attr, data, **options)


def text(most: int, *, required: bool = False, least: int = 1, **options: Any) -> fields.String:
    """A line of text without the sign that no database holds."""
    checks = [validate.Length(min=least, max=most), validate.Regexp(NO_NUL)]
    allow_none = options.pop("allow_none", not required)
    return fields.String(required=required, allow_none=allow_none, validate=checks, **options)


def one_of(words: Iterable[str], *, required: bool = False, **options: Any) -> fields.String:
    """One word of a fixed list."""
    allow_none = options.pop("allow_none", not required)
    return fields.String(required=required, allow_none=allow_none, validate=validate.OneOf(list(words)), **options)


def day(*, required: bool = False, **options: Any) -> Day:
    """A day; where it may be left out, null means the same."""
    allow_none = options.pop("allow_none", not required)
    return Day(required=required, allow_none=allow_none, **options)


def yes_no(**options: Any) -> YesNo:
    """A question that is answered with true or false."""
    return YesNo(**options)


def module_code() -> fields.String:
    """The code of a type module."""
    return text(40, required=True)


def confirmed() -> fields.List:
    """The rules whose warnings are confirmed."""
    rule = fields.String(validate=validate.Regexp(r"^[A-Z]-[0-9]{1,2}\Z"))
    about = "De regels waarvan de waarschuwing bevestigd wordt, bijvoorbeeld S-12."
    return fields.List(rule, load_default=list, validate=validate.Length(max=20), metadata={"description": about})


class ApiSchema(Schema):
    """Something with these fields and no others."""

    class Meta:
        """What the description says of all of them."""

        unknown = RAISE


class FaultSchema(ApiSchema):
    """One thing that is wrong, or asks to be confirmed."""

    rule = fields.String(required=True, metadata={"description": "De regel, zoals in de gids en het contract."})
    field = fields.String(required=True, metadata={"description": "Waar het staat; leeg als het om het geheel gaat."})
    text = fields.String(required=True, metadata={"description": "De zin zoals de schermen ze tonen."})


class RefusalSchema(ApiSchema):
    """Why nothing was saved."""

    status = fields.Integer(required=True)
    faults = fields.List(fields.Nested(FaultSchema), required=True)
    confirm = fields.List(
        fields.Nested(FaultSchema),
        metadata={"description": "Waarschuwingen: herhaal de vraag met hun regels in confirm."},
    )


def told(found: Iterable[Any]) -> list[Mapping[str, str]]:
    """Faults or warnings as programs read them."""
    return [{"rule": one.rule, "field": one.field, "text": one.message} for one in found]
