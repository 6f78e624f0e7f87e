"""Drafts of forms: kept when a form is refused, offered when it is opened again, gone once it is saved (D-11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_appbuilder.const import PERMISSION_PREFIX
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.database import current_session, db, record_read
from app.domain.drafts import LONGEST_ADDRESS, Pairs, has_text
from app.domain.faults import DomainError, NotFound
from app.queries.drafts import kept_since, read_draft
from app.services.drafts import drop_draft, keep_draft
from forms.versioned import CONTINUE_DRAFT, KEEP_DRAFT, draft_pairs

Answer = Callable[[], Any]
RIGHT = (f"{PERMISSION_PREFIX}write", "DraftPage")
REFUSALS = frozenset({404, 409, 422})
NONE, WAITING, RESUMED, KEPT = "none", "waiting", "resumed", "kept"
OUT_OF_REACH = "Dit kun je niet meer openen. Wat je typte, staat hieronder: neem over wat je nodig hebt."


@dataclass(frozen=True)
class KeptAs:
    """How the drafts of a form are called, and which record its address names beside a dossier or client.

    `title` may depend on the parts of the address; `gone` says that the record is no longer there.
    """

    title: str | Callable[[Mapping[str, Any]], str]
    record: type | None = None
    gone: str = ""

    def title_of(self, parts: Mapping[str, Any]) -> str:
        """The name of the form at one address."""
        return self.title if isinstance(self.title, str) else self.title(parts)


@dataclass(frozen=True)
class DraftOfPage:
    """What the form of this page has to say about its draft: none, one that waits, taken up again, or just kept."""

    form: str
    state: str = NONE
    saved_at: datetime | None = None


@dataclass(frozen=True)
class FormAddress:
    """The form at an address, with the parts of that address."""

    kept_as: KeptAs
    parts: Mapping[str, Any]


def form_at(path: str) -> FormAddress | None:
    """The form at an address whose drafts are kept; None for any other address, or one that this seat may not open."""
    try:
        endpoint, parts = current_app.url_map.bind("").match(path, method="POST")
    except (HTTPException, RequestRedirect):
        return None
    view = current_app.view_functions.get(endpoint)
    right = (f"{PERMISSION_PREFIX}{getattr(view, '_permission_name', '')}", endpoint.split(".")[0])
    kept_as = kept_as_of(endpoint)
    return FormAddress(kept_as, parts) if kept_as and right in _granted() and _fits(path) else None


def kept_as_of(endpoint: str | None) -> KeptAs | None:
    """How the drafts of the form behind a route are called; None for a route without drafts."""
    return getattr(current_app.view_functions.get(endpoint or ""), "_draft", None)


def answer_with_draft(answer: Answer) -> Any:
    """The answer of a page with a form, and what it means for the draft of that form.

    A redirect after a post says that the form was saved: its draft goes in the same transaction. A refusal keeps what
    was typed, in a transaction of its own.
    """
    form, session = request.path, current_session()
    if RIGHT not in _granted() or session.scope.seat_id is None or not _fits(form):
        return answer()
    g.draft = DraftOfPage(form)
    if request.method == "GET":
        saved_at = kept_since(session, form)
        g.draft = DraftOfPage(form, WAITING if saved_at else NONE, saved_at)
        return answer()
    if CONTINUE_DRAFT in request.form:
        return _take_up(form, answer)
    if KEEP_DRAFT in request.form:
        return _keep_and_show(form, answer)
    return _post(form, answer)


def keep_apart(form: str, pairs: Pairs) -> datetime | None:
    """Keeps a draft in a transaction of its own, since that of a refused form is rolled back; answers when.

    None when there is nothing to keep, or too much.
    """
    now, session = datetime.now(UTC), current_session()
    session.rollback()
    try:
        if not has_text(pairs):
            return None
        keep_draft(session, form, pairs, now=now)
    except DomainError:
        return None
    session.commit()
    return now


def _post(form: str, answer: Answer) -> Any:
    pairs = draft_pairs(request.form)
    try:
        response = make_response(answer())
    except NotFound:
        keep_apart(form, pairs)
        raise
    if response.status_code in REFUSALS:
        keep_apart(form, pairs)
    elif 300 <= response.status_code < 400:
        drop_draft(current_session(), form)
    return response


def _take_up(form: str, answer: Answer) -> Any:
    draft = read_draft(current_session(), form)
    if draft is None:
        flash("Dit concept is er niet meer. Misschien heb je het al bewaard of weggegooid.", "info")
        return redirect(url_for("DraftPage.index"))
    g.draft = DraftOfPage(form, RESUMED, draft.saved_at)
    response = _show_typed(draft.pairs, answer)
    # A page that says that something is gone undid what was noted so far.
    record_read("draft", [draft.id])
    return response


def _keep_and_show(form: str, answer: Answer) -> Any:
    pairs = draft_pairs(request.form)
    saved_at = keep_apart(form, pairs)
    if saved_at is None:
        flash("Er is geen concept bewaard: je typte nog niets, of te veel voor een concept.", "warning")
    g.draft = DraftOfPage(form, KEPT if saved_at else NONE, saved_at)
    return _show_typed(pairs, answer)


def _show_typed(pairs: Pairs, answer: Answer) -> Response:
    """The form as if these pairs were posted, but never saved; what its page says of a refusal is no fault here."""
    request.form = ImmutableMultiDict(pairs)
    g.draft_is_shown = True
    try:
        response = make_response(answer())
    except NotFound:
        db.session.rollback()
        response = make_response(_out_of_reach(pairs))
    if response.status_code in REFUSALS:
        response.status_code = 200
    return response


def _out_of_reach(pairs: Pairs) -> str:
    texts = [("Je tekst", value) for name, value in pairs if has_text([(name, value)])]
    words = {"title": "Hier kun je niet meer bij", "message": OUT_OF_REACH, "facts": texts}
    back = {"label": "Naar mijn concepten", "address": url_for("DraftPage.index")}
    return render_template("pages/conflict/overtaken.html", back=back, **words)


def _granted() -> frozenset[tuple[str, str]]:
    return current_app.appbuilder.sm.granted()  # type: ignore[attr-defined, no-any-return]


def _fits(path: str) -> bool:
    return len(path) <= LONGEST_ADDRESS and "\0" not in path
