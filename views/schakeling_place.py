"""Where a schakeling stands in its dossier, and how a half-filled form becomes another kind (S-2, S-6, S-7)."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from app.database import BincSession
from app.domain.chain_plans import EXTENSION, SWITCH, DecisionPlan
from app.presentation import day, today_in_brussels
from app.queries.chain import Chain, load_chain, referral_of
from app.queries.processed_years import locked_until
from forms.schakeling_place import Place
from forms.schakelingen import offer_as_posted
from models.dossier import Dossier
from views.base.dossiers import facility_at_work


def new_place(session: BincSession, dossier: Dossier) -> Place | None:
    """Where the next schakeling of a dossier will stand; None while there is no decision (S-2)."""
    chain = load_chain(session, dossier)
    return _new(session, dossier, chain, chain.latest_decision) if chain.latest_decision else None


def place_under_new(session: BincSession, dossier: Dossier) -> Place:
    """Where the next schakeling will stand under a decision of which nothing is typed yet (D-6)."""
    return _new(session, dossier, load_chain(session, dossier), DecisionPlan(None, dossier.created_on, (), ""))


def place_of(session: BincSession, dossier: Dossier, schakeling_id: int) -> Place | None:
    """Where a stored schakeling stands; None when the dossier has none with this id."""
    chain = load_chain(session, dossier)
    stored = chain.schakeling(schakeling_id)
    decision = chain.decision(stored.decision_key) if stored else None
    if stored is None or decision is None:
        return None
    referral, until = referral_of(dossier.referral), locked_until(session, dossier.facility_id)
    return Place(facility_at_work(), dossier.client, chain, decision, referral, today_in_brussels(), stored, until)


def _new(session: BincSession, dossier: Dossier, chain: Chain, decision: DecisionPlan) -> Place:
    referral, until = referral_of(dossier.referral), locked_until(session, dossier.facility_id)
    facility, today = facility_at_work(), today_in_brussels()
    return Place(facility, dossier.client, chain, decision, referral, today, locked_until=until)


def turned(place: Place, formdata: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was posted, turned into a switch with the previous offer to change, or into an extension (S-7)."""
    formdata["kind"] = EXTENSION if formdata.pop("turn_into") == EXTENSION and place.may_extend else SWITCH
    if formdata["kind"] == SWITCH and place.previous is not None:
        for name, values in offer_as_posted(place.previous).items():
            formdata.setlist(name, values)
    if not formdata.get("begin") and place.previous is not None and place.previous.end is not None:
        formdata["begin"] = day(place.previous.end)
    return formdata
