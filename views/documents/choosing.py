"""Step 1 of sharing: with whom, and about which client where the sender has no dossiers (O-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for

from app.database import BincSession
from app.domain.documents.naming import ClientNaming, check_naming
from app.domain.documents.sharing import MOST_RECIPIENTS, WantedRecipient, check_recipients, last_day_to_choose
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.faults import DomainError, Fault
from app.presentation import today_in_brussels
from app.queries.documents.directory import people_to_suggest, services_to_share_with
from app.queries.documents.lists import sent_documents
from app.services.documents.recipients import TypedRecipient, resolve_recipient, resolve_service
from app.services.documents.sharing import confirm_recipients
from forms.documents import ADD_ROW, NAMING, PARTS, SHOW_PEOPLE, field_name, recipients_form, rows_in, typed_naming
from models.access import Service
from models.dossier import Dossier
from views.base.dossiers import dossier_address, find_dossier
from views.base.kept_criteria import keep_criteria, kept_criteria
from views.base.page import REFUSED
from views.base.saving import Refused, attempt, posted
from views.documents.words import SERVICE_WORDS, service_at_work, state_badge

PURPOSE = "sharing"


@dataclass(frozen=True)
class Chosen:
    """With whom a file will be shared, and about whom: a dossier of one's own, or a client that was named (O-1)."""

    recipients: Sequence[WantedRecipient]
    dossier: Dossier | None = None
    naming: ClientNaming | None = None


def chosen_before(session: BincSession, token: str) -> Chosen:
    """What was chosen in step 1; who may read personal documents is asked anew when the file is there."""
    kept = kept_criteria(session, PURPOSE, token)
    dossier = find_dossier(session, kept["dossier"]) if kept["dossier"] else None
    return Chosen([_restored(one) for one in kept["recipients"]], dossier, _named_before(kept.get("naming")))


def choose_recipients(session: BincSession, dossier: Dossier | None) -> Any:
    """The form of step 1; once it is right, it leads to step 2. With `opnieuw` it holds what was chosen before."""
    today, own = today_in_brussels(), service_at_work(session)
    names_client = own.kind != ServiceKind.FACILITY
    if request.method == "GET":
        before = _typed_before(session, request.args.get("opnieuw"))
        rows = rows_in(before)
        form = recipients_form(rows, today=today, names_client=names_client, formdata=None, data=before)
        return _show_recipients(session, form, own, dossier)
    typed = posted()
    rows = min(rows_in(typed) + (ADD_ROW in typed), MOST_RECIPIENTS)
    # A row that is new has its last day already, as the first one has.
    typed.setdefault(field_name(rows - 1, "until"), f"{last_day_to_choose(today):%d/%m/%Y}")
    form = recipients_form(rows, today=today, names_client=names_client, formdata=typed)
    if ADD_ROW in typed or SHOW_PEOPLE in typed:
        return _show_recipients(session, form, own, dossier)
    if not form.validate():
        return _show_recipients(session, form, own, dossier), REFUSED
    saved = attempt(form, lambda confirmed: _kept(session, form, own, dossier, confirmed, today))
    if isinstance(saved, Refused):
        return _show_recipients(session, form, own, dossier, saved.faults, saved.cautions), REFUSED
    return redirect(url_for("SharingPage.file", token=saved))


def _typed_before(session: BincSession, token: str | None) -> dict[str, Any]:
    """What was chosen under a token, as the fields of step 1 hold it; nothing without one. Raises NotFound."""
    if token is None:
        return {}
    chosen = chosen_before(session, token)
    names = {one.id: one.name for one in services_to_share_with(session, None)}
    typed: dict[str, Any] = {}
    for row, one in enumerate(chosen.recipients):
        values = (names.get(one.service_id, ""), one.person_name, one.email, one.until)
        typed |= {field_name(row, part): value for part, value in zip(PARTS, values, strict=True)}
    if chosen.naming is not None:
        typed |= dict(zip(NAMING, astuple(chosen.naming), strict=True))
    return typed


