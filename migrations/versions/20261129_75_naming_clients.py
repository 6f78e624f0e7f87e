"""Clients named by services without dossiers, and a last day that row-level security keeps by itself (O-1, O-6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_75"
down_revision = "20261129_84"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(collation="C")


# In a query of its own each setting is read once for a whole table, and not once for each of its rows.
def _setting(name: str) -> str:
    return f"(select current_setting('binc.{name}', true))"


def _number(name: str) -> str:
    return f"(select nullif(current_setting('binc.{name}', true), '')::bigint)"


KIND = _setting("kind")
SERVICE, USER, FACILITY = _number("service_id"), _number("user_id"), _number("facility_id")
SYSTEM = f"{KIND} = 'system'"
SENT = f"(sender_service_id = {SERVICE} and (kind in ('client_bound', 'general') or sender_id = {USER}))"
# From the first second after the last day nothing is received any more, whether or not the nightly job ran (O-6).
RECEIVED = f"""(service_id = {SERVICE} and state = 'open' and until >= (select brussels_today()) and case
  when kind = 'personal' then person_id = {USER} and exists (select 1 from personal_document_reader l
    where l.facility_id = {FACILITY} and l.user_id = {USER})
  when kind = 'client_bound' and service_kind in ('OCJ', 'SDJ')
    then coalesce(person_id = {USER}, false) or {KIND} in ('consultant_admin', 'consultant_lead')
  else true end)"""
BY_SENDER = f"(sender_service_id = {SERVICE} and sender_id = {USER})"
THROUGH = "exists (select 1 from document_recipient r where r.document_id = document.id)"
OWN_DOSSIER = f"(facility_id is null or facility_id = {FACILITY})"
# A receiver reads whom a document names only where it has a dossier of that very client.
HERE = f"""exists (select 1 from document_recipient r
  where r.document_id = document_naming.document_id and r.service_id = {SERVICE})"""
KNOWN_BY_NUMBER = f"""exists (select 1 from client c join dossier d on d.client_id = c.id
  where c.national_number = document_naming.national_number and d.facility_id = {FACILITY} and d.status <> 'deleted')"""
KNOWN_BY_NAME = f"""exists (select 1 from dossier d where d.facility_id = {FACILITY} and d.status <> 'deleted'
  and d.name_key = document_naming.name_key and d.first_name_key = document_naming.first_name_key
  and d.birth_date = document_naming.birth_date)"""
KNOWN = f"({KNOWN_BY_NUMBER} or (document_naming.national_number is null and {KNOWN_BY_NAME}))"


def upgrade() -> None:
    op.execute(
        "create function brussels_today() returns date language sql stable parallel safe "
        "as $$ select (now() at time zone 'Europe/Brussels')::date $$"
    )
    _walls_with_the_day()
    _naming()


def _walls_with_the_day() -> None:
    for table in ("document", "document_recipient"):
        for name in ("readers", "senders", "enders"):
            op.execute(f"drop policy {table}_{name} on {table}")
    _policy("document", "readers", "select", f"{SYSTEM} or {SENT} or {THROUGH}")
    _policy("document", "senders", "insert", f"{SYSTEM} or ({BY_SENDER} and {OWN_DOSSIER})")
    _policy("document", "enders", "update", f"{SYSTEM} or {SENT}")
    _policy("document_recipient", "readers", "select", f"{SYSTEM} or {SENT} or {RECEIVED}")
    _policy("document_recipient", "senders", "insert", f"{SYSTEM} or {BY_SENDER}")
    _policy("document_recipient", "enders", "update", f"{SYSTEM} or {SENT}")


def _naming() -> None:
    op.create_table(
        "document_naming",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("document_id", sa.BigInteger(), unique=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sender_service_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("client_name", sa.String(120), nullable=False),
        sa.Column("client_first_name", sa.String(120), nullable=False),
        sa.Column("name_key", SORT_KEY, nullable=False),
        sa.Column("first_name_key", SORT_KEY, nullable=False),
        sa.Column("birth_date", sa.Date()),
        sa.Column("national_number", sa.String(11)),
        sa.ForeignKeyConstraint(
            ["document_id", "kind", "sender_service_id", "sender_id"],
            ["document.id", "document.kind", "document.sender_service_id", "document.sender_id"],
            name="document_naming_as_sent",
        ),
        sa.CheckConstraint("kind <> 'client_bound'", name="document_naming_without_dossier"),
    )
    op.execute("alter table document_naming enable row level security")
    op.execute("alter table document_naming force row level security")
    op.execute("create policy document_naming_owner on document_naming to binc_owner using (true) with check (true)")
    _policy("document_naming", "readers", "select", f"{SYSTEM} or {SENT} or ({HERE} and {KNOWN})")
    _policy("document_naming", "senders", "insert", f"{SYSTEM} or {BY_SENDER}")
    _policy("document_naming", "enders", "update", f"{SYSTEM} or {SENT}")
    # Only how the client was known is taken out, once nobody may open the document; the words stay.
    op.execute("revoke update, delete on document_naming from binc_app")
    op.execute("grant update (birth_date, national_number) on document_naming to binc_app")


def _policy(table: str, name: str, command: str, condition: str) -> None:
    using = f"using ({condition})" if command != "insert" else ""
    check = f"with check ({condition})" if command in ("insert", "update") else ""
    op.execute(f"create policy {table}_{name} on {table} for {command} to binc_app {using} {check}")
