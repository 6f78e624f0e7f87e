"""Which answers of a client came from the register, so that staff can mend their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_04"
down_revision = "20261122_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("register_fields", postgresql.ARRAY(sa.String(40)), nullable=True))
