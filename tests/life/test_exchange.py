"""What a file can and cannot do with a deleted dossier (D-8, G-3)."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.services.bin import delete_dossier
from app.services.exchange import ExchangeRefusedError, export_facility, import_exchange
from models import Dossier, Facility
from tests.exchange.files import TODAY, small_file
from tests.services.steps import ACTOR


def test_a_deleted_dossier_is_left_out_of_an_export_and_out_of_reach_of_a_file_d_8(session: BincSession) -> None:
    document = small_file()
    document["dossiers"][0]["decisions"] = []
    document["utilisation"] = []
    import_exchange(session, document, today=TODAY)
    dossier = session.scalars(select(Dossier)).one()
    delete_dossier(session, dossier, actor=ACTOR, today=TODAY)
    session.flush()
    facility = session.scalars(select(Facility).where(Facility.code == "X001")).one()
    assert json.loads(json.dumps(export_facility(session, facility)))["dossiers"] == []
    with pytest.raises(ExchangeRefusedError, match="D-8 /dossiers/0/status"):
        import_exchange(session, document, today=TODAY)
    assert session.scalars(select(Dossier)).all() == []
