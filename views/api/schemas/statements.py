"""Quarter statements: a total for each module."""

from __future__ import annotations

from marshmallow import fields, validate

from app.domain.statements.amounts import STEPS
from views.api.schemas.fields import ApiSchema, ExactAmount, confirmed, module_code, yes_no

STATES = ("open", "sent", "to_send_again", "processed", "reopened")


class KindAmountSchema(ApiSchema):
    """The days of one kind of supporting guidance."""

    kind = fields.String(required=True)
    amount = ExactAmount(required=True, allow_none=True)


class LineSchema(ApiSchema):
    """One module of a statement; of a counted line the total follows from the schakelingen (Q-2)."""

    module = fields.String(required=True)
    unit = fields.String(required=True)
    typed = fields.Boolean(required=True, metadata={"description": "Of het totaal ingevuld wordt."})
    total = ExactAmount(required=True, allow_none=True)
    computed = fields.Boolean(required=True, metadata={"description": "Of het totaal de som van de cliënten is."})
    clients = fields.Integer(required=True)
    rounding = fields.String(required=True, validate=validate.OneOf(tuple(STEPS)))
    per_kind = fields.Boolean(
        required=True, metadata={"description": "Of het per soort ingevuld wordt in plaats van per cliënt."}
    )
    kinds = fields.List(fields.Nested(KindAmountSchema), required=True)
    non_client_bound = ExactAmount(required=True, allow_none=True)


class StatementSchema(ApiSchema):
    """The statement of one quarter as it stands."""

    quarter = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    version = fields.Integer(required=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    lines = fields.List(fields.Nested(LineSchema), required=True)


class TotalBody(ApiSchema):
    """The total of one module; `computed` takes the sum of what stands behind it instead."""

    module = module_code()
    total = ExactAmount(load_default=None, allow_none=True)
    computed = yes_no(load_default=False)


class TotalsBody(ApiSchema):
    """Totals of some modules; the others stay as they are."""

    totals = fields.List(fields.Nested(TotalBody), required=True, validate=validate.Length(min=1, max=200))
    confirm = confirmed()
