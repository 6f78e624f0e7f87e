"""Two people at work in one dossier: the second to save sees both versions and loses nothing (D-11)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.chain import PREVIOUS_RUNS
from app.services.schakelingen import delete_schakeling
from models import Client, Decision, Dossier, Facility, Schakeling
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_user,
)
from tests.views.reading import marks_of, ticked, value_of, words_of
from views import schakelingen

SECOND = date(2024, 6, 1)
DECISION = {"begin": "08/01/2024", "modules": ["P-CB-BREED"], "ground": "voluntary", "mandated_service": "none"}
NEW = {"begin": "01/06/2024", "end": "01/07/2024", "modules": ["P-CB-BREED"], "previous_end": "01/06/2024"}


@pytest.fixture
def an(staff: Any) -> Any:
    return staff


@pytest.fixture
def bert(session: BincSession, facility: Facility, browse: Any) -> Any:
    return browse(create_seat(session, facility, user=create_user(session, first_name="Bert", last_name="Maes")))


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    dossier = create_dossier(session, create_client(session, facility, residence_status="belg"), facility)
    create_decision(session, dossier, modules=("P-CB-BREED",))
    return dossier


@pytest.fixture
def schakeling(session: BincSession, dossier: Dossier) -> Schakeling:
    return create_schakeling(session, dossier.decisions[0], modules=("P-CB-BREED",))


def base(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/"


def chosen(page: Any, **keep: str) -> dict[str, Any]:
    """Everything the conflict screen sends along, with the choices of its user."""
    names = ("own_reference", "through_access_gate", "begin", "end", "ground", "mandated_service", "call_name")
    others = ("nationality", "residence_status", "country_of_origin", "outflow_from_institution", "specific", "ongoing")
    typed = {name: value for name in (*names, *others) if (value := value_of(page, name)) is not None}
    modules = [part.split('"')[0] for part in page.text.split('name="modules" value="')[1:]]
    kept = {f"keep-{name}": side for name, side in keep.items()}
    return {**marks_of(page), **typed, "modules": modules, **kept, "conflict_seen": "yes"}


def test_two_people_change_one_referral_and_the_second_chooses_d11(
    session: BincSession, dossier: Dossier, an: Any, bert: Any
) -> None:
    address = f"{base(dossier)}aanmelding/"
    opened = marks_of(an.get(address))
    first = {**marks_of(bert.get(address)), "through_access_gate": "yes", "own_reference": "LG-3"}
    assert bert.post(address, first).status_code == 302
    mine = {**opened, "through_access_gate": "yes", "own_reference": "Leefgroep 3", "outflow_from_institution": "yes"}
    conflict = an.post(address, mine)
    assert conflict.status_code == 409
    words = words_of(conflict)
    assert all(
        text in words for text in ("Bert Maes", "LG-3", "Leefgroep 3", "Uitstroom uit een gemeenschapsinstelling?")
    )
    assert value_of(conflict, "own_reference") == "Leefgroep 3"
    assert dossier.referral is not None
    session.refresh(dossier.referral)
    assert dossier.referral.own_reference == "LG-3", "the first saver won"
    saved = an.post(address, chosen(conflict, own_reference="theirs", outflow_from_institution="mine"))
    assert saved.status_code == 302
    session.refresh(dossier.referral)
    assert (dossier.referral.own_reference, dossier.referral.outflow_from_institution) == ("LG-3", True)


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("aanmelding/", {"through_access_gate": "yes", "own_reference": "LG-3"}),
        ("beginregistratie/", {"housing": "positive"}),
        ("beslissingen/{decision}/", {**DECISION, "ground": "judicial"}),
        ("schakelingen/{schakeling}/", {"begin": "08/01/2024", "end": "01/07/2024", "modules": ["P-CB-BREED"]}),
    ],
)
def test_a_button_pressed_twice_saves_and_tells_of_nobody_d11(
    dossier: Dossier, schakeling: Schakeling, an: Any, page: str, typed: dict[str, Any]
) -> None:
    address = base(dossier) + page.format(decision=dossier.decisions[0].id, schakeling=schakeling.id)
    twice = {**marks_of(an.get(address)), **typed}
    assert [an.post(address, twice).status_code for _ in range(2)] == [302, 302]
    assert an.post(address, {**twice, "seen": ""}).status_code == 302, "the very same text harms nobody"


def test_a_third_change_during_the_choice_is_a_conflict_again_d11(dossier: Dossier, an: Any, bert: Any) -> None:
    address = f"{base(dossier)}aanmelding/"
    opened = marks_of(an.get(address))
    for reference in ("eerste", "tweede"):
        typed = {**marks_of(bert.get(address)), "through_access_gate": "yes", "own_reference": reference}
        assert bert.post(address, typed).status_code == 302
        if reference == "eerste":
            conflict = an.post(address, {**opened, "through_access_gate": "yes", "own_reference": "mijne"})
    again = an.post(address, chosen(conflict, own_reference="mine"))
    assert again.status_code == 409
    assert "tweede" in words_of(again)
    assert "mijne" in words_of(again)


def test_two_people_change_one_decision_and_the_second_chooses_d11(
    session: BincSession, dossier: Dossier, an: Any, bert: Any
) -> None:
    decision = dossier.decisions[0]
    address = f"{base(dossier)}beslissingen/{decision.id}/"
    opened = marks_of(an.get(address))
    theirs = {**marks_of(bert.get(address)), **DECISION, "modules": ["P-CB-BREED", "VBFBJB04"]}
    assert bert.post(address, theirs).status_code == 302
    conflict = an.post(address, {**opened, **DECISION, "ground": "judicial"})
    assert conflict.status_code == 409
    assert "Gerechtelijk" in words_of(conflict)
    assert "Verblijf voor minderjarigen" in words_of(conflict)
    assert an.post(address, chosen(conflict, modules="theirs", ground="mine")).status_code == 302
    session.expire_all()
    decision = session.scalars(select(Decision)).one()
    assert decision.ground == "judicial"
    assert {module.type_module.code for module in decision.modules} == {"P-CB-BREED", "VBFBJB04"}


def test_two_people_change_the_last_schakeling_and_the_second_chooses_d11(
    session: BincSession, dossier: Dossier, schakeling: Schakeling, an: Any, bert: Any
) -> None:
    address = f"{base(dossier)}schakelingen/{schakeling.id}/"
    typed = {"begin": "08/01/2024", "modules": ["P-CB-BREED"]}
    opened = marks_of(an.get(address))
    assert bert.post(address, {**marks_of(bert.get(address)), **typed, "end": "01/06/2024"}).status_code == 302
    conflict = an.post(address, {**opened, **typed, "end": "15/06/2024"})
    assert conflict.status_code == 409
    assert "15/06/2024" in words_of(conflict)
    assert "01/06/2024" in words_of(conflict)
    assert an.post(address, chosen(conflict, end="mine")).status_code == 302
    session.refresh(schakeling)
    assert schakeling.end == date(2024, 6, 15)


def test_two_facilities_change_one_client_and_neither_learns_a_name_d11_a2(
    session: BincSession, facility: Facility, an: Any, browse: Any
) -> None:
    other = create_facility(session)
    client = create_client(session, facility, national_number="15041200210", residence_status="belg")
    create_client(session, other, national_number="15041200210")
    stranger = browse(create_seat(session, other, user=create_user(session, first_name="Vreemde", last_name="Collega")))
    address = f"/clienten/{client.id}/wijzigen/"
    typed = {"nationality": "BE", "residence_status": "belg", "country_of_origin": "BE"}
    opened = marks_of(an.get(address))
    assert (
        stranger.post(address, {**marks_of(stranger.get(address)), **typed, "call_name": "Noortje"}).status_code == 302
    )
    conflict = an.post(address, {**opened, **typed, "call_name": "Nora"})
    assert conflict.status_code == 409
    assert "Noortje" in words_of(conflict)
    assert "Een medewerker van een andere voorziening" in words_of(conflict)
    assert "Vreemde" not in conflict.text
    assert an.post(address, chosen(conflict, call_name="mine")).status_code == 302
    session.expire_all()
    assert session.scalars(select(Client)).one().call_name == "Nora"


def test_a_change_elsewhere_in_the_dossier_disturbs_nobody_d11(dossier: Dossier, an: Any, bert: Any) -> None:
    address = f"{base(dossier)}beslissingen/{dossier.decisions[0].id}/"
    opened = marks_of(an.get(address))
    referral = f"{base(dossier)}aanmelding/"
    assert bert.post(referral, {**marks_of(bert.get(referral)), "through_access_gate": "yes"}).status_code == 302
    assert an.post(address, {**opened, **DECISION, "ground": "judicial"}).status_code == 302


def test_saving_a_form_that_does_not_tell_what_was_seen_never_overwrites_d11(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    answer = an.post(f"{base(dossier)}beslissingen/{dossier.decisions[0].id}/", {**DECISION, "ground": "judicial"})
    assert answer.status_code == 409
    session.expire_all()
    assert session.scalars(select(Decision)).one().ground == "voluntary"


def test_a_decision_deleted_meanwhile_shows_what_was_typed_d11(dossier: Dossier, an: Any, bert: Any) -> None:
    address = f"{base(dossier)}beslissingen/{dossier.decisions[0].id}/"
    opened = marks_of(an.get(address))
    assert bert.post(f"{address}verwijderen/").status_code == 302
    answer = an.post(address, {**opened, **DECISION, "begin": "09/01/2024"})
    assert answer.status_code == 404
    assert "Deze beslissing is er niet (meer)" in words_of(answer)
    assert "09/01/2024" in words_of(answer)


def test_a_decision_deleted_before_its_schakeling_is_saved_is_told_d11(dossier: Dossier, an: Any, bert: Any) -> None:
    address = f"{base(dossier)}schakelingen/nieuw"
    opened = marks_of(an.get(address))
    assert bert.post(f"{base(dossier)}beslissingen/{dossier.decisions[0].id}/verwijderen/").status_code == 302
    answer = an.post(address, {**opened, "begin": "09/01/2024", "modules": ["P-CB-BREED"]})
    assert "Er is geen beslissing meer" in words_of(answer)
    assert "09/01/2024" in words_of(answer)


@pytest.mark.parametrize("path", ["aanmelding/", "beslissingen/nieuw", "schakelingen/nieuw"])
def test_a_dossier_deleted_meanwhile_shows_what_was_typed_d11(
    session: BincSession, dossier: Dossier, an: Any, bert: Any, path: str
) -> None:
    """D-8, D-11."""
    opened = marks_of(an.get(base(dossier) + path))
    assert bert.post(f"{base(dossier)}beslissingen/{dossier.decisions[0].id}/verwijderen/").status_code == 302
    session.refresh(dossier)
    assert bert.post(f"{base(dossier)}verwijderen/", {"version": dossier.version}).status_code == 302
    answer = an.post(base(dossier) + path, {**opened, "begin": "09/01/2024", "own_reference": "LG-3"})
    assert answer.status_code == 404
    assert "Dit dossier is er niet (meer)" in words_of(answer)
    assert ("LG-3" if path == "aanmelding/" else "09/01/2024") in words_of(answer)


def test_a_schakeling_deleted_meanwhile_shows_what_was_typed_d11(
    dossier: Dossier, schakeling: Schakeling, an: Any, bert: Any
) -> None:
    address = f"{base(dossier)}schakelingen/{schakeling.id}/"
    opened = marks_of(an.get(address))
    assert bert.post(f"{address}verwijderen/").status_code == 302
    answer = an.post(address, {**opened, "begin": "08/01/2024", "end": "15/06/2024", "modules": ["P-CB-BREED"]})
    assert "Deze schakeling is er niet (meer)" in words_of(answer)
    assert "15/06/2024" in words_of(answer)


def test_a_schakeling_deleted_between_two_readings_shows_what_was_typed_d11(
    dossier: Dossier, schakeling: Schakeling, an: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D-11: a colleague's deletion that lands while the change is being read is no fault of ours."""
    address = f"{base(dossier)}schakelingen/{schakeling.id}/"
    opened = marks_of(an.get(address))
    read = schakelingen.place_of

    def read_then_lose(*arguments: Any) -> Any:
        place = read(*arguments)
        monkeypatch.setattr(schakelingen, "place_of", read)
        delete_schakeling(
            arguments[0],
            arguments[0].get_one(Schakeling, arguments[2]),
            actor=arguments[0].scope.actor,
            today=date(2026, 1, 1),
        )
        arguments[0].flush()
        return place

    monkeypatch.setattr(schakelingen, "place_of", read_then_lose)
    answer = an.post(address, {**opened, "begin": "08/01/2024", "end": "15/06/2024", "modules": ["P-CB-BREED"]})
    assert answer.status_code == 404
    assert "15/06/2024" in words_of(answer)


