"""What a file does to quarter statements: history comes as it is, another figure is an edit as any (Q-4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.services import deployments
from app.services.deployments import verify_deployments
from app.services.exchange import import_exchange
from models import QuarterStatement, StatementStep, UtilisationTotal
from tests.exchange.files import MATS, NOOR, TODAY, client, decision, dossier, schakeling, small_file
from tests.exchange.test_import import refused


def with_total(total: float, **overrides: Any) -> dict[str, Any]:
    """The small file with another total and no states, unless said otherwise."""
    document = small_file(**{"quarters": [], **overrides})
    document["utilisation"][0]["total"] = total
    return document


def state(session: Any) -> str:
    return str(session.scalars(select(QuarterStatement.state)).one())


def test_a_file_takes_in_states_of_history_as_they_come_q_4(session: Any) -> None:
    for told in ("processed", "sent"):
        session.begin_nested()
        document = small_file()
        document["quarters"][0]["state"] = told
        import_exchange(session, document, today=TODAY)
        assert state(session) == told
        session.rollback()


def test_another_total_in_a_file_asks_to_send_a_sent_quarter_again_q_4(session: Any) -> None:
    import_exchange(session, small_file(), today=TODAY)
    import_exchange(session, with_total(61.5), today=TODAY)
    assert state(session) == "sent"
    import_exchange(session, with_total(70), today=TODAY)
    assert state(session) == "to_send_again"
    step = session.scalars(select(StatementStep)).one()
    assert (step.event, step.before, step.after) == ("edit", 61.5, 70)


def test_a_file_that_says_the_state_itself_is_believed_q_4(session: Any) -> None:
    import_exchange(session, small_file(), today=TODAY)
    again = with_total(70, quarters=small_file()["quarters"])
    import_exchange(session, again, today=TODAY)
    assert state(session) == "sent"
    assert session.scalars(select(StatementStep)).all() == []


def test_a_file_does_not_change_figures_of_a_processed_quarter_q_4(session: Any) -> None:
    document = small_file()
    document["quarters"][0]["state"] = "processed"
    import_exchange(session, document, today=TODAY)
    faults = refused(session, with_total(70))
    assert faults == {"/utilisation/0": "Kwartaal 2024-1 is verwerkt: de cijfers ervan staan vast."}
    assert import_exchange(session, with_total(61.5), today=TODAY).changes == 0


def test_the_switch_of_a_total_comes_along_q_2(session: Any) -> None:
    document = small_file()
    document["utilisation"][0]["computed"] = True
    import_exchange(session, document, today=TODAY)
    assert session.scalars(select(UtilisationTotal.computed)).one() is True
    del document["utilisation"][0]["computed"]
    import_exchange(session, document, today=TODAY)
    assert session.scalars(select(UtilisationTotal.computed)).one() is True


@pytest.mark.parametrize("drops", ["first", "second"])
def test_a_line_that_one_client_drops_and_another_takes_up_keeps_its_total_q_1(
    session: BincSession, monkeypatch: pytest.MonkeyPatch, drops: str
) -> None:
    """Also where the clients of a file are counted anew in several goes."""
    monkeypatch.setattr(deployments, "CLIENTS_AT_A_TIME", 1)
    residence, guidance = ("a", "b") if drops == "first" else ("b", "a")

    def file(**codes: str) -> dict[str, Any]:
        dossiers = [
            dossier(who, who, decisions=[decision("2024-01-08", schakeling("start", "2024-01-08", "2024-03-01", code))])
            for who, code in codes.items()
        ]
        return small_file(clients=[client("a", MATS), client("b", NOOR)], dossiers=dossiers)

    import_exchange(session, file(**{residence: "VBFBJB04", guidance: "P-CB-BREED"}), today=TODAY)
    changed = file(**{residence: "P-CB-BREED", guidance: "VBFBJB04"})
    import_exchange(session, {**changed, "utilisation": [], "quarters": []}, today=TODAY)
    assert session.scalars(select(UtilisationTotal.total)).all() == [Decimal("61.50")]
    assert verify_deployments(session) == 0
