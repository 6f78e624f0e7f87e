"""Views that exist in these tests only: what the base classes allow when a view asks for all of it."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import redirect, request
from flask_appbuilder.actions import action
from marshmallow import Schema, fields

from app.domain.api_tokens import TokenScope
from app.domain.faults import NotFound
from app.domain.roles import Role
from app.services.api.tokens import Caller
from models import CapacityRow, Facility
from views.administration.capacity import CapacityAdministration
from views.administration.facilities import FacilityAdministration, facility_choices
from views.base.api import BaseApiView, resource
from views.base.interface import Interface
from views.base.model_view import BaseModelView

STAFF = (Role.FACILITY_STAFF,)


class OwnCapacityProbe(CapacityAdministration):
    """A list of facility-scoped rows with every route open, for somebody who reaches one facility."""

    datamodel = Interface(CapacityRow, eager=CapacityAdministration.datamodel.eager)
    route_base = "/probe/capaciteit"
    exclude_route_methods: ClassVar[set[str]] = {"download"}
    shipped_to = {"list": STAFF, "show": STAFF, "add": STAFF, "edit": STAFF, "delete": STAFF}
    choices = {**CapacityAdministration.choices, "facility_id": facility_choices}
    order_columns = ["valid_from"]
    base_order = ("valid_from", "asc")
    method_permission_name = {"double": "edit"}

    def step_before_saving(self, form: Any, item: Any | None) -> Any | None:
        """Saves at once, as most lists do."""
        return None

    @action("double", "Verdubbel", "Zeker?", multiple=True, single=True)
    def double(self, rows: Any) -> Any:
        """Doubles what is recognised."""
        for row in rows if isinstance(rows, list) else [rows]:
            row.recognised *= 2
        return redirect(self.list_url())


class FailingProbe(OwnCapacityProbe):
    """A save that breaks half-way."""

    route_base = "/probe/breekt"

    def after_saving(self, form: Any, item: Any) -> None:
        """Breaks."""
        raise RuntimeError("Janssens")


class CarelessProbe(OwnCapacityProbe):
    """A view without rules of its own: only the database refuses."""

    route_base = "/probe/zonder-regels"

    def faults(self, form: Any, item: Any | None) -> Any:
        """Sees nothing."""
        return ()


class FacilityProbe(FacilityAdministration):
    """A facility that may be deleted."""

    datamodel = Interface(Facility)
    route_base = "/probe/voorzieningen"
    exclude_route_methods: ClassVar[set[str]] = set(BaseModelView.exclude_route_methods)
    shipped_to = {"list": (Role.AGENCY_POLICY,), "delete": (Role.AGENCY_POLICY,)}


class CapacityBody(Schema):
    """What a program sends."""

    facility = fields.Integer(required=True)
    recognised = fields.Decimal(required=True, allow_nan=False)


class CapacityProbeApi(BaseApiView):
    """A resource whose callers name their seat in a header instead of bringing a key."""

    resource_name = "probe"
    shipped_to = {"read": STAFF, "write": STAFF}

    def authenticate(self) -> Caller | None:
        """The seat in the header, with a key that opens everything."""
        seat_id = request.headers.get("X-Seat", type=int)
        return Caller(seat_id, frozenset(TokenScope)) if seat_id else None

    @resource("/<int:pk>", permission="read", scope=TokenScope.READ_FIGURES, personal="capacity_row")
    def get(self, pk: int) -> Any:
        """One row."""
        row = Interface(CapacityRow).get(pk)
        if row is None:
            raise NotFound
        return {"id": row.id, "recognised": str(row.recognised)}

    @resource(
        "/",
        permission="write",
        scope=TokenScope.READ_FIGURES,
        methods=("POST",),
        personal=None,
        body=CapacityBody,
        status=201,
        once=False,
    )
    def post(self, body: dict[str, Any]) -> Any:
        """A new row."""
        row = CapacityRow(
            facility_id=body["facility"], line="VERBLIJF", valid_from="2024-01-01", recognised=body["recognised"]
        )
        Interface(CapacityRow).add(row)
        return {"id": row.id}


class AgencyOnlyProbeApi(CapacityProbeApi):
    """A resource that facility staff may not call."""

    resource_name = "probe-agency"
    shipped_to = {"read": (Role.AGENCY_POLICY,)}


PROBES = (OwnCapacityProbe, FailingProbe, CarelessProbe, FacilityProbe, CapacityProbeApi, AgencyOnlyProbeApi)
