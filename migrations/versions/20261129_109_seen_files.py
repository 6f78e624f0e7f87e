"""Which files of the agency their sender has seen the outcome of, so that the start page tells the others (G-3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_109"
down_revision = "20261129_108"
branch_labels = None
depends_on = None

# Only this moment changes, and only for who sent the file, at the seat that sent it.
SEE = """
create function see_file(sent bigint) returns void language sql security definer
set search_path = pg_catalog, public as $$
  update file_import set seen_at = now()
  where id = sent and seen_at is null and state <> 'ready' and facility_id is null
    and requested_by = nullif(current_setting('binc.user_id', true), '')::bigint
    and sent_as = current_setting('binc.kind', true)
$$
"""


def upgrade() -> None:
    op.add_column("file_import", sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True)))
    op.execute(SEE)
    op.execute("revoke execute on function see_file(bigint) from public")
    op.execute("grant execute on function see_file(bigint) to binc_app")
