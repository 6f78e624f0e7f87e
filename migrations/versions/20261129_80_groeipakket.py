"""Messages to the Groeipakket: noted by the tables they follow from, in the transaction of the change (G-1)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_80"
down_revision = "20261129_87"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
BY_SYSTEM = f"{KIND} = 'system'"
MOMENT = postgresql.TIMESTAMP(timezone=True)


def _within(reach: str) -> str:
    first, last = (f"nullif(current_setting('binc.{reach}_{end}', true), '')::bigint" for end in ("first", "last"))
    return f"facility_id between {first} and {last}"


FUNCTION = "language plpgsql security definer set search_path = pg_catalog, public"

TOUCHING = (
    "exists (select 1 from schakeling_module m join type_module t on t.id = m.type_module_id "
    "where m.facility_id = s.facility_id and m.schakeling_id = s.id and t.groeipakket is not null)"
)
# Of what a load of history brings, another system told the Groeipakket; once something of ours went out, it is ours.
MARK = f"""
create function mark_for_groeipakket(ids bigint[]) returns void {FUNCTION} as $$
declare
  of_history boolean := coalesce(current_setting('binc.loads_history', true), '') = 'on';
begin
  insert into groeipakket_message (facility_id, dossier_id, schakeling_id, state)
    select s.facility_id, s.dossier_id, s.id, 'history' from schakeling s
    where of_history and s.id = any(ids) and {TOUCHING}
      and not exists (select 1 from groeipakket_message g where g.schakeling_id = s.id)
    order by s.id
    on conflict do nothing;
  insert into groeipakket_message (facility_id, dossier_id, schakeling_id)
    select s.facility_id, s.dossier_id, s.id from schakeling s
    where s.id = any(ids)
      and (not of_history and {TOUCHING} or exists (
        select 1 from groeipakket_message g where g.schakeling_id = s.id and (not of_history or g.state <> 'history')))
    order by s.id
    on conflict (schakeling_id) where state = 'waiting' do update set changed_at = clock_timestamp();
end $$
"""
# What was never told has nothing to cancel; everything else of a schakeling that went has.
GONE = f"""
create function schakeling_leaves_groeipakket() returns trigger {FUNCTION} as $$
begin
  if not exists (select 1 from groeipakket_message where schakeling_id = old.id and state <> 'waiting') then
    delete from groeipakket_message where schakeling_id = old.id;
    return null;
  end if;
  insert into groeipakket_message (facility_id, dossier_id, schakeling_id)
    values (old.facility_id, old.dossier_id, old.id)
    on conflict (schakeling_id) where state = 'waiting' do update set changed_at = clock_timestamp();
  return null;
end $$
"""
# A person lets what was refused, or found to differ, go again; whoever reaches its facility may.
OFFER = f"""
create function offer_to_groeipakket(of_schakeling bigint) returns boolean {FUNCTION} as $$
begin
  insert into groeipakket_message (facility_id, dossier_id, schakeling_id)
    select g.facility_id, g.dossier_id, g.schakeling_id from (
      select facility_id, dossier_id, schakeling_id from groeipakket_message where schakeling_id = of_schakeling
      union select facility_id, dossier_id, schakeling_id from groeipakket_difference where schakeling_id = of_schakeling
    ) g
    where g.{_within("figures")} and {KIND} in ('facility_staff', 'facility_manager', 'agency_policy', 'system')
    limit 1
    on conflict (schakeling_id) where state = 'waiting' do update set changed_at = clock_timestamp();
  return found;
end $$
"""
FOR_EACH = """
create function {name}() returns trigger {function} as $$
begin
  perform mark_for_groeipakket(array({ids}));
  return null;
