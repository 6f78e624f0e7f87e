"""Capacity, utilisation and quarter statements that fit what the demonstration facilities do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from app.demo.programmes import DEMO_FACILITIES, DemoFacility
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.reference.load import CKG_LINE, SUPPORTING_GUIDANCE, derive_occupancy_rule, type_modules_by_code

JsonObject = dict[str, Any]
TARGET_OCCUPANCY = Fraction(9, 10)
LEAST_OCCUPANCY, MOST_OCCUPANCY = Fraction(75, 100), Fraction(104, 100)
CHANGE_NOTE = "Aanpassing na overleg met de voorziening"
FIRST_CAPACITY_DAY = date(2015, 1, 1)
# What is known to change on the first of January to come: by how much the recognised capacity grows, and why.
PLANNED = {
    ("F001", "VERBLIJF"): (2, "Uitbreiding volgens het besluit van dit najaar"),
    ("F006", CKG_LINE): (12, "Uitbreiding van de mobiele begeleiding"),
}
CRISIS_ALONGSIDE = ("P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE")
COUNTS_TOWARD = {"OOOC": "P-DIA-OOOC", "OVBJ": "P-CB-LAAG", "CaH": "P-CAH"}
GUARANTEED_STAY = "P-VBF-CRISIS-MELDPUNT"
INNOVATIVE_LINES = frozenset({("F001", "VERBLIJF"), ("F002", "P-CB-BREED"), ("F006", CKG_LINE)})
NIGHTS_A_DAY, DAYS_A_DAY, SUPPORTING_DAYS_A_DAY = Fraction(84, 100), Fraction(60, 100), Fraction(70, 100)
# Contacts take most of the weekly hours of a module; the hours of crisis help at home are those of four weeks.
HOURS_A_DAY, WEEKS_OF_CRISIS_HELP = Fraction(12, 100), 4
# What the agency finds at which facility: a total with a nought too many, and statements that still need something.
MISTYPED, NOT_SENT, CHANGED, TO_PROCESS = "F005", "F002", "F004", "F006"
ROUNDING_STEPS = {"quarter": 4, "half": 2, "none": 1}
FIRST_PROCESSING_MONTH = 4
KIND_NAMES = ("time_out", "ontheming", "ervaringstraject", "dagactivering", "other")


@dataclass(frozen=True)
class Deployment:
    """One module of one schakeling: who, which days, whether as guaranteed supply."""

    client: str
    module: str
    days: Period
    guaranteed: bool
    kind: str | None


def deployments(dossiers: list[JsonObject]) -> dict[str, list[Deployment]]:
    """Every module of every schakeling, by facility code."""
    found: dict[str, list[Deployment]] = defaultdict(list)
    for dossier in dossiers:
        for decision in dossier["decisions"]:
            for schakeling in decision["schakelingen"]:
                end = date.fromisoformat(schakeling["end"]) if schakeling["end"] else None
                days = Period.of(date.fromisoformat(schakeling["begin"]), end)
                for module in schakeling["modules"]:
                    kind = (module.get("detail") or [None])[0]
                    one = Deployment(dossier["client"], module["code"], days, module["guaranteed"], kind)
                    found[dossier["facility"]].append(one)
    return found


def capacity_rows(until: date, per_facility: dict[str, list[Deployment]]) -> list[JsonObject]:
    """The capacity of every facility that has an occupancy: sized to what it does, with a change on 1 January (M-3)."""
    rows: list[JsonObject] = []
    for facility in DEMO_FACILITIES:
        rows += _facility_rows(facility, until, per_facility.get(facility.code, []))
    return rows


def _facility_rows(facility: DemoFacility, until: date, work: list[Deployment]) -> Iterator[JsonObject]:
    lines: dict[tuple[str, str], list[Deployment]] = defaultdict(list)
    for one in work:
        lines[_rule_and_line(one.module, facility)].append(one)
    years = (until.year - 2, until.year - 1, until.year)
    for (rule, line), on_line in sorted(lines.items()):
        if rule != "none" and not (line in CRISIS_ALONGSIDE and facility.organisation_type in COUNTS_TOWARD):
            yield from _line_rows(facility, rule, line, on_line, years, until)
    yield from _rows_that_count_toward(facility)


def _rule_and_line(code: str, facility: DemoFacility) -> tuple[str, str]:
    module = type_modules_by_code()[code]
    return derive_occupancy_rule(
        code=code,
        function=module.function,
        pooled_residential=module.pooled_residential,
        ckg_points=module.ckg_points,
        organisation_type=facility.organisation_type,
    )


def _line_rows(
    facility: DemoFacility, rule: str, line: str, work: list[Deployment], years: tuple[int, ...], until: date
) -> Iterator[JsonObject]:
    """The rows of one line: a new one only in a year whose work would not fit the old one."""
    innovative = 1 if (facility.code, line) in INNOVATIVE_LINES else 0
    guaranteed = _guaranteed(rule, facility)
    recognised = 0
    row: JsonObject = {}
    for year in years:
        period = Period(date(year, 1, 1), min(until, date(year, 12, 31)))
        needed = _load(rule, work, period, innovative + guaranteed)
        if recognised and LEAST_OCCUPANCY <= needed / recognised <= MOST_OCCUPANCY:
            continue
        begin, note = (period.begin, CHANGE_NOTE) if recognised else (FIRST_CAPACITY_DAY, None)
        recognised = max(1, innovative + guaranteed, _rounded_capacity(needed))
        row = {
            "facility": facility.code,
            "module": line,
            "valid_from": begin.isoformat(),
            "recognised": recognised,
            "innovative": innovative,
            "guaranteed": guaranteed,
            "counts_toward": None,
            "note": note,
        }
        yield row
    yield from _planned_row(facility, row, until)


def _planned_row(facility: DemoFacility, last: JsonObject, until: date) -> Iterator[JsonObject]:
    """The row that a line gets next year, where a change is planned (M-3)."""
    growth, note = PLANNED.get((facility.code, last["module"]), (0, ""))
    if growth:
        begin = date(until.year + 1, 1, 1).isoformat()
        yield {**last, "valid_from": begin, "recognised": last["recognised"] + growth, "note": note}


def _rounded_capacity(needed: Fraction) -> int:
    recognised = max(1, round(needed / TARGET_OCCUPANCY))
    return recognised if needed / recognised <= MOST_OCCUPANCY else recognised + 1


def _guaranteed(rule: str, facility: DemoFacility) -> int:
    """Places kept free for the crisismeldpunt, in facilities that offer crisis stay (S-9)."""
    offers_crisis = GUARANTEED_STAY in facility.modules
    return 1 if rule == "pool" and offers_crisis else (6 if rule == "ckg" and offers_crisis else 0)


def _load(rule: str, work: list[Deployment], period: Period, reserved: int) -> Fraction:
    """How much capacity would be full with the work of a period (F-1 … F-5)."""
    clipped = [(one, one.days.overlap(period)) for one in work]
    own = [(one, days) for one, days in clipped if days is not None and not one.guaranteed]
    if rule == "cah":
        points = sum(max(2, 2 * ceil(Fraction(days.day_count - 1, 7))) for _, days in own)
        return Fraction(points * 365, period.day_count * 4 * 8)
    if rule == "ckg":
        points = sum((type_modules_by_code()[one.module].ckg_points or 0) * ceil(Fraction(days.day_count, 30))
                     for one, days in own)  # fmt: skip
        return Fraction(points * 365, period.day_count) + reserved
    deployed = Fraction(sum(days.day_count for _, days in own), period.day_count)
    if rule == "ob_quarter":
        quarterly = deployed * Fraction(365, 4) * _registered_a_day(SUPPORTING_GUIDANCE)
        return quarterly / 30 + reserved
    return deployed + reserved


def _rows_that_count_toward(facility: DemoFacility) -> Iterator[JsonObject]:
    """The rows without figures of their own, whose work counts on another row (M-3, H15)."""
    target = COUNTS_TOWARD.get(facility.organisation_type)
    codes = [code for code in CRISIS_ALONGSIDE if code in facility.modules] if target in facility.modules else []
    if facility.organisation_type == "CKG":
        target = CKG_LINE
        codes = [code for code in facility.modules if type_modules_by_code()[code].ckg_points and code != CKG_LINE]
    for code in codes:
        yield {"facility": facility.code, "module": code, "valid_from": FIRST_CAPACITY_DAY.isoformat(), "recognised": 0,
               "innovative": 0, "guaranteed": 0, "counts_toward": target,
               "note": f"Telt mee bij {target}"}  # fmt: skip


def utilisation_rows(until: date, per_facility: dict[str, list[Deployment]]) -> list[JsonObject]:
    """The totals of every quarter that is over, for modules whose utilisation is entered by hand (Q-1, Q-2)."""
    rows: list[JsonObject] = []
    last = Quarter.of(until).previous
    for code, work in sorted(per_facility.items()):
        for quarter in _finished_quarters(work, until):
            totals = list(_quarter_totals(code, quarter, work))
            if quarter == last and code == MISTYPED:
                totals[0]["total"] *= 10
            rows += totals[1:] if quarter == last and code == NOT_SENT else totals
    return rows


def quarter_rows(until: date, per_facility: dict[str, list[Deployment]]) -> list[JsonObject]:
    """The state of every statement: whole past years processed, the rest sent, with some exceptions (Q-4, Q-5)."""
    last_processed = until.year - 1 if until.month >= FIRST_PROCESSING_MONTH else until.year - 2
    return [
        {"facility": code, "quarter": str(quarter), "state": _state(code, quarter, until, last_processed)}
        for code, work in sorted(per_facility.items())
        for quarter in _finished_quarters(work, until)
        if any(one.days.overlap(quarter.period) for one in work)
    ]


def _state(code: str, quarter: Quarter, until: date, last_processed: int) -> str:
    """So that the agency has something to do: one has not sent, one changed what it sent, one waits to be processed."""
    if code == NOT_SENT and quarter == Quarter.of(until).previous:
        return "open"
    if code == CHANGED and quarter == Quarter(last_processed, 4):
        return "to_send_again"
    waits = quarter.year == last_processed and code in (CHANGED, TO_PROCESS)
    return "processed" if quarter.year <= last_processed and not waits else "sent"


def _finished_quarters(work: list[Deployment], until: date) -> list[Quarter]:
    if not work:
        return []
    first = Quarter.of(max(FIRST_CAPACITY_DAY, min(one.days.begin for one in work)))
    return [quarter for quarter in Quarter.between(first, Quarter.of(until)) if quarter.period.end < until]


def _manual(code: str) -> bool:
    return type_modules_by_code()[code].utilisation == "manual"


def _quarter_totals(facility: str, quarter: Quarter, work: list[Deployment]) -> Iterator[JsonObject]:
    days: dict[str, int] = defaultdict(int)
    kinds: dict[str, int] = defaultdict(int)
    for one in work:
        active = one.days.overlap(quarter.period)
        if active is not None and _manual(one.module):
            days[one.module] += active.day_count
            if one.module == SUPPORTING_GUIDANCE:
                kinds[one.kind or "other"] += active.day_count
    for code, count in sorted(days.items()):
        row: JsonObject = {"facility": facility, "quarter": str(quarter), "module": code}
        if code == SUPPORTING_GUIDANCE:
            values = {kind: _entered(code, kinds[kind]) for kind in KIND_NAMES}
            yield {**row, "total": sum(values.values()) + 1, "kinds": values, "non_client_bound": 1}
        else:
            yield {**row, "total": _entered(code, count)}


def _entered(code: str, days: int) -> float | int:
    """What a facility would enter for so many days of help, in the unit and rounding of the module (Q-3)."""
    module = type_modules_by_code()[code]
    steps = ROUNDING_STEPS[module.rounding]
    value = Fraction(round(days * _registered_a_day(code) * steps), steps)
    return int(value) if value.denominator == 1 else float(value)


def _registered_a_day(code: str) -> Fraction:
    """How much utilisation one day of a schakeling leaves on average, in the unit of the module."""
    module = type_modules_by_code()[code]
    if module.unit == "nights":
        return NIGHTS_A_DAY
    if module.unit == "days":
        return SUPPORTING_DAYS_A_DAY if code == SUPPORTING_GUIDANCE else DAYS_A_DAY
    intensity = Fraction(module.intensity) if module.intensity else Fraction(1)
    return HOURS_A_DAY * (intensity / WEEKS_OF_CRISIS_HELP if module.function == "crisis at home" else intensity)
