"""Holding a dossier while it is changed, so that the first to save wins and the second loses nothing (D-11)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import flag_modified

from app.database import BincSession
from app.domain.faults import Conflict, Fault
from app.domain.referral import Referral
from app.queries.chain import referral_of
from models.client import Client
from models.dossier import Dossier
from models.facility import Facility

DOSSIER_GONE = Fault("D-11", "dossier", "Een collega heeft dit dossier intussen verwijderd. Er is niets bewaard.")
STALE = Fault(
    "D-11",
    "version",
    "Een collega heeft dit dossier intussen gewijzigd. Kijk na wat veranderde en sla dan opnieuw op.",
)


@dataclass(frozen=True)
class HeldDossier:
    """A dossier that nobody else can change until the transaction ends, with all that the rules ask about it."""

    dossier: Dossier
    facility: Facility

    @property
    def client(self) -> Client:
        """Whose dossier it is."""
        return self.dossier.client

    @property
    def referral(self) -> Referral:
        """How the client came in, as the rules see it (D-4)."""
        return referral_of(self.dossier.referral)


def hold_dossier(session: BincSession, dossier_id: int) -> HeldDossier:
    """Locks the row of a dossier and reads it as it stands now, in one query.

    Raises Conflict when it is gone.
    """
    query = (
        select(Dossier, Facility)
        .join(Facility, Facility.id == Dossier.facility_id)
        .options(joinedload(Dossier.client), joinedload(Dossier.referral))
        .where(Dossier.id == dossier_id)
        .with_for_update(of=Dossier)
        .execution_options(populate_existing=True)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise Conflict(DOSSIER_GONE)
    return HeldDossier(*found)


def check_seen(dossier: Dossier, seen_version: int | None, reason: Fault = STALE) -> None:
    """Whether the dossier is still as the person saw it; None = nobody was looking, as in an import.

    Raises Conflict with the reason when it is not (D-11).
    """
    if seen_version is not None and dossier.version != seen_version:
        raise Conflict(reason)


def raise_version(dossier: Dossier) -> None:
    """Makes the next flush raise the version of a dossier, since something in it changed (D-11)."""
    flag_modified(dossier, "changed_at")
