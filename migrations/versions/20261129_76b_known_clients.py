"""Asking whether a receiver knows a named client for one document at a time, by the indexes (O-1)."""

from __future__ import annotations

from alembic import op

revision = "20261129_76b"
down_revision = "20261129_89"
branch_labels = None
depends_on = None


def _number(name: str) -> str:
    return f"(select nullif(current_setting('binc.{name}', true), '')::bigint)"


KIND = "(select current_setting('binc.kind', true))"
SERVICE, USER, FACILITY = _number("service_id"), _number("user_id"), _number("facility_id")
SENT = f"(sender_service_id = {SERVICE} and (kind in ('client_bound', 'general') or sender_id = {USER}))"
# Written into the policy, the planner would gather every client of the facility for the first row of a list. It runs
# with the reach of who asks.
KNOWS = f"""
create or replace function knows_named_client(number text, name text, first_name text, born date) returns boolean
language plpgsql stable as $$
begin
  if number is not null then
    return exists (select 1 from client c join dossier d on d.client_id = c.id
      where c.national_number = number and d.facility_id = {FACILITY} and d.status <> 'deleted');
  end if;
  return exists (select 1 from dossier d where d.facility_id = {FACILITY} and d.status <> 'deleted'
    and d.name_key = name and d.first_name_key = first_name and d.birth_date = born);
end $$
"""
CAME_IN = f"""exists (select 1 from document_recipient r
  where r.document_id = document_naming.document_id and r.service_id = {SERVICE})"""
KNOWN = "knows_named_client(national_number, name_key, first_name_key, birth_date)"


def upgrade() -> None:
    op.execute(KNOWS)
    op.execute("drop policy document_naming_readers on document_naming")
    op.execute(
        "create policy document_naming_readers on document_naming for select to binc_app "
        f"using ({KIND} = 'system' or {SENT} or ({FACILITY} is not null and {CAME_IN} and {KNOWN}))"
    )
