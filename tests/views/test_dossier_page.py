"""The page of one dossier (S-1, S-2, S-6, S-9, S-12, D-10)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.database import BincSession, db
from app.domain.activities import ActivityKind, activity_values
from app.domain.scope import Actor
from app.services.activities import note_activity
from app.services.summaries import refresh_summary
from models import Dossier, Facility, Schakeling
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.counting import counted_statements

Browse = Callable[..., Any]
FIRST, SECOND = date(2024, 1, 8), date(2025, 4, 12)


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    client = create_client(session, facility, name="Claes", first_name="Noor", birth_date=date(2015, 4, 12))
    referral = {"through_access_gate": False, "referrer": "crisismeldpunt", "own_reference": "LG-3"}
    return create_dossier(session, client, facility, referral=referral)


def chain(session: BincSession, dossier: Dossier, length: int = 2) -> list[Schakeling]:
    decision = create_decision(session, dossier, begin=FIRST)
    made = [create_schakeling(session, decision, end=SECOND, modules=("VBFBJB04",), guaranteed=("VBFBJB04",))]
    for number in range(1, length):
        begin = SECOND.replace(month=4 + number, day=12) if number > 1 else SECOND
        end = None if number == length - 1 else begin.replace(month=begin.month + 1)
        made.append(create_schakeling(session, decision, kind="switch", begin=begin, end=end, modules=("P-CB-BREED",)))
    refresh_summary(session, dossier)
    session.flush()
    return made


def test_it_says_who_and_what_state(session: BincSession, browse: Browse, facility: Facility, dossier: Dossier) -> None:
    """Look: where am I, what is the state, what can I do next."""
    page = browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/").text
    for words in ("Noor Claes", "12/04/2015", "Open", "Ref. LG-3", "via Crisismeldpunt", "Nog geen beslissing"):
        assert words in page
    assert f'class="button main" href="/dossiers/{dossier.code}/beslissingen/nieuw"' in page


def test_only_the_last_schakeling_can_be_touched(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """S-6: the others say why not; a decision with schakelingen cannot be deleted (S-1)."""
    first, last = chain(session, dossier)
    page = browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/").text
    base = f"/dossiers/{dossier.code}/schakelingen"
    assert f'href="{base}/{last.id}/"' in page
    assert f'action="{base}/{last.id}/verwijderen/"' in page
    assert f"{base}/{first.id}/" not in page
    assert page.count("vastgezet: een nieuwere volgt") == 1
    assert f'href="/dossiers/{dossier.code}/beslissingen/{last.decision_id}/"' in page
    assert f"beslissingen/{last.decision_id}/verwijderen" not in page
    assert "er staan schakelingen onder" in page
    assert f'class="button main" href="{base}/nieuw"' in page


def test_a_decision_without_schakeling_can_be_deleted(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """S-1: and says that the help still has to start."""
    decision = create_decision(session, dossier)
    page = browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/").text
    assert f'action="/dossiers/{dossier.code}/beslissingen/{decision.id}/verwijderen/"' in page
    assert "nog geen schakeling" in page


def test_guaranteed_supply_and_the_silent_groeipakket_are_told(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """S-9, S-12: the tick at its module, and why nothing goes out."""
    chain(session, dossier, length=1)
    dossier_page = f"/dossiers/{dossier.code}/"
    session.get_one(Schakeling, dossier.decisions[0].schakelingen[0].id).end = None
    session.flush()
    page = browse(create_seat(session, facility)).get(dossier_page).text
    assert "verzekerd aanbod (art. 74)" in page
    assert "het crisismeldpunt meldde de cliënt aan" in page


def test_the_drawing_and_the_tables_say_the_same(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """Look: time is drawn, and never only drawn."""
    chain(session, dossier)
    page = browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/").text
    assert 'class="bar bar-residence"' in page
    assert 'class="bar bar-context-guidance"' in page
    for words in ("08/01/2024", "12/04/2025", "Contextbegeleiding breedsporig", "loopt", "vandaag"):
        assert words in page


@pytest.mark.parametrize("path", ["/", "/activiteiten/"])
def test_a_foreign_dossier_is_as_unknown_as_one_that_never_was(
    session: BincSession, browse: Browse, dossier: Dossier, path: str
) -> None:
    """A-2: 404 and no trace."""
    browser = browse(create_seat(session, create_facility(session)))
    foreign = browser.get(f"/dossiers/{dossier.code}{path}")
    unknown = browser.get(f"/dossiers/BNC_20240108_999999999{path}")
    assert foreign.status_code == unknown.status_code == 404
    assert "Claes" not in foreign.text
    assert "LG-3" not in foreign.text
    assert browser.get(f"/dossiers/%00{path}").status_code == 404


def test_it_takes_the_same_statements_however_long_the_chain(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """docs/architecture.md §5: a constant number of queries."""
    short = create_dossier(session, create_client(session, facility), facility)
    chain(session, short, 1)
    chain(session, dossier, 6)
    browser = browse(create_seat(session, facility))
    lengths = []
    for one in (short, dossier, short, dossier):
        with counted_statements(db.engine) as statements:
            assert browser.get(f"/dossiers/{one.code}/").status_code == 200
        lengths.append(len(statements))
    assert lengths[2] == lengths[3]


def test_activities_stand_newest_first_with_old_and_new(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """D-10: in plain words, page by page."""
    about = {"kind": "switch", "begin": SECOND}
    for day in range(1, 29):
        for month in (1, 2):
            values = activity_values(about, {"end": date(2026, month, day)}, {"end": date(2026, month + 1, day)})
            note_activity(session, dossier, ActivityKind.SCHAKELING_CHANGED, values, actor=Actor(None, "An Peeters"))
    session.flush()
    browser = browse(create_seat(session, facility))
    first = browser.get(f"/dossiers/{dossier.code}/activiteiten/").text
    second = browser.get(f"/dossiers/{dossier.code}/activiteiten/?pagina=2").text
    assert "Schakeling vanaf 12/04/2025 gewijzigd" in first
    assert "An Peeters" in first
    assert first.index("28/02/2026") < first.index("27/02/2026")
    assert "01/01/2026" in second
    assert "01/01/2026" not in first
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_a_dossier_without_help_shows_no_help(session: BincSession, browse: Browse) -> None:
    """G4.1: 1G1P has no decisions or schakelingen."""
    facility = create_facility(session, organisation_type="1G1P", modules=())
    dossier = create_dossier(session, create_client(session, facility), facility, referral={"referrer": "clb"})
    page = browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/").text
    assert "schakelingen/nieuw" not in page
    assert "Zonder beslissingen en schakelingen" in page
    assert "CLB" in page
