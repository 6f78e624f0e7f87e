"""Counting what nobody opened yet without looking at what was opened (O-4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_71"
down_revision = "20261129_60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    unread = {"postgresql_where": sa.text("state = 'open' and first_viewed_at is null")}
    op.create_index("document_recipient_unread", "document_recipient", ["service_id", "until"], **unread)
