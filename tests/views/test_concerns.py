"""Pages about what an organisation type does not have: no line in its menu, and a clear answer (D-4, Q-1)."""

from __future__ import annotations

from typing import Any

import pytest

from app.database import BincSession
from app.domain.roles import Role
from tests.factories import create_facility, create_seat
from tests.views.reading import words_of

STATEMENTS = {"Kwartaalstaten": "/kwartaalstaten/", "Benutting": "/cijfers/benutting/"}
HELP = {"Bezetting": "/cijfers/bezetting/", "Inzet modules": "/cijfers/inzet/"}
INSIDE = ("/kwartaalstaten/2024-1/", "/kwartaalstaten/2024-1/excel/", "/cijfers/benutting/excel")
NOTHING: dict[str, str] = {}
# Organisation type and modules, with the pages that it has: 1G1P registers no help, HCA and NAFT only with modules.
PLACES: list[tuple[str, tuple[str, ...], dict[str, str]]] = [
    ("OVBJ", ("VBFBJB04",), STATEMENTS | HELP),
    ("pleegzorg", ("VBFINT04",), STATEMENTS | HELP),
    ("1G1P", (), NOTHING),
    ("HCA", (), NOTHING),
    ("NAFT", (), NOTHING),
    ("HCA", ("VBFBJB04",), HELP),
    ("NAFT", ("VBFBJB04",), HELP),
]


@pytest.mark.parametrize(("kind", "modules", "kept"), PLACES)
def test_the_menu_holds_what_the_facility_has_q_1_d_4(
    session: BincSession, browse: Any, kind: str, modules: tuple[str, ...], kept: dict[str, str]
) -> None:
    facility = create_facility(session, organisation_type=kind, modules=modules)
    worker = browse(create_seat(session, facility))
    menu = worker.get("/capaciteit/").text
    for words, address in (STATEMENTS | HELP).items():
        assert (f'href="{address}"' in menu) is (words in kept), words
        answer = worker.get(address)
        assert answer.status_code == (200 if words in kept else 404)
        if words not in kept:
            why = "heeft geen kwartaalstaten" if words in STATEMENTS else "werkt zonder beslissingen en schakelingen"
            assert f"{facility.name} {why}" in words_of(answer)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_behind_such_a_page_says_the_same_q_1(session: BincSession, browse: Any, address: str) -> None:
    facility = create_facility(session, organisation_type="1G1P", modules=())
    answer = browse(create_seat(session, facility, Role.FACILITY_MANAGER)).get(address)
    assert answer.status_code == 404
    assert "heeft geen kwartaalstaten" in words_of(answer)


def test_the_agency_keeps_every_line_q_1(session: BincSession, browse: Any) -> None:
    create_facility(session, organisation_type="1G1P", modules=())
    menu = browse(create_seat(session, None, Role.AGENCY_POLICY)).get("/").text
    assert all(f'href="{address}"' in menu for address in ("/cijfers/bezetting/", "/cijfers/benutting/"))
