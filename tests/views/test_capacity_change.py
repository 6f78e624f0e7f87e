"""Before the agency changes a capacity it sees what that does to the occupancy; looking saves nothing (M-3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.capacity_effect import periods_to_show
from app.domain.period import Period
from app.domain.roles import Role
from app.presentation import day, number, percent, today_in_brussels
from app.queries.figures.occupancy import occupancy_of
from models import CapacityRow, Facility, ProcessedYear
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    process_years,
)
from tests.views.controls import controls_of
from tests.views.reading import fault_at, to_confirm, words_of

TODAY = today_in_brussels()
THIS_YEAR = Period(date(TODAY.year, 1, 1), TODAY)
ADD = "/beheer/capaciteit/add"


@pytest.fixture
def policy(session: Any, browse: Any) -> Any:
    """The browser of somebody of Voorzieningenbeleid."""
    return browse(create_seat(session, role=Role.AGENCY_POLICY))


def help_in(session: Any, facility: Facility) -> None:
    """One client in residence since 2024."""
    create_schakeling(
        session, create_decision(session, create_dossier(session, create_client(session, facility), facility))
    )


def typed(facility: Facility, **changes: str) -> dict[str, Any]:
    values = {"line": "VERBLIJF", "valid_from": day(THIS_YEAR.begin), "recognised": "4", "innovative": "0"}
    words = {"guaranteed": "0", "counts_toward": "", "note": "na overleg", "stap": "gevolg"}
    return {"facility_id": facility.id, **values, **words, **changes}


def rows_of(session: Any, facility: Facility) -> list[CapacityRow]:
    query = select(CapacityRow).where(CapacityRow.facility_id == facility.id).order_by(CapacityRow.valid_from)
    return list(session.scalars(query))


def fraction(session: Any, facility: Facility) -> str:
    """Numerator and denominator of residence over this year so far, as the occupancy page has them."""
    (figure,) = occupancy_of(session, facility, THIS_YEAR).result.figures
    return f"{number(figure.numerator)} ÷ {number(figure.denominator)}"


def test_the_effect_shown_is_what_the_figures_say_once_the_row_is_saved_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    help_in(session, facility)
    create_capacity(session, facility, recognised=Decimal(2))
    before = fraction(session, facility)
    effect = policy.post(ADD, typed(facility))
    assert effect.status_code == 200
    assert len(rows_of(session, facility)) == 1
    assert before in words_of(effect)
    assert policy.post(ADD, controls_of(effect)).status_code == 302
    after = fraction(session, facility)
    assert after != before
    assert after in words_of(effect)
    (figure,) = occupancy_of(session, facility, THIS_YEAR).result.figures
    assert percent(figure.rate) in words_of(effect)
    assert "procentpunt lager" in words_of(effect)


def test_looking_keeps_everything_typed_and_saves_nothing_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    effect = policy.post(ADD, typed(facility, recognised="12,5"))
    shown = controls_of(effect)
    assert shown["recognised"] == ["12,5"]
    assert shown["note"] == ["na overleg"]
    assert shown["line"] == ["VERBLIJF"]
    assert "nog niets bewaard" in words_of(effect)
    assert rows_of(session, facility) == []


def test_a_row_is_not_saved_unseen_m_3(session: Any, policy: Any) -> None:
    """Whoever presses save at once sees the effect first."""
    facility = create_facility(session)
    assert "Gevolg voor de bezetting" in words_of(policy.post(ADD, typed(facility, stap="bewaren")))
    assert rows_of(session, facility) == []


def test_what_is_changed_after_the_look_is_shown_anew_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    seen = controls_of(policy.post(ADD, typed(facility)))
    again = policy.post(ADD, {**seen, "recognised": "40"})
    assert again.status_code == 200
    assert "Je wijzigde nog iets" in words_of(again)
    assert rows_of(session, facility) == []
    assert policy.post(ADD, controls_of(again)).status_code == 302
    assert [row.recognised for row in rows_of(session, facility)] == [Decimal(40)]


def test_a_row_that_a_colleague_added_meanwhile_makes_another_effect_m_3_d_11(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    seen = controls_of(policy.post(ADD, typed(facility)))
    create_capacity(session, facility, valid_from=THIS_YEAR.begin + timedelta(days=200), recognised=Decimal(7))
    again = policy.post(ADD, seen)
    assert again.status_code == 200
    assert "of een collega deed dat" in words_of(again)
    assert len(rows_of(session, facility)) == 1


def test_a_planned_row_says_that_it_counts_with_the_deployments_of_today_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    help_in(session, facility)
    create_capacity(session, facility, recognised=Decimal(2))
    begin = date(TODAY.year + 1, 7, 1)
    effect = words_of(policy.post(ADD, typed(facility, valid_from=day(begin))))
    assert "tellen met de schakelingen die vandaag geregistreerd zijn" in effect
    assert f"Er geldt een andere capaciteit vanaf {day(begin)}" in effect
    assert f"Kwartaal 3 van {begin.year}" in effect
    assert "geen verschil" in effect


def test_a_row_until_a_planned_one_changes_the_days_between_m_3(session: Any, policy: Any) -> None:
    """Both edges: from its own first day, until the day before the next row."""
    facility = create_facility(session)
    create_capacity(session, facility, valid_from=date(TODAY.year + 2, 3, 1), recognised=Decimal(9))
    effect = words_of(policy.post(ADD, typed(facility)))
    last = date(TODAY.year + 2, 3, 1) - timedelta(days=1)
    assert f"van {day(THIS_YEAR.begin)} tot en met {day(last)}" in effect


def test_an_own_period_is_shown_first_and_a_wrong_one_is_said_at_its_field_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    shown = policy.post(ADD, typed(facility, gevolg_van="01/02/2023", gevolg_tot="29/02/2023"))
    assert shown.status_code == 422
    assert "Deze dag bestaat niet" in fault_at(shown, "gevolg_tot")
    for first, last, fault in (
        ("01/02/2023", "", "Vul beide dagen"),
        ("01/02/2023", "31/01/2023", "Draai ze om"),
        ("01/02/2023", "01/02/2024", "hoogstens een jaar"),
    ):
        shown = policy.post(ADD, typed(facility, gevolg_van=first, gevolg_tot=last))
        assert shown.status_code == 422
        assert fault in fault_at(shown, "gevolg_tot")
        assert controls_of(shown)["recognised"] == ["4"]
    right = policy.post(ADD, typed(facility, gevolg_van="01/02/2023", gevolg_tot="31/01/2024"))
    assert "Je eigen periode 01/02/2023 – 31/01/2024" in words_of(right)


def test_a_note_alone_is_saved_at_once_since_no_figure_changes_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    row = create_capacity(session, facility)
    path = f"/beheer/capaciteit/edit/{row.id}"
    looked = policy.post(path, {**controls_of(policy.get(path)), "note": "nieuw besluit", "stap": "gevolg"})
    assert "Er verandert geen enkel cijfer" in words_of(looked)
    assert policy.post(path, {**controls_of(policy.get(path)), "note": "nieuw besluit"}).status_code == 302
    session.refresh(row)
    assert row.note == "nieuw besluit"


def test_a_change_in_a_processed_year_is_confirmed_first_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    row = create_capacity(session, facility)
    process_years(session, facility, 2022, 2023)
    path = f"/beheer/capaciteit/edit/{row.id}"
    change = {**controls_of(policy.get(path)), "recognised": "11"}
    effect = policy.post(path, {**change, "stap": "gevolg"})
    assert "2022 en 2023 zijn al verwerkt voor deze voorziening" in words_of(effect)
    assert "Heel 2023, al verwerkt 01/01/2023 – 31/12/2023" in words_of(effect)
    refused = policy.post(path, controls_of(effect))
    assert refused.status_code == 200
    session.refresh(row)
    assert row.recognised == Decimal(10)
    assert policy.post(path, {**controls_of(effect), "confirmed": to_confirm(effect)}).status_code == 302
    session.refresh(row)
    assert row.recognised == Decimal(11)


OFFERED = (
    ("OVBJ", ("VBFBJB02",), "VERBLIJF", False),
    ("OVBJ", ("VBFBJB04",), "P-CB-BREED", True),
    ("OVBJ", ("P-CB-BREED",), "VERBLIJF", True),
    ("OVBJ", ("VBFBJB04",), "P-CKG-GEZIN", True),
    ("CKG", ("P-CKG-DAGOPVANG",), "P-CKG-GEZIN", False),
    ("CaH", ("P-CRISISINTERVENTIE",), "P-CAH", False),
)


@pytest.mark.parametrize(("kind", "modules", "line", "asks"), OFFERED)
def test_places_that_nobody_may_fill_are_confirmed_first_m_2_m_3_f_7(
    session: Any, policy: Any, kind: str, modules: tuple[str, ...], line: str, asks: bool
) -> None:
    """Typed at the wrong module or facility they would lower its mean for good."""
    facility = create_facility(session, organisation_type=kind, modules=modules)
    effect = policy.post(ADD, typed(facility, line=line))
    assert ("niet goedgekeurd voor deze voorziening" in words_of(effect)) is asks
    assert policy.post(ADD, controls_of(effect)).status_code == (200 if asks else 302)
    assert len(rows_of(session, facility)) == (not asks)
    if asks:
        assert policy.post(ADD, {**controls_of(effect), "confirmed": to_confirm(effect)}).status_code == 302
        assert len(rows_of(session, facility)) == 1


@pytest.mark.parametrize(("first", "asks"), [(date(2023, 12, 31), True), (date(2024, 1, 1), False)])
def test_only_a_change_that_reaches_into_a_processed_year_asks_m_3(
    session: Any, policy: Any, first: date, asks: bool
) -> None:
    facility = create_facility(session)
    create_capacity(session, facility)
    process_years(session, facility, 2023)
    effect = policy.post(ADD, typed(facility, valid_from=day(first)))
    assert bool(to_confirm(effect)) is asks


def test_a_year_that_was_reopened_asks_nothing_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    process_years(session, facility, 2023)
    year = session.scalars(select(ProcessedYear).where(ProcessedYear.facility_id == facility.id)).one()
    year.state = "reopened"
    session.flush()
    assert to_confirm(policy.post(ADD, typed(facility, valid_from="01/01/2023"))) == []


def test_deleting_a_row_shows_first_what_it_does_m_3(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    help_in(session, facility)
    create_capacity(session, facility, recognised=Decimal(2))
    row = create_capacity(session, facility, valid_from=THIS_YEAR.begin, recognised=Decimal(4))
    path = f"/beheer/capaciteit/verwijderen/{row.id}"
    assert policy.post(path, {}).status_code == 200
    assert len(rows_of(session, facility)) == 2
    before = fraction(session, facility)
    effect = policy.get(path)
    assert before in words_of(effect)
    assert policy.post(path, controls_of(effect)).status_code == 302
    assert [one.recognised for one in rows_of(session, facility)] == [Decimal(2)]
    after = fraction(session, facility)
    assert after != before
    assert after in words_of(effect)


def test_a_row_that_changed_after_the_look_is_not_deleted_m_3_d_11(session: Any, policy: Any) -> None:
    facility = create_facility(session)
    row = create_capacity(session, facility)
    path = f"/beheer/capaciteit/verwijderen/{row.id}"
    seen = controls_of(policy.get(path))
    row.recognised = Decimal(12)
    session.flush()
    assert policy.post(path, seen).status_code == 200
    assert len(rows_of(session, facility)) == 1


def test_a_row_that_begins_to_count_toward_another_shows_both_lines_m_3_f_1(session: Any, policy: Any) -> None:
    facility = create_facility(session, modules=("P-CB-LAAG", "P-CRISISINTERVENTIE"))
    create_capacity(session, facility, "P-CB-LAAG")
    dossier = create_dossier(session, create_client(session, facility), facility)
    crisis = ("P-CRISISINTERVENTIE",)
    create_schakeling(session, create_decision(session, dossier, modules=crisis), modules=crisis)
    nothing = {"recognised": "0", "line": "P-CRISISINTERVENTIE"}
    effect = words_of(policy.post(ADD, typed(facility, **nothing, counts_toward="P-CB-LAAG")))
    assert "Crisisinterventie (op verwijzing crisismeldpunt) Periode" in effect
    assert "Contextbegeleiding laagintensief Periode" in effect
    assert "procentpunt hoger" in effect


def test_crisis_help_that_leaves_the_line_of_p_cah_changes_lines_but_no_mean_m_3_f_4(session: Any, policy: Any) -> None:
    """M-3, F-4: the points move, the denominator stays, and so does the mean of all modules."""
    facility = create_facility(session, organisation_type="CaH", modules=("P-CAH", "P-CRISISINTERVENTIE"))
    create_capacity(session, facility, "P-CAH", recognised=Decimal(1))
    create_capacity(session, facility, "P-CRISISINTERVENTIE", recognised=Decimal(0), counts_toward="P-CAH")
    dossier = create_dossier(session, create_client(session, facility), facility)
    crisis = ("P-CRISISINTERVENTIE",)
    create_schakeling(session, create_decision(session, dossier, modules=crisis), modules=crisis)
    zeros = {"recognised": "0", "line": "P-CRISISINTERVENTIE", "valid_from": day(THIS_YEAR.begin)}
    effect = policy.post(ADD, typed(facility, **zeros))
    before = occupancy_of(session, facility, THIS_YEAR).result
    assert [one.code for one in before.figures] == ["P-CAH"]
    assert "Crisisinterventie (op verwijzing crisismeldpunt) Periode" in words_of(effect)
    assert policy.post(ADD, controls_of(effect)).status_code == 302
    after = occupancy_of(session, facility, THIS_YEAR).result
    assert [(one.code, one.numerator) for one in after.figures] == [("P-CAH", 0), ("P-CRISISINTERVENTIE", 3)]
    assert after.weighted.rate
    assert after.weighted.rate == before.weighted.rate


@pytest.mark.parametrize(
    ("kind", "line", "rule"),
    [
        ("CKG", "P-CKG-GEZIN", "F-5"),
        ("CaH", "P-CAH", "F-4"),
        ("OVBJ", "P-OB-RTJ", "F-3"),
        ("OVBJ", "P-CB-BREED", "F-1"),
    ],
)
def test_every_formula_is_shown_over_every_period_as_the_figures_have_it_after_saving_m_3(
    session: Any, policy: Any, kind: str, line: str, rule: str
) -> None:
    """F-1, F-3, F-4, F-5: the same numerator and denominator, or the same reason why there is none."""
    facility = create_facility(session, organisation_type=kind, modules=(line,))
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(session, create_decision(session, dossier, modules=(line,)), modules=(line,))
    create_capacity(session, facility, line, recognised=Decimal(20))
    effect = policy.post(ADD, typed(facility, line=line, valid_from=day(THIS_YEAR.begin + timedelta(days=45))))
    words = words_of(effect)
    assert policy.post(ADD, controls_of(effect)).status_code == 302
    for shown in periods_to_show(THIS_YEAR.begin + timedelta(days=45), TODAY):
        (figure,) = occupancy_of(session, facility, shown.period, [line]).result.figures
        assert figure.rule == rule
        told = words.split(f"{day(shown.period.begin)} – {day(shown.period.end)}")[1][:160]
        if figure.sentence:
            assert figure.sentence in told
        else:
            assert f"{percent(figure.rate)} {number(figure.numerator)} ÷ {number(figure.denominator)}" in told
