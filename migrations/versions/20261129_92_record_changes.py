"""What changed in dossiers and statements, in an order that a program can follow without missing anything (G-3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_92"
down_revision = "20261129_88"
branch_labels = None
depends_on = None

# One row a record: what changes again moves to the end. Its position is given once its transaction has ended.
_NOTE = """
create function {name}() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into record_change (facility_id, kind, record_id, dossier_id, dossier_code, quarter, module, is_deleted)
  {rows}
  order by 1, 3
  on conflict (facility_id, kind, record_id) do update set dossier_code = excluded.dossier_code,
    dossier_id = excluded.dossier_id, is_deleted = excluded.is_deleted, position = null, changed_at = now()
    where not (record_change.is_deleted and excluded.is_deleted);
  return null;
end $$
"""
_GONE = "tg_op = 'DELETE'"
_OF_DOSSIER = "left join dossier d on d.facility_id = r.facility_id and d.id = r.dossier_id"
NOTES = {
    "dossier": f"select r.facility_id, 'dossier', r.id, r.id, r.code, null, null, {_GONE} or r.status = 'deleted' "
    "from changed r",
    "decision": f"select r.facility_id, 'decision', r.id, r.dossier_id, d.code, null, null, {_GONE} from changed r "
    + _OF_DOSSIER,
    "schakeling": f"select r.facility_id, 'schakeling', r.id, r.dossier_id, d.code, null, null, {_GONE} "
    f"from changed r {_OF_DOSSIER}",
    "utilisation_total": f"select r.facility_id, 'utilisation', r.id, null::bigint, null, r.year || '-' || r.quarter, "
    f"m.code, {_GONE} from changed r join type_module m on m.id = r.type_module_id",
    "quarter_statement": f"select r.facility_id, 'statement', r.id, null::bigint, null, r.year || '-' || r.quarter, "
    f"null, {_GONE} from changed r",
}
# What belongs so closely to its owner that the owner changed; gone with the owner, it says nothing.
PARTS = {
    "decision_module": ("decision", "decision_id"),
    "schakeling_module": ("schakeling", "schakeling_id"),
    "foster_carer": ("schakeling", "schakeling_id"),
}
# Only what is committed is seen here, and only one at a time gives positions: whoever has read up to a position finds
# all that ended later behind it. What somebody is changing right now gets its position when that has ended.
PUBLISH = """
create function publish_changes(facility bigint) returns bigint language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  newest bigint;
begin
  if facility not between nullif(current_setting('binc.dossiers_first', true), '')::bigint
    and nullif(current_setting('binc.dossiers_last', true), '')::bigint then
    raise insufficient_privilege using message = 'facility out of reach';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('changes:' || facility, 0));
  with waiting as (
    select kind, record_id from record_change where facility_id = facility and position is null
    order by changed_at, kind, record_id for update skip locked)
  update record_change c set position = nextval('record_change_position') from waiting w
    where c.facility_id = facility and c.kind = w.kind and c.record_id = w.record_id;
  select coalesce(max(position), 0) into newest from record_change where facility_id = facility;
  return newest;
end $$
"""


def upgrade() -> None:
    op.execute("create sequence record_change_position")
    op.create_table(
        "record_change",
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("record_id", sa.BigInteger(), primary_key=True),
        sa.Column("dossier_id", sa.BigInteger()),
        sa.Column("dossier_code", sa.String(24)),
        sa.Column("quarter", sa.String(6)),
        sa.Column("module", sa.String(40)),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.Column(
            "changed_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
    )
    op.create_index("record_change_in_order", "record_change", ["facility_id", "position"])
    waiting = sa.text("position is null")
    op.create_index("record_change_waiting", "record_change", ["facility_id"], postgresql_where=waiting)
    first, last = (f"nullif(current_setting('binc.dossiers_{end}', true), '')::bigint" for end in ("first", "last"))
    op.execute("alter table record_change enable row level security")
    op.execute("alter table record_change force row level security")
    op.execute("create policy record_change_owner on record_change to binc_owner using (true) with check (true)")
    op.execute(
        f"create policy record_change_read on record_change for select to binc_app "
        f"using (facility_id between {first} and {last})"
    )
    op.execute("revoke insert, update, delete on record_change from binc_app")
    op.execute("alter table record_change set (autovacuum_vacuum_scale_factor = 0.05)")
    for table, rows in NOTES.items():
        op.execute(_NOTE.format(name=f"note_changes_of_{table}", rows=rows))
        _follow(table)
    for table, (owner, column) in PARTS.items():
        code = "left join dossier d on d.facility_id = p.facility_id and d.id = p.dossier_id"
        rows = (
            f"select distinct p.facility_id, '{owner}', p.id, p.dossier_id, d.code, null, null, false from changed r "
            f"join {owner} p on p.facility_id = r.facility_id and p.id = r.{column} {code}"
        )
        op.execute(_NOTE.format(name=f"note_changes_of_{table}", rows=rows))
        _follow(table)
    op.execute(PUBLISH)
    op.execute("revoke all on function publish_changes from public")
    op.execute("grant execute on function publish_changes to binc_app")


def _follow(table: str) -> None:
    for event, rows in (("insert", "new"), ("update", "new"), ("delete", "old")):
        op.execute(
            f"create trigger {table}_{event}_noted after {event} on {table} referencing {rows} table as changed "
            f"for each statement execute function note_changes_of_{table}()"
        )
