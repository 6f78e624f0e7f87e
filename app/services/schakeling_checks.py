"""Everything that is asked of a schakeling before it is saved: the rules together, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.chain import check_change_of_last, check_modules, check_schakeling, extension_of, schakeling_cautions
from app.domain.chain_plans import EXTENSION, Carer, DecisionPlan, Key, ModulePlan, SchakelingPlan
from app.domain.closing import check_within_closing
from app.domain.combinations import ModuleFacts, combination_cautions, outside_offer_cautions
from app.domain.details import check_details
from app.domain.faults import Caution, Fault
from app.domain.foster_care import check_foster_care, created_on
from app.domain.groeipakket import Impact, Placement, decide_impact
from app.domain.groeipakket_messages import Known
from app.domain.groeipakket_words import message_cautions
from app.domain.guaranteed import check_guaranteed
from app.domain.locks import Lock, check_locked_change, check_locked_new, lock_of
from app.queries.chain import Chain, referral_of
from app.services.decisions import closed_faults
from app.services.foster_care import setting_of
from app.services.groeipakket.preview import preview
from app.services.holding import HeldDossier
from models.dossier import Dossier

NO_PREVIOUS = Fault("S-5", "previous_end", "Er is nog geen vorige schakeling. Laat deze datum leeg.")


@dataclass(frozen=True)
class SchakelingInput:
    """What is typed about a schakeling (S-2); both days count, `end` None means that it runs on.

    An extension without modules takes over the whole offer of the previous schakeling (S-7); it may bring the foster
    carers that an old one was never asked for (S-13).
    """

    begin: date
    end: date | None
    kind: str
    modules: tuple[ModulePlan, ...]
    elsewhere: bool = False
    paid_to_parents: bool | None = None
    carers: tuple[Carer, ...] = ()

    @classmethod
    def ending(cls, stored: SchakelingPlan, end: date | None) -> SchakelingInput:
        """A schakeling as it stands, but for its end (S-6, S-14)."""
        return cls(
            stored.begin,
            end,
            stored.kind,
            stored.modules,
            elsewhere=stored.elsewhere,
            paid_to_parents=stored.paid_to_parents,
            carers=stored.carers,
        )

    def plan(self, key: Key, decision_key: Key, previous: SchakelingPlan | None) -> SchakelingPlan:
        """The schakeling as the rules see it."""
        if self.kind == EXTENSION and not self.modules and previous is not None:
            copied = extension_of(previous, decision_key, self.begin, self.end)
            if previous.says_nothing_of_carers:
                copied = replace(copied, paid_to_parents=self.paid_to_parents, carers=self.carers)
            return replace(copied, key=key)
        return SchakelingPlan(
            key,
            decision_key,
            self.kind,
            self.begin,
            self.end,
            self.modules,
            self.elsewhere,
            self.paid_to_parents,
            self.carers,
        )


@dataclass(frozen=True)
class NewEnd:
    """A schakeling as it stands once it is locked, but for its end (S-6, S-14)."""

    end: date | None


@dataclass(frozen=True)
class Circumstances:
    """What the rules ask around a schakeling: its dossier, the chain it stands in, the catalogue, the day.

    `locked_until` is the last day of the last processed year of the facility (S-14); `known` what the Groeipakket
    knows of the schakelingen that are saved, None where nobody asked.
    """

    held: HeldDossier
    chain: Chain
    catalogue: Mapping[str, ModuleFacts]
    today: date
    locked_until: date | None
    details_required: bool = True
    known: Mapping[Key, Known] | None = None


def faults_of_new(new: SchakelingPlan, around: Circumstances, end_of_previous: date | None) -> list[Fault]:
    """Everything that is wrong with adding a schakeling, the end of the previous one included (S-2 … S-10, S-14)."""
    chain = around.chain
    wrong_end = faults_of_previous_end(chain, end_of_previous, around.locked_until)
    previous = with_previous_ended(chain, end_of_previous)
    if wrong_end:
        place = [*wrong_end, *check_modules(new, chain.approved)]
    else:
        place = check_schakeling(new, previous, chain.decisions, chain.approved)
    locked = check_locked_new(new, previous[-1] if previous else None, around.locked_until)
    return [
        *locked,
        *place,
        *_faults_of_offer(new, around),
        *_faults_of_closing(new, around, (*chain.schakelingen, new)),
    ]


def faults_of_change(after: SchakelingPlan, around: Circumstances) -> list[Fault]:
    """Everything that is wrong with changing a schakeling (S-2 … S-10, S-14; S-6 first).

    Of one that a processed year leaves nothing but its end, the offer stays as it is and is asked nothing more.
    """
    chain, locked_until = around.chain, around.locked_until
    before = next(one for one in chain.schakelingen if one.key == after.key)
    previous = next((one for one in reversed(chain.schakelingen) if one.key != after.key), None)
    locked = check_locked_change(before, after, previous, locked_until)
    if locked and lock_of(before, locked_until) is Lock.READ_ONLY:
        return locked
    changed = tuple(after if one.key == after.key else one for one in chain.schakelingen)
    return [
        *locked,
        *check_change_of_last(after, chain.schakelingen, chain.decisions, chain.approved),
        *(_faults_of_offer(after, around) if lock_of(before, locked_until) is Lock.OPEN else ()),
        *_faults_of_closing(after, around, changed),
    ]


def faults_of_previous_end(chain: Chain, end: date | None, locked_until: date | None) -> list[Fault]:
    """Whether the end typed for the previous schakeling can be hers, each at "previous_end" (S-5, S-14)."""
    last = chain.last
    if end is None:
        return []
    if last is None:
        return [NO_PREVIOUS]
    if last.end is not None:
        message = f"De vorige schakeling eindigt al op {last.end:%d/%m/%Y}. Neem die datum over of wijzig ze eerst."
        return [] if last.end == end else [Fault("S-5", "previous_end", message)]
    ended = replace(last, end=end)
    found = [
        *check_locked_change(last, ended, None, locked_until),
        *check_change_of_last(ended, chain.schakelingen, chain.decisions, chain.approved),
    ]
    return [replace(fault, field="previous_end") for fault in found]


def with_previous_ended(chain: Chain, end: date | None) -> tuple[SchakelingPlan, ...]:
    """The schakelingen of a dossier once the last one has got its end (S-5)."""
    last = chain.last
    if end is None or last is None or last.end is not None:
        return chain.schakelingen
    return (*chain.schakelingen[:-1], replace(last, end=end))


def ended_by(chain: Chain, end: date | None) -> SchakelingPlan | None:
    """The previous schakeling with the end that the next one gives it; None where it runs on or ended before (S-5)."""
    ended, last = with_previous_ended(chain, end), chain.last
    return None if last is None or ended[-1].end == last.end else ended[-1]


def cautions_of(
    new: SchakelingPlan, decision: DecisionPlan, around: Circumstances, ended: SchakelingPlan | None = None
) -> list[Caution]:
    """Everything to confirm about a schakeling and the one that it ends (S-2, S-8, S-12, D-4)."""
    held, catalogue = around.held, around.catalogue
    return [
        *schakeling_cautions(new, decision, around.today),
        *combination_cautions(new.modules, catalogue, held.facility.organisation_type),
        *outside_offer_cautions(new.modules, catalogue, held.referral),
        *_groeipakket_cautions(new, decision, around, ended),
    ]


def _groeipakket_cautions(
    new: SchakelingPlan, decision: DecisionPlan, around: Circumstances, ended: SchakelingPlan | None
) -> list[Caution]:
    held = around.held
    if around.known is None:
        return impact_of(new, held.dossier, around.catalogue).cautions()
    who = (held.client, held.referral, around.catalogue, around.known)
    message, wanted = preview(new, decision.ground, *who)
    decided = around.chain.decision(ended.decision_key) if ended else None
    previous = preview(ended, decided.ground, *who)[0] if ended and decided else None
    return message_cautions(message, wanted, previous)


def cautions_of_change(
    before: SchakelingPlan, after: SchakelingPlan, decision: DecisionPlan, around: Circumstances
) -> list[Caution]:
    """What to confirm about a change: of an offer that stays as it was, only the end and the D227 (S-2, S-12)."""
    found = cautions_of(after, decision, around)
    if after.offer != before.offer:
        return found
    return [
        caution for caution in found if caution.rule == "S-12" or (caution.field == "end" and after.end != before.end)
    ]


def impact_of(plan: SchakelingPlan, dossier: Dossier, catalogue: Mapping[str, ModuleFacts]) -> Impact:
    """What a schakeling does to the Groeipakket, and the sentence that the screen shows about it (S-12)."""
    client = dossier.client
    modules = tuple(catalogue[code] for code in plan.codes if code in catalogue)
    placement = Placement(plan.begin, modules, plan.elsewhere, plan.paid_to_parents)
    return decide_impact(placement, referral_of(dossier.referral), client.birth_date, client.birth_year)


def _faults_of_offer(plan: SchakelingPlan, around: Circumstances) -> list[Fault]:
    held = around.held
    created = created_on(around.chain.schakeling(plan.key), around.today)
    setting = setting_of(held.facility, held.client, held.referral, created)
    return [
        *check_details(plan.modules, around.catalogue, required=around.details_required),
        *check_guaranteed(held.referral, plan.modules),
        *check_foster_care(plan, around.catalogue, setting),
    ]


def _faults_of_closing(
    plan: SchakelingPlan, around: Circumstances, schakelingen: tuple[SchakelingPlan, ...]
) -> list[Fault]:
    held, chain = around.held, around.chain
    within = check_within_closing(plan.begin, plan.end, held.dossier.closed_on)
    found = within or closed_faults(held, chain.decisions, chain, around.today, schakelingen=schakelingen)
    # That the last help has ended is said at the end of this one, which is the last (S-6).
    return [replace(fault, field="end") if fault.field == "schakelingen" else fault for fault in found]
