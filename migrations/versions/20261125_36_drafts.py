"""Drafts of forms, seen by the person who typed them only (D-11)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_36"
down_revision = "20261125_32"
branch_labels = None
depends_on = None

# No scope but that of the person reaches a draft; the nightly job only says which moment has passed.
PURGE_DRAFTS = """
create function purge_drafts(until timestamptz) returns bigint language sql security definer
set search_path = pg_catalog, public as $$
  with gone as (
    delete from draft where saved_at <= until and current_setting('binc.kind', true) = 'system' returning 1
  ) select count(*) from gone
$$
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("seat_id", sa.BigInteger(), sa.ForeignKey("seat.id", ondelete="CASCADE"), nullable=False),
        sa.Column("form", sa.String(200), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.UniqueConstraint("seat_id", "form", name="draft_once"),
        sa.CheckConstraint("octet_length(content::text) <= 262144", name="draft_size"),
    )
    op.create_index("draft_by_age", "draft", ["saved_at"])
    within = f"facility_id between {_number('dossiers_first')} and {_number('dossiers_last')}"
    own = f"{within} and seat_id = {_number('seat_id')}"
    op.execute("alter table draft enable row level security")
    op.execute("alter table draft force row level security")
    op.execute("create policy draft_owner on draft to binc_owner using (true) with check (true)")
    op.execute(f"create policy draft_own_seat on draft to binc_app using ({own}) with check ({own})")
    op.execute(PURGE_DRAFTS)
    op.execute("revoke all on function purge_drafts from public")
    op.execute("grant execute on function purge_drafts to binc_app")
