"""Screen, Excel, command and API give the same numerator and denominator for the same question (F-1 … F-10, G-3).

One test for all figures, at every organisation type that has them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import BincSession
from app.domain.roles import Role
from app.presentation import percent
from app.services.exchange import import_exchange
from models import Facility
from models.reference import TypeModule
from tests.api.programs import Program, create_secret
from tests.factories import create_seat
from tests.figures.conftest import Ask
from tests.figures.random_files import TODAY, random_file
from tests.figures.random_totals import WIDE, file_with_totals
from tests.views.reading import table_of, words_of

PROGRAMMES = {
    **WIDE,
    "OBC": ("VBFBJB17", "P-BEH-DIA"),
    "GES+": ("VBFBJB19",),
    "pleegzorg": ("VBFINT06", "P-VBFINT-ONDERST-LAAG", "P-BEGINT-PLEEG"),
}
SEEDS = (3, 8)
Pairs = dict[str, tuple[int | None, int | None]]
WITHOUT = {
    "no_utilisation": ": Voor deze module wordt geen benutting berekend.",
    "not_computed_for_foster_care": ": Niet te berekenen: pleegzorg",
}
TOGETHER = "Alle gekozen modules samen"
CANNOT, NOT_TOLD = "kan niet berekend worden", "niet geteld"


@dataclass(frozen=True)
class Place:
    """A facility, the browsers of somebody who works there and of somebody of the agency, and a program of each."""

    code: str
    organisation_type: str
    staff: Any
    agency: Any
    programs: tuple[Program, Program]

    def by_program(self, figure: str, **asked: Any) -> Any:
        """What the API answers, to a program of the facility and to one of the agency alike."""
        query = urlencode({name.removesuffix("_"): value for name, value in asked.items()}, doseq=True)
        own, of_agency = self.programs
        answer = own.get(f"/figures/{figure}?{query}")
        assert answer.status_code == 200, answer.json
        named = urlencode({"facility": self.code})
        assert of_agency.get(f"/figures/{figure}?{query}&{named}").json == answer.json
        return answer.json


@pytest.fixture(params=list(PROGRAMMES))
def place(request: pytest.FixtureRequest, app: Any, session: BincSession, browse: Any) -> Place:
    """A facility of each organisation type with random dossiers, capacity and totals, beside another of its type."""
    for seed in SEEDS:
        document = file_with_totals(seed, request.param, PROGRAMMES[request.param])
        import_exchange(session, document, today=TODAY)
    facility = session.scalars(select(Facility).where(Facility.code == document["facilities"][0]["code"])).one()
    staff, agency = create_seat(session, facility), create_seat(session, role=Role.AGENCY_POLICY)
    own, of_agency = (Program(app, browse(None)._call, create_secret(session, whose)) for whose in (facility, None))
    return Place(facility.code, facility.organisation_type, browse(staff), browse(agency), (own, of_agency))


def hundredths(number: Any) -> int | None:
    """A number of a command or a workbook in hundredths, half up, as a screen writes it; None for no number."""
    return None if number in (None, CANNOT) else int(Fraction(number) * 100 + Fraction(1, 2))


def of_command(answer: Mapping[str, Any], *lists: str) -> Pairs:
    """Numerator and denominator per code of a command."""
    rows = [row for name in lists for row in answer[name]]
    if answer.get("weighted") and answer["weighted"]["reason"] != "no_mean":
        rows.append({"code": "", **answer["weighted"]})
    return {row["code"]: (hundredths(row["numerator"]), hundredths(row["denominator"])) for row in rows}


def of_screen(answer: Any, table: str) -> Pairs:
    """Numerator and denominator per code of a table of figures; the mean, which opens nothing, under no code."""
    pairs = {}
    for cells, href in table_of(answer, table):
        if len(cells) > 3:
            code = re.search(r"/cijfers/\w+/([^/?]+)/", href)
            pairs[code[1] if code else ""] = told(cells[1]), told(cells[2])
    return pairs


def told(cell: str) -> int | None:
    """A cell of a table in hundredths; None where it says that nothing was counted."""
    if NOT_TOLD in cell:
        return None
    whole, _, decimals = cell.strip().replace(".", "").partition(",")
    return int(whole) * 100 + int(f"{decimals:0<2}")


def of_file(number: Any) -> int | None:
    """A cell of a workbook in hundredths; a file holds a number with fifteen digits."""
    return hundredths(number if number in (None, CANNOT) else Fraction(number).limit_denominator(10**9))


def of_workbook(answer: Any, first: int = 1) -> Pairs:
    """Numerator and denominator per code of the second sheet; `first` is the column with the code."""
    rows = list(load_workbook(io.BytesIO(answer.data)).worksheets[1].values)
    head = next(place for place, row in enumerate(rows) if row[first - 1] == "Module")
    return {str(row[first] or ""): (of_file(row[first + 1]), of_file(row[first + 2])) for row in rows[head + 1 :]}


def of_one(answer: Any, facility_code: str) -> Pairs:
    """What the workbook of all facilities says of one of them."""
    rows = load_workbook(io.BytesIO(answer.data)).worksheets[1].values
    own = [row for row in rows if row[1] == facility_code]
    return {str(row[5] or ""): (of_file(row[6]), of_file(row[7])) for row in own}


def test_occupancy_is_the_same_on_screen_in_excel_by_command_and_by_api(place: Place, ask: Ask) -> None:
    """F-1 … F-7: every line and the mean; what cannot be told is told nowhere."""
    for begin, until in (("2024-01-01", "2024-12-31"), ("2023-04-01", "2023-06-30"), ("2023-02-03", "2023-11-20")):
        answer = ask("--facility", place.code, "--from", begin, "--until", until)
        command = of_command(answer, "modules")
        assert place.by_program("occupancy", from_=begin, until=until) == answer
        asked = f"van={belgian(begin)}&tot={belgian(until)}"
        assert len(command) > 1
        assert of_screen(place.staff.get(f"/cijfers/bezetting/?{asked}"), "Bezetting per module") == command
        assert of_workbook(place.staff.get(f"/cijfers/bezetting/excel?{asked}")) == command
        assert of_one(place.agency.get(f"/cijfers/bezetting/excel?{asked}"), place.code) == command


def test_every_line_of_crisis_help_opens_down_to_schakelingen_that_add_up_to_it(
    session: BincSession, browse: Any, ask: Ask
) -> None:
    """F-4, F-11: also where modules join the line of P-CAH or leave it within the period."""
    lines = 0
    for seed in range(6):
        document = random_file(seed, "CaH (points)")
        import_exchange(session, document, today=TODAY)
        code = document["facilities"][0]["code"]
        facility = session.scalars(select(Facility).where(Facility.code == code)).one()
        browser = browse(create_seat(session, facility))
        for begin, until in (("2021-10-01", "2022-09-30"), ("2022-03-05", "2022-11-20"), ("2023-01-01", "2023-12-31")):
            for row in ask("--facility", code, "--from", begin, "--until", until)["modules"]:
                address = f"/cijfers/bezetting/{row['code']}/?van={belgian(begin)}&tot={belgian(until)}"
                total = re.search(r"Ingezet, alle [\d.]+ samen (\d+)", words_of(browser.get(address)))
                assert (total[1] if total else "0") == row["numerator"], (seed, begin, row)
                lines += total is not None
    assert lines > 20


def belgian(day: str) -> str:
    """A day of a command as an address of a page holds it."""
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}"


def test_utilisation_is_the_same_on_screen_in_excel_by_command_and_by_api(place: Place, ask: Ask) -> None:
    """F-8: groups and modules; what has no utilisation is named with its reason."""
    seen = 0
    for first, last in (("2024-1", "2024-4"), ("2023-2", "2023-2"), ("2022-4", "2023-1")):
        options = ("--from-quarter", first, "--until-quarter", last)
        answer = ask("--facility", place.code, *options, name="utilisation")
        assert place.by_program("utilisation", from_quarter=first, until_quarter=last) == answer
        command, asked = of_command(answer, "modules", "groups"), f"van={first}&tot={last}"
        without = {row["code"] for row in answer["modules"] if row["reason"] in WITHOUT}
        page = place.staff.get(f"/cijfers/benutting/?{asked}")
        shown = of_screen(page, "Benutting per functie en module")
        seen += len(command)
        assert shown == {code: pair for code, pair in command.items() if code not in without}
        assert sum(words_of(page).count(sentence) for sentence in WITHOUT.values()) == len(without)
        assert of_workbook(place.staff.get(f"/cijfers/benutting/excel?{asked}")) == command
        assert of_one(place.agency.get(f"/cijfers/benutting/excel?{asked}"), place.code) == command
    assert seen


def test_deployment_is_the_same_on_screen_in_excel_by_command_and_by_api(
    place: Place, session: BincSession, ask: Ask
) -> None:
    """F-9: active and begun per module, and for two modules together."""
    names = dict(session.execute(select(TypeModule.code, TypeModule.name)).all())  # type: ignore[arg-type]
    chosen = PROGRAMMES[place.organisation_type][:2]
    for begin, until in (("2023-01-01", "2023-12-31"), ("2023-07-01", "2023-07-01")):
        for codes in ((), chosen):
            options = [word for code in codes for word in ("--module", code)]
            answer = ask("--facility", place.code, "--from", begin, "--until", until, *options, name="deployment")
            assert place.by_program("deployment", from_=begin, until=until, module=codes) == answer
            command = {names[row["code"]]: (row["active"], row["started"]) for row in answer["modules"]}
            if len(codes) > 1:
                command[TOGETHER] = answer["combination"]["active"], answer["combination"]["started"]
            asked = "&".join([f"van={belgian(begin)}", f"tot={belgian(until)}", *(f"module={code}" for code in codes)])
            rows = table_of(place.staff.get(f"/cijfers/inzet/?{asked}"), "Aantal schakelingen per module")
            assert {line_name(cells[0]): (int(cells[1]), int(cells[2])) for cells, _ in rows} == command
            assert counts_in(place.staff.get(f"/cijfers/inzet/excel?{asked}")) == command


def counts_in(answer: Any) -> dict[str, Any]:
    """The counts per name of the first sheet."""
    rows = list(load_workbook(io.BytesIO(answer.data)).worksheets[0].values)
    head = next(number for number, row in enumerate(rows) if row[0] == "Module")
    return {line_name(str(row[0])): row[2:4] for row in rows[head + 1 :]}


def line_name(name: str) -> str:
    """The name of a line; the one of all chosen modules together begins alike on screen and in Excel."""
    return TOGETHER if name.strip().startswith(TOGETHER) else name.strip()


def sheet_of(answer: Any, number: int, first: str) -> list[dict[str, Any]]:
    """The rows of one sheet of a workbook by their heads; `first` is the head of the first column, before the code."""
    rows = list(load_workbook(io.BytesIO(answer.data)).worksheets[number].values)
    head = next(place for place, row in enumerate(rows) if row[:2] == (first, "Code"))
    names = [str(name) for name in rows[head]]
    return [dict(zip(names, row, strict=True)) for row in rows[head + 1 :]]


def percent_of(cell: Any, decimals: int = 1) -> str | None:
    """A rate of a workbook as the screen writes it."""
    return None if cell in (None, CANNOT) else percent(Fraction(cell).limit_denominator(10**9), decimals)


def percent_in(cell: str) -> str | None:
    """The percentage that a cell of a screen begins with."""
    found = re.search(r"[\d.]+(?:,\d+)? %", cell)
    return found[0] if found else None


@pytest.mark.parametrize("step", ["kwartaal", "maand"])
def test_the_dashboard_of_a_facility_is_the_same_on_screen_in_excel_and_by_command(
    place: Place, ask: Ask, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """F-1 … F-8, F-10: every rate of every period, and the numerator and denominator behind it."""
    monkeypatch.setattr("views.dashboard.today_in_brussels", lambda: date(2024, 12, 31))
    asked = f"per={step}&tot=2024-3"
    page = place.staff.get(f"/cijfers/dashboard/?{asked}")
    book = place.staff.get(f"/cijfers/dashboard/excel?{asked}")
    rates = sheet_of(book, 0, "Module")
    table = table_of(page, "Bezetting per module en periode")
    shown = {cells[0].split(" punten, vanaf")[0].strip(): cells[1:] for cells, _ in table}
    for name, cells in shown.items():
        told_rates = [percent_of(row["Bezettingsgraad"]) for row in rates if row["Module"] == name]
        assert told_rates == [percent_in(cell) for cell in cells]
    assert len(rates) == sum(len(cells) for cells in shown.values())
    fractions = sheet_of(book, 1, "Module")
    for row in fractions[:: max(1, len(fractions) // 12)]:
        pair = of_file(row["Teller"]), of_file(row["Noemer"])
        days = (f"{row['Van']:%Y-%m-%d}", f"{row['Tot en met']:%Y-%m-%d}")
        if row["Wat"] == "Bezetting":
            command = of_command(ask("--facility", place.code, "--from", days[0], "--until", days[1]), "modules")
        else:
            quarter = f"{days[0][:4]}-{(int(days[0][5:7]) + 2) // 3}"
            options = ("--from-quarter", quarter, "--until-quarter", quarter)
            command = of_command(ask("--facility", place.code, *options, name="utilisation"), "modules", "groups")
        assert command[row["Code"] or ""] == pair, row


@pytest.mark.parametrize("measure", ["bezetting", "benutting"])
def test_the_dashboard_of_all_facilities_is_the_same_on_screen_in_excel_and_by_command(
    place: Place, ask: Ask, monkeypatch: pytest.MonkeyPatch, measure: str
) -> None:
    """F-1 … F-8, F-10: the row of a facility in the heat table, and what is behind each of its cells."""
    monkeypatch.setattr("views.dashboard.today_in_brussels", lambda: date(2024, 12, 31))
    asked = f"cijfer={measure}&van=2024-1&tot=2024-2"
    page = place.agency.get(f"/cijfers/dashboard/?{asked}")
    book = place.agency.get(f"/cijfers/dashboard/excel?{asked}")
    own = next(row for row in sheet_of(book, 0, "Voorziening") if row["Code"] == place.code)
    table = table_of(page, f"{measure.capitalize()} per voorziening en module")
    cells = next(cells for cells, _ in table if place.code in cells[0])
    assert [percent_of(cell, 0) for cell in list(own.values())[4:]] == [percent_in(cell) for cell in cells[1:]]
    options = ("--from", "2024-01-01", "--until", "2024-06-30")
    if measure == "benutting":
        options = ("--from-quarter", "2024-1", "--until-quarter", "2024-2")
    name = {"bezetting": "occupancy", "benutting": "utilisation"}[measure]
    lists = ("modules",) if measure == "bezetting" else ("modules", "groups")
    command = of_command(ask("--facility", place.code, *options, name=name), *lists)
    rows = list(load_workbook(io.BytesIO(book.data)).worksheets[1].values)
    told_pairs = {str(row[5] or ""): (of_file(row[6]), of_file(row[7])) for row in rows if row[1] == place.code}
    for code, pair in told_pairs.items():
        assert command[code] == pair