def test_a_schakeling_that_is_no_longer_the_last_shows_what_was_typed_d11(
    dossier: Dossier, schakeling: Schakeling, an: Any, bert: Any
) -> None:
    address, new = f"{base(dossier)}schakelingen/{schakeling.id}/", f"{base(dossier)}schakelingen/nieuw"
    opened = marks_of(an.get(address))
    assert bert.post(new, {**marks_of(bert.get(new)), **NEW}).status_code == 302
    answer = an.post(address, {**opened, "begin": "08/01/2024", "end": "15/06/2024", "modules": ["P-CB-BREED"]})
    assert answer.status_code == 409
    assert "niet meer de laatste" in words_of(answer)
    assert "15/06/2024" in words_of(answer)


def test_a_schakeling_without_end_added_meanwhile_is_ended_first_with_the_text_kept_d11(
    session: BincSession, dossier: Dossier, schakeling: Schakeling, an: Any, bert: Any
) -> None:
    new = f"{base(dossier)}schakelingen/nieuw"
    opened = marks_of(an.get(new))
    assert bert.post(new, {**marks_of(bert.get(new)), **NEW, "end": ""}).status_code == 302
    answer = an.post(new, {**opened, **NEW})
    assert answer.status_code == 409
    assert "de laatste begint nu op 01/06/2024" in words_of(answer)
    assert PREVIOUS_RUNS.message in words_of(answer)
    assert (value_of(answer, "begin"), value_of(answer, "end")) == ("01/06/2024", "01/07/2024")
    assert ticked(answer, "modules") == ["P-CB-BREED"]
    later = {"begin": "01/07/2024", "end": "", "previous_end": "01/07/2024", "modules": ["P-CB-BREED"]}
    assert an.post(new, {**marks_of(answer), **later}).status_code == 302
    session.expire_all()
    found = session.scalars(select(Schakeling).order_by(Schakeling.begin)).all()
    assert [(one.begin, one.end) for one in found] == [
        (date(2024, 1, 8), SECOND),
        (SECOND, date(2024, 7, 1)),
        (date(2024, 7, 1), None),
    ]