end $$
"""
OF_ROWS = "select distinct schakeling_id from {rows} order by 1"
OF_DOSSIER = "select id from schakeling where dossier_id = {row}.dossier_id order by id"
# Table, event, which rows, and the schakelingen that each of them touches; the columns are those that a message is made of.
ROW_TRIGGERS = (
    (
        "schakeling",
        "update",
        '(old."begin", old."end", old.elsewhere, old.paid_to_parents, old.decision_id, old.dossier_id) is distinct from '
        '(new."begin", new."end", new.elsewhere, new.paid_to_parents, new.decision_id, new.dossier_id)',
        "select new.id",
    ),
    (
        "decision",
        "update",
        "old.ground is distinct from new.ground",
        "select id from schakeling where decision_id = new.id order by id",
    ),
    (
        "referral",
        "update",
        "(old.specific, old.referrer, old.through_access_gate) is distinct from "
        "(new.specific, new.referrer, new.through_access_gate)",
        OF_DOSSIER.format(row="new"),
    ),
    ("referral", "insert", "new.specific is not null or new.referrer is not null", OF_DOSSIER.format(row="new")),
    ("referral", "delete", "old.specific is not null or old.referrer is not null", OF_DOSSIER.format(row="old")),
    (
        "dossier",
        "update",
        "old.client_id is distinct from new.client_id",
        "select id from schakeling where dossier_id = new.id order by id",
    ),
    (
        "client",
        "update",
        "(old.national_number, old.birth_date, old.presumed_birth_year) is distinct from "
        "(new.national_number, new.birth_date, new.presumed_birth_year)",
        "select s.id from schakeling s join dossier d on d.id = s.dossier_id where d.client_id = new.id order by s.id",
    ),
)
STATEMENT_TRIGGERS = (
    ("schakeling_module", "insert", OF_ROWS.format(rows="new_rows")),
    ("schakeling_module", "delete", OF_ROWS.format(rows="old_rows")),
    (
        "schakeling_module",
        "update",
        "select distinct schakeling_id from ((select schakeling_id, type_module_id from new_rows except "
        "select schakeling_id, type_module_id from old_rows) union all (select schakeling_id, type_module_id from old_rows "
        "except select schakeling_id, type_module_id from new_rows)) moved order by 1",
    ),
    ("foster_carer", "insert", OF_ROWS.format(rows="new_rows")),
    ("foster_carer", "delete", OF_ROWS.format(rows="old_rows")),
    (
        "foster_carer",
        "update",
        "select distinct schakeling_id from (select n.schakeling_id from new_rows n except "
        "select o.schakeling_id from old_rows o join new_rows n using (schakeling_id, place, national_number, name)) "
        "moved order by 1",
    ),
)
TRANSITION = {
    "insert": "new table as new_rows",
    "delete": "old table as old_rows",
    "update": "old table as old_rows new table as new_rows",
}
KEEPS = """
create function groeipakket_message_keeps() returns trigger language plpgsql as $$
begin
  if old.kind is not null and (old.facility_id, old.dossier_id, old.schakeling_id, old.kind, old.message_key, old.sequence)
      is distinct from (new.facility_id, new.dossier_id, new.schakeling_id, new.kind, new.message_key, new.sequence)
    or old.state in ('confirmed', 'refused') and new.state <> old.state
  then
    raise check_violation using message = 'what was told stays as it was', constraint = 'groeipakket_message_keeps';
  end if;
  return new;
