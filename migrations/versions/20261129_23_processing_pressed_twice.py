"""A processing knows the preview that it was started from, so that a button pressed twice starts it once (Q-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_23"
down_revision = "20261129_22"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("year_processing", sa.Column("preview", sa.String(32)))
    op.create_unique_constraint("year_processing_of_preview", "year_processing", ["preview"])
