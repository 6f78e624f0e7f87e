"""Who may sit where: the roles a seat can have (A-2, A-4)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person does at one place; rights hang on it, never on the person."""

    FACILITY_STAFF = "facility_staff"
    FACILITY_MANAGER = "facility_manager"
    CONSULTANT = "consultant"
    CONSULTANT_ADMIN = "consultant_admin"
    CONSULTANT_LEAD = "consultant_lead"
    GI_STAFF = "gi_staff"
    AGENCY_CASE_HANDLER = "agency_case_handler"
    AGENCY_POLICY = "agency_policy"
    AGENCY_ANALYST = "agency_analyst"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role's name on screen."""
        return _LABELS[self]


_LABELS = {
    Role.FACILITY_STAFF: "Medewerker",
    Role.FACILITY_MANAGER: "Verantwoordelijke",
    Role.CONSULTANT: "Consulent",
    Role.CONSULTANT_ADMIN: "Administratief medewerker",
    Role.CONSULTANT_LEAD: "Teamverantwoordelijke",
    Role.GI_STAFF: "Medewerker gemeenschapsinstelling",
    Role.AGENCY_CASE_HANDLER: "Dossierbehandelaar",
    Role.AGENCY_POLICY: "Voorzieningenbeleid",
    Role.AGENCY_ANALYST: "Analist",
    Role.ADMIN: "Beheerder",
}

FACILITY_ROLES = frozenset({Role.FACILITY_STAFF, Role.FACILITY_MANAGER})
SERVICE_ROLES = frozenset({Role.CONSULTANT, Role.CONSULTANT_ADMIN, Role.CONSULTANT_LEAD, Role.GI_STAFF})
AGENCY_ROLES = frozenset({Role.AGENCY_CASE_HANDLER, Role.AGENCY_POLICY, Role.AGENCY_ANALYST, Role.ADMIN})
FIGURE_ROLES = frozenset({Role.AGENCY_POLICY, Role.AGENCY_ANALYST})