def _kept(
    session: BincSession, form: Any, own: Service, dossier: Dossier | None, confirmed: frozenset[str], today: date
) -> str:
    """Keeps with whom to share for a day, under a token; what is typed stands in no address."""
    recipients = _resolved(session, form, own, today)
    confirm_recipients(session, own, recipients, confirmed)
    kept = [
        [one.service_id, one.service_kind.value, one.person_id, one.person_name, one.email, one.until.isoformat()]
        for one in recipients
    ]
    naming = _as_kept(typed_naming(form))
    criteria = {"dossier": dossier.code if dossier else None, "recipients": kept, "naming": naming}
    return keep_criteria(session, PURPOSE, criteria)


def _as_kept(naming: ClientNaming | None) -> list[str | None] | None:
    if naming is None:
        return None
    born = naming.birth_date.isoformat() if naming.birth_date else None
    return [naming.name.strip(), naming.first_name.strip(), born, naming.national_number]


def _named_before(kept: Sequence[Any] | None) -> ClientNaming | None:
    if kept is None:
        return None
    name, first_name, born, number = kept
    return ClientNaming(name, first_name, date.fromisoformat(born) if born else None, number)


def _resolved(session: BincSession, form: Any, own: Service, today: date) -> list[WantedRecipient]:
    """Everybody that was typed; rows left empty are skipped. Raises DomainError with all faults, at their fields."""
    found, faults = [], []
    for row in _filled_rows(form):
        service, person, email = (form[field_name(row, part)].data or "" for part in PARTS[:3])
        typed = TypedRecipient(service, person, email, form[field_name(row, "until")].data or last_day_to_choose(today))
        try:
            found.append((row, resolve_recipient(session, typed)))
        except DomainError as error:
            faults += [Fault(one.rule, field_name(row, one.field), one.message) for one in error.faults]
    # What is personal is chosen beside the file.
    faults += check_recipients(DocumentKind.GENERAL, own.id, dict(found), today=today)
    naming, receivers = typed_naming(form), {one.service_kind for _, one in found}
    if naming is not None and found:
        faults += check_naming(naming, ServiceKind(own.kind), receivers, today=today)
    if faults:
        raise DomainError(*faults)
    return [one for _, one in found]


def _filled_rows(form: Any) -> list[int]:
    rows = [row for row in range(form.rows) if any(form[field_name(row, part)].data for part in PARTS[:3])]
    return rows or [0]


def _restored(kept: Sequence[Any]) -> WantedRecipient:
    service_id, kind, person_id, name, email, until = kept
    return WantedRecipient(service_id, ServiceKind(kind), person_id, name, email, date.fromisoformat(until))


def _show_recipients(
    session: BincSession, form: Any, own: Service, dossier: Dossier | None, faults: Any = (), cautions: Any = ()
) -> str:
    services = services_to_share_with(session, own.id)
    words = {
        "form": form,
        "naming": [form[name] for name in NAMING if name in form],
        "rows": [[form[field_name(row, part)] for part in PARTS] for row in range(form.rows)],
        "services": [(one.id, one.name, SERVICE_WORDS[one.kind]) for one in services],
        "people": [_people_of_row(session, form[field_name(row, "service")].data, own) for row in range(form.rows)],
        "dossier": dossier,
        "shared": sent_documents(session, own.id, 1, dossier.id)[0] if dossier else [],
        "badge_of": state_badge,
        "back_url": dossier_address(dossier) if dossier else url_for("DocumentPage.index"),
        "most": MOST_RECIPIENTS,
        "faults": faults,
        "cautions": cautions,
        "confirmed": request.form.getlist("confirmed"),
    }
    return render_template("pages/documents/recipients.html", **words)


def _people_of_row(session: BincSession, typed: str | None, own: Service) -> list[tuple[str, str]]:
    """Whom to suggest at the service that a row names, so that the list opens without scripts as well."""
    try:
        service = session.get_one(Service, resolve_service(session, typed or "").id)
    except DomainError:
        return []
    return [(one.name, one.function) for one in people_to_suggest(session, service, own)]
