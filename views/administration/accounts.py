"""Who may sign in, and where they work (A-1, A-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask import flash, redirect, url_for
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from werkzeug.security import generate_password_hash

from app.database import current_session
from app.domain.faults import Fault
from app.domain.roles import FACILITY_ROLES, SERVICE_ROLES, Role
from app.security import change_password, seats_of
from app.web_sessions import end_sessions_of
from forms.administration import NewPasswordForm, email_field, first_password_field, own_number_field, user_name_field
from forms.converter import record_choices
from models.access import Account, Seat, Service
from views.administration.facilities import already_taken, facility_choices
from views.administration.words import ROLE_CHOICES
from views.base.interface import Interface
from views.base.model_view import BaseModelView
from views.base.page import REFUSED, page
from views.base.reading import whole_number_or_400

ADMIN = (Role.ADMIN,)
NOBODY_NAMED = "Niemand heeft deze gebruikersnaam. Kijk ze na bij Gebruikers."


class AccountAdministration(BaseModelView):
    """People with a local account; nobody is ever deleted, since the audit record names them."""

    # A program comes in with its key, and is kept at its own page (G-3).
    datamodel = Interface(Account, only=(Account.is_program.is_(False),))
    route_base = "/beheer/gebruikers"
    shipped_to = {"list": ADMIN, "show": ADMIN, "add": ADMIN, "edit": ADMIN}
    exclude_route_methods: ClassVar[set[str]] = {*BaseModelView.exclude_route_methods, "delete"}
    list_title, add_title, edit_title, singular = "Gebruikers", "Nieuwe gebruiker", "Gebruiker wijzigen", "Gebruiker"
    intro = "Wat iemand mag, hangt af van de plaatsen die je geeft. Wie vertrekt, zet je op niet actief."
    label_columns = {
        "username": "Gebruikersnaam",
        "first_name": "Voornaam",
        "last_name": "Naam",
        "email": "E-mail",
        "active": "Mag aanmelden",
        "last_login": "Laatst aangemeld",
        "password": "Eerste wachtwoord",
        "national_number": "Rijksregisternummer",
    }
    description_columns = {"active": "Uitvinken meldt de persoon meteen overal af."}
    list_columns = ["username", "first_name", "last_name", "email", "active", "last_login"]
    show_columns = ["username", "first_name", "last_name", "email", "active", "last_login"]
    order_columns = ["username", "first_name", "last_name", "active", "last_login"]
    search_columns = ["last_name", "first_name", "username", "active"]
    add_columns = ["username", "first_name", "last_name", "email", "national_number", "password"]
    edit_columns = ["first_name", "last_name", "email", "national_number", "active"]
    base_order = ("last_name", "asc")
    show_template = "pages/administration/account.html"
    add_form_extra_fields = {
        "username": user_name_field(),
        "email": email_field(),
        "national_number": own_number_field(),
        "password": first_password_field(),
    }
    edit_form_extra_fields = {"email": email_field(), "national_number": own_number_field()}
    constraints = {
        "ab_user_username_key": ("username", "Deze gebruikersnaam is al in gebruik."),
        "ab_user_email_key": ("email", "Dit e-mailadres is al van iemand anders."),
        "ab_user_national_number_key": ("national_number", "Dit rijksregisternummer is al van iemand anders."),
    }

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """Names and addresses are one person's own, and nobody locks themselves out."""
        if item is None and already_taken(Account.username, form.username.data, None):
            yield Fault("A-1", "username", "Deze gebruikersnaam is al in gebruik. Kies een andere.")
        if already_taken(Account.email, form.email.data, item.id if item else None):
            yield Fault("A-1", "email", "Dit e-mailadres is al van iemand anders. Vul een ander in.")
        if item is not None and item.id == current_user.id and not form.active.data:
            yield Fault("A-1", "active", "Je kunt jezelf niet afsluiten. Vraag het aan een andere beheerder.")

    def before_saving(self, form: Any, item: Any) -> None:
        """A new person can sign in at once; of the password only its digest is kept."""
        if item.id is None:
            item.password = generate_password_hash(form.password.data)
            item.active = True

    def after_saving(self, form: Any, item: Any) -> None:
        """Puts it on record, and signs off whoever may no longer sign in (A-5)."""
        fields = [field.short_name for field in form if field.short_name in self.datamodel.list_columns]
        action = "change" if "active" in form else "create"
        current_session().trail.add(action, "account", [item.id], fields)
        if not item.active:
            item.session_epoch += 1
            end_sessions_of(item.id)

    def name_of(self, item: Any) -> str:
        """The person's name."""
        return str(item.get_full_name())

    def shown(self, item: Any) -> dict[str, Any]:
        """Where the person works."""
        return {"seats": seats_of(item.id)}

    @page("/password/<int:pk>", permission="edit", methods=("GET", "POST"), personal=None)
    def password(self, pk: int) -> Any:
        """A new password for a person, who is then signed off everywhere."""
        item, form = self.find(pk, lock=True), NewPasswordForm()
        back_url = url_for(f"{self.endpoint}.show", pk=pk)
        if form.validate_on_submit():
            change_password(item, form.fresh.data)
            flash(f"Het wachtwoord van {item.get_full_name()} is gewijzigd. Geef het zelf door.", "success")
            return redirect(back_url)
        title = f"Nieuw wachtwoord voor {item.get_full_name()}"
        words = {"form": form, "title": title, "back_url": back_url, "view": self}
        return self.render_template(self.edit_template, **words), REFUSED if form.errors else 200


