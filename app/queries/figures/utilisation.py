"""The utilisation of one facility over quarters, or of all at once (F-8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from app.domain.capacity import CapacityRow
from app.domain.faults import refuse
from app.domain.figures.lines import ModuleLines
from app.domain.figures.utilisation import Utilisation, UtilisationInput, check_quarters, utilisation
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.catalogue import modules_by_id
from app.queries.figures.facilities import FacilityFacts, facilities_within, facts_of
from app.queries.figures.lines import capacity_of, module_lines
from models.facility import Facility

_TOTALS = text(
    "select facility_id, type_module_id, year, quarter, total from utilisation_total "
    "where facility_id between :first and :last and year * 4 + quarter between :from_quarter and :until_quarter"
)
# In which of the quarters a module was deployed: the numbers of the first and the last one that a schakeling touches, from
# 1; 0 lies before the first. The two halves together are every deployment, each with an index of its own.
_DEPLOYED = text(
    " union all ".join(
        'select facility_id, type_module_id, width_bucket("begin", cast(:begins as date[])), '
        f'width_bucket("end", cast(:begins as date[])) from deployment where {which} '
        'and facility_id between :first and :last and "end" >= :begin and "begin" <= :until group by 1, 2, 3, 4'
        for which in ("not guaranteed", "guaranteed")
    )
)


@dataclass(frozen=True)
class UtilisationAnswer:
    """The utilisation of a facility over quarters: per module and per group, with what is missing."""

    facility_id: int
    facility_code: str
    quarters: tuple[Quarter, ...]
    result: Utilisation

    @property
    def period(self) -> Period:
        """The days of all quarters together."""
        return Period(self.quarters[0].period.begin, self.quarters[-1].period.end)

    def as_json(self) -> dict[str, Any]:
        """The answer as the command and the API print it (exchange format)."""
        weighted = self.result.weighted.printed()
        weighted.pop("code")
        return {
            "facility": self.facility_code,
            "from": self.period.begin.isoformat(),
            "until": self.period.end.isoformat(),
            "modules": [figure.printed() for figure in self.result.modules],
            "groups": [group.figure.printed() for group in self.result.groups],
            "weighted": weighted,
        }


@dataclass
class _Registered:
    """What the database knows of one facility in the quarters asked."""

    totals: dict[tuple[Quarter, str], Decimal | None] = field(default_factory=dict)
    deployed: set[tuple[Quarter, str]] = field(default_factory=set)


def utilisation_of(session: Any, facility: Facility, quarters: Sequence[Quarter]) -> UtilisationAnswer:
    """The utilisation of one facility over one to four consecutive quarters (F-8).

    Raises DomainError when there is no quarter, or when there are more than four.
    """
    refuse(check_quarters(quarters))
    registered = _registered(session, quarters, facility.id, facility.id).get(facility.id, _Registered())
    rows = tuple(capacity_of(session, [facility.id]).get(facility.id, ()))
    lines = module_lines(session, facility.organisation_type)
    return _answer(facts_of(facility), tuple(quarters), lines, rows, registered)


def utilisation_of_all(session: Any, quarters: Sequence[Quarter]) -> dict[int, UtilisationAnswer]:
    """The utilisation of every facility within the session's reach, by facility id, in a handful of statements (F-8).

    Raises DomainError when there is no quarter, or when there are more than four.
    """
    refuse(check_quarters(quarters))
    reach = session.info["scope"].figures
    registered = _registered(session, quarters, reach.first, reach.last)
    capacity = capacity_of(session)
    lines: dict[str, ModuleLines] = {}
    answers = {}
    for facility in facilities_within(session, reach.first, reach.last):
        kind = facility.organisation_type
        lines[kind] = lines.get(kind) or module_lines(session, kind)
        rows, own = tuple(capacity.get(facility.id, ())), registered.get(facility.id, _Registered())
        answers[facility.id] = _answer(facility, tuple(quarters), lines[kind], rows, own)
    return answers


def _answer(
    facility: FacilityFacts,
    quarters: tuple[Quarter, ...],
    lines: ModuleLines,
    rows: tuple[CapacityRow, ...],
    registered: _Registered,
) -> UtilisationAnswer:
    kind = facility.organisation_type
    question = UtilisationInput(quarters, kind, lines, rows, registered.totals, registered.deployed)
    return UtilisationAnswer(facility.id, facility.code, quarters, utilisation(question))


def _registered(session: Any, quarters: Sequence[Quarter], first: int, last: int) -> dict[int, _Registered]:
    codes = modules_by_id(session)
    found: dict[int, _Registered] = defaultdict(_Registered)
    names: dict[str, Any] = {"first": first, "last": last}
    for facility_id, module_id, year, number, total in session.execute(_TOTALS, names | _quarter_range(quarters)):
        found[facility_id].totals[Quarter(year, number), codes[module_id].code] = total
    for facility_id, module_id, first_number, last_number in session.execute(
        _DEPLOYED, names | _quarter_days(quarters)
    ):
        touched = quarters[max(first_number - 1, 0) : last_number]
        found[facility_id].deployed |= {(quarter, codes[module_id].code) for quarter in touched}
    return found


def _quarter_range(quarters: Sequence[Quarter]) -> dict[str, Any]:
    first, last = quarters[0], quarters[-1]
    return {"from_quarter": first.year * 4 + first.number, "until_quarter": last.year * 4 + last.number}


def _quarter_days(quarters: Sequence[Quarter]) -> dict[str, Any]:
    begins = [quarter.period.begin for quarter in quarters]
    return {"begins": begins, "begin": begins[0], "until": quarters[-1].period.end}