end $$
"""


def upgrade() -> None:
    _tables()
    _walls()
    for function in (MARK, GONE, OFFER, KEEPS):
        op.execute(function)
    op.execute("revoke all on function mark_for_groeipakket, offer_to_groeipakket from public")
    op.execute("grant execute on function offer_to_groeipakket to binc_app")
    op.execute(
        "create trigger groeipakket_message_keeps before update on groeipakket_message "
        "for each row execute function groeipakket_message_keeps()"
    )
    _triggers()
    # What was registered before there were messages was told another way.
    op.execute(
        "insert into groeipakket_message (facility_id, dossier_id, schakeling_id, state) "
        f"select s.facility_id, s.dossier_id, s.id, 'history' from schakeling s where {TOUCHING}"
    )


def _tables() -> None:
    op.create_table(
        "groeipakket_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("schakeling_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(12), server_default="waiting", nullable=False),
        sa.Column("kind", sa.String(12)),
        sa.Column("message_key", sa.String(32), unique=True),
        sa.Column("sequence", sa.Integer()),
        sa.Column("made_at", MOMENT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("changed_at", MOMENT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("held", sa.String(24)),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("settled_at", MOMENT),
        sa.Column("refusal", sa.String(32)),
        sa.Column("failure", sa.String(60)),
        sa.CheckConstraint(
            "state in ('waiting', 'sending', 'sent', 'confirmed', 'refused', 'history')",
            name="groeipakket_message_state",
        ),
        sa.CheckConstraint("kind in ('new', 'change', 'cancellation')", name="groeipakket_message_kind"),
        sa.CheckConstraint(
            "refusal in ('unknown_person', 'unknown_carer', 'unknown_facility', 'unknown_reference', "
            "'conflicting_placement', 'invalid_message', 'other')",
            name="groeipakket_message_refusal",
        ),
        sa.CheckConstraint("(kind is null) = (state in ('waiting', 'history'))", name="groeipakket_message_made_up"),
        sa.CheckConstraint("(message_key is null) = (kind is null)", name="groeipakket_message_has_key"),
        sa.CheckConstraint("(sequence is null) = (kind is null)", name="groeipakket_message_has_place"),
        sa.CheckConstraint("(refusal is not null) = (state = 'refused')", name="groeipakket_message_refused_why"),
        sa.CheckConstraint(
            "(settled_at is not null) = (state in ('confirmed', 'refused'))", name="groeipakket_message_settled"
        ),
        sa.CheckConstraint("held is null or state = 'waiting'", name="groeipakket_message_held"),
    )
    _index("waiting", ["schakeling_id"], "state = 'waiting'", unique=True)
    _index("history", ["schakeling_id"], "state = 'history'", unique=True)
    _index("in_order", ["dossier_id", "sequence"], None, unique=True)
    _index("under_way", ["dossier_id", "sequence"], "state in ('sending', 'sent')")
    _index("to_make_up", ["dossier_id"], "state = 'waiting'")
    _index("of_schakeling", ["schakeling_id", "id"], None)
    _index("by_day", ["made_at"], "state <> 'history'")
    _index("refused", ["facility_id", "id"], "state = 'refused'")
    op.create_table(
        "groeipakket_content",
        sa.Column(
            "message_id",
            sa.BigInteger(),
            sa.ForeignKey("groeipakket_message.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
    )
    op.create_table(
        "groeipakket_difference",
        sa.Column("schakeling_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
    )


def _index(name: str, columns: list[str], where: str | None, *, unique: bool = False) -> None:
    options = {"postgresql_where": sa.text(where)} if where else {}
    op.create_index(f"groeipakket_message_{name}", "groeipakket_message", columns, unique=unique, **options)


def _walls() -> None:
    """Facilities see their own; the agency sees that messages went and not what they say; only the product writes."""
    told = f"{_within('figures')} and {KIND} <> 'agency_analyst'"
    reaches = {
        "groeipakket_message": told,
        "groeipakket_difference": told,
        "groeipakket_content": _within("dossiers"),
    }
    for table, reach in reaches.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({reach})")
        op.execute(f"create policy {table}_made on {table} for insert to binc_app with check ({BY_SYSTEM})")
        op.execute(f"create policy {table}_dropped on {table} for delete to binc_app using ({BY_SYSTEM})")
    op.execute(
        "create policy groeipakket_message_moved on groeipakket_message for update to binc_app "
        f"using ({BY_SYSTEM}) with check ({BY_SYSTEM})"
    )
    op.execute("revoke update on groeipakket_content, groeipakket_difference from binc_app")


def _triggers() -> None:
    op.execute(
        "create trigger schakeling_leaves_groeipakket after delete on schakeling "
        "for each row execute function schakeling_leaves_groeipakket()"
    )
    for table, event, condition, ids in ROW_TRIGGERS:
        name = f"{table}_{event}_tells_groeipakket"
        op.execute(FOR_EACH.format(name=name, function=FUNCTION, ids=ids))
        op.execute(
            f"create trigger {name} after {event} on {table} for each row when ({condition}) execute function {name}()"
        )
    for table, event, ids in STATEMENT_TRIGGERS:
        name = f"{table}_{event}_tells_groeipakket"
        op.execute(FOR_EACH.format(name=name, function=FUNCTION, ids=ids))
        op.execute(
            f"create trigger {name} after {event} on {table} referencing {TRANSITION[event]} "
            f"for each statement execute function {name}()"
        )
