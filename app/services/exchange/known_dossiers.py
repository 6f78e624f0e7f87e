"""What the product already knows about the dossiers of an exchange file, read in a few queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.database import record_read
from app.domain.chain_plans import Carer, DecisionPlan, ModulePlan, SchakelingPlan
from app.domain.referral import Referral
from app.domain.saved_days import Moments
from app.queries.chain import referral_of
from app.services.exchange.delivery import Delivery
from models import (
    Decision,
    DecisionModule,
    Dossier,
    FosterCarer,
    Registration,
    Schakeling,
    SchakelingModule,
    TypeModule,
)
from models.dossier import Referral as ReferralRecord


@dataclass
class KnownDossier:
    """A dossier as it stands now, with its chain; keys of plans are record ids."""

    row: Any
    referral_id: int | None = None
    referral_version: int | None = None
    referral: Referral = field(default_factory=Referral)
    decisions: list[DecisionPlan] = field(default_factory=list)
    schakelingen: list[SchakelingPlan] = field(default_factory=list)
    versions: dict[tuple[str, int], int] = field(default_factory=dict)
    moments: dict[int, Moments] = field(default_factory=dict)
    registrations: dict[str, Any] = field(default_factory=dict)


@dataclass
class KnownDossiers:
    """The dossiers that the file may be about: by id and by code, and which clients have an open one."""

    by_id: dict[int, KnownDossier]
    by_code: dict[str, KnownDossier]
    open_ones: dict[tuple[int, int], KnownDossier]


_COLUMNS = (
    "id",
    "facility_id",
    "client_id",
    "code",
    "created_on",
    "owner_id",
    "status",
    "closed_on",
    "version",
    "own_reference_key",
    "intake_optional",
    "referral_date",
)


def load_known_dossiers(delivery: Delivery) -> KnownDossiers:
    """Reads every dossier that the file names by id or code, or whose client the file names (D-1)."""
    ids = [record_id for (kind, _), record_id in delivery.identities.items() if kind == "dossier"]
    codes = [record["code"] for _, record in delivery.records("dossiers") if "code" in record]
    clients = [one.client_id for one in delivery.clients.values() if one.client_id is not None]
    columns = [Dossier.__table__.c[name] for name in _COLUMNS]
    wanted: ColumnElement[bool] = or_(
        Dossier.id == func.any(ids),
        Dossier.code == func.any(codes),
        Dossier.client_id == func.any(clients),
    )
    if delivery.bounds.facility_id is not None:
        wanted = and_(wanted, Dossier.facility_id == delivery.bounds.facility_id)
    found = {row.id: KnownDossier(row) for row in delivery.session.execute(select(*columns).where(wanted))}
    if found:
        load_contents(delivery.session, found)
        record_read("dossier", found)
    return KnownDossiers(
        found,
        {one.row.code: one for one in found.values()},
        {(one.row.facility_id, one.row.client_id): one for one in found.values() if one.row.status == "open"},
    )


def load_contents(session: Any, found: dict[int, KnownDossier]) -> None:
    """Reads referral, pages, decisions and schakelingen of these dossiers (by id), in as many queries as tables."""
    _load_referrals(session, found)
    load_chains(session, found)


def load_chains(session: Any, found: dict[int, KnownDossier]) -> None:
    """Reads only the decisions and schakelingen of these dossiers (by id), with their versions and moments."""
    _load_decisions(session, found)
    _load_schakelingen(session, found)


def _load_referrals(session: Any, found: dict[int, KnownDossier]) -> None:
    ids = list(found)
    referrals = select(*ReferralRecord.__table__.c).where(ReferralRecord.dossier_id == func.any(ids))
    for row in session.execute(referrals):
        known = found[row.dossier_id]
        known.referral_id, known.referral_version, known.referral = row.id, row.version, referral_of(row)
    registrations = select(*Registration.__table__.c).where(Registration.dossier_id == func.any(ids))
    for row in session.execute(registrations):
        found[row.dossier_id].registrations[row.kind] = row


def _load_decisions(session: Any, found: dict[int, KnownDossier]) -> None:
    modules: dict[int, list[str]] = {}
    of_these = select(Decision.id).where(Decision.dossier_id == func.any(list(found)))
    query = (
        select(DecisionModule.decision_id, TypeModule.code)
        .join(TypeModule, TypeModule.id == DecisionModule.type_module_id)
        .where(DecisionModule.decision_id.in_(of_these))
        .order_by(TypeModule.code)
    )
    for decision_id, code in session.execute(query):
        modules.setdefault(decision_id, []).append(code)
    decisions = select(*Decision.__table__.c).where(Decision.dossier_id == func.any(list(found)))
    for row in session.execute(decisions.order_by(Decision.begin, Decision.id)):
        codes = tuple(modules.get(row.id, ()))
        plan = DecisionPlan(row.id, row.begin, codes, row.ground, row.mandated_service, row.id)
        found[row.dossier_id].decisions.append(plan)
        found[row.dossier_id].versions["decision", row.id] = row.version


def _load_schakelingen(session: Any, found: dict[int, KnownDossier]) -> None:
    of_these = select(Schakeling.id).where(Schakeling.dossier_id == func.any(list(found)))
    modules = _modules(session, of_these)
    carers: dict[int, list[Carer]] = {}
    for row in session.execute(
        select(*FosterCarer.__table__.c).where(FosterCarer.schakeling_id.in_(of_these)).order_by(FosterCarer.place)
    ):
        carers.setdefault(row.schakeling_id, []).append(Carer(row.national_number, row.name))
    query = select(*Schakeling.__table__.c).where(Schakeling.dossier_id == func.any(list(found)))
    for row in session.execute(query.order_by(Schakeling.begin, Schakeling.id)):
        plan = SchakelingPlan(
            row.id,
            row.decision_id,
            row.kind,
            row.begin,
            row.end,
            tuple(modules.get(row.id, ())),
            row.elsewhere,
            row.paid_to_parents,
            tuple(carers.get(row.id, ())),
        )
        found[row.dossier_id].schakelingen.append(plan)
        found[row.dossier_id].versions["schakeling", row.id] = row.version
        found[row.dossier_id].moments[row.id] = Moments(
            row.begin_registered_at, row.end_registered_at, row.earlier_begins, row.earlier_ends
        )


def _modules(session: Any, of_these: Any) -> dict[int, list[ModulePlan]]:
    modules: dict[int, list[ModulePlan]] = {}
    query = (
        select(SchakelingModule.schakeling_id, TypeModule.code, SchakelingModule.guaranteed, SchakelingModule.detail)
        .join(TypeModule, TypeModule.id == SchakelingModule.type_module_id)
        .where(SchakelingModule.schakeling_id.in_(of_these))
        .order_by(TypeModule.code)
    )
    for schakeling_id, code, guaranteed, detail in session.execute(query):
        modules.setdefault(schakeling_id, []).append(ModulePlan(code, guaranteed, tuple(detail)))
    return modules
