"""Sharing documents: services, what was shared with whom, who opened it, who gets personal ones (O-1, O-3, O-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_70"
down_revision = "20261129_23"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
MOMENT = postgresql.TIMESTAMP(timezone=True)
NOW = sa.text("now()")


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


SERVICE, USER, FACILITY = _number("service_id"), _number("user_id"), _number("facility_id")
SYSTEM = f"{KIND} = 'system'"
# O-3 on the sending side: colleagues see what is neither confidential nor personal.
SENT = f"(sender_service_id = {SERVICE} and (kind in ('client_bound', 'general') or sender_id = {USER}))"
# O-3 on the receiving side, of what has not ended.
RECEIVED = f"""(service_id = {SERVICE} and state = 'open' and case
  when kind = 'personal' then person_id = {USER} and exists (select 1 from personal_document_reader l
    where l.facility_id = {FACILITY} and l.user_id = {USER})
  when kind = 'client_bound' and service_kind in ('OCJ', 'SDJ')
    then coalesce(person_id = {USER}, false) or {KIND} in ('consultant_admin', 'consultant_lead')
  else true end)"""
BY_SENDER = f"(sender_service_id = {SERVICE} and sender_id = {USER})"

FACILITY_IS_SERVICE = """
create function facility_is_service() returns trigger language plpgsql as $$
begin
  insert into service (code, name, kind, facility_id, version) values ('V:' || new.code, new.name, 'facility', new.id, 1)
    on conflict (facility_id) do update set name = excluded.name, version = service.version + 1
    where service.name <> excluded.name;
  return null;
