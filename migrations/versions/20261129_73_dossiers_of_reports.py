"""Finds the dossiers of a period's reports by index: those closed before their help or referral, and the odd referrals.

What was closed long ago is then never read, and the referrals of everybody are not looked through (R-2).
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "20261129_73"
down_revision = "20261129_72"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "dossier_closed_early",
        "dossier",
        ["facility_id", "id"],
        postgresql_where=text("status = 'closed' and (last_schakeling_end > closed_on or referral_date > closed_on)"),
    )
    op.create_index(
        "referral_apart",
        "referral",
        ["dossier_id"],
        postgresql_where=text("ongoing_since is not null or province is not null"),
    )
