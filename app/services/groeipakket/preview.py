"""What saving something would tell the Groeipakket, before it is saved (S-12, G-1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.database import BincSession
from app.domain.chain_plans import Key, SchakelingPlan
from app.domain.combinations import Catalogue
from app.domain.groeipakket import Placement
from app.domain.groeipakket_messages import Circumstances, Known, Message, Wanted, net_message, wanted_of
from app.domain.referral import Referral
from app.queries.catalogue import modules_by_code
from app.queries.groeipakket.facts import expected_of
from app.services.holding import HeldDossier
from models.client import Client


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


def following_messages(
    session: BincSession,
    held: HeldDossier,
    schakelingen: Iterable[SchakelingPlan],
    ground_of: Callable[[SchakelingPlan], str],
    referral: Referral,
) -> list[Message]:
    """The messages that saved schakelingen come to under other grounds, or another referral of their dossier (G-1)."""
    plans, catalogue = list(schakelingen), modules_by_code(session)
    known = expected_of(session, [one.key for one in plans])
    told = [one for one in plans if one.key in known]
    found = [preview(one, ground_of(one), held.client, referral, catalogue, known)[0] for one in told]
    return [message for message in found if message is not None]
