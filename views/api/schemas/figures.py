"""Figures as the commands print them: exact numbers as text, and why one cannot be computed."""

from __future__ import annotations

from marshmallow import fields, validate

from views.api.schemas.fields import ApiSchema, day, text

QUARTER = r"^[0-9]{4}-[1-4]\Z"


def _quarter(name: str) -> fields.String:
    about = "Een kwartaal, bijvoorbeeld 2024-1."
    return fields.String(
        required=True, data_key=name, validate=validate.Regexp(QUARTER), metadata={"description": about}
    )


class FigureQuery(ApiSchema):
    """Whose figures, over which days, of which modules or groups."""

    facility = text(40, allow_none=False, metadata={"description": "Zonder: de eigen voorziening."})
    begin = day(required=True, data_key="from")
    until = day(required=True)
    module = fields.List(text(40, required=True), load_default=list, validate=validate.Length(max=50))


class UtilisationQuery(ApiSchema):
    """Whose utilisation, over which quarters."""

    facility = text(40, allow_none=False, metadata={"description": "Zonder: de eigen voorziening."})
    first = _quarter("from_quarter")
    last = _quarter("until_quarter")


class RateSchema(ApiSchema):
    """A figure: what it is made of, and why there is no rate where there is none."""

    numerator = fields.String(required=True, allow_none=True)
    denominator = fields.String(required=True, allow_none=True)
    rate = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class NamedRateSchema(RateSchema):
    """The figure of one module, pool or group."""

    code = fields.String(required=True)


class FigureSchema(ApiSchema):
    """Whose figures, over which days."""

    facility = fields.String(required=True)
    begin = fields.String(required=True, data_key="from", attribute="from")
    until = fields.String(required=True)


class OccupancySchema(FigureSchema):
    """The occupancy of a facility (F-1 to F-7)."""

    modules = fields.List(fields.Nested(NamedRateSchema), required=True)
    weighted = fields.Nested(RateSchema, required=True)


class UtilisationSchema(OccupancySchema):
    """The utilisation of a facility (F-8)."""

    groups = fields.List(fields.Nested(NamedRateSchema), required=True)


class CountSchema(ApiSchema):
    """How many schakelingen ran and began."""

    active = fields.Integer(required=True)
    started = fields.Integer(required=True)


class NamedCountSchema(CountSchema):
    """The same of one module."""

    code = fields.String(required=True)


class DeploymentSchema(FigureSchema):
    """The deployment of modules (F-9)."""

    modules = fields.List(fields.Nested(NamedCountSchema), required=True)
    combination = fields.Nested(CountSchema, required=True, allow_none=True)
