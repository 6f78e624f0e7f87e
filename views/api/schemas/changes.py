"""What changed since a program last asked."""

from __future__ import annotations

from marshmallow import fields, validate

from views.api.schemas.fields import LARGEST, ApiSchema, WrittenNumber, one_of

MOST_CHANGES = 500
KINDS = ("dossier", "decision", "schakeling", "utilisation", "statement")


class ChangeQuery(ApiSchema):
    """From where on, and how many."""

    after = WrittenNumber(
        load_default=0, validate=validate.Range(0, LARGEST), metadata={"description": "De next van de vorige vraag."}
    )
    limit = WrittenNumber(load_default=MOST_CHANGES, validate=validate.Range(1, MOST_CHANGES))


class ChangeSchema(ApiSchema):
    """One record that changed: of which dossier, or of which quarter and module."""

    kind = one_of(KINDS, required=True)
    id = fields.Integer(required=True)
    change = one_of(("changed", "deleted"), required=True)
    dossier = fields.String(required=True, allow_none=True)
    quarter = fields.String(required=True, allow_none=True)
    module = fields.String(required=True, allow_none=True)


class ChangePageSchema(ApiSchema):
    """Changes in their order."""

    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    next = fields.Integer(required=True, metadata={"description": "Vraag hierna met after=next."})
    latest = fields.Integer(
        required=True,
        metadata={"description": "De plaats van de nieuwste wijziging: begin hier na een eerste volledige lezing."},
    )
