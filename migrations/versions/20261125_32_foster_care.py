"""Which foster care is perspective-offering, and so asks for the transition rule (S-13)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_32"
down_revision = "20261125_34"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("perspective_offering", sa.Boolean(), nullable=False, server_default="false")
    op.add_column("type_module", column)
    op.execute("update type_module set perspective_offering = true where code in ('VBFINT04', 'VBFINT05')")
