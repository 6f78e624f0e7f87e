"""A small facility whose utilisation can be counted on paper, for the tests of the pages with figures.

In the first quarter of 2024 it stays open 91 days, with 64 working days. Everything but the family home was filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.database import BincSession
from models import Dossier, Facility, TypeModule, UtilisationTotal
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
)

MODULES = ("VBFBJB04", "VBFBJB20", "P-CB-LAAG", "P-CRISISBEGELEIDING", "P-DB-GROEP", "P-OB-RTJ", "P-OB-PROJECT")
QUARTER = "van=2024-1&tot=2024-1"
# Ten places, one innovative and one guaranteed: 8 × 91 nights. Four modules of one hour: 4 × 13. Two of day guidance:
# 2 × 64. One of supporting guidance: 30 days.
FRACTIONS = {
    "VBFBJB04": (Decimal(364), 728),
    "P-CB-LAAG": (Decimal("39"), 52),
    "DAGBEGELEIDING": (Decimal(32), 128),
    "P-OB-RTJ": (Decimal("10.5"), 30),
}


@dataclass(frozen=True)
class QuarterFacility:
    """The facility with its dossier."""

    facility: Facility
    dossier: Dossier


def create_quarter_facility(session: BincSession) -> QuarterFacility:
    """One child with every module all quarter; crisis guidance counts toward the lowest context guidance."""
    facility = create_facility(session, modules=MODULES)
    create_capacity(session, facility, innovative=Decimal(1), guaranteed=Decimal(1))
    for code, places in (("VBFBJB20", 1), ("P-CB-LAAG", 4), ("P-DB-GROEP", 2), ("P-OB-RTJ", 1)):
        create_capacity(session, facility, code, recognised=Decimal(places))
    create_capacity(session, facility, "P-CRISISBEGELEIDING", recognised=Decimal(0), counts_toward="P-CB-LAAG")
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(
        session, create_decision(session, dossier, modules=MODULES), end=date(2024, 3, 31), modules=MODULES
    )
    for code, total in (
        ("VBFBJB04", "364"),
        ("P-CB-LAAG", "30"),
        ("P-CRISISBEGELEIDING", "9"),
        ("P-DB-GROEP", "32"),
        ("P-OB-RTJ", "10.5"),
    ):
        register(session, facility, code, Decimal(total))
    return QuarterFacility(facility, dossier)


def register(session: BincSession, facility: Facility, code: str, total: Decimal | None, quarter: int = 1) -> None:
    """What the facility filled in for a module in a quarter of 2024."""
    module_id = session.scalars(select(TypeModule.id).where(TypeModule.code == code)).one()
    session.add(
        UtilisationTotal(facility_id=facility.id, year=2024, quarter=quarter, type_module_id=module_id, total=total)
    )
    session.flush()
