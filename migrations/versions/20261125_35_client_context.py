"""The context of a client: situation, households, persons, and the history of their changes (C-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_35"
down_revision = "20261125_31"
branch_labels = None
depends_on = None

TABLES = ("context_situation", "context_household", "context_person", "context_change")


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def _record() -> list[sa.Column]:
    moment = postgresql.TIMESTAMP(timezone=True)
    return [
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("client_id", sa.BigInteger(), sa.ForeignKey("client.id"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.Integer()),
    ]


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length))


def _tick(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default="false", nullable=False)


def upgrade() -> None:
    _situation()
    _household()
    _person()
    _change()
    for table in TABLES:
        known = (
            f"exists (select 1 from client_access a where a.client_id = {table}.client_id and "
            f"a.facility_id between {_number('dossiers_first')} and {_number('dossiers_last')})"
        )
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_known on {table} to binc_app using ({known}) with check ({known})")
    op.execute("revoke update, delete on context_change from binc_app")


def _situation() -> None:
    op.create_table(
        "context_situation",
        *_record(),
        _text("stay_situation", 60),
        _text("service", 200),
        _text("service_contact", 200),
        _text("service_phone", 60),
        sa.Column("note", sa.Text()),
    )
    op.create_index("context_situation_of_client", "context_situation", ["client_id"])


def _household() -> None:
    op.create_table(
        "context_household",
        *_record(),
        sa.Column("kind", sa.String(16), nullable=False),
        _text("name", 200),
        _text("stay", 16),
        _text("street", 200),
        _text("house_number", 20),
        _text("postcode", 10),
        _text("municipality", 120),
        _text("country", 8),
        _text("phone", 60),
        sa.UniqueConstraint("client_id", "id", name="context_household_with_client"),
        sa.CheckConstraint("kind in ('home', 'facility')", name="context_household_kind"),
        sa.CheckConstraint("stay in ('main', 'shared')", name="context_household_stay"),
    )


def _person() -> None:
    op.create_table(
        "context_person",
        *_record(),
        sa.Column("household_id", sa.BigInteger()),
        sa.Column("relation", sa.String(60), nullable=False),
        _text("relation_other", 120),
        _text("national_number", 11),
        _text("name", 120),
        _text("first_name", 120),
        sa.Column("birth_date", sa.Date()),
        _text("sex", 1),
        _tick("carer"),
        _tick("contact_ban"),
        _tick("deceased"),
        sa.Column("deceased_on", sa.Date()),
        _text("organisation", 200),
        _text("phone", 60),
        _text("email", 200),
        sa.Column("note", sa.Text()),
        sa.Column("register_fields", postgresql.ARRAY(sa.String(40)), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id", "household_id"],
            ["context_household.client_id", "context_household.id"],
            name="context_person_in_household",
            onupdate="CASCADE",
        ),
        sa.CheckConstraint("sex in ('M', 'F', 'X')", name="context_person_sex"),
        sa.CheckConstraint("deceased or deceased_on is null", name="context_person_deceased"),
    )
    op.create_index("context_person_of_client", "context_person", ["client_id", "household_id"])


def _change() -> None:
    op.create_table(
        "context_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("client_id", sa.BigInteger(), sa.ForeignKey("client.id"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id")),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("deed", sa.String(24), nullable=False),
        sa.Column("subject_kind", sa.String(24), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
    )
    op.create_index("context_change_of_client", "context_change", ["client_id", "id"])