end $$
"""
# Who opened a document writes in the record of who sent it, and reaches nothing else there.
RECORD_VIEWING = f"""
create function record_document_viewing(recipient bigint, reader_name text, place text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  seen document_recipient;
  sent document;
  viewing bigint;
begin
  select * into seen from document_recipient where id = recipient and {RECEIVED} for update;
  if seen.id is null then
    raise insufficient_privilege using message = 'document out of reach';
  end if;
  insert into document_viewing (recipient_id, user_id, user_name) values (recipient, {USER}, reader_name)
    returning id into viewing;
  update document_recipient set first_viewed_at = now(), first_viewed_by_name = reader_name
    where id = recipient and first_viewed_at is null;
  select * into strict sent from document where id = seen.document_id;
  if sent.dossier_id is not null then
    insert into activity (facility_id, dossier_id, actor_id, actor_name, kind, values)
      values (sent.facility_id, sent.dossier_id, {USER}, reader_name, 'document_viewed', jsonb_build_object(
        'about', jsonb_build_object('file', sent.file_name, 'service', place),
        'before', '{{}}'::jsonb, 'after', '{{}}'::jsonb));
  end if;
  return viewing;
end $$
"""
# What decides who sees a document stays as it was shared; only its end and its receipt are written.
KEEPS = """
create function document_recipient_keeps() returns trigger language plpgsql as $$
begin
  if (old.document_id, old.kind, old.sender_service_id, old.sender_id, old.service_id, old.service_kind, old.person_name,
      old.email, old.until) is distinct from (new.document_id, new.kind, new.sender_service_id, new.sender_id,
      new.service_id, new.service_kind, new.person_name, new.email, new.until)
    or old.state <> 'open' and new.state <> old.state
    or old.person_id is distinct from new.person_id
  then
    raise check_violation using message = 'what was shared stays as it was', constraint = 'document_recipient_keeps';
  end if;
  return new;
end $$
"""


def upgrade() -> None:
    _services()
    _accounts()
    _document()
    _recipient()
    _viewing()
    _readers()
    _walls()
    _mails()


def _services() -> None:
    op.alter_column("service", "code", type_=sa.String(40))
    op.create_unique_constraint("service_of_kind", "service", ["id", "kind"])
    op.execute("update service set kind = 'facility' where facility_id is not null and kind <> 'facility'")
    op.create_index(
        "service_one_agency", "service", ["kind"], unique=True, postgresql_where=sa.text("kind = 'agency'")
    )
    op.create_check_constraint("service_facility", "service", "(facility_id is not null) = (kind = 'facility')")
    op.execute(
        "insert into service (code, name, kind, facility_id, version) select 'V:' || f.code, f.name, 'facility', f.id, 1 "
        "from facility f where not exists (select 1 from service s where s.facility_id = f.id)"
    )
    op.execute(FACILITY_IS_SERVICE)
    op.execute(
        "create trigger facility_is_service after insert or update of name on facility "
        "for each row execute function facility_is_service()"
    )


def _accounts() -> None:
    op.add_column("ab_user", sa.Column("national_number", sa.String(11)))
    op.create_unique_constraint("ab_user_national_number_key", "ab_user", ["national_number"])


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sender_service_id", sa.BigInteger(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), sa.ForeignKey("ab_user.id"), nullable=False),
        sa.Column("sender_name", sa.String(200), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id")),
        sa.Column("dossier_id", sa.BigInteger()),
        sa.Column("client_id", sa.BigInteger(), sa.ForeignKey("client.id")),
        sa.Column("client_name", sa.String(200)),
        sa.Column("client_first_name", sa.String(200)),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("description", sa.String(80), server_default="", nullable=False),
        sa.Column("shared_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("content_key", sa.String(80), unique=True, nullable=False),
        sa.Column("content_size", sa.BigInteger(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("destroyed_at", MOMENT),
        sa.CheckConstraint("kind in ('client_bound', 'general', 'confidential', 'personal')", name="document_kind"),
        sa.CheckConstraint("dossier_id is null or facility_id is not null", name="document_dossier_of_facility"),
        sa.CheckConstraint("kind <> 'client_bound' or facility_id is not null", name="document_client_bound"),
        sa.CheckConstraint("length(description) <= 80", name="document_description"),
        sa.UniqueConstraint("id", "kind", "sender_service_id", "sender_id", name="document_as_sent"),
        sa.ForeignKeyConstraint(
            ["facility_id", "dossier_id"],
            ["dossier.facility_id", "dossier.id"],
            name="document_of_dossier",
            ondelete="SET NULL (dossier_id)",
        ),
    )
    op.create_index("document_sent", "document", ["sender_service_id", "id"])
    op.create_index("document_of_dossier_by_id", "document", ["facility_id", "dossier_id", "id"])
    kept = {"postgresql_where": sa.text("destroyed_at is null")}
    op.create_index("document_kept", "document", ["last_day"], **kept)


def _recipient() -> None:
    op.create_table(
        "document_recipient",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sender_service_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("service_kind", sa.String(16), nullable=False),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("ab_user.id")),
        sa.Column("person_name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), server_default="open", nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("first_viewed_at", MOMENT),
        sa.Column("first_viewed_by_name", sa.String(200)),
        sa.Column("reminded_at", MOMENT),
        sa.Column("mail_key", sa.String(64)),
        sa.CheckConstraint(
            "kind in ('client_bound', 'general', 'confidential', 'personal')", name="document_recipient_kind"
        ),
        sa.CheckConstraint("state in ('open', 'withdrawn', 'expired')", name="document_recipient_state"),
        sa.CheckConstraint("service_id <> sender_service_id", name="document_recipient_elsewhere"),
        sa.CheckConstraint("(state = 'open') = (ended_at is null)", name="document_recipient_ended"),
        sa.CheckConstraint("kind <> 'personal' or person_id is not null", name="document_recipient_personal"),
        sa.ForeignKeyConstraint(
            ["document_id", "kind", "sender_service_id", "sender_id"],
            ["document.id", "document.kind", "document.sender_service_id", "document.sender_id"],
            name="document_recipient_as_sent",
        ),
        sa.ForeignKeyConstraint(
            ["service_id", "service_kind"], ["service.id", "service.kind"], name="document_recipient_service"
        ),
    )
    still_open = {"postgresql_where": sa.text("state = 'open'")}
    op.create_index("document_recipient_of_document", "document_recipient", ["document_id", "id"])
    op.create_index("document_recipient_received", "document_recipient", ["service_id", "id"], **still_open)
    op.create_index("document_recipient_sent", "document_recipient", ["sender_service_id", "document_id"])
    op.create_index("document_recipient_ending", "document_recipient", ["until"], **still_open)
    op.execute(KEEPS)
    op.execute(
        "create trigger document_recipient_keeps before update on document_recipient "
        "for each row execute function document_recipient_keeps()"
    )


def _viewing() -> None:
    op.create_table(
        "document_viewing",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("recipient_id", sa.BigInteger(), sa.ForeignKey("document_recipient.id"), nullable=False),
        sa.Column("at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("ab_user.id")),
        sa.Column("user_name", sa.String(200), nullable=False),
    )
    op.create_index("document_viewing_of_recipient", "document_viewing", ["recipient_id", "id"])


def _readers() -> None:
    op.create_table(
        "personal_document_reader",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("ab_user.id"), nullable=False),
        sa.Column("added_by_name", sa.String(200), nullable=False),
        sa.Column("added_at", MOMENT, server_default=NOW, nullable=False),
        sa.UniqueConstraint("facility_id", "user_id", name="personal_document_reader_once"),
    )


def _walls() -> None:
    for table in ("document", "document_recipient", "document_viewing", "personal_document_reader"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
    # A recipient shows its document; who sees the recipient stands in the recipient alone, so that neither asks the other.
    through = "exists (select 1 from document_recipient r where r.document_id = document.id)"
    own_dossier = f"(facility_id is null or facility_id = {FACILITY})"
    _policy("document", "readers", "select", f"{SYSTEM} or {SENT} or {through}")
    _policy("document", "senders", "insert", f"{SYSTEM} or ({BY_SENDER} and {own_dossier})")
    _policy("document", "enders", "update", f"{SYSTEM} or {SENT}")
    _policy("document_recipient", "readers", "select", f"{SYSTEM} or {SENT} or {RECEIVED}")
    _policy("document_recipient", "senders", "insert", f"{SYSTEM} or {BY_SENDER}")
    _policy("document_recipient", "enders", "update", f"{SYSTEM} or {SENT}")
    _policy(
        "document_viewing",
        "readers",
        "select",
        "exists (select 1 from document_recipient r where r.id = document_viewing.recipient_id)",
    )
    within = f"facility_id between {_number('dossiers_first')} and {_number('dossiers_last')}"
    keepers = f"{within} and {KIND} in ('facility_manager', 'system')"
    # Whoever shares personal documents sees with whom that can be done.
    _policy("personal_document_reader", "readers", "select", f"{within} or {KIND} = 'agency_policy'")
    _policy("personal_document_reader", "adders", "insert", keepers)
    _policy("personal_document_reader", "removers", "delete", keepers)
    op.execute("revoke insert, update, delete on document_viewing from binc_app")
    op.execute("revoke delete on document, document_recipient from binc_app")
    op.execute(RECORD_VIEWING)
    op.execute("revoke all on function record_document_viewing from public")
    op.execute("grant execute on function record_document_viewing to binc_app")


def _mails() -> None:
    """A mail may go to a general mailbox, and who shared a document sees how its mail fares."""
    op.alter_column("outbox_message", "recipient_id", nullable=True)
    op.create_index("document_recipient_mail", "document_recipient", ["mail_key"])
    of_mine = (
        "exists (select 1 from document_recipient r where r.mail_key = outbox_message.message_key "
        f"and r.sender_service_id = {SERVICE})"
    )
    _policy("outbox_message", "sharers", "select", of_mine)


def _policy(table: str, name: str, command: str, condition: str) -> None:
    using = f"using ({condition})" if command != "insert" else ""
    check = f"with check ({condition})" if command in ("insert", "update") else ""
    op.execute(f"create policy {table}_{name} on {table} for {command} to binc_app {using} {check}")
