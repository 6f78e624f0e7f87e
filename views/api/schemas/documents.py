"""Shared documents as a list: what each is and whose eyes it was for, never its content."""

from __future__ import annotations

from marshmallow import fields, validate

from views.api.schemas.fields import ApiSchema, WrittenNumber


class DocumentQuery(ApiSchema):
    """Which page, from 1."""

    page = WrittenNumber(load_default=1, validate=validate.Range(1, 100_000))


class DocumentFields(ApiSchema):
    """What a document is."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    file_name = fields.String(required=True)
    description = fields.String(required=True)
    shared_at = fields.AwareDateTime(required=True, format="iso")


class ReceivedDocumentSchema(DocumentFields):
    """A document that the facility received."""

    sender = fields.String(required=True)
    sender_service = fields.String(required=True)
    until = fields.Date(required=True)
    first_viewed_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")


class RecipientSchema(ApiSchema):
    """For whom a sent document is."""

    service = fields.String(required=True)
    until = fields.Date(required=True)
    state = fields.String(required=True)
    first_viewed_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")


class SentDocumentSchema(DocumentFields):
    """A document that the facility sent."""

    recipients = fields.List(fields.Nested(RecipientSchema), required=True)


class ReceivedPageSchema(ApiSchema):
    """One page of what was received, the newest first."""

    documents = fields.List(fields.Nested(ReceivedDocumentSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class SentPageSchema(ApiSchema):
    """One page of what was sent, the newest first."""

    documents = fields.List(fields.Nested(SentDocumentSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)
