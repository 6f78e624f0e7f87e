"""A small facility whose figures can be counted on paper, for the tests of the pages with figures.

From 8 January 2024 one child stays there, with a new schakeling from 31 January on (a boundary day that counts once);
a second child stays from 15 to 24 January under guaranteed supply, and has context guidance all the while.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.database import BincSession
from models import Dossier, Facility
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
)

TWO_MONTHS = "van=01/01/2024&tot=29/02/2024"
# 24 days of January and 29 of February; one innovative and one guaranteed place on all 60 days.
RESIDENCE_DEPLOYED, RESIDENCE_NUMERATOR, RESIDENCE_DENOMINATOR = 53, 173, 600
# 10 days of context guidance, against two places on 60 days.
GUIDANCE_NUMERATOR, GUIDANCE_DENOMINATOR = 10, 120


@dataclass(frozen=True)
class SmallFacility:
    """The facility with its two dossiers."""

    facility: Facility
    staying: Dossier
    guaranteed: Dossier


def create_small_facility(session: BincSession, **overrides: Any) -> SmallFacility:
    """Ten recognised places of residence, one of them innovative and one guaranteed, and two of context guidance."""
    facility = create_facility(session, **overrides)
    create_capacity(session, facility, innovative=Decimal(1), guaranteed=Decimal(1))
    create_capacity(session, facility, "P-CB-BREED", recognised=Decimal(2))
    staying = create_dossier(session, create_client(session, facility), facility)
    decision = create_decision(session, staying)
    create_schakeling(session, decision, end=date(2024, 1, 31))
    create_schakeling(session, decision, begin=date(2024, 1, 31), kind="switch")
    guaranteed = create_dossier(session, create_client(session, facility), facility)
    modules = ("VBFBJB04", "P-CB-BREED")
    create_schakeling(
        session,
        create_decision(session, guaranteed, modules=modules),
        begin=date(2024, 1, 15),
        end=date(2024, 1, 24),
        modules=modules,
        guaranteed=("VBFBJB04",),
    )
    return SmallFacility(facility, staying, guaranteed)
