"""Begins and ends that touch the Groeipakket with the day of saving, and the reminders before they are late (G-2)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_84"
down_revision = "20261129_73"
branch_labels = None
depends_on = None

OFTEN = "set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01)"
COUNTED = ["edge", "late", "firsts_missed", "days_after"]


def _within(reach: str) -> str:
    first, last = (f"nullif(current_setting('binc.{reach}_{end}', true), '')::bigint" for end in ("first", "last"))
    return f"facility_id between {first} and {last}"


def upgrade() -> None:
    _times()
    _reminders()
    _notices()
    for table, reach in (("timed_registration", "figures"), ("registration_reminder", "dossiers")):
        within = _within(reach)
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_reach on {table} to binc_app using ({within}) with check ({within})")


def _times() -> None:
    op.create_table(
        "timed_registration",
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("schakeling_id", sa.BigInteger(), primary_key=True),
        sa.Column("edge", sa.String(5), primary_key=True),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("days_after", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("firsts_missed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id", "schakeling_id"],
            ["schakeling.facility_id", "schakeling.id"],
            name="timed_registration_of_schakeling",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("edge in ('begin', 'end')", name="timed_registration_edge"),
    )
    op.create_index("timed_registration_of_dossier", "timed_registration", ["dossier_id"])
    included = ["facility_id", *COUNTED]
    op.create_index("timed_registration_counting", "timed_registration", ["saved_on"], postgresql_include=included)
    op.create_index(
        "timed_registration_of_facility",
        "timed_registration",
        ["facility_id", "saved_on"],
        postgresql_include=COUNTED,
    )
    op.execute(f"alter table timed_registration {OFTEN}")


def _reminders() -> None:
    op.create_table(
        "registration_reminder",
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("about_id", sa.BigInteger(), primary_key=True),
        sa.Column("reminded_after", sa.SmallInteger(), primary_key=True),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id", "dossier_id"],
            ["dossier.facility_id", "dossier.id"],
            name="registration_reminder_of_dossier",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("kind in ('not_begun', 'no_follow_up')", name="registration_reminder_kind"),
        sa.CheckConstraint("reminded_after in (2, 6)", name="registration_reminder_day"),
    )


def _notices() -> None:
    """Two more kinds beside those that are there, whichever these are."""
    op.execute(
        """
do $$
declare
  rule text;
begin
  select pg_get_constraintdef(oid) into strict rule from pg_constraint
  where conname = 'notice_kind' and conrelid = 'notice'::regclass;
  execute 'alter table notice drop constraint notice_kind';
  execute 'alter table notice add constraint notice_kind check (' || substr(rule, 7)
    || ' or kind in (''registration_due'', ''registration_last''))';
end $$
"""
    )
