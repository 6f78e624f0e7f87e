"""Who asked the national register about whom, when and why (C-1, A-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_88"
down_revision = "20261129_74"
branch_labels = None
depends_on = None

TABLE = "register_consultation"
KIND = "current_setting('binc.kind', true)"


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("seat_id", sa.BigInteger()),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id")),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("numbers", postgresql.ARRAY(sa.String(11)), nullable=False),
        sa.CheckConstraint(
            "reason in ('new_dossier', 'linking', 'relative', 'relative_as_client', 'foster_carer', 'daily_refresh')",
            name="register_consultation_reason",
        ),
        sa.CheckConstraint(
            "outcome in ('found', 'nobody', 'too_many', 'silent')", name="register_consultation_outcome"
        ),
    )
    op.create_index("register_consultation_numbers", TABLE, ["numbers"], postgresql_using="gin")
    op.create_index("register_consultation_by_person", TABLE, ["actor_id", "id"])
    op.create_index("register_consultation_by_facility", TABLE, ["facility_id", "id"])
    op.create_index("register_consultation_at", TABLE, ["at"])
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"alter table {TABLE} force row level security")
    op.execute(f"create policy {TABLE}_owner on {TABLE} to binc_owner using (true) with check (true)")
    op.execute(f"create policy {TABLE}_readers on {TABLE} for select to binc_app using ({KIND} in ('admin', 'system'))")
    own = " and ".join(
        f"{column} is not distinct from {_number(setting)}"
        for column, setting in (("actor_id", "user_id"), ("seat_id", "seat_id"), ("facility_id", "facility_id"))
    )
    op.execute(f"create policy {TABLE}_own on {TABLE} for insert to binc_app with check ({own})")
    op.execute(f"revoke update, delete on {TABLE} from binc_app")
