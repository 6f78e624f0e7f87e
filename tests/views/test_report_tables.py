"""Every table of a made report on screen: figures, shares, what is left out, bars, where others lie (R-1 to R-6)."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import BincSession
from app.domain.period import Period
from app.domain.reports.definitions import SUPPRESSED_CELL, definition_of
from app.domain.reports.files import PlannedFile
from app.domain.reports.kinds import kinds_of
from app.domain.reports.population import Population
from app.domain.reports.result import CountedTable, MiddleHalf
from app.domain.reports.tables import ReportKind
from app.services.reports.storing import store_report
from app.workbooks.reports import NO_MEAN
from jobs.period_reports import PeriodReports
from models import AuditEntry, Facility, ReportFile
from tests.factories import create_facility, create_seat
from tests.reports.counted import counted_table
from tests.reports.random_sector import PERIOD, random_sector
from tests.reports.shelves import NOON, automatic, create_ready_request, requested, store
from tests.views.reading import table_of, words_of
from views.shown_tables import LEFT_OUT, lane_in_words, shown_table

FILES = "/rapporten/bestanden/"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_THERE = {SUPPRESSED_CELL: LEFT_OUT, NO_MEAN: NO_MEAN}


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session, name="De Vlier", organisation_type="OOOC")


def look(session: BincSession, browse: Any, facility: Facility) -> Any:
    """The page of a file with the table of tests/reports/counted.py."""
    file_id = store(session, automatic(facility), b"x", kind="end_reason", media_type=SHEET)
    return browse(create_seat(session, facility)).get(f"{FILES}{file_id}/bekijken/")


def cells_of(page: Any, name: str) -> list[list[str]]:
    """The words of each cell of a table."""
    return [[cell.strip() for cell in cells] for cells, _ in table_of(page, name)]


def test_a_table_says_period_population_and_what_that_means_r_1_r_2(
    session: BincSession, browse: Any, facility: Facility
) -> None:
    page = look(session, browse, facility)
    words = words_of(page)
    assert "De Vlier, 01/01/2025 – 31/03/2025" in words
    assert "Afgesloten dossiers, 01/01/2025 – 31/03/2025. Een opmerking." in words
    assert definition_of(Population.CLOSED, "OOOC") in words


def test_each_figure_stands_with_its_share_and_what_is_left_out_says_why_r_6(
    session: BincSession, browse: Any, facility: Facility
) -> None:
    page = look(session, browse, facility)
    rows = cells_of(page, "Dropout: Uitval")
    assert rows == [
        ["40 10,0 %", "360 90,0 %", "weggelaten", "400"],
        ["weggelaten: minder dan drie voorzieningen tellen mee"],
        ["6 12,0 %", "42 84,0 %", "2 4,0 %", "50"],
        ["8 % – 11 %", "88 % – 91 %", "–", ""],
    ]
    assert "Weggelaten: het gaat over één tot vier dossiers van anderen" in words_of(page)
    days = cells_of(page, "Dropout: Dagen")
    assert days[0] == ["80.000", "200,0", "400"]
    assert days[3] == ["–", "180,5 – 260,0", ""]


def test_totals_stand_in_one_table_and_each_says_why_it_is_left_out_r_6() -> None:
    whole = counted_table(PERIOD)
    parts = tuple(
        replace(part, classes=(), others=(), rows=tuple(row._replace(cells=()) for row in part.rows))
        for part in whole.parts
    )
    (part,) = shown_table(replace(whole, parts=parts)).parts
    assert [head["label"] for head in part.heads] == ["Cijfers van", "Uitval", "Dagen"]
    assert [[cell.figure for cell in row.cells] for row in part.rows] == [["400"] * 2, [LEFT_OUT] * 2, ["50"] * 2]
    assert {cell.share for cell in part.rows[1].cells} == {"minder dan drie voorzieningen tellen mee"}
    assert not part.leaves_out


def test_bars_say_the_same_as_the_table_in_words_and_shapes_r_1(
    session: BincSession, browse: Any, facility: Facility
) -> None:
    page = look(session, browse, facility)
    drawings = page.text.split("<svg")[1:]
    assert len(drawings) == 2
    assert drawings[0].count('class="bar-first"') == 3
    assert drawings[0].count('class="bar-second"') == 2
    assert drawings[0].count('class="bracket"') == 2
    words = words_of(page)
    assert "De Vlier (vol)" in words
    assert "OOOC Vlaanderen (leeg)" in words
    assert "middelste helft van de 8 andere OOOC (haak)" in words
    assert "Ja: 12 %, boven de middelste helft (8 % – 11 %)." in words
    assert "210,0, binnen de middelste helft (180,5 – 260,0)" in words


@pytest.mark.parametrize(
    ("figure", "words"),
    [(Fraction(74, 10), "onder"), (Fraction(76, 10), "binnen"), (Fraction(114, 10), "binnen"), (Fraction(12), "boven")],
)
def test_a_figure_is_compared_as_it_is_written_r_6(figure: Fraction, words: str) -> None:
    one = counted_table(PERIOD).parts[0].classes[0]
    assert f"{words} de middelste helft" in lane_in_words(one, figure, MiddleHalf(8, 8, 11))


def test_looking_is_on_record_and_ends_with_the_days_of_the_request_a_5_r_4(
    session: BincSession, browse: Any, facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.report_files.today_in_brussels", lambda: date(2025, 6, 15))
    browser = browse(create_seat(session, facility))
    kept = create_ready_request(session, facility, kept_until=date(2025, 6, 15))
    over = create_ready_request(session, facility, kept_until=date(2025, 6, 14))
    shown, gone = (store(session, requested(one), b"x") for one in (kept, over))
    raw = store(session, requested(kept), b"x", kind="raw_started", tables=None)
    assert browser.get(f"{FILES}{shown}/bekijken/").status_code == 200
    assert [browser.get(f"{FILES}{number}/bekijken/").status_code for number in (gone, raw)] == [404, 404]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "report_file")).all()
    assert [(one.action, list(one.subject_ids)) for one in entries] == [("read", [shown])]


def test_only_ones_own_reports_are_shown_a_2(session: BincSession, browse: Any, facility: Facility) -> None:
    other = store(session, automatic(create_facility(session)), b"x")
    assert browse(create_seat(session, facility)).get(f"{FILES}{other}/bekijken/").status_code == 404


def test_the_list_offers_a_look_at_what_has_tables_r_1(session: BincSession, browse: Any, facility: Facility) -> None:
    request = create_ready_request(session, facility)
    with_tables = store(session, requested(request), b"x", kind="numbers", media_type=SHEET)
    store(session, requested(request), b"x", kind="raw_started", media_type=SHEET, tables=None)
    page = browse(create_seat(session, facility)).get(f"/rapporten/aanvragen/{request.id}/")
    assert re.findall(r'href="(/rapporten/bestanden/\d+/bekijken/)"', page.text) == [f"{FILES}{with_tables}/bekijken/"]


def test_the_list_of_what_reports_hold_comes_from_their_description_r_1(
    session: BincSession, browse: Any, facility: Facility
) -> None:
    page = browse(create_seat(session, facility)).get("/rapporten/inhoud/")
    for kind in kinds_of("OOOC"):
        rows = cells_of(page, f"Tabellen van {kind.title}")
        assert [row[0] for row in rows] == [table.title for table in kind.tables]
    dropout = next(row for row in cells_of(page, "Tabellen van Reden einde (afgesloten dossiers)"))
    assert dropout[1] == "Afgesloten dossiers"
    assert "Traject" not in words_of(page), "a report of another organisation type"


Matrix = list[list[str]]


def on_screen(page: Any, table: CountedTable) -> Matrix:
    """The figures of a table as the screen has them, part beside part; what was left out in words."""
    if not any(part.classes for part in table.parts):
        rows = cells_of(page, table.title)
        return [[LEFT_OUT if LEFT_OUT in cell else cell for cell in cells] for cells in rows]
    whole: Matrix = [[] for _ in table.parts[0].rows]
    for part in table.parts:
        name = f"{table.title}: {part.title}" if len(table.parts) > 1 and part.title else table.title
        rows = cells_of(page, name)[: len(part.rows)]
        for place, cells in enumerate(rows):
            row_is_left_out = cells[0].startswith(f"{LEFT_OUT}:")
            figures = [LEFT_OUT] * (len(part.classes) + 1) if row_is_left_out else [_figure(cell) for cell in cells]
            whole[place] += figures
    return whole


def _figure(cell: str) -> str:
    return cell if cell in (LEFT_OUT, NO_MEAN) else cell.split(" ")[0]


def in_workbook(content: bytes, place: int, table: CountedTable) -> Matrix:
    """The figures of a sheet, written as the screen writes them."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[place]
    rows = list(sheet.iter_rows(values_only=True))
    first = next(number for number, row in enumerate(rows) if row[0] == "Cijfers van") + 1
    kinds = [kind for part in table.parts for kind in (*(one.kind for one in part.classes), "count")]
    return [
        [_written(cell, kind) for cell, kind in zip(row[1 : len(kinds) + 1], kinds, strict=True)]
        for row in rows[first : first + len(table.parts[0].rows)]
    ]


