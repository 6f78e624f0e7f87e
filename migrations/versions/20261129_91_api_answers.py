"""Answers that other programs were given, so that asking twice does a thing once (G-3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_91"
down_revision = "20261129_90"
branch_labels = None
depends_on = None

OWN_SEAT = "seat_id = nullif(current_setting('binc.seat_id', true), '')::bigint"
# No scope but that of the program reaches an answer; the nightly job only says which moment has passed.
PURGE = """
create function purge_api_answers(until timestamptz) returns bigint language sql security definer
set search_path = pg_catalog, public as $$
  with gone as (
    delete from api_answer where given_at <= until and current_setting('binc.kind', true) = 'system' returning 1
  ) select count(*) from gone
$$
"""


def upgrade() -> None:
    op.create_table(
        "api_answer",
        sa.Column("seat_id", sa.BigInteger(), sa.ForeignKey("seat.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("request_digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("content", postgresql.JSONB()),
        sa.Column("headers", postgresql.JSONB()),
        sa.Column(
            "given_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False, index=True
        ),
    )
    op.execute("alter table api_answer enable row level security")
    op.execute("alter table api_answer force row level security")
    op.execute("create policy api_answer_owner on api_answer to binc_owner using (true) with check (true)")
    op.execute(
        f"create policy api_answer_own_seat on api_answer to binc_app using ({OWN_SEAT}) with check ({OWN_SEAT})"
    )
    op.execute(PURGE)
    op.execute("revoke all on function purge_api_answers from public")
    op.execute("grant execute on function purge_api_answers to binc_app")
