"""A facility can withdraw its request to reopen a processed quarter; what was asked never changes (Q-4)."""

from __future__ import annotations

from alembic import op

revision = "20261129_20"
down_revision = "20261125_45b"
branch_labels = None
depends_on = None

TABLE = "statement_request"
BY_AGENCY = "current_setting('binc.kind', true) in ('agency_policy', 'system')"
ASKED = "state = 'asked'"


def _within(reach: str) -> str:
    first, last = (f"nullif(current_setting('binc.{reach}_{end}', true), '')::bigint" for end in ("first", "last"))
    return f"facility_id between {first} and {last}"


def upgrade() -> None:
    op.drop_constraint("statement_request_state", TABLE)
    states = "'asked', 'reopened', 'rejected', 'withdrawn'"
    op.create_check_constraint("statement_request_state", TABLE, f"state in ({states})")
    answers = f"{_within('figures')} and {BY_AGENCY}"
    op.execute(f"drop policy {TABLE}_answered on {TABLE}")
    op.execute(
        f"create policy {TABLE}_answered on {TABLE} for update to binc_app using ({answers} and {ASKED}) "
        f"with check ({answers} and state in ('reopened', 'rejected'))"
    )
    op.execute(
        f"create policy {TABLE}_withdrawn on {TABLE} for update to binc_app using ({_within('dossiers')} and {ASKED}) "
        f"with check ({_within('dossiers')} and state = 'withdrawn' and answer is null)"
    )
    # Who asked what, and about which quarter, stays as it was.
    op.execute(f"revoke update on {TABLE} from binc_app")
    op.execute(f"grant update (state, decided_by, decided_by_name, decided_at, answer) on {TABLE} to binc_app")
