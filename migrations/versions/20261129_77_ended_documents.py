"""A mail about what is not shared any more stays, the general mailbox has its own, a last download is signed (O-4, O-6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_77"
down_revision = "20261129_76b"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


SERVICE, USER, FACILITY = _number("service_id"), _number("user_id"), _number("facility_id")
# O-3 on the receiving side. What ended a moment ago counts still: its last piece had been handed over by then, and a
# document that somebody has must never stand there as never opened.
RECEIVED = f"""(service_id = {SERVICE} and (state = 'open' or ended_at > clock_timestamp() - interval '10 minutes') and case
  when kind = 'personal' then person_id = {USER} and exists (select 1 from personal_document_reader l
    where l.facility_id = {FACILITY} and l.user_id = {USER})
  when kind = 'client_bound' and service_kind in ('OCJ', 'SDJ')
    then coalesce(person_id = {USER}, false) or {KIND} in ('consultant_admin', 'consultant_lead')
  else true end)"""
RECORD_VIEWING = f"""
create or replace function record_document_viewing(recipient bigint, reader_name text, place text) returns bigint
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
# What waits for the general mailbox of Voorzieningenbeleid as this is put in is known by its page only.
WAITING_FOR_MAILBOX = """
update document_recipient r set mailbox_mail_key = m.message_key
from outbox_message m, service s
where m.state <> 'sent' and m.kind = 'document_shared' and m.recipient_id is null
  and m.path = '/documenten/' || r.document_id || '/' and m.message_key is distinct from r.mail_key
  and s.id = r.service_id and s.kind = 'agency' and lower(m.address) = lower(s.email)
"""


def upgrade() -> None:
    op.add_column("document_recipient", sa.Column("mailbox_mail_key", sa.String(64)))
    known = {"postgresql_where": sa.text("mailbox_mail_key is not null")}
    op.create_index("document_recipient_mailbox_mail", "document_recipient", ["mailbox_mail_key"], **known)
    op.execute(WAITING_FOR_MAILBOX)
    of_mine = (
        "exists (select 1 from document_recipient r where r.mailbox_mail_key = outbox_message.message_key "
        f"and r.sender_service_id = {SERVICE})"
    )
    op.execute(f"create policy outbox_message_mailbox_sharers on outbox_message for select to binc_app using ({of_mine})")
    op.drop_constraint("outbox_message_state", "outbox_message", type_="check")
    op.create_check_constraint(
        "outbox_message_state", "outbox_message", "state in ('waiting', 'sent', 'failed', 'dropped')"
    )
    op.execute(RECORD_VIEWING)
