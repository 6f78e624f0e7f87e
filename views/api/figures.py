"""Figures for other programs: the same answers as the commands, the screens and the workbooks (F-1 … F-9, A-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import g

from app.database import BincSession, current_session
from app.domain.api_tokens import TokenScope
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.roles import FACILITY_ROLES, FIGURE_ROLES
from app.queries.facilities import facility_within_figures
from app.queries.figures.deployment import deployment_of
from app.queries.figures.occupancy import occupancy_of
from app.queries.figures.utilisation import utilisation_of
from models.facility import Facility
from views.api.schemas.figures import (
    DeploymentSchema,
    FigureQuery,
    OccupancySchema,
    UtilisationQuery,
    UtilisationSchema,
)
from views.base.api import BaseApiView, resource

READ: dict[str, Any] = {"permission": "read", "scope": TokenScope.READ_FIGURES, "personal": None}
ENDS_BEFORE = Fault("F-1", "until", "De periode eindigt voor ze begint. Kies een latere einddatum.")
NOBODYS = Fault("A-4", "facility", "Zeg van welke voorziening je de cijfers vraagt.")


class FigureApi(BaseApiView):
    """The figures of one's own facility; for the agency those of any."""

    resource_name = "figures"
    shipped_to = {"read": FACILITY_ROLES | FIGURE_ROLES}

    @resource("/occupancy", **READ, summary="De bezetting", query=FigureQuery, answer=OccupancySchema)
    def occupancy(self, query: dict[str, Any]) -> Any:
        """The occupancy over a period."""
        return _over_days(query, occupancy_of)

    @resource("/deployment", **READ, summary="De inzet van modules", query=FigureQuery, answer=DeploymentSchema)
    def deployment(self, query: dict[str, Any]) -> Any:
        """The deployment of modules over a period."""
        return _over_days(query, deployment_of)

    @resource("/utilisation", **READ, summary="De benutting", query=UtilisationQuery, answer=UtilisationSchema)
    def utilisation(self, query: dict[str, Any]) -> Any:
        """The utilisation over one to four quarters."""
        session = current_session()
        quarters = Quarter.between(Quarter.parse(query["first"]), Quarter.parse(query["last"]))
        return utilisation_of(session, _facility(session, query), quarters).as_json()


def _over_days(query: dict[str, Any], of: Callable[..., Any]) -> Any:
    session = current_session()
    facility, period = _facility(session, query), _period(query["begin"], query["until"])
    return of(session, facility, period, query["module"]).as_json()


def _facility(session: BincSession, query: dict[str, Any]) -> Facility:
    code, own = query.get("facility"), g.seat.facility
    if code is None:
        if own is None:
            raise DomainError(NOBODYS)
        return own  # type: ignore[no-any-return]
    facility = facility_within_figures(session, code)
    if facility is None:
        raise NotFound
    return facility


def _period(begin: date, until: date) -> Period:
    if until < begin:
        raise DomainError(ENDS_BEFORE)
    return Period(begin, until)
