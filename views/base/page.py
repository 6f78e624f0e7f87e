"""The base of every page of ours: permission, seat, what goes on record."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from flask import abort, g, make_response, redirect, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_login import current_user

from app.database import current_session
from app.domain.roles import Role
from app.security import path_to_return_to, record_refusal
from views.base.concerns import Concern, is_kept_here, not_kept_page
from views.base.drafts import KeptAs, answer_with_draft

View = Callable[..., Any]
OF_PERSONS = frozenset({"dossier", "client"})
# The answers that roll a request back: the rules refuse a form, or somebody else saved first.
REFUSED, CONFLICT = 422, 409


class BasePage(BaseView):
    """A group of pages behind the same permissions.

    `shipped_to` says which roles get which permission when the product is installed; an admin can change it later.
    `concern` is what the pages are about where not every organisation type has it: elsewhere they say so (D-4, Q-1).
    """

    default_view = "index"
    shipped_to: ClassVar[Mapping[str, Iterable[Role]]] = {}
    concern: ClassVar[Concern | None] = None


def page(
    url: str,
    *,
    permission: str = "read",
    methods: tuple[str, ...] = ("GET",),
    personal: str | None,
    draft: KeptAs | None = None,
    record: type | None = None,
) -> Callable[[View], View]:
    """Declares a page: its address, the permission it asks, and whether it shows personal data.

    `personal` names what the audit trail notes as read ("dossier", "client", …) even when the page turned out empty;
    None says that the page shows no personal data. There is no default, so that nobody forgets to say it (A-5).
    `draft` keeps what is typed in the page's form until it is saved; such a page redirects after a post exactly when it
    saved (D-11). `record` is what `record_id` in the address names where neither a dossier nor a client stands there,
    so that somebody at another of their seats is told where it belongs (A-1).
    """

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(self: BasePage, *args: Any, **kwargs: Any) -> Any:
            refusal = _refuse(self, permission) or _not_kept(self)
            if refusal is not None:
                return refusal
            answer = functools.partial(view, self, *args, **kwargs)
            response = make_response(answer_with_draft(answer) if draft else answer())
            if personal and response.status_code == 200:
                _put_on_record(personal)
                response.headers["Cache-Control"] = "no-store"
            return response

        guarded._permission_name = permission  # type: ignore[attr-defined]
        guarded._personal = personal  # type: ignore[attr-defined]
        guarded._draft = draft  # type: ignore[attr-defined]
        guarded._record = record  # type: ignore[attr-defined]
        return expose(url, methods=methods)(guarded)  # type: ignore[no-any-return]

    return declare


def _refuse(view: BasePage, permission: str) -> Any:
    name = f"{PERMISSION_PREFIX}{permission}"
    if view.appbuilder.sm.has_access(name, view.class_permission_name):
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("SignInPage.sign_in", next=path_to_return_to()))
    if g.get("seat") is None:
        return redirect(url_for("SeatPage.index"))
    record_refusal("forbidden")
    abort(403)


def _not_kept(view: BasePage) -> Any:
    # The administration's pages, of another base, are about nothing that a place may lack.
    concern: Concern | None = getattr(view, "concern", None)
    return None if concern is None or is_kept_here(concern) else not_kept_page(concern)


def _put_on_record(kind: str) -> None:
    session = current_session()
    if kind in OF_PERSONS and session.scope.dossiers.is_empty:
        # Such a seat cannot have seen any; what a query showed it all the same is noted by the query.
        return
    if kind not in session.trail.reads:
        session.trail.read(kind, [])
