"""What a facility sees of its sector: rows, columns, and what is left out together with it (R-1, R-6)."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from app.domain.period import Period
from app.domain.registration_fields import EXIT, INTAKE
from app.domain.reports import sector
from app.domain.reports.base import ClientFacts, CountedDossier, ListedClass, Place, ReportBase, ReportFacility
from app.domain.reports.disclosure import FEWEST_FACILITIES, Hidden, is_identifying
from app.domain.reports.kinds import TABLES, kinds_of
from app.domain.reports.population import Population
from app.domain.reports.result import CountedPart, CountedTable
from app.domain.reports.sector import SectorCounts
from app.domain.reports.tables import REFERRAL, Unit

PERIOD = Period.year(2024)
EVERY = frozenset(Population)
LISTS = {
    "exit_reason_dropout": [ListedClass("refused", "Weigering"), ListedClass("old", "Vroeger antwoord", retired=True)],
    "exit_reason": [ListedClass("done", "Doel bereikt"), ListedClass("moved", "Verhuisd")],
    "referrer": [ListedClass("caw", "CAW"), ListedClass("clb", "CLB")],
    "country": [ListedClass(code, f"Land {code}") for code in ("BE", "MA", "SY", "TR")],
    "home_language": [ListedClass("nl", "Nederlands"), ListedClass("ps", "Pasjtoe")],
    "day_activity": [ListedClass("school", "School"), ListedClass("old", "Vroeger antwoord", retired=True)],
}


def dossier(place: int, client: int, **pages: dict[str, Any]) -> CountedDossier:
    return CountedDossier(place, client, EVERY, date(2024, 2, 1), date(2024, 12, 31), 40, pages)


def base_of(
    dossiers: list[CountedDossier], facilities: list[ReportFacility], clients: dict[int, ClientFacts] | None = None
) -> ReportBase:
    known = {one.client_id: ClientFacts("M", date(2010, 1, 1), None, "BE", "BE") for one in dossiers} | (clients or {})
    places = tuple(Place(one.id, one.province) for one in facilities)
    return ReportBase(PERIOD, {one.id: one for one in facilities}, known, places, dossiers, LISTS)


def facilities_of(count: int, kind: str = "OVBJ", province: str = "Limburg") -> list[ReportFacility]:
    return [ReportFacility(number, f"Huis {number}", kind, province, number % 2 == 0) for number in range(count)]


def random_base(seed: int) -> ReportBase:
    """Nine OVBJ in two provinces, of very different size, with answers of very different frequency."""
    random = Random(seed)
    facilities = [
        ReportFacility(number, f"Huis {number}", "OVBJ", random.choice(("Limburg", "Limburg", "Brussel")), number < 4)
        for number in range(9)
    ]
    dossiers = []
    for client in range(random.randint(20, 260)):
        dropout = random.choices((True, False, None), (1, 9, 1))[0]
        reasons = ("refused", "old") if dropout else ("done", "done", "moved")
        reason = {"reason_dropout" if dropout else "reason": random.choice(reasons)}
        gate = random.choices((True, False, None), (5, 2, 1))[0]
        pages: dict[str, Any] = {
            REFERRAL: {"through_access_gate": gate, "referrer": None if gate else random.choice(("caw", "clb"))},
            INTAKE: {"day_activity": random.choice(("school", "school", None)), "home_language": random.choice("abcd")},
            EXIT: {"dropout": dropout, **reason},
        }
        place = min(random.randrange(9), random.randrange(9))
        dossiers.append(dossier(place, client // random.choice((1, 1, 1, 2)), **pages))
    nations = {one.client_id: random.choices("ABCDEFG", (50, 8, 5, 2, 1, 1, 1))[0] for one in dossiers}
    clients = {
        key: ClientFacts(random.choice("MFFX"), date(2010, 1, 1), None, code, "BE") for key, code in nations.items()
    }
    return base_of(dossiers, facilities, clients)


def every_table(counts: SectorCounts, facility: ReportFacility) -> list[CountedTable]:
    return [counts.table(one, facility.id) for kind in kinds_of(facility.organisation_type) for one in kind.tables]


@pytest.mark.parametrize("seed", range(12))
def test_no_table_tells_of_one_to_four_others(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-6: in every table of every facility what is told of others is nought or at least five, of three facilities."""
    base = random_base(seed)
    told = {key: every_table(SectorCounts(base), one) for key, one in base.facilities.items()}
    monkeypatch.setattr(sector, "hidden_figures", lambda lines, _splits: [Hidden(len(one.values)) for one in lines])
    for key, facility in base.facilities.items():
        counts = SectorCounts(base)
        for table, open_table in zip(told[key], every_table(counts, facility), strict=True):
            for part, whole in zip(table.parts, open_table.parts, strict=True):
                own = whole.rows[-1]
                assert part.rows[-1] == own
                assert None not in own.cells or own.total == 0
                for row, all_told in zip(part.rows[:-1], whole.rows[:-1], strict=True):
                    if row.hidden is None and part.classes and part.classes[0].kind == "count":
                        assert row.behind >= FEWEST_FACILITIES
                        own_here = _own_part(all_told.level, own.cells, facility)
                        for cell, mine in zip(row.cells, own_here, strict=True):
                            assert cell is None or mine is None or not is_identifying(int(cell) - int(mine))


