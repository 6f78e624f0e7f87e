"""The people of OCJ, SDJ and GI with whom documents are shared, kept by the agency (O-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.faults import Fault
from app.domain.roles import SERVICE_ROLES, Role
from forms.converter import record_choices
from models.access import Service
from views.administration.accounts import SeatAdministration, account_named, has_seat
from views.administration.facilities import POLICY
from views.base.filters import TypedFilter

OF_CAMPUS = "GI"


class AtAService(TypedFilter):
    """Only the seats at a service that is no facility: the agency keeps no others."""

    name = "bij een dienst"

    def condition(self, column: Any, value: Any) -> Any:
        """The seat names a service."""
        return column.is_not(None)


class ServicePeopleAdministration(SeatAdministration):
    """Who works at which service, and as what; whoever leaves it is taken off the list."""

    route_base = "/beheer/medewerkers-van-diensten"
    shipped_to = {"list": POLICY, "show": POLICY, "add": POLICY, "delete": POLICY}
    list_title, add_title, singular = "Medewerkers van diensten", "Medewerker toevoegen", "Medewerker van een dienst"
    intro = "Met deze mensen kan iedereen documenten delen. Wie vertrekt, haal je weg: dan ziet die hier niets meer."
    base_filters = [["service_id", AtAService, True]]
    choices = {
        "role": [(role.value, role.label) for role in Role if role in SERVICE_ROLES],
        "service_id": record_choices(Service, Service.name, Service.kind.in_(("OCJ", "SDJ", "GI"))),
    }
    label_columns = {
        "user": "Wie",
        "username": "Gebruikersnaam",
        "role": "Functie",
        "place_name": "Dienst",
        "service_id": "Dienst",
    }
    description_columns = {"service_id": "Een OCJ, een SDJ of een campus van een gemeenschapsinstelling."}
    search_columns = ["role", "service_id"]
    add_columns = ["username", "role", "service_id"]

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """A campus has staff of its own, and consultants with their team work at OCJ and SDJ (A-4, O-1)."""
        account = account_named(form.username.data)
        if account is None:
            yield Fault("A-4", "username", "Niemand heeft deze gebruikersnaam. Vraag aan een beheerder om ze te maken.")
        if not form.service_id.data:
            yield Fault("O-1", "service_id", "Kies de dienst.")
        else:
            service = self.datamodel.session.get_one(Service, form.service_id.stored)
            if (service.kind == OF_CAMPUS) != (form.role.data == Role.GI_STAFF):
                yield Fault("O-1", "role", "Deze functie bestaat niet bij deze dienst. Kies een andere.")
        if account is not None and has_seat(account, form.role.data, None, form.service_id.stored):
            yield Fault("A-4", "role", "Deze persoon werkt daar al in deze functie.")

    def given_by_address(self, arguments: Mapping[str, str]) -> dict[str, Any]:
        """Nothing: the page of a person is the admin's."""
        return {}

    def url_after_saving(self, item: Any) -> str:
        """The list."""
        return self.list_url()
