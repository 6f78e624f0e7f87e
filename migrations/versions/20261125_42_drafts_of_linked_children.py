"""Drafts about an unborn child follow it to the client that it became (C-4, D-11)."""

from __future__ import annotations

from alembic import op

revision = "20261125_42"
down_revision = "20261125_34b"
branch_labels = None
depends_on = None


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


# Drafts are within reach of nobody but the person who typed them; this moves their address and reads no text. Only the
# transaction that made the link may do so. Where somebody has a draft of the same form about both, both stay.
MOVE_DRAFTS = f"""
create function move_drafts(child bigint, into_client bigint) returns void language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  old_place text := format('/clienten/%s/', child);
  new_place text := format('/clienten/%s/', into_client);
begin
  if not exists (
    select 1 from client_link l join client_access a on a.client_id = l.client_id
    where l.unborn_id = child and l.client_id = into_client and l.linked_at = now()
      and a.facility_id between {_number("dossiers_first")} and {_number("dossiers_last")}
  ) then
    raise insufficient_privilege using message = 'no link of this transaction';
  end if;
  update draft d set form = new_place || substr(d.form, length(old_place) + 1)
    where starts_with(d.form, old_place) and not exists (
      select 1 from draft n where n.seat_id = d.seat_id
        and n.form = new_place || substr(d.form, length(old_place) + 1));
end $$
"""


def upgrade() -> None:
    op.execute(MOVE_DRAFTS)
    op.execute("revoke all on function move_drafts from public")
    op.execute("grant execute on function move_drafts to binc_app")
