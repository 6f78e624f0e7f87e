"""The pages of clients: finding somebody in the national register, and what is known of a client (C-1 to C-3)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.database import BincSession, current_session
from app.domain.clients import check_unborn_here
from app.domain.consultations import ConsultationReason
from app.domain.faults import DomainError, NotFound
from app.domain.organisation_types import FOSTER_CARE
from app.domain.roles import FACILITY_ROLES
from app.integrations.national_register.port import RegisterPerson
from app.presentation import today_in_brussels
from app.queries.linking import links_of
from app.services.clients import complete_client, identify_by_number, open_from_register
from forms.clients import ClientForm, NumberSearchForm, PersonSearchForm, client_form
from forms.versioned import with_choices
from models.client import Client
from models.dossier import Dossier
from views.base.conflict import conflict_page, saver_of_client
from views.base.dossiers import client_address, client_number, context_address, facility_at_work, find_client
from views.base.drafts import KeptAs
from views.base.kept_criteria import keep_criteria, kept_criteria
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Overtaken, Refused, attempt, posted, save_as_seen
from views.client_facts import age_of, client_facts
from views.links import address_of
from views.referrals import missing_of
from views.register_search import found_words, national_register, search_forms, typed_search

PURPOSE = "register"
REASON = "Opgezocht in het rijksregister voor een dossier"


class ClientPage(BasePage):
    """New client or dossier, and the page of a client."""

    route_base = "/clienten"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @page("/", permission="write", personal=None)
    def index(self) -> Any:
        """Where a dossier begins: who is it about (C-1)? With `opnieuw` the forms hold an earlier search."""
        facility_at_work()
        token = request.args.get("opnieuw")
        kept = kept_criteria(current_session(), PURPOSE, token) if token else {}
        return _show_search(*search_forms(kept))

    @page("/zoeken", permission="write", methods=("POST",), personal=None)
    def search(self) -> Any:
        """Takes the criteria; they are kept aside, and never stand in an address."""
        facility_at_work()
        forms, criteria = typed_search(posted())
        if criteria is None:
            return _show_search(*forms), REFUSED
        token = keep_criteria(current_session(), PURPOSE, criteria)
        return redirect(url_for("ClientPage.found", token=token))

    @page("/gevonden/<token>", permission="write", personal="client")
    def found(self, token: str) -> Any:
        """Who was found in the register, or why nobody (C-1, C-2)."""
        session = current_session()
        return render_template(
            "pages/client/found.html",
            **found_words(session, kept_criteria(session, PURPOSE, token), ConsultationReason.NEW_DOSSIER),
            again_url=url_for("ClientPage.index", opnieuw=token),
            retry_url=url_for("ClientPage.found", token=token),
            choose_action=url_for("ClientPage.choose", token=token),
        )

    @page("/gevonden/<token>/kies", permission="write", methods=("POST",), personal="client")
    def choose(self, token: str) -> Any:
        """Goes on with a person that was found; a client the sector knows goes on at once (C-1, C-3, A-3)."""
        kept_criteria(current_session(), PURPOSE, token)
        try:
            return go_on_with(request.form.get("person", ""), REASON, ConsultationReason.NEW_DOSSIER)
        except NotFound:
            raise
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(url_for("ClientPage.found", token=token))

    @page(f"/{client_number}/", personal="client")
    def show(self, number: int) -> Any:
        """What is known of a client, and their dossiers in one's own facility (A-2, C-3)."""
        session = current_session()
        client = find_client(session, number)
        query = (
            select(Dossier)
            .where(Dossier.facility_id == facility_at_work().id, Dossier.client_id == client.id)
            .order_by(Dossier.created_on.desc(), Dossier.id.desc())
        )
        dossiers = list(session.scalars(query))
        return render_template(
            "pages/client/show.html",
            client=client,
            groups=client_facts(session, client),
            age=age_of(client, today_in_brussels()),
            missing=missing_of(client),
            link_url=address_of("LinkPage.look_up", number=client.id),
            links=links_of(session, client.id),
            dossiers=dossiers,
            open_dossier=next((dossier for dossier in dossiers if dossier.status == "open"), None),
        )

    @page(
        f"/{client_number}/wijzigen/",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Gegevens van de cliënt"),
    )
    def change(self, number: int) -> Any:
        """Completes or changes what the register does not know of a client (C-3, H3.3)."""
        session = current_session()
        client = find_client(session, number)
        if request.method == "POST":
            return _change(session, client)
        form = client_form(session, client)
        form.remember(form, client.version)
        return _show_change(session, client, form)


def go_on_with(number: str, reason: str, asked_for: ConsultationReason) -> Any:
    """Opens whoever has this number as a client: to complete what is missing, else to the context (C-3, A-3).

    Raises DomainError where the register or the rules refuse it.
    """
    session, facility = current_session(), facility_at_work()
    words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
    found = identify_by_number(session, national_register(asked_for), number, facility, **words)
    if isinstance(found, RegisterPerson):
        found = open_from_register(session, found, facility, reason=reason, **words)
    return redirect(f"{client_address(found)}wijzigen/" if missing_of(found) else context_address(found))


def _change(session: BincSession, client: Client) -> Any:
    formdata = posted()
    if "fill_origin" in formdata:
        formdata["country_of_origin"] = formdata["fill_origin"]
        return _show_change(session, client, client_form(session, client, formdata), changed=True)
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, client_form(session, client, also=formdata))
    form = client_form(session, client, formdata)
    if not form.validate():
        return _show_change(session, client, form, Refused())
    was_complete, facility = not missing_of(client), facility_at_work()

    def save(seen: int) -> Client | Refused:
        words: Any = {"seen_version": seen, "actor": session.scope.actor, "today": today_in_brussels()}
        return attempt(form, lambda _: complete_client(session, client, form.values(), facility, **words))

    saved = save_as_seen(form, save, lambda: (client_form(session, client, also=formdata), client.version))
    if isinstance(saved, Overtaken):
        assert saved.stored is not None
        who = saver_of_client(session, client, facility.id)
        return conflict_page(form, saved.stored, saved.version, who, client_address(client))
    if isinstance(saved, Refused):
        return _show_change(session, client, form, saved)
    flash(
        "De gegevens zijn bewaard." if was_complete else "De gegevens zijn volledig. Nu kun je een dossier maken.",
        "success",
    )
    return redirect(client_address(client))


def _show_change(
    session: BincSession, client: Client, form: ClientForm, refused: Refused | None = None, changed: bool = False
) -> Any:
    shown = render_template(
        "pages/client/change.html",
        client=client,
        age=age_of(client, today_in_brussels()),
        form=form,
        groups=client_facts(session, client)[:1],
        missing=missing_of(client),
        faults=refused.faults if refused else (),
        changed=changed,
        back_url=client_address(client),
    )
    return shown, REFUSED if refused else 200


def _show_search(by_number: NumberSearchForm, by_name: PersonSearchForm) -> Any:
    return render_template(
        "pages/client/search.html",
        by_number=by_number,
        by_name=by_name,
        action=url_for("ClientPage.search"),
        any_age=facility_at_work().organisation_type == FOSTER_CARE,
        unborn_url=_unborn_url(),
    )


def _unborn_url() -> str | None:
    """Where an unborn child is registered, offered only where that may be (C-4)."""
    return None if check_unborn_here(facility_at_work().organisation_type) else address_of("UnbornPage.add")
