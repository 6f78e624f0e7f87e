"""Counts the statements that wait for the agency without reading those that do not (Q-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_21"
down_revision = "20261129_01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sent = sa.text("state = 'sent'")
    op.create_index("quarter_statement_sent", "quarter_statement", ["year", "facility_id"], postgresql_where=sent)
