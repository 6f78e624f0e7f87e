"""Keys of other programs, each with a seat of its own (G-3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_90"
down_revision = "20261129_75"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"

# Who calls is not known before the key is: this alone looks one up, by a digest that nobody can guess. That it was used
# is noted once a day, and never waits for another call that notes it.
OPEN_API_TOKEN = """
create function open_api_token(digest text, today date)
returns table (token_id bigint, seat_id bigint, scopes text[], is_ended boolean, expires_on date)
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update api_token set last_used_on = today where id = (
    select t.id from api_token t where t.secret_digest = digest and t.ended_at is null and t.expires_on >= today
      and t.last_used_on is distinct from today for update skip locked);
  return query select t.id, t.seat_id, t.scopes::text[], t.ended_at is not null, t.expires_on
    from api_token t where t.secret_digest = digest;
end $$
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    op.add_column("ab_user", sa.Column("is_program", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_check_constraint("ab_user_program_signs_in_nowhere", "ab_user", "not (is_program and active)")
    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id")),
        sa.Column("seat_id", sa.BigInteger(), sa.ForeignKey("seat.id"), unique=True, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(40)), nullable=False),
        sa.Column("prefix", sa.String(20), unique=True, nullable=False),
        sa.Column("secret_digest", sa.String(64), unique=True, nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("created_by_name", sa.String(200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("last_used_on", sa.Date()),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True)),
        sa.Column("ended_by_name", sa.String(200)),
        sa.Column("warned", sa.Integer()),
        sa.CheckConstraint("(ended_at is null) = (ended_by_name is null)", name="api_token_ended"),
        sa.CheckConstraint("expires_on <= created_on + 366", name="api_token_lasts_a_year"),
        sa.CheckConstraint("secret_digest ~ '^[0-9a-f]{64}$'", name="api_token_digest"),
    )
    op.create_index(
        "api_token_name_once",
        "api_token",
        ["facility_id", "name"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
        postgresql_nulls_not_distinct=True,
    )
    within = f"facility_id between {_number('dossiers_first')} and {_number('dossiers_last')}"
    managing = f"({KIND} in ('admin', 'system') or ({KIND} = 'facility_manager' and {within}))"
    op.execute("alter table api_token enable row level security")
    op.execute("alter table api_token force row level security")
    op.execute("create policy api_token_owner on api_token to binc_owner using (true) with check (true)")
    op.execute(
        f"create policy api_token_managed on api_token to binc_app using ({managing}) with check ({managing})"
    )
    # A key stays what it was made as: it can only be warned of, and ended.
    op.execute("revoke update, delete on api_token from binc_app")
    op.execute("grant update (ended_at, ended_by_name, warned) on api_token to binc_app")
    op.execute(OPEN_API_TOKEN)
    op.execute("revoke all on function open_api_token from public")
    op.execute("grant execute on function open_api_token to binc_app")
