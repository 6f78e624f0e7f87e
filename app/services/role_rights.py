"""What each role may do: the pairs of a page and a permission (A-4)."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import PermissionView
from flask_appbuilder.security.sqla.models import Role as RoleRecord
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import BincSession
from app.domain.faults import Fault, NotFound, refuse
from app.domain.roles import Role

# Without these nobody could give a right back.
LAST_KEYS = frozenset({("can_list", "RoleAdministration"), ("can_edit", "RoleAdministration")})
Right = tuple[str, str]


def rights_of(session: BincSession, role: Role, *, lock: bool = False) -> tuple[RoleRecord, frozenset[Right]]:
    """The stored role and its (permission, page) pairs. Raises NotFound before the installation is complete."""
    if lock:
        session.execute(select(RoleRecord.id).where(RoleRecord.name == role.value).with_for_update())
    pairs = selectinload(RoleRecord.permissions)
    options = (pairs.joinedload(PermissionView.permission), pairs.joinedload(PermissionView.view_menu))
    query = select(RoleRecord).where(RoleRecord.name == role.value).options(*options)
    record = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if record is None:
        raise NotFound()
    return record, frozenset((pair.permission.name, pair.view_menu.name) for pair in record.permissions)


def change_rights(session: BincSession, role: Role, wanted: frozenset[Right], offered: frozenset[Right]) -> None:
    """Gives a role exactly the wanted ones of the offered rights; rights that were not offered stay as they are.

    Raises DomainError when the admin would lose the last way to give rights back.
    """
    if role is Role.ADMIN and not wanted >= LAST_KEYS & offered:
        message = "De beheerder moet de rollen kunnen zien en wijzigen, anders kan niemand dit nog herstellen."
        refuse([Fault("A-4", "rights", message)])
    record, present = rights_of(session, role, lock=True)
    by_name = {(pair.permission.name, pair.view_menu.name): pair for pair in session.scalars(select(PermissionView))}
    target = (present - offered) | (wanted & offered)
    record.permissions = [by_name[right] for right in sorted(target) if right in by_name]
    different = sorted(f"{view}.{permission}" for permission, view in present ^ target)
    if different:
        session.trail.add("change", "role", [record.id], different)
    session.flush()
