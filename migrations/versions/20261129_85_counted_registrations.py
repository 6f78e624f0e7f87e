"""How many begins and ends each facility saved in each month, and how many late, kept as rows that are added up (G-2)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_85"
down_revision = "20261129_92"
branch_labels = None
depends_on = None

COUNTED = ["edge", "number", "late", "with_first"]
# Only ever added to, so that two who save at a facility never wait for each other; a night's job adds rows together.
NOTE = """
create function {name}() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into timed_registration_count (facility_id, month, edge, number, late, with_first)
  select facility_id, date_trunc('month', saved_on)::date, edge, sum(sign), coalesce(sum(sign) filter (where late), 0),
    coalesce(sum(sign) filter (where late and firsts_missed > 0), 0)
  from ({changed}) changed
  group by 1, 2, 3
  having sum(sign) <> 0 or sum(sign) filter (where late) <> 0
    or sum(sign) filter (where late and firsts_missed > 0) <> 0;
  return null;
end $$
"""
ADDED = "select facility_id, saved_on, edge, late, firsts_missed, 1 as sign from new_rows"
TAKEN = "select facility_id, saved_on, edge, late, firsts_missed, -1 as sign from old_rows"
KIND = "current_setting('binc.kind', true)"


def upgrade() -> None:
    _table()
    _policies()
    for event, tables, changed in (
        ("insert", "new table as new_rows", ADDED),
        ("delete", "old table as old_rows", TAKEN),
        ("update", "old table as old_rows new table as new_rows", f"{ADDED} union all {TAKEN}"),
    ):
        name = f"timed_registration_{event}_is_counted"
        op.execute(NOTE.format(name=name, changed=changed))
        op.execute(
            f"create trigger {name} after {event} on timed_registration referencing {tables} "
            f"for each statement execute function {name}()"
        )
    op.execute(
        "insert into timed_registration_count (facility_id, month, edge, number, late, with_first) "
        "select facility_id, date_trunc('month', saved_on)::date, edge, count(*), count(*) filter (where late), "
        "count(*) filter (where late and firsts_missed > 0) from timed_registration group by 1, 2, 3"
    )
    _late_ones()


def _table() -> None:
    counts = (sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTED[1:])
    op.create_table(
        "timed_registration_count",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("edge", sa.String(5), nullable=False),
        *counts,
    )
    for name, columns in (("month", ["month", "facility_id"]), ("facility", ["facility_id", "month"])):
        index = f"timed_registration_count_by_{name}"
        op.create_index(index, "timed_registration_count", columns, postgresql_include=COUNTED)
    op.execute(
        "alter table timed_registration_count "
        "set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01)"
    )


def _late_ones() -> None:
    """The rows themselves are only asked for the late ones."""
    op.drop_index("timed_registration_counting")
    op.drop_index("timed_registration_of_facility")
    for name, columns, included in (
        ("sector", ["saved_on"], ["facility_id", "days_after"]),
        ("facility", ["facility_id", "saved_on"], ["edge", "firsts_missed"]),
    ):
        op.create_index(
            f"timed_registration_late_of_{name}",
            "timed_registration",
            columns,
            postgresql_include=included,
            postgresql_where=sa.text("late"),
        )


def _policies() -> None:
    """Whoever sees figures reads them; the triggers write them, and the product adds them together."""
    first, last = (f"nullif(current_setting('binc.figures_{end}', true), '')::bigint" for end in ("first", "last"))
    table, reach = "timed_registration_count", f"facility_id between {first} and {last}"
    by_system = f"{KIND} = 'system' and {reach}"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
    op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({reach})")
    op.execute(f"create policy {table}_added on {table} for insert to binc_app with check ({by_system})")
    op.execute(f"create policy {table}_dropped on {table} for delete to binc_app using ({by_system})")
    op.execute(f"revoke update on {table} from binc_app")
