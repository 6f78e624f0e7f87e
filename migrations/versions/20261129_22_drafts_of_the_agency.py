"""A seat without a facility keeps drafts too: the agency's policy team, of its answers about capacity (M-3, D-11)."""

from __future__ import annotations

from alembic import op

revision = "20261129_22"
down_revision = "20261129_11"
branch_labels = None
depends_on = None

# A right that existed before is given to no role at start: here it goes to whoever answers such questions.
GIVE_RIGHT = """
insert into ab_permission_view_role (id, permission_view_id, role_id)
select nextval('ab_permission_view_role_id_seq'), pair.id, role.id
from ab_permission_view pair
join ab_permission permission on permission.id = pair.permission_id and permission.name = 'can_write'
join ab_view_menu page on page.id = pair.view_menu_id and page.name = 'DraftPage'
cross join ab_role role
where role.name = 'agency_policy' and not exists (
  select 1 from ab_permission_view_role had where had.permission_view_id = pair.id and had.role_id = role.id)
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    op.alter_column("draft", "facility_id", nullable=True)
    within = f"facility_id between {_number('dossiers_first')} and {_number('dossiers_last')}"
    own = f"seat_id = {_number('seat_id')} and (facility_id is null or {within})"
    op.execute("drop policy draft_own_seat on draft")
    op.execute(f"create policy draft_own_seat on draft to binc_app using ({own}) with check ({own})")
    op.execute(GIVE_RIGHT)