HALVES = ("", "_with_residence", "_without_residence")


def test_flanders_less_the_province_tells_of_few_neither() -> None:
    """R-6: both rows stand in one table; what lies outside the province is theirs who subtracts."""
    told = 0
    for base in map(random_base, range(12)):
        for facility in base.facilities.values():
            for table in every_table(SectorCounts(base), facility):
                told += sum(_told_outside(part, half) for part in table.parts for half in HALVES)
    assert told, "in some of these sectors enough lies outside the province to be told"


def _told_outside(part: CountedPart, half: str) -> bool:
    """Checks what two rows tell together; answers whether they tell anything of what lies outside."""
    rows = {row.level: row for row in part.rows}
    flanders, province = rows[f"flanders{half}"], rows[f"province{half}"]
    if part.classes and part.classes[0].kind == "count":
        for whole, within in zip(flanders.cells, province.cells, strict=True):
            assert whole is None or within is None or not is_identifying(int(whole) - int(within))
    if flanders.total is None or province.total is None:
        return False
    outside, facilities = flanders.total - province.total, flanders.behind - province.behind
    assert not is_identifying(outside)
    assert outside == 0 or facilities >= FEWEST_FACILITIES or part.unit == Unit.MINORS
    return outside > 0


@pytest.mark.parametrize(("outside", "hidden"), [(0, None), (1, "residual"), (2, "residual"), (3, None)])
def test_a_province_that_all_but_one_or_two_are_in_has_no_row(outside: int, hidden: str | None) -> None:
    """R-6: Flanders less the province would be the figure of those few."""
    houses = facilities_of(5, "OBC")
    houses += [ReportFacility(5 + number, f"Huis {5 + number}", "OBC", "Brussel") for number in range(outside)]
    counts = SectorCounts(base_of([dossier(client % len(houses), client) for client in range(80)], houses))
    for table in (counts.table(TABLES["dossiers"], 0), counts.for_agency(TABLES["dossiers"], "OBC", "Limburg")):
        flanders, province = table.parts[0].rows[:2]
        assert (flanders.total, province.hidden) == (80, hidden)


def _own_part(level: str, own: tuple[Any, ...], facility: ReportFacility) -> tuple[Any, ...]:
    if level.endswith("_with_residence"):
        return own if facility.with_residence else (0,) * len(own)
    if level.endswith("_without_residence"):
        return (0,) * len(own) if facility.with_residence else own
    return own


@pytest.mark.parametrize("seed", range(12))
def test_a_total_that_is_a_class_of_another_table_goes_with_it(seed: int) -> None:
    """R-6: the number of dropouts is a class of one table and the total of the next: told in both or in neither."""
    base = random_base(seed)
    for facility in base.facilities.values():
        counts = SectorCounts(base)
        for leading, code, inner in (
            ("dropout", "yes", "reason_dropout"),
            ("dropout", "no", "reason"),
            ("referrals", "no", "referrer"),
        ):
            first = counts.table(TABLES[leading], facility.id).parts[0]
            second = counts.table(TABLES[inner], facility.id).parts[0]
            place = [one.code for one in first.classes].index(code)
            for row, total in zip(first.rows, second.rows, strict=True):
                if row.cells[place] is None:
                    assert total.total is None
                    assert set(total.cells) <= {None}
                elif total.hidden is None:
                    assert total.total == row.cells[place]
                else:
                    assert row.cells[place] == second.rows[-1].total or row.cells[place] == 0


def test_the_rows_of_a_table() -> None:
    """R-1: the organisation type in Flanders and in the province, the facility; OVBJ with and without residence."""
    houses = facilities_of(3)
    counts = SectorCounts(base_of([dossier(place, place) for place in range(3)], houses))
    rows = counts.table(TABLES["dossiers"], 1).parts[0].rows
    assert [row.words for row in rows] == [
        "OVBJ Vlaanderen",
        "OVBJ met verblijf Vlaanderen",
        "OVBJ zonder verblijf Vlaanderen",
        "OVBJ Limburg",
        "OVBJ met verblijf Limburg",
        "OVBJ zonder verblijf Limburg",
        "Huis 1",
    ]
    others = SectorCounts(base_of([dossier(0, 1)], facilities_of(1, "CKG"))).table(TABLES["dossiers"], 0)
    assert [row.words for row in others.parts[0].rows] == ["CKG Vlaanderen", "CKG Limburg", "Huis 0"]
    assert others.period == PERIOD


