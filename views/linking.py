"""The pages on which an unborn child gets its national number: look up, compare, confirm (C-4, H3.2)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.consultations import ConsultationReason
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.groeipakket_words import message_sentence
from app.domain.roles import FACILITY_ROLES
from app.integrations.national_register.port import RegisterPerson
from app.presentation import today_in_brussels
from app.services.clients import person_in_register, register_columns
from app.services.linking import LINKED_ALREADY, LinkOutlook, link_unborn, outlook_of
from forms.linking import LinkForm
from models.client import Client
from views.base.dossiers import client_address, client_number, facility_at_work, find_client
from views.base.kept_criteria import keep_criteria, kept_criteria
from views.base.page import CONFLICT, REFUSED, BasePage, page
from views.base.saving import Refused, attempt, posted, seen_version
from views.client_facts import client_facts
from views.register_search import SearchForms, found_words, national_register, search_forms, typed_search

SEARCH, PERSON = "link", "link_person"
CHANGED = "Een collega wijzigde de gegevens van dit kind intussen. Kijk na of alles nog klopt en koppel dan."


class LinkPage(BasePage):
    """From an unborn child to somebody in the national register."""

    route_base = f"/clienten/{client_number}/koppelen"
    default_view = "look_up"
    shipped_to = {"write": FACILITY_ROLES}

    @page("/", permission="write", methods=("GET", "POST"), personal="client")
    def look_up(self, number: int) -> Any:
        """Looks the child up in the register, now that it is born; the criteria never stand in an address."""
        session = current_session()
        child = find_client(session, number)
        if not child.unborn:
            return _linked_before(child)
        if request.method == "GET":
            token = request.args.get("opnieuw")
            return _show_search(child, search_forms(_kept(session, SEARCH, token, child) if token else {}))
        forms, criteria = typed_search(posted())
        if criteria is None:
            return _show_search(child, forms), REFUSED
        token = keep_criteria(session, SEARCH, {**criteria, "client": child.id})
        return redirect(url_for("LinkPage.found", number=child.id, token=token))

    @page("/gevonden/<token>/", permission="write", methods=("GET", "POST"), personal="client")
    def found(self, number: int, token: str) -> Any:
        """Who was found; choosing somebody leads to the comparison."""
        session = current_session()
        child = find_client(session, number)
        if not child.unborn:
            return _linked_before(child)
        criteria = _kept(session, SEARCH, token, child)
        here = url_for("LinkPage.found", number=child.id, token=token)
        if request.method == "POST":
            person = {"client": child.id, "person": posted().get("person", ""), "search": token}
            return redirect(url_for("LinkPage.compare", number=child.id, token=keep_criteria(session, PERSON, person)))
        return render_template(
            "pages/client/found.html",
            **found_words(session, criteria, ConsultationReason.LINKING),
            linking=child,
            again_url=url_for("LinkPage.look_up", number=child.id, opnieuw=token),
            retry_url=here,
            choose_action=here,
        )

    @page("/vergelijken/<token>/", permission="write", methods=("GET", "POST"), personal="client")
    def compare(self, number: int, token: str) -> Any:
        """Both records side by side and what linking does; posting it links them (C-4)."""
        session = current_session()
        child = find_client(session, number)
        if not child.unborn:
            return _linked_before(child)
        kept = _kept(session, PERSON, token, child)
        back = url_for("LinkPage.found", number=child.id, token=kept["search"])
        try:
            person = person_in_register(national_register(ConsultationReason.LINKING), kept["person"])
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(back)
        if request.method == "POST":
            return _link(session, child, person, back)
        return _show_comparison(session, child, person, _fresh_form(child), back)


def _kept(session: BincSession, purpose: str, token: str, child: Client) -> dict[str, Any]:
    """What was kept for this child; another child's is not found."""
    kept = kept_criteria(session, purpose, token)
    if kept["client"] != child.id:
        raise NotFound
    return kept


def _link(session: BincSession, child: Client, person: RegisterPerson, back: str) -> Any:
    form = LinkForm(formdata=posted())
    words: Any = {"seen_version": seen_version(form), "actor": session.scope.actor, "today": today_in_brussels()}
    facility, former = facility_at_work(), child.full_name
    try:
        saved = attempt(
            form, lambda confirmed: link_unborn(session, child, person, facility, confirmed=confirmed, **words)
        )
    except Conflict as conflict:
        if LINKED_ALREADY in conflict.faults:
            return _linked_before(child)
        return _show_comparison(session, child, person, _fresh_form(child), back, news=CHANGED), CONFLICT
    if isinstance(saved, Refused):
        return _show_comparison(session, child, person, form, back, refused=saved), REFUSED
    flash(f"{former} is gekoppeld aan {saved.full_name}. Alles wat jullie registreerden, staat er nog.", "success")
    return redirect(client_address(saved))


def _fresh_form(child: Client) -> LinkForm:
    form = LinkForm(formdata=None)
    form.remember(form, child.version)
    return form


def _linked_before(child: Client) -> Any:
    flash("Dit kind is al gekoppeld aan het rijksregister.", "info")
    return redirect(client_address(child))


def _show_search(child: Client, forms: SearchForms) -> Any:
    by_number, by_name = forms
    return render_template(
        "pages/client/search.html",
        by_number=by_number,
        by_name=by_name,
        action=url_for("LinkPage.look_up", number=child.id),
        linking=child,
        back_url=client_address(child),
        any_age=False,
    )


def _show_comparison(
    session: BincSession,
    child: Client,
    person: RegisterPerson,
    form: LinkForm,
    back: str,
    *,
    refused: Refused | None = None,
    news: str | None = None,
) -> Any:
    outlook = outlook_of(session, child, person, facility_at_work(), today=today_in_brussels())
    known = session.get(Client, outlook.client_id) if outlook.client_id else None
    return render_template(
        "pages/client/link.html",
        child=child,
        child_groups=client_facts(session, child),
        person=person,
        person_groups=client_facts(session, known) if known else _facts_of(session, person),
        outlook=outlook,
        told=[message_sentence(message) for message in outlook.messages],
        known=known,
        form=form,
        cautions=refused.cautions if refused else outlook.cautions,
        faults=_in_the_way(outlook, refused),
        news=news,
        back_url=back,
        cancel_url=client_address(child),
    )


def _in_the_way(outlook: LinkOutlook, refused: Refused | None) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*outlook.faults, *(refused.faults if refused else ()))))


def _facts_of(session: BincSession, person: RegisterPerson) -> Any:
    """The facts of somebody whom one's own facility does not know yet."""
    return client_facts(session, Client(**register_columns(person)))[:1]
