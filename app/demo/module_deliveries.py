"""Deliveries of the module database: one module withdrawn while it is deployed, and differences that wait (M-2)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select

from app.database import BincSession, enter_scope
from app.domain.module_differences import Approval, Key
from app.domain.scope import Actor
from app.queries.module_data import known_approvals, waiting_differences
from app.services.module_deliveries.applying import apply_waiting
from app.services.module_deliveries.taking_in import take_in
from models.access import Account
from models.deployment import Deployment
from models.facility import Facility
from models.reference import TypeModule

SOURCE = "moduledatabank (oefengegevens)"
WITHDRAWN_AT, ENDING_AT, GROWING_AT = "F001", "F002", "F003"
NEW_MODULE, UNKNOWN_MODULE = "P-CB-BREED", "P-NOG-ONBEKEND"
WITHDRAWN_DAYS_AGO, ENDS_IN_DAYS = 21, 60
Approvals = dict[Key, list[Approval]]


def load_module_deliveries(session: BincSession, until: date) -> None:
    """A withdrawal that the agency applied three weeks ago, and a delivery of yesterday of which something waits."""
    earlier, yesterday = until - timedelta(days=WITHDRAWN_DAYS_AGO), until - timedelta(days=1)
    approvals = known_approvals(session)
    del approvals[WITHDRAWN_AT, _least_used(session, WITHDRAWN_AT, until)]
    take_in(session, _list(approvals, earlier), SOURCE, today=earlier)
    seen = max(one.id for one in waiting_differences(session))
    _apply_as_agency(session, seen)

    approvals = known_approvals(session)
    ending = (ENDING_AT, _least_used(session, ENDING_AT, until))
    approvals[ending] = [Approval(approvals[ending][0].valid_from, until + timedelta(days=ENDS_IN_DAYS))]
    approvals[GROWING_AT, NEW_MODULE] = [Approval(yesterday)]
    approvals[GROWING_AT, UNKNOWN_MODULE] = [Approval(yesterday)]
    take_in(session, _list(approvals, yesterday), SOURCE, today=yesterday)


def _apply_as_agency(session: BincSession, seen: int) -> None:
    """Somebody of the policy team applies it, under their own name."""
    own, policy = session.scope, _policy(session)
    enter_scope(session, replace(own, actor=policy))
    apply_waiting(session, None, seen_up_to=seen, actor=policy)
    session.flush()
    enter_scope(session, own)


def _list(approvals: Approvals, day: date) -> bytes:
    facilities: dict[str, list[dict[str, str | None]]] = {}
    for (facility, module), periods in approvals.items():
        facilities.setdefault(facility, []).extend(
            {"code": module, "from": str(one.valid_from), "until": str(one.valid_until) if one.valid_until else None}
            for one in periods
        )
    rows = [{"code": code, "modules": modules} for code, modules in facilities.items()]
    return json.dumps({"format": "binc-modules/1", "day": str(day), "facilities": rows}).encode()


def _least_used(session: BincSession, facility_code: str, day: date) -> str:
    """The module that runs in the fewest dossiers of a facility on a day, at least one."""
    query = (
        select(TypeModule.code)
        .join(Deployment, Deployment.type_module_id == TypeModule.id)
        .join(Facility, Facility.id == Deployment.facility_id)
        .where(Facility.code == facility_code, Deployment.begin <= day, Deployment.end >= day)
        .group_by(TypeModule.code)
        .order_by(func.count(), TypeModule.code)
        .limit(1)
    )
    return session.scalars(query).one()


def _policy(session: BincSession) -> Actor:
    account = session.scalars(select(Account).where(Account.username == "beleid")).one()
    return Actor(account.id, f"{account.first_name} {account.last_name}")
