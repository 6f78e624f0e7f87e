"""Facilities, the modules they may tick, and the services documents can be shared with (A-6, M-2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.database import current_session
from app.domain.faults import Fault
from app.domain.mail_address import is_mail_address
from app.domain.roles import FIGURE_ROLES, Role
from app.services.approved_modules import check_approval
from forms.clients import EMAIL_FAULT
from forms.converter import record_choices
from models.access import Service
from models.facility import ApprovedModule, Facility
from models.reference import TypeModule
from views.administration.words import ORGANISATION_TYPE_CHOICES, PROVINCE_CHOICES, SERVICE_KIND_CHOICES
from views.base.interface import Interface
from views.base.model_view import BaseModelView

POLICY = (Role.AGENCY_POLICY,)
READERS = tuple(sorted(FIGURE_ROLES))
NO_FACILITY_BY_HAND = "Een voorziening is vanzelf een dienst. Voeg de voorziening toe, niet haar dienst."
facility_choices = record_choices(Facility, Facility.name)
module_choices = record_choices(TypeModule, TypeModule.name)


def already_taken(column: Any, text: str | None, own_id: int | None) -> bool:
    """Whether another row holds this text in this column, capitals aside."""
    model = column.class_
    query = select(model.id).where(func.lower(column) == (text or "").lower(), model.id != (own_id or 0))
    return current_session().scalars(query).first() is not None


class FacilityAdministration(BaseModelView):
    """All facilities of the sector."""

    datamodel = Interface(Facility)
    route_base = "/beheer/voorzieningen"
    shipped_to = {"list": READERS, "show": READERS, "add": POLICY, "edit": POLICY}
    exclude_route_methods: ClassVar[set[str]] = {*BaseModelView.exclude_route_methods, "delete"}
    list_title, add_title, edit_title, singular = (
        "Voorzieningen",
        "Nieuwe voorziening",
        "Voorziening wijzigen",
        "Voorziening",
    )
    choices = {"organisation_type": ORGANISATION_TYPE_CHOICES, "province": PROVINCE_CHOICES}
    label_columns = {
        "code": "Code",
        "name": "Naam",
        "organisation_type": "Organisatietype",
        "province": "Provincie",
        "street": "Straat en nummer",
        "postcode": "Postcode",
        "municipality": "Gemeente",
        "phone": "Telefoon",
        "email": "E-mail",
        "several_provinces": "Vestigingen in verschillende provincies",
    }
    description_columns = {
        "code": "De code uit de modulebank. Die verandert later niet meer.",
        "several_provinces": "Alleen voor een CKG: de aanmelding vraagt dan naar de provincie.",
    }
    list_columns = ["code", "name", "organisation_type", "province", "municipality"]
    order_columns = ["code", "name", "organisation_type", "province", "municipality"]
    search_columns = ["name", "code", "organisation_type", "province"]
    base_order = ("name", "asc")
    add_columns = list(label_columns)
    show_columns = list(label_columns)
    edit_columns = list(label_columns)[1:]
    constraints = {"facility_code_key": ("code", "Deze code is al van een andere voorziening.")}
    show_template = "pages/administration/facility.html"

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """A code stands for one facility only (A-6)."""
        if item is None and already_taken(Facility.code, form.code.data, None):
            yield Fault("A-6", "code", "Deze code is al van een andere voorziening. Kies een andere.")
        if form.several_provinces.data and form.organisation_type.data != "CKG":
            yield Fault("A-6", "several_provinces", "Dit geldt alleen voor een CKG. Vink het uit.")


class ApprovedModuleAdministration(BaseModelView):
    """Which facility may tick which module, from when until when (M-2)."""

    datamodel = Interface(
        ApprovedModule,
        eager=(selectinload(ApprovedModule.facility), selectinload(ApprovedModule.type_module)),
        orders={"facility": Facility.name, "type_module": TypeModule.name},
    )
    route_base = "/beheer/goedgekeurde-modules"
    shipped_to = {"list": READERS, "show": READERS, "add": POLICY, "edit": POLICY, "delete": POLICY}
    list_title, add_title, singular = "Goedgekeurde modules", "Module goedkeuren", "Goedkeuring"
    edit_title = "Goedkeuring wijzigen"
    intro = "Een voorziening kan een module aanvinken vanaf de eerste tot en met de laatste dag van de goedkeuring."
    choices = {"facility_id": facility_choices, "type_module_id": module_choices}
    label_columns = {
        "facility_id": "Voorziening",
        "type_module_id": "Typemodule",
        "facility": "Voorziening",
        "type_module": "Typemodule",
        "valid_from": "Eerste dag",
        "valid_until": "Laatste dag",
    }
    description_columns = {"valid_until": "Laat leeg zolang het einde niet bekend is."}
    list_columns = ["facility", "type_module", "valid_from", "valid_until"]
    show_columns = ["facility", "type_module", "valid_from", "valid_until"]
    order_columns = ["facility", "type_module", "valid_from", "valid_until"]
    search_columns = ["facility_id", "type_module_id", "valid_from"]
    add_columns = ["facility_id", "type_module_id", "valid_from", "valid_until"]
    edit_columns = ["valid_from", "valid_until"]
    base_order = ("facility", "asc")
    taken_from_address = ("facility_id",)
    constraints = {
        "approved_module_no_overlap": (
            "valid_from",
            "Deze module is in deze periode al goedgekeurd. Kies andere dagen.",
        )
    }

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """Approvals of one module never overlap (M-2)."""
        return check_approval(
            current_session(),
            facility_id=item.facility_id if item else form.facility_id.stored,
            type_module_id=item.type_module_id if item else form.type_module_id.stored,
            valid_from=form.valid_from.data,
            valid_until=form.valid_until.data,
            own_id=item.id if item else None,
        )

    def name_of(self, item: Any) -> str:
        """Module and facility."""
        return f"{item.type_module.name}, {item.facility.name}"


class ServiceAdministration(BaseModelView):
    """Everybody a document can be shared with: facilities, OCJ, SDJ, GI and the agency itself (O-1)."""

    datamodel = Interface(Service)
    route_base = "/beheer/diensten"
    shipped_to = {"list": READERS, "show": READERS, "add": POLICY, "edit": POLICY, "delete": POLICY}
    list_title, add_title, edit_title, singular = "Diensten", "Nieuwe dienst", "Dienst wijzigen", "Dienst"
    intro = "Met elke dienst kan iedereen documenten delen. Een voorziening is vanzelf een dienst, met haar eigen naam."
    choices = {"kind": SERVICE_KIND_CHOICES}
    label_columns = {"code": "Code", "name": "Naam", "kind": "Soort", "email": "Algemeen e-mailadres"}
    description_columns = {
        "email": "Voorzieningenbeleid krijgt ook op dit adres een mail als iemand een document met haar deelt.",
    }
    list_columns = ["code", "name", "kind", "email"]
    show_columns = ["code", "name", "kind", "email"]
    order_columns = ["code", "name", "kind"]
    search_columns = ["name", "code", "kind"]
    add_columns = ["code", "name", "kind", "email"]
    edit_columns = ["name", "kind", "email"]
    base_order = ("name", "asc")
    constraints = {
        "service_code_key": ("code", "Deze code is al van een andere dienst."),
        "service_one_agency": ("kind", "Er is al een dienst van het agentschap. Wijzig die."),
        "document_recipient_service": ("kind", "Met deze dienst zijn al documenten gedeeld. Laat de soort staan."),
    }

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """A facility is a service by itself, under its own name, and no other service is one (O-1)."""
        if item is None and already_taken(Service.code, form.code.data, None):
            yield Fault("O-1", "code", "Deze code is al van een andere dienst. Kies een andere.")
        is_facility = item is not None and item.facility_id is not None
        if item is not None and is_facility and form.name.data != item.name:
            yield Fault("O-1", "name", "Dit is de naam van de voorziening. Wijzig ze daar.")
        if is_facility != (form.kind.data == "facility"):
            words = "Deze dienst is een voorziening, dat kan niet anders." if is_facility else NO_FACILITY_BY_HAND
            yield Fault("O-1", "kind", words)
        if form.email.data and not is_mail_address(form.email.data):
            yield Fault("O-1", "email", EMAIL_FAULT)

    def refusal_to_delete(self, item: Any) -> str | None:
        """A facility can always be shared with (O-1)."""
        return "Een voorziening is altijd een dienst, deze kan niet weg." if item.facility_id is not None else None
