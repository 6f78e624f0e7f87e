"""What the agency may write in the capacity history of a facility (M-3)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.database import BincSession
from app.domain.capacity import POOL, check_capacity_row, check_counts_toward, check_line
from app.domain.capacity import CapacityRow as CapacityPlan
from app.domain.faults import Fault
from app.queries.catalogue import modules_by_code, occupancy_rules
from models.capacity import CapacityRow
from models.facility import Facility

CKG_LINE = "P-CKG-GEZIN"
RULE = "M-3"


def check_capacity(
    session: BincSession, facility: Facility, plan: CapacityPlan, *, own_id: int | None = None
) -> list[Fault]:
    """Everything that keeps a row out of the history of this facility; `own_id` is the row that is being changed."""
    return [
        *check_capacity_row(plan),
        *check_line(plan, modules_by_code(session)),
        *_line_faults(session, facility, plan),
        *check_counts_toward(plan, modules_by_code(session)),
        *_day_faults(session, facility, plan, own_id),
    ]


def _line_faults(session: BincSession, facility: Facility, plan: CapacityPlan) -> Iterator[Fault]:
    module = modules_by_code(session).get(plan.line)
    if plan.line == POOL:
        return
    if module is None:
        yield Fault(RULE, "line", "Deze module bestaat niet. Kies een module uit de lijst, of Verblijf.")
    elif not module.pooled_residential:
        proper = _proper_line(session, facility, plan.line, module.function)
        if plan.line != proper and plan.counts_toward != proper and not plan.ends_the_line:
            name = _name(session, proper)
            message = (
                f"De capaciteit van {module.name} staat bij {name}. Kies hier die, of laat deze daarbij meetellen."
            )
            yield Fault(RULE, "line", message)


def _proper_line(session: BincSession, facility: Facility, code: str, function: str) -> str:
    if function == "ckg points":
        return CKG_LINE
    rule = occupancy_rules(session, facility.organisation_type).get(code)
    return rule.capacity_line if rule else code


def _name(session: BincSession, line: str) -> str:
    module = modules_by_code(session).get(line)
    return module.name if module else "Verblijf"


def _day_faults(session: BincSession, facility: Facility, plan: CapacityPlan, own_id: int | None) -> Iterator[Fault]:
    query = select(CapacityRow.id).where(
        CapacityRow.facility_id == facility.id,
        CapacityRow.line == plan.line,
        CapacityRow.valid_from == plan.valid_from,
        CapacityRow.id != (own_id or 0),
    )
    if session.scalars(query).first() is not None:
        message = "Vanaf deze dag is er al een rij voor deze module. Wijzig die rij, of kies een andere dag."
        yield Fault(RULE, "valid_from", message)
