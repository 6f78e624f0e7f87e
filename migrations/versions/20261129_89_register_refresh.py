"""The nightly refresh of clients from the register: how far it is, and the notice of what changed (G-3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_89"
down_revision = "20261129_93"
branch_labels = None
depends_on = None

TABLE = "register_refresh"
BY_SYSTEM = "current_setting('binc.kind', true) = 'system'"
ANOTHER_NOTICE = """
do $$
declare
  rule text;
begin
  select pg_get_constraintdef(oid) into strict rule from pg_constraint
  where conname = 'notice_kind' and conrelid = 'notice'::regclass;
  execute 'alter table notice drop constraint notice_kind';
  execute 'alter table notice add constraint notice_kind check (' || substr(rule, 7) || ' or kind = ''client_refreshed'')';
end $$
"""


def upgrade() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        TABLE,
        sa.Column("due_on", sa.Date(), primary_key=True),
        sa.Column("since", sa.Date()),
        sa.Column("last_client_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("asked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubles", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("started_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", moment),
    )
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"alter table {TABLE} force row level security")
    op.execute(f"create policy {TABLE}_owner on {TABLE} to binc_owner using (true) with check (true)")
    op.execute(f"create policy {TABLE}_system on {TABLE} to binc_app using ({BY_SYSTEM}) with check ({BY_SYSTEM})")
    op.execute(f"revoke delete on {TABLE} from binc_app")
    op.execute(ANOTHER_NOTICE)
