"""Schakelingen on screen: start, switch, extension, end and delete, each refusal at its place (S-2 to S-12)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.database import BincSession
from app.domain.chain import PREVIOUS_RUNS
from models import Dossier, Facility, Schakeling
from tests.factories import (
    approve,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.reading import (
    button_of_enter,
    fault_at,
    fields_without_help,
    marks_of,
    ticked,
    to_confirm,
    value_of,
    words_of,
)

CRISIS = {"through_access_gate": False, "referrer": "crisismeldpunt"}
START, SECOND = date(2024, 1, 8), date(2024, 6, 1)


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session, modules=("VBFBJB04", "P-CB-BREED", "P-OB-RTJ", "P-DB-GROEP"))


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_decision(session, dossier, modules=("P-CB-BREED",))
    return dossier


@pytest.fixture
def new(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/schakelingen/nieuw"


def chain(session: BincSession) -> list[Any]:
    """The schakelingen as they stand, in order: kind, begin, end."""
    session.expire_all()
    return [(one.kind, one.begin, one.end) for one in session.scalars(select(Schakeling).order_by(Schakeling.begin))]


def save(browser: Any, address: str, **typed: Any) -> Any:
    """Opens the form, types over what it holds, and saves it."""
    page = browser.get(address)
    kept = {name: value_of(page, name) or "" for name in ("begin", "end")}
    lists = {name: ticked(page, name) for name in ("modules", "guaranteed")}
    return browser.post(address, {**marks_of(page), **kept, **lists, **typed})


def first(session: BincSession, dossier: Dossier, **overrides: Any) -> Schakeling:
    return create_schakeling(session, dossier.decisions[0], **{"modules": ("P-CB-BREED",), **overrides})


def test_without_a_decision_one_is_asked_first_s2(session: BincSession, facility: Facility, staff: Any) -> None:
    dossier = create_dossier(session, create_client(session, facility), facility)
    sent = staff.get(f"/dossiers/{dossier.code}/schakelingen/nieuw")
    assert sent.headers["location"] == f"/dossiers/{dossier.code}/beslissingen/nieuw"


def test_the_start_is_filled_in_from_the_decision_s3(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    page = staff.get(new)
    assert "Start hulpaanbod" in words_of(page)
    assert value_of(page, "begin") == "08/01/2024"
    assert ticked(page, "modules") == ["P-CB-BREED"]
    assert fields_without_help(page) == []
    saved = save(staff, new)
    assert saved.headers["location"] == f"/dossiers/{dossier.code}/"
    assert chain(session) == [("start", START, None)]


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"begin": ""}, "begin", "Vul de begindatum in"),
        ({"begin": "7 januari"}, "begin", "dd/mm/jjjj"),
        ({"begin": "07/01/2024"}, "begin", "De beslissing begint op 08/01/2024"),
        ({"end": "01/01/2024"}, "end", "voor"),
        ({"modules": []}, "modules", "minstens een module"),
        ({"modules": ["VBFBJB02"]}, "modules", "niet goedgekeurd voor VBFBJB02"),
        ({"modules": ["P-OB-RTJ"]}, "detail-P-OB-RTJ", "Kies welke ondersteunende begeleiding"),
        ({"modules": ["P-OB-RTJ"], "detail-P-OB-RTJ": "dansen"}, "detail-P-OB-RTJ", "uit de lijst"),
    ],
)
def test_a_wrong_schakeling_is_refused_at_its_field_and_stays_s2_s4_s10(
    session: BincSession, staff: Any, new: str, typed: dict[str, Any], field: str, fault: str
) -> None:
    answer = save(staff, new, **typed)
    assert answer.status_code == 422
    assert fault in fault_at(answer, field)
    for name in ("begin", "end"):
        assert value_of(answer, name) == {"begin": "08/01/2024", "end": "", **typed}[name]
    assert ticked(answer, "modules") == typed.get("modules", ["P-CB-BREED"])
    assert chain(session) == []


def test_a_module_that_is_not_approved_yet_on_the_begin_is_refused_s2(
    session: BincSession, facility: Facility, staff: Any, new: str
) -> None:
    approve(session, facility, "VBFBJB05", valid_from=date(2024, 3, 1))
    assert "op 08/01/2024 niet goedgekeurd: vanaf 01/03/2024" in words_of(staff.get(new))
    assert "niet goedgekeurd voor VBFBJB05" in fault_at(save(staff, new, modules=["VBFBJB05"]), "modules")


def test_the_next_one_asks_first_when_the_open_one_ended_s5(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    first(session, dossier)
    page = staff.get(new)
    assert "Eerst: wanneer eindigde de vorige?" in words_of(page)
    assert fields_without_help(page) == []
    without = save(staff, new, begin="01/06/2024")
    assert fault_at(without, "previous_end") == PREVIOUS_RUNS.message
    assert value_of(without, "begin") == "01/06/2024"
    backward = save(staff, new, begin="01/06/2024", previous_end="01/01/2024")
    assert fault_at(backward, "previous_end")
    assert chain(session) == [("start", START, None)]
    assert save(staff, new, begin="01/06/2024", previous_end="01062024").status_code == 302
    assert chain(session) == [("start", START, SECOND), ("switch", SECOND, None)]


def test_overlapping_days_are_refused_at_the_begin_s4(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    first(session, dossier, end=SECOND)
    answer = save(staff, new, begin="31/05/2024")
    assert answer.status_code == 422
    assert fault_at(answer, "begin")
    assert value_of(answer, "begin") == "31/05/2024"
    assert len(chain(session)) == 1


def test_a_warning_is_confirmed_with_everything_typed_kept_and_each_tick_counts_s2_s12(
    session: BincSession, staff: Any, new: str
) -> None:
    asked = save(staff, new, modules=["VBFBJB04"], end="01/01/2030")
    assert asked.status_code == 422
    assert "D227" in words_of(asked)
    ticks = to_confirm(asked)
    assert len(ticks) == 3
    assert (value_of(asked, "end"), ticked(asked, "modules")) == ("01/01/2030", ["VBFBJB04"])
    half = save(staff, new, modules=["VBFBJB04"], end="01/01/2030", confirmed=ticks[:2])
    assert half.status_code == 422
    assert ticked(half, "confirmed") == ticks[:2]
    assert chain(session) == []
    assert save(staff, new, modules=["VBFBJB04"], end="01/01/2030", confirmed=ticks).status_code == 302
    assert len(chain(session)) == 1


def test_day_guidance_alone_asks_to_be_confirmed_s8(staff: Any, new: str) -> None:
    assert "Dagbegeleiding gaat altijd samen met contextbegeleiding" in words_of(
        save(staff, new, modules=["P-DB-GROEP"])
    )


def test_guaranteed_supply_is_asked_only_after_the_crisismeldpunt_s9(
    session: BincSession, facility: Facility, staff: Any, new: str
) -> None:
    assert 'name="guaranteed"' not in staff.get(new).text
    dossier = create_dossier(session, create_client(session, facility), facility, referral=CRISIS)
    create_decision(session, dossier)
    address = f"/dossiers/{dossier.code}/schakelingen/nieuw"
    assert fields_without_help(staff.get(address)) == []
    saved = save(staff, address, guaranteed=["VBFBJB04"])
    assert "het crisismeldpunt meldde de cliënt aan" in words_of(staff.get(saved.headers["location"])), "S-12: why not"
    session.expire_all()
    assert [module.guaranteed for module in session.scalars(select(Schakeling)).one().modules] == [True]


def test_an_extension_takes_over_the_previous_offer_and_can_be_unticked_s7(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    first(session, dossier, end=SECOND)
    assert "verlenging" not in words_of(staff.get(new)), "not under the same decision"
    create_decision(session, dossier, begin=SECOND, modules=("VBFBJB04",))
    offered = staff.get(new)
    assert "Maak er een verlenging van" in words_of(offered)
    assert button_of_enter(offered) is None, "the Enter key saves, and turns nothing into something else"
    page = staff.get(f"{new}?soort=verlenging")
    assert value_of(page, "begin") == "01/06/2024"
    assert "Contextbegeleiding breedsporig" in words_of(page)
    assert 'name="modules"' not in page.text, "locked"
    turned = staff.post(new, {**marks_of(page), "begin": "02/06/2024", "turn_into": "switch"})
    assert (value_of(turned, "kind"), value_of(turned, "begin")) == ("switch", "02/06/2024")
    assert ticked(turned, "modules") == ["P-CB-BREED"]
    back = staff.post(new, {**marks_of(turned), "begin": "02/06/2024", "turn_into": "extension"})
    assert value_of(back, "kind") == "extension"
    assert len(chain(session)) == 1
    asked = staff.post(new, {**marks_of(back), "begin": "02/06/2024"})
    assert "De beslissing noemt P-CB-BREED niet" in words_of(asked)
    saved = staff.post(new, {**marks_of(back), "begin": "02/06/2024", "confirmed": to_confirm(asked)})
    assert saved.status_code == 302
    assert chain(session)[-1] == ("extension", date(2024, 6, 2), None)
    extension = session.scalars(select(Schakeling).where(Schakeling.kind == "extension")).one()
    assert [module.type_module.code for module in extension.modules] == ["P-CB-BREED"]


def test_an_extension_of_a_module_no_longer_approved_is_refused_s7(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    approve(session, facility, "VBFBJB05", valid_until=date(2024, 4, 30))
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(
        session, create_decision(session, dossier, modules=("VBFBJB05",)), modules=("VBFBJB05",), end=SECOND
    )
    create_decision(session, dossier, begin=SECOND)
    answer = save(staff, f"/dossiers/{dossier.code}/schakelingen/nieuw?soort=verlenging")
    assert answer.status_code == 422
    assert "voor VBFBJB05 niet meer goedgekeurd: dat was tot en met 30/04/2024" in words_of(answer)


def test_the_last_one_gets_its_end_and_another_cannot_be_touched_s6(
    session: BincSession, dossier: Dossier, staff: Any
) -> None:
    start = first(session, dossier, end=SECOND)
    last = first(session, dossier, kind="switch", begin=SECOND)
    address = f"/dossiers/{dossier.code}/schakelingen/"
    assert save(staff, f"{address}{last.id}/", end="01/07/2024").status_code == 302
    assert chain(session)[-1] == ("switch", SECOND, date(2024, 7, 1))
    page = staff.get(f"{address}{start.id}/")
    assert "Alleen de laatste kun je wijzigen" in words_of(page)
    assert 'name="begin"' not in page.text
    refused = staff.post(f"{address}{start.id}/verwijderen/")
    assert "Alleen de laatste" in words_of(staff.get(refused.headers["location"]))
    assert len(chain(session)) == 2
    assert staff.post(f"{address}{last.id}/verwijderen/").status_code == 302
    assert chain(session) == [("start", START, SECOND)]


def test_the_question_of_a_module_is_kept_and_can_be_mended_s10(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    typed: dict[str, Any] = {"modules": ["P-OB-RTJ"], "detail-P-OB-RTJ": "time_out"}
    asked = save(staff, new, **typed)
    assert ticked(asked, "detail-P-OB-RTJ") == ["time_out"]
    assert save(staff, new, **typed, confirmed=to_confirm(asked)).status_code == 302
    schakeling = session.scalars(select(Schakeling)).one()
    address = f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/"
    assert ticked(staff.get(address), "detail-P-OB-RTJ") == ["time_out"]
    mended = {"detail-P-OB-RTJ": "ontheming"}
    ticks = to_confirm(save(staff, address, **mended))
    assert save(staff, address, **mended, confirmed=ticks).status_code == 302
    session.expire_all()
    assert session.scalars(select(Schakeling)).one().modules[0].detail == ["ontheming"]


def test_foster_care_speaks_of_a_combination_with_residence_s11(session: BincSession, browse: Any) -> None:
    facility = create_facility(session, organisation_type="pleegzorg", modules=("VBFINT04", "P-BEGINT-BEHANDEL"))
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_decision(session, dossier, modules=("P-BEGINT-BEHANDEL",))
    page = words_of(browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/schakelingen/nieuw"))
    assert "Er is een combinatie met verblijf" in page
    assert "Op wie is de behandeling gericht?" in page


def test_another_facilitys_schakeling_does_not_exist_here_a2(
    session: BincSession, dossier: Dossier, staff: Any
) -> None:
    other = create_facility(session)
    foreign = create_dossier(session, create_client(session, other, name="Vreemdeman"), other)
    schakeling = create_schakeling(session, create_decision(session, foreign))
    paths = [
        f"/dossiers/{foreign.code}/schakelingen/nieuw",
        f"/dossiers/{foreign.code}/schakelingen/{schakeling.id}/",
        f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/",
    ]
    for path in paths:
        for answer in (staff.get(path), staff.post(path, {"begin": "01/02/2024"})):
            assert answer.status_code == 404, path
            assert "Vreemdeman" not in answer.text
    assert staff.post(f"/dossiers/{foreign.code}/schakelingen/{schakeling.id}/verwijderen/").status_code == 404
    assert session.scalar(select(func.count()).select_from(Schakeling)) == 1
