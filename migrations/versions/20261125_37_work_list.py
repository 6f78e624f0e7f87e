"""What the work list and the running number ask of a dossier, stored beside it and indexed (S-15, E-4, D-3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_37"
down_revision = "20261122_21"
branch_labels = None
depends_on = None

# The same as app.domain.work_list.switching_day, which a test compares. Who was born on 29 February gets older on 1 March.
SWITCHING_DAY = """
create function switching_day(born date, since date) returns date language sql immutable parallel safe
set search_path = pg_catalog as $$
  select min(reached.day) from (
    select (born + make_interval(years => age))::date
      + case when extract(day from born) <> extract(day from born + make_interval(years => age)) then 1 else 0 end as day
    from unnest(array[6, 12, 17, 21, 24]) as age
  ) as reached where reached.day > since
$$
"""
TAKE_DEATH = """
create function dossier_take_death() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  select c.deceased_on is not null into new.client_deceased from client c where c.id = new.client_id;
  new.client_deceased := coalesce(new.client_deceased, false);
  return new;
end $$
"""
GIVE_DEATH = """
create function client_give_death() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  update dossier set client_deceased = new.deceased_on is not null where client_id = new.id;
  return null;
end $$
"""
BORN = "coalesce(birth_date, make_date(birth_year, 12, 31))"
RUNNING_NUMBER = "nullif(regexp_replace(split_part(code, '_', 3), '[^0-9]', '', 'g'), '')::bigint"
REFERRED = "update dossier d set referral_date = r.referral_date from referral r where r.dossier_id = d.id"
FAMILY_SITUATION = """
update dossier d set intake_completed_on = (r.completed_at at time zone 'Europe/Brussels')::date
from registration r where r.dossier_id = d.id and r.kind = 'family_situation'
"""
DECEASED = "update dossier d set client_deceased = true from client c where c.id = d.client_id and c.deceased_on is not null"
# Each serves one kind of work, of open dossiers only.
INDEXES = {
    "dossier_intake_open": ("first_schakeling_begin", "intake_completed_on is null and not intake_optional"),
    "dossier_help_end": ("last_schakeling_end", "last_schakeling_end is not null"),
    "dossier_not_started": ("created_on", "last_schakeling_begin is null"),
    "dossier_switching": ("switching_day", "switching_day is not null"),
}


def upgrade() -> None:
    op.execute(SWITCHING_DAY)
    op.add_column("dossier", sa.Column("referral_date", sa.Date()))
    op.add_column("dossier", sa.Column("client_deceased", sa.Boolean(), server_default="false", nullable=False))
    for statement in (TAKE_DEATH, GIVE_DEATH):
        op.execute(statement)
    op.execute(
        "create trigger dossier_beside_death before insert or update of client_id on dossier "
        "for each row execute function dossier_take_death()"
    )
    op.execute(
        "create trigger client_death_beside_dossiers after update of deceased_on on client "
        "for each row execute function client_give_death()"
    )
    op.execute(
        f"alter table dossier "
        f"add column switching_day date generated always as (switching_day({BORN}, last_decision_begin)) stored, "
        f"add column running_number bigint generated always as ({RUNNING_NUMBER}) stored"
    )
    for statement in (REFERRED, FAMILY_SITUATION, DECEASED):
        op.execute(statement)
    for name, (column, where) in INDEXES.items():
        op.create_index(name, "dossier", ["facility_id", column], postgresql_where=f"status = 'open' and {where}")
    op.create_index("dossier_by_running_number", "dossier", ["facility_id", "running_number"])
