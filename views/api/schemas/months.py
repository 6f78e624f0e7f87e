"""The schakelingen of a month, as programs send them and are answered about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, validate

from app.domain.faults import Fault
from views.api.schemas.dossiers import SchakelingBody
from views.api.schemas.fields import ApiSchema, FaultSchema, one_of, text
from views.base.api_input import faults_in

MOST_LINES = 20_000


class MonthLineSchema(SchakelingBody):
    """One schakeling: of which dossier, and what it is."""

    dossier = text(24, required=True)


@dataclass(frozen=True)
class RefusedLine:
    """A line that is not as described; the other lines go on without it."""

    faults: tuple[Fault, ...]


class Lines(fields.List):
    """Lines that are read one by one, so that a wrong one keeps none of the others back."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError("Not a valid list.")
        schema = MonthLineSchema()
        return [_read(schema, one) for one in value]


def _read(schema: MonthLineSchema, sent: Any) -> Any:
    try:
        return schema.load(sent)
    except ValidationError as error:
        return RefusedLine(tuple(faults_in(error)))


class MonthBody(ApiSchema):
    """Many schakelingen at once, in the order in which they are to be registered."""

    lines = Lines(fields.Nested(MonthLineSchema), required=True, validate=validate.Length(min=1, max=MOST_LINES))


class OutcomeSchema(ApiSchema):
    """What came of one line."""

    line = fields.Integer(required=True, metadata={"description": "De plaats in lines, vanaf 0."})
    result = one_of(("created", "changed", "unchanged", "refused"), required=True)
    id = fields.Integer(required=True, allow_none=True)
    faults = fields.List(fields.Nested(FaultSchema), required=True)
    confirm = fields.List(fields.Nested(FaultSchema), required=True)


class MonthAnswerSchema(ApiSchema):
    """What came of every line."""

    lines = fields.List(fields.Nested(OutcomeSchema), required=True)
    created = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.Integer(required=True)
