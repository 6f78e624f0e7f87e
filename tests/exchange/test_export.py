"""What goes out of one installation comes back the same in another (G-3)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.database import enter_scope
from app.domain.scope import Scope
from app.services.exchange import export_facility, import_exchange
from models import Facility
from tests.conftest import fresh_database, settings_for
from tests.exchange.files import MATS, TODAY, client, closed_dossier, dossier, schakeling, small_file


def rich_file() -> dict[str, Any]:
    """A file with an open and a closed dossier, pages, a code, moments and shares of clients."""
    document = small_file()
    document["clients"].append(client("c2", MATS, name="Dupont", first_name="Zoë", address={"unknown": True}))
    document["dossiers"][0]["decisions"][0]["schakelingen"][1]["registered"] = "2024-04-02T08:00:00+00:00"
    document["dossiers"][0]["decisions"][0]["schakelingen"][0]["end_registered"] = "2024-04-03T08:00:00+00:00"
    document["dossiers"][0]["intake"] = {"unaccompanied_minor": False, "pregnant": False}
    document["dossiers"].append(closed_dossier("d2", "c2", code="BNC_20240108_000777"))
    document["dossiers"].append(dossier("d3", "c2", created="2024-03-01"))
    document["dossiers"][2]["decisions"][0] = {
        "begin": "2024-03-01", "modules": ["P-OB-RTJ"], "ground": "judicial", "mandated_service": "OCJ",
        "schakelingen": [schakeling("start", "2024-03-01", None, "P-OB-RTJ")],
    }  # fmt: skip
    document["dossiers"][2]["decisions"][0]["schakelingen"][0]["modules"][0]["detail"] = ["time_out"]
    document["utilisation"][0]["clients"] = [{"client": "c1", "amount": 61.5}]
    document["utilisation"].append(
        {"facility": "X001", "quarter": "2024-1", "module": "P-OB-RTJ", "total": 5, "kinds": {"time_out": 4.5},
         "non_client_bound": 0.5}
    )  # fmt: skip
    return document


def exported(session: Any) -> dict[str, Any]:
    """The export of the facility, as its file reads."""
    facility = session.scalars(select(Facility).where(Facility.code == "X001")).one()
    found: dict[str, Any] = json.loads(json.dumps(export_facility(session, facility)))
    return found


def test_an_export_imported_elsewhere_and_exported_again_is_the_same(session: Any, postgres: Any) -> None:
    from app.database import db
    from app.factory import create_app

    import_exchange(session, rich_file(), today=TODAY)
    first = exported(session)
    with fresh_database(postgres) as name:
        other = create_app(settings_for(postgres, name))
        with other.app_context():
            enter_scope(db.session, Scope.system("test"))
            import_exchange(db.session, first, today=TODAY)
            db.session.commit()
            second = exported(db.session)
            db.session.remove()
            db.engine.dispose()
    assert second == first


def test_an_export_holds_what_came_in(session: Any) -> None:
    import_exchange(session, rich_file(), today=TODAY)
    found = exported(session)
    assert [one["status"] for one in found["dossiers"]].count("closed") == 1
    assert "BNC_20240108_000777" in {one["code"] for one in found["dossiers"]}
    assert found["utilisation"][0]["clients"][0]["amount"] == 61.5
    assert {one["first_name"] for one in found["clients"]} == {"Noor", "Zoë"}


def test_an_export_read_back_into_the_same_installation_changes_nothing(session: Any) -> None:
    import_exchange(session, rich_file(), today=TODAY)
    found = exported(session)
    assert import_exchange(session, found, today=TODAY).changes == 0
    assert import_exchange(session, found, today=TODAY).changes == 0


def test_the_command_writes_a_file(app: Flask, session: Any, tmp_path: Path) -> None:
    import_exchange(session, rich_file(), today=TODAY)
    session.commit()
    file = tmp_path / "uit.json"
    result = app.test_cli_runner().invoke(args=["exchange", "export", "--facility", "X001", str(file)])
    assert result.exit_code == 0, result.output
    assert json.loads(file.read_text())["format"] == "binc-exchange/1"
    assert file.stat().st_mode & 0o077 == 0


def test_an_export_to_a_place_that_cannot_be_written_says_so(app: Any, session: Any, tmp_path: Any) -> None:
    """Exit status 2 and a message: the place is bad input."""
    import_exchange(session, small_file(), today=TODAY)
    session.commit()
    place = str(tmp_path / "nowhere" / "x.json")
    result = app.test_cli_runner().invoke(args=["exchange", "export", "--facility", "X001", place])
    assert result.exit_code == 2
    assert "kan niet geschreven worden" in result.stderr
