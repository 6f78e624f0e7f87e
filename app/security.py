"""Who is at work: sign-in, the chosen seat, its rights and its reach (A-1, A-2, A-4)."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, redirect, render_template, request, session, url_for
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu, assoc_permissionview_role
from flask_appbuilder.security.sqla.models import Role as FrameworkRole
from flask_login import current_user, login_user, logout_user
from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from werkzeug.security import generate_password_hash

from app.database import current_session, db, enter_scope, write_audit
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.web_sessions import end_session, end_sessions_of
from models.access import Account, Seat

OPEN_ENDPOINTS = frozenset(
    {"static", "appbuilder.static", "SignInPage.sign_in", "SignInPage.sign_out", "SeatPage.index", "SeatPage.choose"}
)


class SeatSecurityManager(SecurityManager):
    """FAB's security with rights from the chosen seat: a person's own roles stay empty."""

    user_model = Account

    def register_views(self) -> None:
        """None of FAB's own account pages are shown; ours are registered with the other views."""

    def load_user(self, pk: str) -> Account | None:
        """The signed-in person, unless the password changed since this browser signed in."""
        account: Account | None = super().load_user(int(pk))
        if account is None or session.get("epoch") != account.session_epoch:
            return None
        return account

    def get_user_roles(self, user: Any) -> list[Any]:
        """The role of the seat at which this request works; nothing before a seat is chosen."""
        seat = g.get("seat")
        return [] if seat is None else [self.find_role(seat.role)]

    def add_permissions_view(self, base_permissions: list[str], view_menu: str) -> None:
        """Makes a view's permissions known; which roles get them is decided by `ship_permissions` and the admin."""
        for permission in base_permissions:
            self.add_permission_view_menu(permission, view_menu)

    def add_permissions_menu(self, view_menu_name: str) -> None:
        """The menu asks the permission of the page itself, so it needs none of its own."""

    def get_public_permissions(self) -> list[Any]:
        """Nothing is public: what needs no sign-in says so by not asking a permission."""
        return []

    def _has_view_access(self, user: object, permission_name: str, view_name: str) -> bool:
        return (permission_name, view_name) in self.granted()

    def granted(self) -> frozenset[tuple[str, str]]:
        """All (permission, view) pairs of the seat's role, read once a request."""
        seat = g.get("seat")
        if seat is None:
            return frozenset()
        if "granted" not in g:
            g.granted = _permissions_of(seat.role)
        return g.granted  # type: ignore[no-any-return]


def _permissions_of(role: str) -> frozenset[tuple[str, str]]:
    query = (
        select(Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.permission_id == Permission.id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(assoc_permissionview_role, assoc_permissionview_role.c.permission_view_id == PermissionView.id)
        .join(FrameworkRole, FrameworkRole.id == assoc_permissionview_role.c.role_id)
        .where(FrameworkRole.name == role)
    )
    return frozenset((permission, view) for permission, view in db.session.execute(query))


def install_seat(app: Flask) -> None:
    """Takes the chosen seat into every request, and sends people without one to the choice of seats."""
    app.before_request(_take_seat)


def _take_seat() -> Any:
    g.seat = None
    if request.endpoint is None or request.endpoint.endswith("static"):
        return None
    db.session.info["page"] = request.endpoint
    if request.path.startswith("/api/"):
        # A program comes in with its key (views/base/api.py); a cookie counts for nothing there.
        return None
    if not current_user.is_authenticated:
        return None
    _enter(*_chosen_seat())
    if request.method == "POST" and request.endpoint not in OPEN_ENDPOINTS and g.seat is not None:
        return _check_form_seat()
    if g.seat is None and request.endpoint not in OPEN_ENDPOINTS:
        return redirect(url_for("SeatPage.index", next=path_to_return_to()))
    return None


def _check_form_seat() -> Any:
    """A form opened for another place saves nothing: its text is kept, and one click switches (409)."""
    if "switch_to_seat" in request.form:
        chosen = _own_seat(_posted_seat("switch_to_seat"))
        if chosen is not None:
            choose_seat(chosen)
        return None
    if _posted_seat("seat") == g.seat.id:
        return None
    target = _own_seat(_posted_seat("seat")) or g.seat
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    words = {"target_seat": target, "current_seat": g.seat, "fields": fields, "action": request.full_path}
    return render_template("pages/other_seat.html", in_layout=True, **words), 409


def _posted_seat(name: str) -> int | None:
    text = request.form.get(name, "")
    # Ten digits and more may not fit in the column, and no seat has them.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _own_seat(seat_id: int | None) -> Seat | None:
    query = select(Seat).where(Seat.id == seat_id, Seat.user_id == current_user.id)
    return db.session.scalars(query).one_or_none()


def path_to_return_to() -> str | None:
    """Where to go on after signing in or choosing a seat: only a page asked for by its address."""
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None


def _chosen_seat() -> tuple[Seat | None, int]:
    """The seat at which this browser works, and from how many its person can choose: each page asks both at once."""
    seat_id = session.get("seat_id")
    if seat_id is None:
        return None, 0
    any_seat = aliased(Seat)
    how_many = select(func.count(any_seat.id)).where(any_seat.user_id == current_user.id).scalar_subquery()
    query = select(Seat, how_many).where(Seat.id == seat_id, Seat.user_id == current_user.id)
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1]) if found else (None, 0)


