"""From what went wrong to the page that says so, in one place."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable
from typing import Any

from flask import Flask, current_app, flash, g, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from app.addresses import address_meant, methods_at
from app.database import current_session, db
from app.domain.faults import Caution, Conflict, DomainError, Fault, NotFound
from app.reach import OutOfScopeError
from app.security import record_refusal
from app.services.confirmation import NeedsConfirmation
from views.base.api_faults import RULE, BadRequest, VersionMissing, WrongContentType
from views.base.dossiers import deleted_page
from views.base.drafts import kept_as_of
from views.base.elsewhere import seat_that_may_open

KEEPS_DRAFTS = "DraftPage.keep"
# In forms without drafts: what somebody explains in their own words.
OWN_WORDS = {"answer": "Je antwoord", "motive": "Je reden", "reason": "Je reden"}
INSIDE_DOSSIERS = "/dossiers/"
# No draft keeps a file: its form says that nothing came of it.
FILE_LOST = {
    "SharingPage.file": "Je was intussen afgemeld. Het bestand is niet gedeeld: meld je aan en kies het opnieuw.",
}

# What a program reads where no rule says more.
STATUS_WORDS = {
    400: "Deze vraag is niet te lezen. Kijk de beschrijving van de API na.",
    404: "Dit bestaat niet, of niet voor deze voorziening.",
    405: "Dit adres kent deze methode niet.",
    409: "Dit gaat niet samen met wat er intussen is. Lees het opnieuw en probeer het dan nog eens.",
    413: "Deze vraag is te groot. Verdeel ze over meer vragen.",
    415: "Stuur JSON, met de header Content-Type: application/json.",
    429: "Dit programma vraagt te veel op korte tijd. Wacht zo lang als Retry-After zegt.",
    500: "Er liep iets mis bij Binc. Er is niets bewaard; probeer het later opnieuw.",
}

NO_ADDRESS = "Dit adres bestaat niet. Alle adressen staan in /api/v1/openapi.json."

logger = logging.getLogger(__name__)

WRONG_HOST = "Binc is hier niet te vinden. Kijk het adres na dat je intypte.\n"


def install_errors(app: Flask) -> None:
    """Registers the one mapping from errors to pages (or JSON for the API)."""
    app.register_error_handler(CSRFError, lambda error: _unprotected())
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(NotFound, lambda error: _not_found(error.faults))
    app.register_error_handler(OutOfScopeError, lambda error: _not_found())
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(BadRequest, lambda error: answer(400, error.faults))
    app.register_error_handler(WrongContentType, lambda error: answer(415, error.faults))
    app.register_error_handler(VersionMissing, lambda error: answer(428, error.faults))
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(SQLAlchemyError, _unexpected)
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, faults: tuple[Fault, ...] = ()) -> Any:
    """The page (or JSON) for a status, without a word about internals."""
    db.session.rollback()
    if is_for_programs():
        return jsonify({"status": status, "faults": _told(faults or _of_status(status))}), status
    message = " ".join(fault.message for fault in faults) or None
    in_layout = status not in (400, 500) and g.get("seat") is not None
    return render_template("pages/error.html", code=status, in_layout=in_layout, message=message, advice=None), status


def is_for_programs() -> bool:
    """Whether another program asks: it is answered in JSON."""
    return request.path == "/api" or request.path.startswith("/api/")


def _told(found: Iterable[Fault | Caution]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "field": one.field, "text": one.message} for one in found]


def _of_status(status: int) -> tuple[Fault, ...]:
    return (Fault(RULE, "", STATUS_WORDS.get(status, STATUS_WORDS[400])),)


def _conflict(error: Conflict) -> Any:
    return answer(409, error.faults if is_for_programs() else ())


def _unprotected() -> Any:
    """A post without the protection of this session: mostly one whose session ended while its user typed (A-1, D-11).

    The text of a form with drafts is kept on the page, to go on with after signing in again in another tab (401). Of
    any other form the page shows what was explained in it, to copy: a deed without protection is never offered again.
    """
    if request.endpoint in FILE_LOST:
        return _file_again()
    keeps_drafts = kept_as_of(request.endpoint) is not None or request.endpoint == KEEPS_DRAFTS
    texts = [] if keeps_drafts else _own_words()
    if not keeps_drafts and not texts:
        return answer(400)
    db.session.rollback()
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    words = {"fields": fields, "texts": texts, "action": request.path, "signed_in": current_user.is_authenticated}
    return render_template("pages/signed_out.html", **words), 401


def _own_words() -> list[tuple[str, str]]:
    """What was explained in a form, field by field; one word alone is a choice and no explanation."""
    typed = ((label, request.form.get(name, "").replace("\0", "")) for name, label in OWN_WORDS.items())
    return [(label, text) for label, text in typed if len(text.split()) > 1]


def _file_again() -> Any:
    """A file that was sent after the session ended: whoever sent it signs in and chooses it anew (O-1, A-1)."""
    db.session.rollback()
    flash(FILE_LOST[request.endpoint or ""], "warning")
    if current_user.is_authenticated:
        return redirect(request.path)
    return redirect(url_for("SignInPage.sign_in", next=request.path))


def _other_host(_error: SecurityError) -> Any:
    """A request for a host that is not ours: no page of ours has an address there, so plain words have to do."""
    if is_for_programs():
        return answer(400, (Fault(RULE, "Host", WRONG_HOST.strip()),))
    return WRONG_HOST, 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http(error: HTTPException) -> Any:
    if is_for_programs() and (error.code == 405 or request.url_rule is None):
        return _no_address()
    if error.response is not None or (error.code or 500) < 400:
        return error
    if error.code == 404:
        return _not_found()
    if error.code == 403:
        return _elsewhere_or(403)
    page, status = answer(error.code or 500)
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return page, status, headers


def _no_address() -> Any:
    """An address that no call has: which one was meant, or which methods it does know (404, 405)."""
    methods = methods_at(request.path)
    if methods:
        page, status = answer(405)
        return page, status, {"Allow": ", ".join(methods)}
    meant = address_meant(request.path)
    return answer(404, (Fault(RULE, "", f"Dit adres bestaat niet. Het juiste is {meant}." if meant else NO_ADDRESS),))


def _not_found(faults: tuple[Fault, ...] = ()) -> Any:
    if deleted := _deleted_dossier():
        return deleted
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "_personal", None):
        record_refusal("not_found")
    return answer(404, faults) if is_for_programs() else _elsewhere_or(404)


def _deleted_dossier() -> Any | None:
    """An old address inside a dossier that lies in the bin of one's own facility says so (D-8, D-11)."""
    seat, code = g.get("seat"), (request.view_args or {}).get("code")
    if seat is None or seat.facility is None or code is None or not request.path.startswith(INSIDE_DOSSIERS):
        return None
    return deleted_page(current_session(), code)


def _elsewhere_or(status: int) -> Any:
    """Offers one click to another seat of this person where the address leads somewhere; else the usual page (A-1)."""
    seat = None if is_for_programs() else seat_that_may_open()
    if seat is None:
        return answer(status)
    db.session.rollback()
    words = {"target_seat": seat, "action": url_for("SeatPage.choose"), "next_url": request.full_path.rstrip("?")}
    return render_template("pages/elsewhere.html", **words), status


def _domain(error: DomainError) -> Any:
    if not is_for_programs():
        return answer(400, error.faults)
    cautions = error.cautions if isinstance(error, NeedsConfirmation) else ()
    db.session.rollback()
    return jsonify({"status": 422, "faults": _told(error.faults), "confirm": _told(cautions)}), 422


def _unexpected(error: Exception) -> Any:
    log_unexpected(error)
    return answer(500)


def log_unexpected(error: BaseException) -> None:
    """Only the error's class and place are logged: its text may quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-6:]))
    logger.error("Unexpected %s at %s (%s)", type(error).__qualname__, request.endpoint, place)
