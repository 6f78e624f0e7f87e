"""Who asked for reports is told when making them failed (R-4)."""

from __future__ import annotations

from alembic import op

revision = "20261129_74"
down_revision = "20261129_80"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more kind of notice beside those that are there, whichever these are."""
    op.execute(
        """
do $$
declare
  rule text;
begin
  select pg_get_constraintdef(oid) into strict rule from pg_constraint
  where conname = 'notice_kind' and conrelid = 'notice'::regclass;
  execute 'alter table notice drop constraint notice_kind';
  execute 'alter table notice add constraint notice_kind check (' || substr(rule, 7) || ' or kind = ''reports_failed'')';
end $$
"""
    )
