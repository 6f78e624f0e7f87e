"""The catalogue of type modules and the answer lists, read from the tables beside this file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
POOL_LINE = "VERBLIJF"
CAH_LINE = "P-CAH"
CKG_LINE = "P-CKG-GEZIN"
CAH_MODULES = frozenset({"P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"})
SUPPORTING_GUIDANCE = "P-OB-RTJ"


@dataclass(frozen=True, slots=True)
class TypeModuleRow:
    """One kind of care that a facility can offer, with what its utilisation and its Groeipakket rule depend on (M-1).

    `access` is RTJ or NRTJ. `intensity` is per place and per day (nights, days) or per week (hours), None where no
    source or assumption gives one. `ckg_points` are points per started block of 30 days. `groeipakket` is `always`,
    `under18`, `under25` or None (S-12); `perspective_offering` foster care asks for the transition rule (S-13).
    `assumed` names the columns whose value no source gives.
    """

    code: str
    official_code: bool
    name: str
    function: str
    access: str
    organisation_types: tuple[str, ...]
    unit: str
    rounding: str
    intensity: Decimal | None
    utilisation: str
    non_client_bound: bool
    pooled_residential: bool
    ckg_points: int | None
    detail: str | None
    groeipakket: str | None
    perspective_offering: bool
    source: str
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OccupancyRuleRow:
    """Which formula counts a module at an organisation type, and on which capacity row it lands (F-1 … F-6, M-3).

    `rule` is day, pool, ob_quarter, cah, ckg or none; `capacity_line` is a module code or VERBLIJF.
    """

    module: str
    organisation_type: str
    rule: str
    capacity_line: str
    source: str
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer a care worker can choose in a list; a retired one stays readable (E-5)."""

    list_name: str
    code: str
    label_nl: str
    sequence: int
    retired: bool
    source: str
    assumed: bool


@lru_cache(maxsize=1)
def type_modules() -> tuple[TypeModuleRow, ...]:
    """The whole catalogue of type modules, in the order of the table (M-1)."""
    return tuple(_type_module(row) for row in _rows("type_modules.csv"))


@lru_cache(maxsize=1)
def type_modules_by_code() -> dict[str, TypeModuleRow]:
    """The catalogue by module code (M-1)."""
    return {row.code: row for row in type_modules()}


@lru_cache(maxsize=1)
def occupancy_rules() -> tuple[OccupancyRuleRow, ...]:
    """The formula of every catalogue module at every organisation type that can offer it (F-1 … F-6)."""
    return tuple(_occupancy_rule(row) for row in _rows("occupancy_rules.csv"))


@lru_cache(maxsize=1)
def answers() -> tuple[AnswerRow, ...]:
    """Every answer of every list, in the order in which a list shows them (E-5)."""
    return tuple(_answer(row) for row in _rows("answer_lists.csv"))


@lru_cache(maxsize=1)
def answer_lists() -> dict[str, tuple[AnswerRow, ...]]:
    """The answers per list name (E-5)."""
    lists: dict[str, list[AnswerRow]] = {}
    for row in answers():
        lists.setdefault(row.list_name, []).append(row)
    return {name: tuple(rows) for name, rows in lists.items()}


def answer_codes(list_name: str) -> frozenset[str]:
    """The codes a list knows, retired ones included; KeyError for a list that does not exist (E-5)."""
    return frozenset(row.code for row in answer_lists()[list_name])


def derive_occupancy_rule(
    *, code: str, function: str, pooled_residential: bool, ckg_points: Decimal | int | None, organisation_type: str
) -> tuple[str, str]:
    """The formula and the capacity row of a module at an organisation type, for modules beside the table too.

    Residence shares one pool everywhere (F-2), foster care has no occupancy (F-7), supporting guidance counts by the
    quarter (F-3), crisis help at home and the CKG by points (F-4, F-5), all the rest by the day on its own row (F-1).
    """
    if pooled_residential:
        return "pool", POOL_LINE
    if function == "foster care" or organisation_type == "pleegzorg":
        return "none", code
    if code == SUPPORTING_GUIDANCE:
        return "ob_quarter", code
    if organisation_type == "CaH" and code in CAH_MODULES:
        return "cah", CAH_LINE
    if organisation_type == "CKG" and ckg_points:
        return "ckg", CKG_LINE
    return "day", code


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / file_name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _type_module(row: dict[str, str]) -> TypeModuleRow:
    return TypeModuleRow(
        code=row["code"],
        official_code=row["official_code"] == "yes",
        name=row["name"],
        function=row["function"],
        access=row["access"],
        organisation_types=tuple(row["organisation_types"].split("|")),
        unit=row["unit"],
        rounding=row["rounding"],
        intensity=Decimal(row["intensity"]) if row["intensity"] else None,
        utilisation=row["utilisation"],
        non_client_bound=row["non_client_bound"] == "yes",
        pooled_residential=row["pooled_residential"] == "yes",
        ckg_points=int(row["ckg_points"]) if row["ckg_points"] else None,
        detail=row["detail"] or None,
        groeipakket=row["groeipakket"] or None,
        perspective_offering=row["perspective_offering"] == "yes",
        source=row["source"],
        assumed=tuple(row["assumed"].split()),
    )


def _occupancy_rule(row: dict[str, str]) -> OccupancyRuleRow:
    return OccupancyRuleRow(
        module=row["module"],
        organisation_type=row["organisation_type"],
        rule=row["rule"],
        capacity_line=row["capacity_line"],
        source=row["source"],
        assumed=tuple(row["assumed"].split()),
    )


def _answer(row: dict[str, str]) -> AnswerRow:
    return AnswerRow(
        list_name=row["list"],
        code=row["code"],
        label_nl=row["label_nl"],
        sequence=int(row["sequence"]),
        retired=row["retired"] == "yes",
        source=row["source"],
        assumed=row["assumed"] == "yes",
    )