def _written(cell: Any, kind: str) -> str:
    if isinstance(cell, str):
        return NOT_THERE[cell]
    mean = Decimal(str(float(cell))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    words = f"{mean:,}" if kind == "mean" else f"{cell:,}"
    return words.translate(str.maketrans(",.", ".,"))


def in_answer(table: CountedTable) -> Matrix:
    """The figures that the command printed, written as the screen writes them."""
    rows = zip(*(part.rows for part in table.parts), strict=True)
    return [
        [
            (NO_MEAN if row.total == 0 else LEFT_OUT) if cell is None else _written(cell, kind)
            for part, row in zip(table.parts, same, strict=True)
            for cell, kind in zip((*row.cells, row.total), (*(one.kind for one in part.classes), "count"), strict=True)
        ]
        for same in rows
    ]


@pytest.mark.parametrize("place", [0, 4, 7])
def test_screen_workbook_and_command_tell_the_same_of_every_report_r_1(
    app: Flask, session: BincSession, browse: Any, place: int
) -> None:
    """Every kind of an OVBJ, a CKG and a 1G1P in a random sector, with everything that R-6 leaves out."""
    facility = random_sector(session, 5, dossiers=220)[place]
    code, browser = facility.code, browse(create_seat(session, facility))
    kinds = [kind for kind in kinds_of(facility.organisation_type) if kind.tables]
    maker, left_out, told = PeriodReports(session, PERIOD), 0, 0
    reports = [(kind, *made(session, maker, facility, kind)) for kind in kinds]
    session.commit()
    for kind, content, file_id in reports:
        tables = printed(app, code, kind)
        page = browser.get(f"{FILES}{file_id}/bekijken/")
        for number, table in enumerate(tables):
            screen = on_screen(page, table)
            assert screen == in_workbook(content, number, table) == in_answer(table), (kind.key, table.key)
            left_out += sum(row.count(LEFT_OUT) for row in screen)
            told += sum(len(row) for row in screen)
    assert 0 < left_out < told


def made(session: BincSession, maker: PeriodReports, facility: Facility, kind: ReportKind) -> tuple[bytes, int]:
    """A report as the job makes it: its bytes and the number of its file."""
    file = io.BytesIO()
    report = maker.make(facility, PlannedFile(kind, kind.key), date(2025, 6, 1), file)
    shelf = automatic(facility, Period(PERIOD.begin, PERIOD.end), date(2025, 5, 1))
    return file.getvalue(), store_report(session, shelf, report, now=NOON)


def printed(app: Flask, code: str, kind: ReportKind) -> list[CountedTable]:
    """What the command prints of a report."""
    days = ["--from", PERIOD.begin.isoformat(), "--until", PERIOD.end.isoformat()]
    asked = ["reports", "tables", "--facility", code, *days, "--kind", kind.key, "--json"]
    answer = app.test_cli_runner().invoke(args=asked)
    return [CountedTable.from_json(kept) for kept in json.loads(answer.stdout)["tables"]]


def test_what_is_kept_is_what_is_shown_and_nothing_is_counted_again_r_1(
    session: BincSession, browse: Any, facility: Facility
) -> None:
    file_id = store(session, automatic(facility), b"x", media_type=SHEET)
    kept = session.get_one(ReportFile, file_id)
    assert kept.tables is not None
    changed = json.loads(json.dumps(kept.tables).replace("360", "361"))
    kept.tables = changed
    session.flush()
    page = browse(create_seat(session, facility)).get(f"{FILES}{file_id}/bekijken/")
    assert "361" in words_of(page)
