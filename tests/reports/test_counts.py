"""Every table of every facility against an independent count of the same random sector (R-1, R-2, R-3, R-6)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain.period import Period
from app.domain.reports import sector
from app.domain.reports.disclosure import Hidden
from app.domain.reports.kinds import TABLES, kinds_of
from app.domain.reports.result import CountedPart, CountedRow, CountedTable
from app.domain.reports.sector import SectorCounts
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.reports.sector import count_sector
from models import Facility, Registration
from tests.factories import create_client, create_dossier, create_facility
from tests.reports.naive import Naive, count_naively
from tests.reports.random_sector import PERIOD, random_sector


@pytest.fixture
def all_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves nothing out, so that the counts themselves can be compared."""
    monkeypatch.setattr(sector, "hidden_figures", lambda lines, _splits: [Hidden(len(one.values)) for one in lines])


def tables_of(counts: SectorCounts, facility: Facility) -> list[CountedTable]:
    return [counts.table(table, facility.id) for kind in kinds_of(facility.organisation_type) for table in kind.tables]


def compare(naive: Naive, table: str, part: CountedPart, row: CountedRow, belongs: Any) -> None:
    """One row against the naive count: its total, every class, and nothing that has no column."""
    total, expected = count_naively(naive, table, part.key, belongs)
    assert row.total == total, (table, part.key, row)
    cells = {one.code: cell for one, cell in zip(part.classes, row.cells, strict=True)}
    if "mean" in cells:
        mean = cells.pop("mean")
        assert mean == (Fraction(expected["sum"], total) if total else None)
    rest = sum(count for code, count in expected.items() if code not in cells)
    assert cells.pop("rest", 0) == rest, (table, part.key, row.words)
    assert cells == {code: expected.get(code, 0) for code in cells}, (table, part.key, row.words)


@pytest.mark.usefixtures("all_shown")
@settings(max_examples=6, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(seed=st.integers(0, 10_000_000))
def test_every_table_counts_what_a_walk_over_all_rows_counts(session: Any, seed: int) -> None:
    """R-1, R-2, R-3: started, closed and all, with dossiers that begin and end within the period, ongoing starts,
    dossiers that were reopened, unborn clients, several dossiers of one minor, edge days and leap-day birthdays."""
    with session.begin_nested() as savepoint:
        facilities = random_sector(session, seed)
        naive, counts = Naive.read(session, PERIOD), count_sector(session, PERIOD)
        for facility in facilities:
            own = {"id": facility.id, "kind": facility.organisation_type, "province": facility.province}
            rows = naive.rows(own)
            for table in tables_of(counts, facility):
                for part in table.parts:
                    assert [row.level for row in part.rows if row.level in rows] == [row.level for row in part.rows]
                    for row in part.rows:
                        compare(naive, table.key, part, row, rows[row.level])
        savepoint.rollback()


@pytest.mark.usefixtures("all_shown")
@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("period", [Period(PERIOD.begin, PERIOD.begin), Period.year(2024)])
def test_the_agency_counts_the_whole_sector(session: Any, seed: int, period: Period) -> None:
    """R-1: every organisation type together, and a province beside it, over a day and over a year."""
    random_sector(session, seed)
    naive, counts = Naive.read(session, period), count_sector(session, period)
    for key in ("dossiers", "minors", "current_age", "nationality", "length"):
        table = counts.for_agency(TABLES[key], province="Antwerpen")
        for part in table.parts:
            assert [row.level for row in part.rows] == ["flanders", "province"]
            kinds = {one["kind"] for one in naive.dossiers if key != "length" or one["kind"] != "1G1P"}
            compare(naive, key, part, part.rows[0], lambda one, kinds=kinds: one["kind"] in kinds)
            compare(
                naive,
                key,
                part,
                part.rows[1],
                lambda one, kinds=kinds: one["kind"] in kinds and one["province"] == "Antwerpen",
            )


@pytest.mark.parametrize(
    ("kind", "told", "population"),
    [
        ("OOOC", {"last_schakeling_end": PERIOD.begin}, "closed"),
        ("OOOC", {"referral": {"ongoing_since": PERIOD.begin}}, "started"),
        ("1G1P", {"first_talk": PERIOD.begin}, "started"),
        ("1G1P", {"referral_date": PERIOD.begin}, "started"),
    ],
)
def test_a_dossier_closed_before_what_lets_it_count_counts(
    session: Any, kind: str, told: dict[str, Any], population: str
) -> None:
    """R-2: help, talk or referral in the period decide, whatever day somebody wrote for the closing."""
    facility = create_facility(session, organisation_type=kind, modules=())
    before = PERIOD.begin - timedelta(days=400)
    days = {"created_on": before, "closed_on": before, "first_schakeling_begin": before, "last_schakeling_end": before}
    of_dossier = {key: value for key, value in told.items() if key != "first_talk"}
    dossier = create_dossier(
        session, create_client(session, facility), facility, **{"status": "closed", **days, **of_dossier}
    )
    if "first_talk" in told:
        answers = {"first_talk": told["first_talk"].isoformat()}
        session.add(Registration(facility_id=facility.id, dossier_id=dossier.id, kind="trajectory", answers=answers))
    session.flush()
    parts = count_sector(session, PERIOD).table(TABLES["dossiers"], facility.id).parts
    assert {part.key: part.rows[-1].total for part in parts} == {"started": 0, "closed": 0, "all": 1, population: 1}


def test_a_part_of_the_sector_never_stands_for_the_whole(session: Any) -> None:
    """R-1, A-2: who does not reach every facility cannot count the sector."""
    facility = create_facility(session)
    session.info["scope"] = Scope.system("test")
    assert count_sector(session, PERIOD)
    for role in (Role.FACILITY_STAFF, Role.AGENCY_ANALYST):
        session.info["scope"] = Scope.of_seat(role, Actor(1, "An"), facility.id, 1)
        with pytest.raises(ValueError, match="sector"):
            count_sector(session, PERIOD)


def test_what_was_counted_can_be_kept_and_read_again(session: Any) -> None:
    """R-1: a made report keeps its tables as plain data, from which the screen draws the same."""
    facilities = random_sector(session, 3)
    counts = count_sector(session, PERIOD)
    for facility in facilities[:6]:
        for table in tables_of(counts, facility):
            assert CountedTable.from_json(table.as_json()) == table
