"""The sheet of a quarter: what is filled in per client and per kind."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.services.api.sheets import SheetLine
from app.services.statement_lines import UNSAID
from views.api.schemas.dossiers import MOST_A_PAGE
from views.api.schemas.fields import (
    LARGEST,
    ApiSchema,
    ExactAmount,
    WrittenNumber,
    confirmed,
    module_code,
    text,
    yes_no,
)
from views.api.schemas.statements import KindAmountSchema

MOST_LINES, MOST_KINDS = 200, 50
MOST_CELLS = 20_000
TOO_MANY = f"Stuur hoogstens {MOST_CELLS} cliënten tegelijk, over alle modules samen."


class SheetQuery(ApiSchema):
    """Which modules, and from where on."""

    module = fields.List(
        text(40, required=True),
        load_default=list,
        validate=validate.Length(max=MOST_LINES),
        metadata={"description": "Zonder: alle modules die per cliënt geteld of ingevuld worden."},
    )
    after = WrittenNumber(
        load_default=0, validate=validate.Range(0, LARGEST), metadata={"description": "De next van de vorige."}
    )
    limit = WrittenNumber(load_default=MOST_A_PAGE, validate=validate.Range(1, MOST_A_PAGE))


class ClientShareSchema(ApiSchema):
    """What one client has of one module: the days in the quarter, and the amount that stands there."""

    module = fields.String(required=True)
    days = fields.Integer(required=True)
    amount = ExactAmount(
        required=True,
        allow_none=True,
        metadata={"description": "Wat ingevuld is; bij een getelde module de dagen (Q-2)."},
    )


class SheetClientSchema(ApiSchema):
    """One client, by number and by a dossier of the facility with help in the quarter."""

    client = fields.Integer(required=True)
    dossier = fields.String(required=True)
    amounts = fields.List(fields.Nested(ClientShareSchema), required=True)


class SheetPageSchema(ApiSchema):
    """Clients of the quarter by their number; `next` is the cursor of the page after it."""

    quarter = fields.String(required=True)
    version = fields.Integer(required=True)
    clients = fields.List(fields.Nested(SheetClientSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class ClientAmountBody(ApiSchema):
    """The amount of a client, named by a dossier of the facility; null empties it."""

    dossier = text(24, required=True)
    amount = ExactAmount(required=True, allow_none=True)


class KindAmountBody(KindAmountSchema):
    """The days of one kind of supporting guidance; null empties it."""

    kind = text(60, required=True)


class SheetLineBody(ApiSchema):
    """One module: clients and kinds that are not named stay as they are.

    Without `computed` a total that is sent is typed, and else the total stays what it is: typed, or the sum.
    """

    module = module_code()
    total = ExactAmount(allow_none=True)
    computed = yes_no(metadata={"description": "Of het totaal de som wordt van wat erachter staat."})
    clients = fields.List(fields.Nested(ClientAmountBody), load_default=list, validate=validate.Length(max=MOST_CELLS))
    kinds = fields.List(fields.Nested(KindAmountBody), load_default=list, validate=validate.Length(max=MOST_KINDS))
    non_client_bound = ExactAmount(
        allow_none=True, metadata={"description": "De dagen die niet aan een cliënt gebonden zijn."}
    )


class SheetBody(ApiSchema):
    """A whole sheet or a part of it: modules that are not named stay as they are."""

    lines = fields.List(fields.Nested(SheetLineBody), required=True, validate=validate.Length(min=1, max=MOST_LINES))
    confirm = confirmed()

    @validates_schema
    def check_size(self, data: dict[str, Any], **_: Any) -> None:
        """That it is no more than can be saved at once."""
        if sum(len(line["clients"]) for line in data["lines"]) > MOST_CELLS:
            raise ValidationError(TOO_MANY, "lines")


def sheet_line(sent: dict[str, Any]) -> SheetLine:
    """One line that was sent, for the service."""
    return SheetLine(
        sent["module"],
        sent.get("total", UNSAID),
        sent.get("computed"),
        tuple((one["dossier"], one["amount"]) for one in sent["clients"]),
        tuple((one["kind"], one["amount"]) for one in sent["kinds"]),
        sent.get("non_client_bound", UNSAID),
    )
