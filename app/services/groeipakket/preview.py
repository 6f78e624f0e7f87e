"""What saving something would tell the Groeipakket, before it is saved (S-12, G-1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import BincSession
from app.domain.chain_plans import Key, SchakelingPlan
from app.domain.combinations import Catalogue
from app.domain.groeipakket import Placement
from app.domain.groeipakket_messages import Circumstances, Known, Message, MessageKind, Wanted, net_message, wanted_of
from app.domain.referral import Referral
from app.queries.catalogue import modules_by_code
from app.queries.chain import load_chain, referral_of
from app.queries.groeipakket.facts import expected_of
from app.services.holding import HeldDossier
from models.client import Client
from models.dossier import Dossier
from models.facility import Facility


def preview(
    plan: SchakelingPlan,
    ground: str,
    client: Client,
    referral: Referral,
    catalogue: Catalogue,
    known: Mapping[Key, Known],
) -> tuple[Message | None, Wanted]:
    """The message that a schakeling comes to if it is saved so, and what the Groeipakket then should know."""
    modules = tuple(catalogue[code] for code in plan.codes if code in catalogue)
    around = Circumstances(
        Placement(plan.begin, modules, plan.elsewhere, plan.paid_to_parents),
        plan.end,
        ground,
        plan.carers,
        referral,
        client.national_number,
        client.birth_date,
        client.presumed_birth_year,
    )
    wanted = wanted_of(around)
    return net_message(known.get(plan.key), wanted.statement), wanted


@dataclass(frozen=True)
class Decided:
    """Under which legal ground each saved schakeling of a dossier stands, and how its client came in."""

    ground_of: Callable[[SchakelingPlan], str]
    referral: Referral


def following_messages(
    session: BincSession, held: HeldDossier, schakelingen: Iterable[SchakelingPlan], before: Decided, after: Decided
) -> list[Message]:
    """The messages that saved schakelingen come to by another ground or referral, and did not come to before it (G-1).

    Of a new one that goes out anyway nobody is asked again: it was confirmed when the schakeling was saved.
    """
    plans, catalogue = list(schakelingen), modules_by_code(session)
    known = expected_of(session, [one.key for one in plans])

    def message(one: SchakelingPlan, decided: Decided) -> Message | None:
        return preview(one, decided.ground_of(one), held.client, decided.referral, catalogue, known)[0]

    moved = [(message(one, before), message(one, after)) for one in plans]
    return [new for old, new in moved if new not in (None, old) and (old is None or new.kind is not MessageKind.NEW)]


def messages_of_link(session: BincSession, child: Client, linked: Client, facility: Facility) -> list[Message]:
    """The messages that the help of an unborn child at a facility comes to with the number of `linked` (C-4, G-1)."""
    catalogue, found = modules_by_code(session), []
    of_child = (Dossier.facility_id == facility.id, Dossier.client_id == child.id)
    for dossier in session.scalars(select(Dossier).options(joinedload(Dossier.referral)).where(*of_child)):
        chain, referral = load_chain(session, dossier), referral_of(dossier.referral)
        known = expected_of(session, [one.key for one in chain.schakelingen])
        for one in chain.schakelingen:
            decision = chain.decision(one.decision_key)
            found += [preview(one, decision.ground, linked, referral, catalogue, known)[0]] if decision else []
    return [message for message in found if message is not None]
