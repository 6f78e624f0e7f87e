"""Voorzieningenbeleid is a service from the first day: its seats share and receive like everybody (O-1)."""

from __future__ import annotations

from alembic import op

revision = "20261129_72"
down_revision = "20261129_71"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "insert into service (code, name, kind, version) select 'VZB', 'Voorzieningenbeleid', 'agency', 1 "
        "where not exists (select 1 from service where kind = 'agency' or code = 'VZB')"
    )
