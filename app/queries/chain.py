"""The decisions and schakelingen of a dossier, as the rules see them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.database import BincSession
from app.domain.chain_plans import (
    ApprovedModule,
    Carer,
    DecisionPlan,
    Key,
    ModulePlan,
    SchakelingPlan,
    in_order,
    latest_decision,
)
from app.domain.referral import Referral
from app.queries.catalogue import approved_modules, modules_by_id
from models.decision import Decision, DecisionModule
from models.dossier import Dossier
from models.dossier import Referral as ReferralRecord
from models.schakeling import FosterCarer, Schakeling, SchakelingModule


@dataclass(frozen=True)
class Chain:
    """All that was decided and offered in a dossier, and what its facility may offer (S-1, S-2).

    Keys are record ids. `decisions` and `schakelingen` stand in order, the latest last.
    """

    decisions: tuple[DecisionPlan, ...]
    schakelingen: tuple[SchakelingPlan, ...]
    approved: tuple[ApprovedModule, ...]

    @property
    def last(self) -> SchakelingPlan | None:
        """The last schakeling, the only one that can be touched (S-6)."""
        return self.schakelingen[-1] if self.schakelingen else None

    @property
    def latest_decision(self) -> DecisionPlan | None:
        """The decision under which work goes on (S-2)."""
        return latest_decision(self.decisions)

    @property
    def has_guaranteed(self) -> bool:
        """Whether a module of any schakeling is ticked as guaranteed supply (D-5)."""
        return any(module.guaranteed for one in self.schakelingen for module in one.modules)

    def decision(self, key: Key) -> DecisionPlan | None:
        """The decision with this id, or None."""
        return next((one for one in self.decisions if one.key == key), None)

    def schakeling(self, key: Key) -> SchakelingPlan | None:
        """The schakeling with this id, or None."""
        return next((one for one in self.schakelingen if one.key == key), None)


def load_chain(session: BincSession, dossier: Dossier) -> Chain:
    """Reads the chain of a dossier, in four queries whatever its length; two where the catalogue was read before."""
    codes = {module.id: module.code for module in modules_by_id(session).values()}
    decisions = tuple(_decision(row, codes) for row in session.execute(_decisions(dossier)))
    schakelingen = in_order(_schakeling(row, codes) for row in session.execute(_schakelingen(dossier)))
    ordered = tuple(sorted(decisions, key=lambda one: (one.begin, one.sequence)))
    return Chain(ordered, schakelingen, approved_modules(session, dossier.facility_id))


def referral_of(record: ReferralRecord | None) -> Referral:
    """A stored referral as the rules see it; an empty one where a dossier has none yet (D-4)."""
    if record is None:
        return Referral()
    answers: dict[str, Any] = {field.name: getattr(record, field.name) for field in fields(Referral)}
    answers |= {name: tuple(value) for name, value in answers.items() if isinstance(value, list)}
    return Referral(**answers)


def _decisions(dossier: Dossier) -> Select[Any]:
    recommended = (
        select(func.array_agg(aggregate_order_by(DecisionModule.type_module_id, DecisionModule.type_module_id)))
        .where(DecisionModule.facility_id == Decision.facility_id, DecisionModule.decision_id == Decision.id)
        .scalar_subquery()
    )
    return select(
        Decision.id, Decision.begin, Decision.ground, Decision.mandated_service, recommended.label("module_ids")
    ).where(Decision.facility_id == dossier.facility_id, Decision.dossier_id == dossier.id)


def _schakelingen(dossier: Dossier) -> Select[Any]:
    module, carer, own = SchakelingModule, FosterCarer, Schakeling
    ticked = func.json_build_array(module.type_module_id, module.guaranteed, module.detail)
    modules = (
        select(func.json_agg(aggregate_order_by(ticked, module.type_module_id)))
        .where(module.facility_id == own.facility_id, module.schakeling_id == own.id)
        .scalar_subquery()
    )
    carers = (
        select(func.json_agg(aggregate_order_by(func.json_build_array(carer.national_number, carer.name), carer.place)))
        .where(carer.facility_id == own.facility_id, carer.schakeling_id == own.id)
        .scalar_subquery()
    )
    columns = (own.id, own.decision_id, own.kind, own.begin, own.end, own.elsewhere, own.paid_to_parents)
    return select(*columns, own.begin_registered_at, modules.label("modules"), carers.label("carers")).where(
        own.facility_id == dossier.facility_id, own.dossier_id == dossier.id
    )


def _decision(row: Any, codes: dict[int, str]) -> DecisionPlan:
    modules = tuple(codes[module_id] for module_id in row.module_ids or ())
    return DecisionPlan(row.id, row.begin, modules, row.ground, row.mandated_service, sequence=row.id)


def _schakeling(row: Any, codes: dict[int, str]) -> SchakelingPlan:
    modules = tuple(ModulePlan(codes[type_id], ticked, tuple(detail)) for type_id, ticked, detail in row.modules or ())
    carers = tuple(Carer(number, name) for number, name in row.carers or ())
    registered = row.begin_registered_at
    return SchakelingPlan(
        row.id,
        row.decision_id,
        row.kind,
        row.begin,
        row.end,
        modules,
        row.elsewhere,
        row.paid_to_parents,
        carers,
        registered.date() if registered else None,
    )
