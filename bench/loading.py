"""From columns of numbers to the tables of the product: PostgreSQL spells the rows out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import psycopg

from app.demo.names import STREETS
from app.demo.places import TOWNS
from app.domain.names import name_key
from app.reference.load import CAH_LINE, CAH_MODULES
from bench.copying import copy_numbers, copy_rows
from bench.organisations import (
    SUPPLY_CAN_BE_GUARANTEED,
    Organisations,
    approved_codes,
    capacity_line,
    detail_answer,
    packages,
)
from bench.people import FIRST_CLIENT_NUMBER, People, first_names, surnames
from bench.statements import LOADED_TABLES, LOOKUPS, STAFF_OF_FACILITY, STATEMENTS
from bench.trajectories import NO_DAY, YEARS, Trajectories

APPROVED_FROM = date(2010, 1, 1)
SHARE_GUARANTEED = 0.06
CAPACITY_CHANGES = (date(2014, 1, 1), date(2017, 1, 1), date(2020, 7, 1), date(2023, 1, 1))
TARGET_OCCUPANCY = 0.9


def load_sector(
    connection: psycopg.Connection[Any],
    sector: Organisations,
    trajectories: Trajectories,
    people: People,
    client: np.ndarray,
    until: int,
    random: np.random.Generator,
) -> None:
    """Writes the whole sector; expects empty tables without constraints, and triggers that keep still."""
    modules = dict(connection.execute("select code, id from type_module").fetchall())
    _load_lookups(connection, modules)
    _load_facilities(connection, sector, modules)
    copy_numbers(connection, "plan_client", _client_columns(people, random))
    copy_numbers(connection, "plan_dossier", _dossier_columns(sector, trajectories, client, until, random))
    copy_numbers(connection, "plan_decision", _decision_columns(trajectories, random))
    copy_numbers(connection, "plan_schakeling", _schakeling_columns(trajectories))
    copy_numbers(connection, "plan_module", _module_columns(sector, trajectories, modules, random))
    copy_numbers(connection, "plan_recommended", _recommended_columns(trajectories, modules))
    for statement in STATEMENTS:
        connection.execute(statement)
    copy_rows(
        connection,
        "capacity_row",
        ("facility_id", "line", "valid_from", "recognised", "innovative", "guaranteed", "counts_toward"),
        _capacity_rows(sector, trajectories, until, random),
    )
    for table in LOADED_TABLES:
        connection.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), (select coalesce(max(id), 1) from {table}))"
        )


def _load_lookups(connection: psycopg.Connection[Any], modules: Mapping[str, int]) -> None:
    for statement in LOOKUPS:
        connection.execute(statement)
    for table, names in (("plan_name", surnames()), ("plan_first_name", first_names())):
        rows = ((place, name, name_key(name)) for place, name in enumerate(names))
        copy_rows(connection, table, ("place", "name", "key"), rows)
    streets = ((place, *town[:2], STREETS[place % len(STREETS)]) for place, town in enumerate(TOWNS))
    copy_rows(connection, "plan_town", ("place", "postcode", "municipality", "street"), streets)
    ids = ((place, sorted(modules[code] for code in package)) for place, package in enumerate(packages()))
    copy_rows(connection, "plan_package", ("place", "module_ids"), ids)
    details = ((type_id, [detail_answer(code)] if detail_answer(code) else []) for code, type_id in modules.items())
    copy_rows(connection, "plan_detail", ("type_module_id", "detail"), details)


def _load_facilities(connection: psycopg.Connection[Any], sector: Organisations, modules: Mapping[str, int]) -> None:
    numbered = list(enumerate(zip(sector.types, sector.provinces, strict=True), 1))
    facilities = ((n, f"N{n:05d}", f"Voorziening {n}", kind, province) for n, (kind, province) in numbered)
    copy_rows(connection, "facility", ("id", "code", "name", "organisation_type", "province"), facilities)
    approved = (
        (number, modules[code], APPROVED_FROM) for number, (kind, _) in numbered for code in approved_codes(kind)
    )
    copy_rows(connection, "approved_module", ("facility_id", "type_module_id", "valid_from"), approved)


def _client_columns(people: People, random: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        "id": FIRST_CLIENT_NUMBER + np.arange(len(people)),
        "national_number": people.national_number,
        "born": people.born,
        "birth_year": people.birth_year,
        "is_male": people.is_male.astype(np.int32),
        "name": people.name,
        "first_name": people.first_name,
        "town": random.integers(0, len(TOWNS), len(people)),
    }


def _dossier_columns(
    sector: Organisations, trajectories: Trajectories, client: np.ndarray, until: int, random: np.random.Generator
) -> dict[str, np.ndarray]:
    dossiers, count = trajectories.dossiers, len(trajectories.dossiers)
    crisis = np.array([each == "CaH" for each in sector.types])[dossiers.facility] | (random.random(count) < 0.08)
    intake = dossiers.first_begin + random.integers(3, 100, count)
    answered = (dossiers.first_begin != NO_DAY) & (random.random(count) < 0.93) & (intake <= until)
    return {
        "id": 1 + np.arange(count),
        "facility_id": 1 + dossiers.facility,
        "client_id": FIRST_CLIENT_NUMBER + client,
        "created": dossiers.created,
        "closed": dossiers.closed,
        "owner_id": 1 + STAFF_OF_FACILITY * dossiers.facility + random.integers(0, STAFF_OF_FACILITY, count),
        "first_begin": dossiers.first_begin,
        "last_begin": dossiers.last_begin,
        "last_end": dossiers.last_end,
        "last_package": dossiers.last_package,
        "last_decision": dossiers.last_decision,
        "intake": np.where(answered, intake, NO_DAY),
        "by_crisismeldpunt": crisis.astype(np.int32),
        "with_reference": (random.random(count) < 0.4).astype(np.int32),
        "second": random.integers(25_200, 64_800, count),
    }


def _decision_columns(trajectories: Trajectories, random: np.random.Generator) -> dict[str, np.ndarray]:
    decisions = trajectories.decisions
    return {
        "id": 1 + np.arange(len(decisions)),
        "facility_id": 1 + trajectories.dossiers.facility[decisions.dossier],
        "dossier_id": 1 + decisions.dossier,
        "day": decisions.begin,
        "judicial": (random.random(len(decisions)) < 0.4).astype(np.int32),
    }


def _ids_by_begin(trajectories: Trajectories) -> tuple[np.ndarray, np.ndarray]:
    """The order in which schakelingen were registered, and the id of each: facilities mixed, as in real life."""
    order = np.argsort(trajectories.schakelingen.begin, kind="stable")
    ids = np.empty(len(order), dtype=np.int64)
    ids[order] = 1 + np.arange(len(order))
    return order, ids


def _schakeling_columns(trajectories: Trajectories) -> dict[str, np.ndarray]:
    order, ids = _ids_by_begin(trajectories)
    chains = trajectories.schakelingen.ordered(order)
    return {
        "id": ids[order],
        "facility_id": 1 + trajectories.dossiers.facility[chains.dossier],
        "dossier_id": 1 + chains.dossier,
        "decision_id": 1 + chains.decision,
        "kind": chains.kind,
        "first_day": chains.begin,
        "last_day": chains.end,
    }


def _module_columns(
    sector: Organisations, trajectories: Trajectories, modules: Mapping[str, int], random: np.random.Generator
) -> dict[str, np.ndarray]:
    order, ids = _ids_by_begin(trajectories)
    chains = trajectories.schakelingen.ordered(order)
    place, type_ids = _spread(chains.package, modules)
    facility = trajectories.dossiers.facility[chains.dossier[place]]
    possible = np.array([each in SUPPLY_CAN_BE_GUARANTEED for each in sector.types])[facility]
    # The same throughout a dossier, so that an extension repeats the offer before it (S-7).
    guaranteed = random.random(len(trajectories.dossiers)) < SHARE_GUARANTEED
    return {
        "facility_id": 1 + facility,
        "schakeling_id": ids[order][place],
        "type_module_id": type_ids,
        "guaranteed": (possible & guaranteed[chains.dossier[place]]).astype(np.int32),
    }


def _recommended_columns(trajectories: Trajectories, modules: Mapping[str, int]) -> dict[str, np.ndarray]:
    """The modules of a decision are those of its schakelingen; one without schakelingen recommends nothing yet."""
    chains = trajectories.schakelingen
    place, type_ids = _spread(chains.package, modules)
    span = max(modules.values()) + 1
    pairs = np.unique(chains.decision[place] * span + type_ids)
    decision, type_id = pairs // span, pairs % span
    facility = trajectories.dossiers.facility[trajectories.decisions.dossier[decision]]
    return {"facility_id": 1 + facility, "decision_id": 1 + decision, "type_module_id": type_id}


def _spread(package: np.ndarray, modules: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """One row for each module of each schakeling: the schakeling's place and the module's id."""
    offered = packages()
    width = max(map(len, offered))
    table = np.array([[*(modules[code] for code in each), *(0,) * (width - len(each))] for each in offered])
    place, column = np.nonzero(table[package])
    return place, table[package[place], column]


def _capacity_rows(
    sector: Organisations, trajectories: Trajectories, until: int, random: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    """For each line about a ninth more than what is in use, corrected every few years (M-3)."""
    for (place, line), days in sorted(_days_by_line(sector, trajectories, until).items()):
        needed = days / (YEARS * 365.25) / TARGET_OCCUPANCY
        begins = [*CAPACITY_CHANGES, None]
        for begin, _ in pairwise(begins):
            recognised = max(2, round(needed * random.uniform(0.9, 1.1)))
            yield place + 1, line, begin, recognised, int(recognised > 20), int(recognised > 30), None
    yield from rows_that_count_toward(sector)


def rows_that_count_toward(sector: Organisations) -> Iterator[tuple[Any, ...]]:
    """The rows without capacity of their own: at CaH the other modules count toward P-CAH (M-3, H14.2)."""
    for place, kind in enumerate(sector.types):
        for code in sorted(CAH_MODULES - {CAH_LINE}) if kind == "CaH" else ():
            yield place + 1, code, CAPACITY_CHANGES[0], 0, 0, 0, CAH_LINE


def _days_by_line(sector: Organisations, trajectories: Trajectories, until: int) -> dict[tuple[int, str], int]:
    chains = trajectories.schakelingen
    facility = trajectories.dossiers.facility[chains.dossier]
    last = np.where(chains.end == NO_DAY, until, np.minimum(chains.end, until))
    length = last - chains.begin + 1
    offered = packages()
    per_package = np.bincount(facility * len(offered) + chains.package, length, sector.count * len(offered))
    found: dict[tuple[int, str], int] = {}
    for cell in np.flatnonzero(per_package):
        place, package = divmod(int(cell), len(offered))
        for code in offered[package]:
            line = capacity_line(code, sector.types[place])
            if line is not None:
                found[place, line] = found.get((place, line), 0) + int(per_package[cell])
    return found
