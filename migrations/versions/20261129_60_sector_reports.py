"""Reports of the agency: requests and files without a facility, about the sector or a part of it (R-1, R-4, A-4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_60"
down_revision = "20261129_70"
branch_labels = None
depends_on = None

TABLES = ("report_request", "report_file", "report_content")
KIND = "current_setting('binc.kind', true)"
BY_SYSTEM = f"{KIND} = 'system'"
BY_FIGURES = f"{KIND} in ('agency_policy', 'agency_analyst', 'system')"
SECTOR = f"facility_id is null and {BY_FIGURES}"
PRODUCT = f"facility_id is null and {BY_SYSTEM}"


def upgrade() -> None:
    for table in TABLES:
        op.alter_column(table, "facility_id", existing_type=sa.BigInteger(), nullable=True)
    op.add_column("report_request", sa.Column("organisation_type", sa.String(16)))
    op.add_column("report_request", sa.Column("province", sa.String(40)))
    about = "facility_id is null or (organisation_type is null and province is null)"
    op.create_check_constraint("report_request_about", "report_request", about)
    op.create_check_constraint("report_file_about", "report_file", "facility_id is not null or request_id is not null")
    op.create_foreign_key("report_file_of_any_request", "report_file", "report_request", ["request_id"], ["id"])
    op.create_foreign_key(
        "report_content_of_any_file", "report_content", "report_file", ["file_id"], ["id"], ondelete="CASCADE"
    )
    _policies()


def _policies() -> None:
    """The agency's figure seats see what is about the sector; they ask and cancel, and only the product makes files."""
    for table in TABLES:
        op.execute(f"create policy {table}_sector on {table} for select to binc_app using ({SECTOR})")
    _allow("report_request", "sector_asked", "insert", f"{SECTOR} and ((state = 'asked' and done = 0) or {BY_SYSTEM})")
    _allow("report_request", "sector_moved", "update", SECTOR)
    _allow("report_file", "sector_made", "insert", PRODUCT)
    _allow("report_file", "sector_renewed", "update", PRODUCT)
    _allow("report_file", "sector_cancelled", "delete", SECTOR)
    _allow("report_content", "sector_made", "insert", PRODUCT)
    _allow("report_content", "sector_removed", "delete", PRODUCT)


def _allow(table: str, name: str, command: str, condition: str) -> None:
    using = "" if command == "insert" else f"using ({condition})"
    check = "" if command == "delete" else f"with check ({condition})"
    op.execute(f"create policy {table}_{name} on {table} for {command} to binc_app {using} {check}")
