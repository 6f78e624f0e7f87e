"""The utilisation of a facility over quarters; its formulas follow, so every rate still says why it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from app.domain.faults import DomainError, Fault
from app.domain.figures.lines import GROUPS, in_group
from app.domain.figures.result import NOT_AVAILABLE, not_computed
from app.domain.quarter import Quarter
from app.queries.catalogue import modules_by_id
from app.queries.figures.lines import module_lines
from models.facility import Facility

_CONCERNED = text(
    'select type_module_id from deployment where facility_id = :facility_id and "end" >= :begin and "begin" <= :until '
    "union select type_module_id from utilisation_total where facility_id = :facility_id "
    "and year * 4 + quarter between :first and :last"
)


def utilisation_of(session: Any, facility: Facility, quarters: Sequence[Quarter]) -> dict[str, Any]:
    """The utilisation answer of one facility over consecutive quarters, in the shape of the commands (F-8).

    Raises DomainError when there is no quarter, or when they span more than a year.
    """
    if not quarters or len(quarters) > 4:
        message = "Kies één tot vier kwartalen; het laatste mag niet voor het eerste liggen."
        raise DomainError(Fault("F-8", "until_quarter", message))
    first, last = quarters[0], quarters[-1]
    names = {
        "facility_id": facility.id,
        "begin": first.period.begin,
        "until": last.period.end,
        "first": first.year * 4 + first.number,
        "last": last.year * 4 + last.number,
    }
    codes = modules_by_id(session)
    concerned = sorted(codes[module_id].code for module_id in session.scalars(_CONCERNED, names))
    lines = module_lines(session, facility.organisation_type)
    groups = [group for group in GROUPS if any(in_group(lines[code], group) for code in concerned)]
    weighted = not_computed("weighted", NOT_AVAILABLE).printed()
    weighted.pop("code")
    return {
        "facility": facility.code,
        "from": first.period.begin.isoformat(),
        "until": last.period.end.isoformat(),
        "modules": [not_computed(code, NOT_AVAILABLE).printed() for code in concerned],
        "groups": [not_computed(group, NOT_AVAILABLE).printed() for group in groups],
        "weighted": weighted,
    }