def account_named(user_name: str | None) -> Account | None:
    """The person who signs in with this name, capitals aside."""
    named = func.lower(Account.username) == (user_name or "").lower()
    query = select(Account).where(named, Account.is_program.is_(False))
    account: Account | None = current_session().scalars(query).one_or_none()
    return account


def account_asked(form: Any) -> Account | None:
    """Whom a form that searches names; says at its field when nobody has the name, and None when nobody is named."""
    # Only a name that passed can be asked of the database: one with unseen signs is refused by the form.
    if not form.validate() or not form.person.data:
        return None
    account = account_named(form.person.data)
    if account is None:
        form.person.errors = [NOBODY_NAMED]
    return account


class SeatAdministration(BaseModelView):
    """The places where people work: given and taken away, never changed into another."""

    datamodel = Interface(
        Seat,
        eager=(selectinload(Seat.user),),
        orders={"user": Account.last_name},
        only=(Seat.user_id.not_in(select(Account.id).where(Account.is_program)),),
    )
    route_base = "/beheer/plaatsen"
    shipped_to = {"list": ADMIN, "show": ADMIN, "add": ADMIN, "delete": ADMIN}
    exclude_route_methods: ClassVar[set[str]] = {*BaseModelView.exclude_route_methods, "edit"}
    list_title, add_title, singular = "Plaatsen", "Plaats geven", "Plaats"
    intro = "Een plaats zegt wie waar werkt, en als wat. De rechten hangen aan de rol."
    choices = {
        "role": ROLE_CHOICES,
        "facility_id": facility_choices,
        "service_id": record_choices(Service, Service.name, Service.kind != "facility"),
    }
    label_columns = {
        "user": "Wie",
        "username": "Gebruikersnaam",
        "role": "Rol",
        "place_name": "Plaats",
        "facility_id": "Voorziening",
        "service_id": "Dienst",
    }
    description_columns = {
        "facility_id": "Alleen voor een medewerker of verantwoordelijke van een voorziening.",
        "service_id": "Alleen voor een consulent, het team daarvan, of een gemeenschapsinstelling.",
    }
    list_columns = ["user", "role", "place_name"]
    show_columns = ["user", "role", "place_name"]
    order_columns = ["user", "role"]
    search_columns = ["role", "facility_id", "service_id"]
    add_columns = ["username", "role", "facility_id", "service_id"]
    edit_columns = ["role"]
    base_order = ("user", "asc")
    accounts = Interface(Account)
    add_form_extra_fields = {"username": user_name_field()}
    constraints = {"seat_once": ("role", "Deze persoon heeft deze plaats al.")}

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """A role belongs at a facility, at a service, or at the agency, and nowhere else (A-4)."""
        account, role = account_named(form.username.data), Role(form.role.data)
        if account is None:
            yield Fault("A-4", "username", NOBODY_NAMED)
        yield from _place_faults(role, "facility_id", form.facility_id.data, role in FACILITY_ROLES, "voorziening")
        yield from _place_faults(role, "service_id", form.service_id.data, role in SERVICE_ROLES, "dienst")
        if account is not None and has_seat(account, form.role.data, form.facility_id.stored, form.service_id.stored):
            yield Fault("A-4", "role", "Deze persoon heeft deze plaats al.")

    def before_saving(self, form: Any, item: Any) -> None:
        """Gives the seat to the person named."""
        account = account_named(form.username.data)
        assert account is not None
        item.user_id = account.id

    def given_by_address(self, arguments: Mapping[str, str]) -> dict[str, Any]:
        """The person whose page led here; the address holds their id, never their name."""
        person = self.accounts.get(whole_number_or_400(arguments.get("account")))
        return {"username": person.username} if person else {}

    def refusal_to_delete(self, item: Any) -> str | None:
        """Nobody takes away the chair they sit on."""
        if item.user_id == current_user.id and item.role == Role.ADMIN:
            return "Je kunt je eigen plaats als beheerder niet wegnemen. Vraag het aan een andere beheerder."
        return None

    def url_after_saving(self, item: Any) -> str:
        """The person, with all places they have now."""
        return url_for("AccountAdministration.show", pk=item.user_id)

    def name_of(self, item: Any) -> str:
        """Who, where."""
        return f"{item.user.get_full_name()}, {item.place_name}"


def _place_faults(role: Role, name: str, chosen: str | None, needed: bool, words: str) -> Iterable[Fault]:
    if needed and not chosen:
        yield Fault("A-4", name, f"De rol {role.label} werkt bij een {words}. Kies er een.")
    if chosen and not needed:
        yield Fault("A-4", name, f"De rol {role.label} werkt niet bij een {words}. Laat dit leeg.")


def has_seat(account: Account, role: str, facility_id: int | None, service_id: int | None) -> bool:
    """Whether a person works there in that role already."""
    query = select(Seat.id).where(
        Seat.user_id == account.id,
        Seat.role == role,
        Seat.facility_id.is_not_distinct_from(facility_id),
        Seat.service_id.is_not_distinct_from(service_id),
    )
    return current_session().scalars(query).first() is not None
