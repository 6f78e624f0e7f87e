"""What stands in a dossier before the input of a rule comes."""

from __future__ import annotations

from sqlalchemy import update

from app.database import BincSession
from models import ApprovedModule, Dossier
from tests.api.same_input import on
from tests.factories import create_decision, create_schakeling
from tests.groeipakket.placements import deliver

STAY, FOSTER_CARE = "VBFBJB04", "VBFINT04"


def empty(session: BincSession, dossier: Dossier) -> None:
    """Nothing yet."""


def decided(session: BincSession, dossier: Dossier) -> None:
    """A decision of 8 January."""
    create_decision(session, dossier)


def running(session: BincSession, dossier: Dossier) -> None:
    """Help that runs since 8 January."""
    create_schakeling(session, create_decision(session, dossier))


def told(session: BincSession, dossier: Dossier) -> None:
    """The same, told to the Groeipakket."""
    running(session, dossier)
    deliver(session)


def ended(session: BincSession, dossier: Dossier) -> None:
    """Help from 8 to 31 January."""
    create_schakeling(session, create_decision(session, dossier), end=on("01-31"))


def one_day(session: BincSession, dossier: Dossier) -> None:
    """Help on 8 January only."""
    create_schakeling(session, create_decision(session, dossier), end=on("01-08"))


def two(session: BincSession, dossier: Dossier) -> None:
    """Help from 8 to 31 January, and other help since 1 February."""
    first = create_decision(session, dossier)
    create_schakeling(session, first, end=on("01-31"))
    create_schakeling(session, first, kind="switch", begin=on("02-01"))


def renewed(session: BincSession, dossier: Dossier) -> None:
    """Help from 8 to 31 January, and a decision of 1 February."""
    ended(session, dossier)
    create_decision(session, dossier, begin=on("02-01"))


def withdrawn(session: BincSession, dossier: Dossier) -> None:
    """The same, and the module is approved until 31 January only."""
    renewed(session, dossier)
    session.execute(
        update(ApprovedModule).where(ApprovedModule.facility_id == dossier.facility_id).values(valid_until=on("01-31"))
    )


def held_back(session: BincSession, dossier: Dossier) -> None:
    """Help that runs, as guaranteed supply."""
    create_schakeling(session, create_decision(session, dossier), guaranteed=(STAY,))


def fostered(session: BincSession, dossier: Dossier) -> None:
    """A decision for foster care."""
    create_decision(session, dossier, modules=(FOSTER_CARE,))


def far_back(session: BincSession, dossier: Dossier) -> None:
    """Help from 8 January 2023 to 31 January 2023."""
    create_schakeling(session, create_decision(session, dossier, begin=on("2023-01-08")), end=on("2023-01-31"))


def over_the_year(session: BincSession, dossier: Dossier) -> None:
    """Help that runs since 8 January 2023."""
    create_schakeling(session, create_decision(session, dossier, begin=on("2023-01-08")))
