"""The notice of a client whose new national number is that of another client already (C-1, G-3)."""

from __future__ import annotations

from alembic import op

revision = "20261129_95"
down_revision = "20261129_77"
branch_labels = None
depends_on = None

ANOTHER_NOTICE = """
do $$
declare
  rule text;
begin
  select pg_get_constraintdef(oid) into strict rule from pg_constraint
  where conname = 'notice_kind' and conrelid = 'notice'::regclass;
  execute 'alter table notice drop constraint notice_kind';
  execute 'alter table notice add constraint notice_kind check (' || substr(rule, 7) || ' or kind = ''client_twice'')';
end $$
"""


def upgrade() -> None:
    op.execute(ANOTHER_NOTICE)
