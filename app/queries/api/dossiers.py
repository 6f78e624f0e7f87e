"""Dossiers as programs read them: a page of many, and one with all in it (G-3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select

from app.database import BincSession, record_read
from app.domain.chain_plans import DecisionPlan, SchakelingPlan
from app.queries.dossier_page import DossierView
from models.client import Client
from models.dossier import Dossier, Referral

Record = dict[str, Any]


@dataclass(frozen=True)
class DossierPage:
    """One page of dossiers; `next_id` is the cursor of the page after it, None when there is none."""

    dossiers: list[Record]
    next_id: int | None


def read_dossiers(
    session: BincSession,
    facility_id: int,
    *,
    state: str | None = None,
    changed_since: datetime | None = None,
    after: int = 0,
    limit: int = 100,
) -> DossierPage:
    """The dossiers of a facility in the order in which they were made, from a cursor on. Goes on record as read (A-5).

    `changed_since` is a filter and no way to keep in step: two who save at once may finish in another order. For that
    is the list of changes.
    """
    conditions = [Dossier.facility_id == facility_id, Dossier.id > after]
    conditions += [Dossier.status == state] if state else []
    conditions += [Dossier.changed_at >= changed_since] if changed_since else []
    # The database takes the conditions of the walls together for rarer than they are, and would read every dossier of
    # a large facility with its client to sort them: which dossiers a page holds is asked before anything is joined.
    page = select(Dossier.id).where(*conditions).order_by(Dossier.id).limit(limit + 1).subquery()
    query = (
        select(*_COLUMNS)
        .join(page, page.c.id == Dossier.id)
        .join(Client, Client.id == Dossier.client_id)
        .outerjoin(Referral, (Referral.facility_id == Dossier.facility_id) & (Referral.dossier_id == Dossier.id))
        .order_by(Dossier.id)
    )
    rows = session.execute(query).mappings().all()
    shown = rows[:limit]
    record_read("dossier", [row["id"] for row in shown])
    return DossierPage([_line(row) for row in shown], shown[-1]["id"] if len(rows) > limit else None)


_COLUMNS = (
    Dossier.id,
    Dossier.code,
    Dossier.status,
    Dossier.created_on,
    Dossier.closed_on,
    Dossier.changed_at,
    Dossier.version,
    Dossier.last_decision_begin,
    Dossier.last_schakeling_begin,
    Dossier.last_schakeling_end,
    Referral.own_reference,
    Client.id.label("client_id"),
    Client.national_number,
    Client.name,
    Client.first_name,
    Client.birth_date,
)


def _line(row: RowMapping) -> Record:
    client = {"id": row["client_id"]}
    client |= {name: row[name] for name in ("national_number", "name", "first_name", "birth_date")}
    return {**row, "state": row["status"], "created": row["created_on"], "client": client}


def whole_dossier(view: DossierView) -> Record:
    """A dossier with its referral, decisions and schakelingen, as the list has it and more."""
    dossier, client = view.dossier, view.dossier.client
    own = {name: getattr(dossier, name) for name in _OF_DOSSIER}
    return {
        **own,
        "state": dossier.status,
        "created": dossier.created_on,
        "own_reference": view.referral.own_reference,
        "client": client,
        "referral": view.referral,
        "decisions": decision_records(view.chain.decisions, view.chain.schakelingen),
    }


_OF_DOSSIER = (
    "code",
    "closed_on",
    "changed_at",
    "version",
    "last_decision_begin",
    "last_schakeling_begin",
    "last_schakeling_end",
)


def decision_records(decisions: Iterable[DecisionPlan], schakelingen: Iterable[SchakelingPlan]) -> list[Record]:
    """Decisions in order, each with the schakelingen under it."""
    under: dict[Any, list[Record]] = {}
    for one in schakelingen:
        under.setdefault(one.decision_key, []).append(schakeling_record(one))
    return [{**asdict(one), "id": one.key, "schakelingen": under.get(one.key, [])} for one in decisions]


def schakeling_record(plan: SchakelingPlan) -> Record:
    """A schakeling by its id."""
    return {**asdict(plan), "id": plan.key}