def test_a_dossier_counts_in_the_province_that_its_referral_names() -> None:
    """R-1: at a CKG with sites in several provinces; the facility's own row holds all its dossiers."""
    houses = facilities_of(8, "CKG")
    places = [*(Place(one.id, "Limburg") for one in houses), Place(0, "Antwerpen")]
    dossiers = [dossier(place % 9, place) for place in range(90)]
    base = ReportBase(
        PERIOD, {one.id: one for one in houses}, base_of(dossiers, houses).clients, places, dossiers, LISTS
    )
    flanders, province, own = SectorCounts(base).table(TABLES["dossiers"], 0).parts[0].rows
    assert (flanders.total, province.total, own.total) == (90, 80, 20)


def test_a_minor_with_several_dossiers_counts_once_at_each_level() -> None:
    """R-1, R-2: three dossiers of one minor in two facilities are one of Flanders and one of each."""
    dossiers = [dossier(place, 7) for place in (0, 0, 1)] + [dossier(place % 4, 100 + place) for place in range(40)]
    counts = SectorCounts(base_of(dossiers, facilities_of(4, "OBC")))
    for key, totals in (("dossiers", (43, 12)), ("minors", (41, 11))):
        flanders, _, own = counts.table(TABLES[key], 0).parts[2].rows
        assert (flanders.total, own.total) == totals


def test_the_current_age_of_a_minor_is_that_of_the_latest_day() -> None:
    """R-3: closed here before the birthday, running elsewhere after it: each row tells what it knows."""
    early = dossier(0, 1)._replace(age_day=date(2024, 5, 31))
    late = dossier(1, 1)
    rest = [dossier(place % 4, 100 + place) for place in range(80)]
    clients = {1: ClientFacts("M", date(2018, 6, 1))}
    counts = SectorCounts(base_of([early, late, *rest], facilities_of(4, "OBC"), clients))
    ages = [one.code for one in counts.table(TABLES["current_age"], 0).parts[0].classes]
    own = counts.table(TABLES["current_age"], 0).parts[0].rows[-1].cells
    assert own[ages.index("3-5")] == 1
    elsewhere = counts.table(TABLES["current_age"], 1).parts[0].rows[-1].cells
    assert elsewhere[ages.index("6-8")] == 1


def test_a_retired_answer_has_a_column_only_where_somebody_has_it() -> None:
    """E-5: it stays readable and is no longer offered; a code of no list is told as it stands."""
    houses = facilities_of(3, "OBC")
    asked = [dossier(0, 1, intake={"day_activity": "school"})]
    words = [
        one.words for one in SectorCounts(base_of(asked, houses)).table(TABLES["day_activity"], 0).parts[0].classes
    ]
    assert words == ["School", "Niet ingevuld"]
    asked += [dossier(0, 2, intake={"day_activity": "old"}), dossier(0, 3, intake={"day_activity": "van elders"})]
    words = [
        one.words for one in SectorCounts(base_of(asked, houses)).table(TABLES["day_activity"], 0).parts[0].classes
    ]
    assert words == ["School", "Vroeger antwoord", "van elders", "Niet ingevuld"]


def test_a_registration_counts_once_it_was_opened() -> None:
    """R-2: opened without an answer is "not filled in", never opened is nowhere."""
    houses = facilities_of(3, "OBC")
    counts = SectorCounts(base_of([dossier(0, 1), dossier(0, 2, intake={})], houses))
    own = counts.table(TABLES["day_activity"], 0).parts[0].rows[-1]
    assert own.total == 1
    assert own.cells == (0, 1)


def test_of_a_long_list_a_facility_sees_its_own_classes_and_the_common_ones() -> None:
    """R-6, R-1: countries of few others stand together, so that no column names them."""
    nations = {**dict.fromkeys(range(30), "BE"), 30: "SY", 31: "MA", **dict.fromkeys(range(32, 40), "TR")}
    clients = {key: ClientFacts("M", date(2010, 1, 1), None, code, "BE") for key, code in nations.items()}
    dossiers = [dossier(0 if client == 31 else client % 4, client) for client in nations]
    counts = SectorCounts(base_of(dossiers, facilities_of(4, "OBC"), clients))
    seen = {key: [one.words for one in counts.table(TABLES["nationality"], key).parts[0].classes] for key in (0, 3)}
    assert seen[0] == ["Land BE", "Land MA", "Land TR", "Overige"]
    assert seen[3] == ["Land BE", "Land TR", "Overige"]


def test_the_agency_sees_the_sector_without_anybody_of_its_own() -> None:
    """R-1, R-6: nothing is told of fewer than three facilities or five dossiers to the agency either."""
    houses = [*facilities_of(3, "OBC"), ReportFacility(3, "Huis 3", "CIG", "Limburg")]
    counts = SectorCounts(base_of([dossier(place % 4, place) for place in range(40)], houses))
    every, province = counts.for_agency(TABLES["dossiers"], province="Brussel").parts[0].rows
    assert (every.words, every.total) == ("Alle organisatietypes Vlaanderen", 40)
    assert (province.total, province.hidden) == (None, "few_facilities")
    assert counts.for_agency(TABLES["dossiers"], "CIG").parts[0].rows[0].hidden == "few_facilities"
    with pytest.raises(ValueError, match="waiting_list"):
        counts.for_agency(TABLES["waiting_list"], "CIG")
