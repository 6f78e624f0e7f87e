"""A program hears that the figures per client behind a total changed, also where the total stays what it was (G-3)."""

from __future__ import annotations

from alembic import op

revision = "20261129_106"
down_revision = "20261129_111"
branch_labels = None
depends_on = None

# As the other notes of changes: one row a record, moved to the end. With the total gone, its own note says so.
NOTE = """
create function note_changes_of_utilisation_of_client() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  insert into record_change (facility_id, kind, record_id, dossier_id, dossier_code, quarter, module, is_deleted)
  select distinct t.facility_id, 'utilisation', t.id, null::bigint, null, t.year || '-' || t.quarter, m.code, false
  from changed r join utilisation_total t on t.facility_id = r.facility_id and t.id = r.total_id
  join type_module m on m.id = t.type_module_id
  order by 1, 3
  on conflict (facility_id, kind, record_id) do update set position = null, changed_at = now()
    where not record_change.is_deleted;
  return null;
end $$
"""


def upgrade() -> None:
    op.execute(NOTE)
    for event, rows in (("insert", "new"), ("update", "new"), ("delete", "old")):
        op.execute(
            f"create trigger utilisation_of_client_{event}_noted after {event} on utilisation_of_client "
            f"referencing {rows} table as changed for each statement "
            "execute function note_changes_of_utilisation_of_client()"
        )
