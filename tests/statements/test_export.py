"""A quarter as an Excel file (Q-6, H12.3)."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import text

from app.database import BincSession
from app.services.statement_totals import KindsInput, save_kinds
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.statements.steps import Q1, WHO, desk_of


def read(answer: Any) -> dict[str, list[list[Any]]]:
    """The rows of every sheet, from the head on."""
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}


def test_all_modules_and_all_clients_are_exported_as_numbers_with_a_notice_q_6(
    session: BincSession, browse: Any
) -> None:
    desk, told = desk_of(session, modules=("P-OB-RTJ",), name="De Vlier: zuid")
    told.add("01-08", None, "P-CB-BREED", "VBFBJB04", "P-OB-RTJ", details_required=False)
    desk.type_clients("P-CB-BREED", {told.client.id: "12.25"}, computed=True)
    desk.type(VBFBJB04=80)
    given = KindsInput({"time_out": Decimal("1.5")}, None)
    save_kinds(session, desk.facility, Q1, desk.module("P-OB-RTJ"), given, computed=True, **WHO)
    seat = create_seat(session, desk.facility)
    answer = browse(seat).get("/kwartaalstaten/2024-1/excel/")
    assert answer.headers["Content-Disposition"].endswith('"De Vlier zuid - 2024-1 - 01-07-2025.xlsx"')
    pages = read(answer)
    assert list(pages) == ["Totalen", "Cliënten", "Per soort", "Toelichting"]
    del pages["Toelichting"]
    for rows in pages.values():
        about = {row[0]: row[1] for row in rows[:7]}
        assert about["Let op"].startswith("Vertrouwelijk.")
        assert about["Gemaakt door"] == seat.user.get_full_name()
        assert about["Kwartaal"] == "2024-1"
    totals = {row[1]: row[2:6] for row in pages["Totalen"][10:]}
    assert totals["P-CB-BREED"] == ["uren", 1, 12.25, "opgeteld"]
    assert totals["VBFBJB04"] == ["nachten", 1, 80, "ingetypt"]
    head, client = pages["Cliënten"][9:11]
    assert client[0] == f"{told.client.name} {told.client.first_name}"
    assert dict(zip(head, client, strict=True))["Contextbegeleiding breedsporig"] == 12.25
    assert dict(zip(head, client, strict=True))["Verblijf voor minderjarigen (hoge frequentie)"] is None
    assert pages["Per soort"][10][1:3] == ["Time-out", 1.5]
    assert pages["Per soort"][-1][1] == "Niet aan een cliënt gebonden"


def test_foster_care_is_no_exception_and_shows_its_counted_days_q_6(session: BincSession, browse: Any) -> None:
    facility = create_facility(session, organisation_type="pleegzorg", modules=("VBFINT04",))
    for _ in range(3):
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier), modules=("VBFINT04",))
    pages = read(browse(create_seat(session, facility)).get("/kwartaalstaten/2024-1/excel/"))
    assert [row[2] for row in pages["Cliënten"][10:]] == [84, 84, 84]
    assert pages["Totalen"][10][2:6] == ["dagen", 3, 252, "volgt uit de schakelingen"]


def test_an_export_is_on_record_and_names_only_ones_own_clients_q_6_a_5(session: BincSession, browse: Any) -> None:
    desk, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED")
    _, strange = desk_of(session)
    strange.add("01-08", None, "P-CB-BREED")
    answer = browse(create_seat(session, desk.facility)).get("/kwartaalstaten/2024-1/excel/")
    names = [row[0] for row in read(answer)["Cliënten"][10:]]
    assert names == [f"{told.client.name} {told.client.first_name}"]
    rows = session.execute(text("select action, subject_kind, subject_ids from audit_entry order by id desc limit 4"))
    seen = {(row.action, row.subject_kind): list(row.subject_ids) for row in reversed(rows.all())}
    assert seen["export", "quarter_statement"] == [desk.facility.id]
    assert seen["read", "client"] == [told.client.id]
