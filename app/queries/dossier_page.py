"""All that the page of one dossier shows, in a fixed number of queries (D-2, S-1, S-12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.database import BincSession
from app.domain.chain_plans import SchakelingPlan
from app.domain.faults import Fault, NotFound
from app.domain.groeipakket import Impact, Placement, decide_impact
from app.domain.referral import Referral
from app.queries.catalogue import CatalogueModule, modules_by_code
from app.queries.chain import Chain, load_chain, referral_of
from app.queries.processed_years import locked_until
from app.queries.registrations import RegistrationState, registration_states
from models.dossier import Dossier

NO_DOSSIER = Fault("D-1", "code", "Dit dossier bestaat niet.")


@dataclass(frozen=True)
class DossierView:
    """A dossier with its client, referral, decisions and schakelingen, the modules by code, how registrations stand.

    `locked_until` is the last day of the last processed year of the facility (S-14).
    """

    dossier: Dossier
    referral: Referral
    chain: Chain
    modules: dict[str, CatalogueModule]
    registrations: dict[str, RegistrationState] = field(default_factory=dict)
    locked_until: date | None = None

    @property
    def first_begin(self) -> date | None:
        """The begin of the first schakeling."""
        return self.chain.schakelingen[0].begin if self.chain.schakelingen else None

    @property
    def referred_on(self) -> date:
        """The date of the referral, or of the dossier where the referral has none (E-4)."""
        return self.referral.referral_date or self.dossier.created_on

    def impact_of(self, schakeling: SchakelingPlan) -> Impact:
        """What a schakeling does to the Groeipakket, and why if nothing goes out (S-12)."""
        facts = tuple(self.modules[code] for code in schakeling.codes)
        placement = Placement(schakeling.begin, facts, schakeling.elsewhere, schakeling.paid_to_parents)
        return decide_impact(placement, self.referral, self.dossier.client.birth_date, self.dossier.client.birth_year)


def dossier_with_code(session: BincSession, facility_id: int, code: str, *options: ORMOption) -> Dossier | None:
    """The dossier of a facility with this code; None for one that does not exist or is another facility's."""
    query = select(Dossier).options(*options).where(Dossier.facility_id == facility_id, Dossier.code == code)
    return None if "\0" in code else session.scalars(query).one_or_none()


def read_dossier(session: BincSession, facility_id: int, code: str) -> DossierView:
    """A dossier with its whole chain, in the same number of queries whatever its length.

    Raises NotFound for a code that does not exist or belongs to another facility: nobody can tell which.
    """
    dossier = dossier_with_code(session, facility_id, code, joinedload(Dossier.client), joinedload(Dossier.referral))
    if dossier is None:
        raise NotFound(NO_DOSSIER)
    chain = load_chain(session, dossier)
    registrations = registration_states(session, facility_id, dossier.id)
    until = locked_until(session, facility_id)
    return DossierView(dossier, referral_of(dossier.referral), chain, modules_by_code(session), registrations, until)
