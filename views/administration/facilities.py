"""Facilities, the modules they may tick, and the services documents can be shared with (A-6, M-2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.database import current_session
from app.domain.faults import Fault
from app.domain.roles import FIGURE_ROLES, Role
from app.services.approved_modules import check_approval
from forms.converter import record_choices
from models.access import Service
from models.facility import ApprovedModule, Facility
from models.reference import TypeModule
from views.administration.words import ORGANISATION_TYPE_CHOICES, PROVINCE_CHOICES, SERVICE_KIND_CHOICES
from views.base.interface import Interface
from views.base.model_view import BaseModelView

POLICY = (Role.AGENCY_POLICY,)
READERS = tuple(sorted(FIGURE_ROLES))
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
    """Everybody a document can be shared with: facilities, OCJ, SDJ, GI and the agency itself."""

    datamodel = Interface(Service)
    route_base = "/beheer/diensten"
    shipped_to = {"list": READERS, "show": READERS, "add": POLICY, "edit": POLICY, "delete": POLICY}
    list_title, add_title, edit_title, singular = "Diensten", "Nieuwe dienst", "Dienst wijzigen", "Dienst"
    choices = {"kind": SERVICE_KIND_CHOICES, "facility_id": facility_choices}
    label_columns = {
        "code": "Code",
        "name": "Naam",
        "kind": "Soort",
        "email": "Algemeen e-mailadres",
        "facility_id": "Voorziening",
    }
    description_columns = {"facility_id": "Alleen als de soort voorziening is."}
    list_columns = ["code", "name", "kind", "email"]
    show_columns = ["code", "name", "kind", "email"]
    order_columns = ["code", "name", "kind"]
    search_columns = ["name", "code", "kind"]
    add_columns = ["code", "name", "kind", "email", "facility_id"]
    edit_columns = ["name", "kind", "email", "facility_id"]
    base_order = ("name", "asc")
    constraints = {
        "service_code_key": ("code", "Deze code is al van een andere dienst."),
        "service_facility_id_key": ("facility_id", "Deze voorziening heeft al een dienst. Wijzig die."),
    }

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """A service of kind facility names its facility, and no other kind does."""
        if item is None and already_taken(Service.code, form.code.data, None):
            yield Fault("O-1", "code", "Deze code is al van een andere dienst. Kies een andere.")
        is_facility = form.kind.data == "facility"
        if is_facility and not form.facility_id.data:
            yield Fault("O-1", "facility_id", "Kies de voorziening.")
        if form.facility_id.data and not is_facility:
            yield Fault(
                "O-1", "facility_id", "Alleen een dienst van de soort voorziening heeft een voorziening. Laat dit leeg."
            )
