"""One mail a day about shared documents for who wants that, instead of one for each (O-4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_76"
down_revision = "20261129_91"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ab_user", sa.Column("document_mail", sa.String(8), server_default="each", nullable=False))
    op.create_check_constraint("ab_user_document_mail", "ab_user", "document_mail in ('each', 'daily')")
    in_digest = sa.Column("in_digest", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("document_recipient", in_digest)
    waiting = {"postgresql_where": sa.text("in_digest and mail_key is null and state = 'open'")}
    op.create_index("document_recipient_in_digest", "document_recipient", ["person_id"], **waiting)