def _enter(seat: Seat | None, seats: int) -> None:
    if seat is None:
        scope = Scope("no_seat", _actor(), Scope.anonymous().dossiers, Scope.anonymous().figures)
    else:
        g.seat, g.seat_count = seat, seats
        scope = scope_of(seat)
    enter_scope(db.session, scope)


def _actor() -> Actor:
    return Actor(current_user.id, f"{current_user.first_name} {current_user.last_name}")


def scope_of(seat: Seat) -> Scope:
    """What the signed-in person reaches at one of their seats (A-2, A-4)."""
    return Scope.of_seat(Role(seat.role), _actor(), seat.facility_id, seat.id, seat.works_for_id)


def seats_of(user_id: int) -> list[Seat]:
    """The places where a person may work, facilities first."""
    query = select(Seat).where(Seat.user_id == user_id).order_by(Seat.facility_id.is_(None), Seat.id)
    return list(db.session.scalars(query))


def seats_with_right(user_id: int, right: tuple[str, str]) -> list[Seat]:
    """The places where a person may work and whose role has a (permission, view) right (A-4)."""
    seats = seats_of(user_id)
    roles = {role for role in {seat.role for seat in seats} if right in _permissions_of(role)}
    return [seat for seat in seats if seat.role in roles]


def choose_seat(seat: Seat) -> None:
    """From now on this browser works at that seat."""
    session["seat_id"] = seat.id
    _enter(*_chosen_seat())
    current_session().trail.add("choose_seat", "seat", [seat.id])


def sign_in(account: Account) -> None:
    """Opens a session for a person whose password was right; with one seat only, that seat is chosen at once."""
    session.clear()
    session.rotate()  # type: ignore[attr-defined]
    session["epoch"] = account.session_epoch
    login_user(account)
    enter_scope(db.session, Scope("no_seat", Actor(account.id, account.get_full_name()), *_nothing()))
    current_session().trail.add("sign_in", "account", [account.id])
    seats = seats_of(account.id)
    if len(seats) == 1:
        choose_seat(seats[0])


def _nothing() -> tuple[Any, Any]:
    anonymous = Scope.anonymous()
    return anonymous.dossiers, anonymous.figures


def sign_out() -> None:
    """Ends this browser's session for good: its cookie opens nothing any more."""
    current_session().trail.add("sign_out", "account", [current_user.id])
    token = session.token  # type: ignore[attr-defined]
    logout_user()
    session.clear()
    end_session(token)
    session.rotate()  # type: ignore[attr-defined]


def change_password(account: Account, password: str) -> None:
    """Sets a new password and ends every other session of this person."""
    account.password = generate_password_hash(password)
    account.session_epoch += 1
    if current_user.is_authenticated and current_user.id == account.id:
        session["epoch"] = account.session_epoch
        end_sessions_of(account.id, but_token=session.token)  # type: ignore[attr-defined]
    else:
        end_sessions_of(account.id)
    current_session().trail.add("change_password", "account", [account.id])


def record_refusal(action: str) -> None:
    """Puts a refused attempt on record in a transaction of its own; the attempt itself is rolled back."""
    scope, page = current_session().scope, str(request.endpoint)
    arguments = [f"{name}={value}" for name, value in (request.view_args or {}).items() if isinstance(value, int)]
    db.session.rollback()
    enter_scope(db.session, scope)
    current_session().trail.add(action, "page", [], arguments, page)
    write_audit(current_session())
    db.session.commit()
