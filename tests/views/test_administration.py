"""The administration: what it shows and does, and what the rules say at the field (A-4, A-6, M-1, M-2, M-3).

Which role opens which page is proved for every address in tests/walls/test_routes.py.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask_appbuilder import Model
from sqlalchemy import select

from app.demo.accounts import made_up_number
from app.domain.answer_lists import FIXED_LISTS
from app.domain.roles import Role
from models import (
    Account,
    Answer,
    ApprovedModule,
    AuditEntry,
    CapacityRow,
    Facility,
    OccupancyRule,
    Seat,
    Service,
)
from tests.factories import (
    PASSWORD,
    approve,
    create_capacity,
    create_facility,
    create_seat,
    create_user,
    type_module,
)
from tests.views.controls import controls_of
from tests.views.reading import fault_at, words_of
from views import VIEWS
from views.administration.words import source_words
from views.audit_words import SUBJECTS, field_labels, told_fields

UNRECORDED = ("version", "changed_at", "changed_by", "created_at", "created_by")
POLICY_VIEWS = ("voorzieningen", "goedgekeurde-modules", "capaciteit", "diensten")
ADDABLE = {
    Role.AGENCY_POLICY: POLICY_VIEWS,
    Role.ADMIN: ("typemodules", "antwoordlijsten", "gebruikers", "plaatsen"),
}


def versioned(browser: Any, path: str, changes: dict[str, Any]) -> dict[str, Any]:
    """What a browser would post from an edit page: every field as shown, with these changes."""
    page = browser.get(path).text
    fields = dict(re.findall(r'<input type="hidden" name="(version|seen)" value="([^"]*)"', page))
    return {**fields, **changes}


@pytest.mark.parametrize(("role", "view"), [(role, view) for role, views in ADDABLE.items() for view in views])
def test_an_empty_new_form_opens_and_refuses_to_be_saved_empty(
    session: Any, browse: Any, role: Role, view: str
) -> None:
    """A-4."""
    browser = browse(create_seat(session, role=role))
    assert browser.get(f"/beheer/{view}/add").status_code == 200
    refused = browser.post(f"/beheer/{view}/add", {})
    assert refused.status_code == 422
    assert "Er is nog niets bewaard" in refused.text


@pytest.mark.parametrize("view", [*POLICY_VIEWS, "typemodules", "antwoordlijsten"])
def test_the_analyst_and_the_policy_team_only_read_what_is_not_theirs_to_change(
    session: Any, browse: Any, view: str
) -> None:
    """A-4."""
    reader = Role.AGENCY_ANALYST if view in POLICY_VIEWS else Role.AGENCY_POLICY
    browser = browse(create_seat(session, role=reader))
    assert browser.get(f"/beheer/{view}/add").status_code == 403
    assert browser.post(f"/beheer/{view}/add", {}).status_code == 403
    assert browser.post(f"/beheer/{view}/edit/1", {}).status_code == 403
    assert "Toevoegen" not in browser.get(f"/beheer/{view}/list/").text


def _facility_values(**overrides: Any) -> dict[str, Any]:
    values = {"code": "NIEUW1", "name": "De Nieuwe", "organisation_type": "OVBJ", "province": "Antwerpen"}
    return {**values, **overrides}


def test_the_policy_team_adds_and_changes_a_facility_and_it_is_on_record(session: Any, browse: Any) -> None:
    """A-6, A-5."""
    browser = browse(create_seat(session))
    saved = browser.post("/beheer/voorzieningen/add", _facility_values())
    facility = session.scalars(select(Facility).where(Facility.code == "NIEUW1")).one()
    assert (saved.status_code, saved.headers["Location"]) == (302, f"/beheer/voorzieningen/show/{facility.id}")
    path = f"/beheer/voorzieningen/edit/{facility.id}"
    changed = browser.post(path, versioned(browser, path, _facility_values(name="De Andere")))
    assert changed.status_code == 302
    session.refresh(facility)
    assert (facility.name, facility.code) == ("De Andere", "NIEUW1")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "facility")).all()
    made = [(entry.action, entry.fields) for entry in entries if facility.id in entry.subject_ids]
    assert ("change", ["name"]) in made
    assert "create" in [action for action, _ in made]


def test_a_facility_code_in_use_is_refused_at_its_field_with_all_text_kept(session: Any, browse: Any) -> None:
    """A-6."""
    taken = create_facility(session)
    refused = browse(create_seat(session)).post(
        "/beheer/voorzieningen/add", _facility_values(code=taken.code.lower(), name="Mijn lange naam")
    )
    assert refused.status_code == 422
    assert "Deze code is al van een andere voorziening" in refused.text
    assert 'value="Mijn lange naam"' in refused.text


def test_a_facility_is_never_deleted(session: Any, browse: Any) -> None:
    """A-6."""
    facility = create_facility(session)
    assert browse(create_seat(session)).post(f"/beheer/voorzieningen/delete/{facility.id}").status_code == 404


def _approval(session: Any, facility: Facility, code: str, begin: str, end: str = "") -> dict[str, Any]:
    module = type_module(session, code)
    return {"facility_id": facility.id, "type_module_id": module.id, "valid_from": begin, "valid_until": end}


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        ("01/01/2020", "31/12/2019", "De laatste dag ligt voor de eerste"),
        ("31/12/2019", "", "Deze module is al goedgekeurd vanaf 01/01/2018 tot en met 31/12/2019"),
        ("01/01/2017", "01/01/2018", "Deze module is al goedgekeurd"),
        ("1/13/2020", "", "Deze dag bestaat niet"),
        ("vandaag", "", "Schrijf de datum als dd/mm/jjjj"),
    ],
)
def test_an_approval_that_cannot_be_is_refused_at_its_field(
    session: Any, browse: Any, begin: str, end: str, words: str
) -> None:
    """M-2."""
    facility = create_facility(session, modules=())
    approve(session, facility, "VBFBJB04", valid_from=date(2018, 1, 1), valid_until=date(2019, 12, 31))
    values = _approval(session, facility, "VBFBJB04", begin, end)
    refused = browse(create_seat(session)).post("/beheer/goedgekeurde-modules/add", values)
    assert refused.status_code == 422
    assert words in refused.text
    assert f'value="{begin}"' in refused.text
    assert len(session.scalars(select(ApprovedModule).where(ApprovedModule.facility_id == facility.id)).all()) == 1


def test_an_approval_beside_another_is_saved(session: Any, browse: Any) -> None:
    """M-2."""
    facility = create_facility(session, modules=())
    approve(session, facility, "VBFBJB04", valid_from=date(2018, 1, 1), valid_until=date(2019, 12, 31))
    values = _approval(session, facility, "VBFBJB04", "01012020")
    saved = browse(create_seat(session)).post("/beheer/goedgekeurde-modules/add", values)
    assert saved.status_code == 302
    rows = session.scalars(select(ApprovedModule).where(ApprovedModule.facility_id == facility.id)).all()
    assert sorted(row.valid_from for row in rows) == [date(2018, 1, 1), date(2020, 1, 1)]


def _capacity(facility: Facility, **overrides: Any) -> dict[str, Any]:
    values = {
        "line": "VERBLIJF",
        "valid_from": "01/01/2024",
        "recognised": "12,5",
        "innovative": "1",
        "guaranteed": "2,25",
    }
    return {"facility_id": facility.id, "counts_toward": "", "note": "een toelichting", **values, **overrides}


def test_the_policy_team_adds_a_capacity_row_with_exact_decimals(session: Any, browse: Any) -> None:
    """M-3: after a look at what the row does, which tests/views/test_capacity_change.py proves."""
    facility, browser = create_facility(session), browse(create_seat(session))
    effect = browser.post("/beheer/capaciteit/add", _capacity(facility))
    assert browser.post("/beheer/capaciteit/add", controls_of(effect)).status_code == 302
    row = session.scalars(select(CapacityRow).where(CapacityRow.facility_id == facility.id)).one()
    assert (row.recognised, row.innovative, row.guaranteed) == (Decimal("12.50"), Decimal("1.00"), Decimal("2.25"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recognised": "3", "innovative": "2", "guaranteed": "1,5"}, "samen meer dan de erkende capaciteit"),
        ({"recognised": "-1"}, "van 0 tot"),
        ({"recognised": "1,234"}, "hoogstens 2 cijfers na de komma"),
        ({"recognised": "twaalf"}, "Vul een getal in"),
        ({"recognised": "99999999999"}, "Dit getal is te groot"),
        ({"line": "BESTAAT-NIET"}, "Deze module bestaat niet"),
        ({"line": "VBFBJB04"}, "deelt de capaciteit van Verblijf"),
        ({"line": "P-CKG-DAGOPVANG"}, "staat bij Gezinsbegeleiding (CKG)"),
        ({"line": "P-CB-LAAG", "counts_toward": "P-CB-LAAG"}, "Een module telt niet bij zichzelf"),
        ({"line": "P-CRISISBEGELEIDING", "counts_toward": "BESTAAT-NIET"}, "Kies een antwoord uit de lijst"),
        ({"valid_from": "01/01/2020"}, "Vanaf deze dag is er al een rij"),
        ({"valid_from": "29/02/2023"}, "Deze dag bestaat niet"),
        ({"note": "a\0b"}, "een teken in dat niet bewaard kan worden"),
    ],
)
def test_a_capacity_row_against_the_rules_is_refused_at_its_field_with_the_text_kept(
    session: Any, browse: Any, changes: dict[str, str], words: str
) -> None:
    """M-3."""
    facility = create_facility(session)
    create_capacity(session, facility, valid_from=date(2020, 1, 1))
    values = _capacity(facility, **changes)
    refused = browse(create_seat(session)).post("/beheer/capaciteit/add", values)
    assert refused.status_code == 422
    assert words in refused.text
    assert f'value="{values["recognised"]}"' in refused.text
    assert f'value="{values["valid_from"]}"' in refused.text
    assert len(session.scalars(select(CapacityRow).where(CapacityRow.facility_id == facility.id)).all()) == 1


def test_a_crisis_module_has_a_row_of_its_own_where_it_counts_toward_the_points(session: Any, browse: Any) -> None:
    """M-3, F-5."""
    facility = create_facility(session, organisation_type="CKG", modules=())
    browser = browse(create_seat(session))
    nothing = _capacity(facility, line="P-CRISISBEGELEIDING", recognised="0", innovative="0", guaranteed="0")
    assert browser.post("/beheer/capaciteit/add", {**nothing, "recognised": "6"}).status_code == 422
    effect = browser.post("/beheer/capaciteit/add", {**nothing, "counts_toward": "P-CKG-GEZIN"})
    assert browser.post("/beheer/capaciteit/add", controls_of(effect)).status_code == 302


@pytest.mark.parametrize(("kind", "proper"), [("CKG", "P-CKG-GEZIN"), ("CaH", "P-CAH")])
def test_a_row_of_zeros_says_that_a_crisis_module_counts_nowhere_else(
    session: Any, browse: Any, kind: str, proper: str
) -> None:
    """M-3, H15: "daar staan enkel nullen"; so the counting toward another module can stop on a day too."""
    facility = create_facility(session, organisation_type=kind, modules=("P-CRISISBEGELEIDING",))
    create_capacity(session, facility, "P-CRISISBEGELEIDING", recognised=Decimal(0), counts_toward=proper)
    browser = browse(create_seat(session))
    zeros = {"recognised": "0", "innovative": "0", "guaranteed": "0", "valid_from": "01/03/2024"}
    effect = browser.post("/beheer/capaciteit/add", _capacity(facility, line="P-CRISISBEGELEIDING", **zeros))
    assert browser.post("/beheer/capaciteit/add", controls_of(effect)).status_code == 302
    query = select(CapacityRow).where(CapacityRow.facility_id == facility.id).order_by(CapacityRow.valid_from)
    assert [row.counts_toward for row in session.scalars(query)] == [proper, None]


def test_two_people_change_one_row_and_the_second_sees_both_versions_and_chooses(session: Any, browse: Any) -> None:
    """D-11."""
    facility = create_facility(session)
    row = create_capacity(session, facility, recognised=Decimal(10))
    path = f"/beheer/capaciteit/edit/{row.id}"
    browser, colleague = browse(create_seat(session)), browse(create_seat(session))
    values = {"valid_from": "01/01/2015", "innovative": "0", "guaranteed": "0", "counts_toward": "", "note": ""}
    mine = versioned(browser, path, {**values, "recognised": "11", "note": "mijn tekst"})
    effect = colleague.post(path, versioned(colleague, path, {**values, "recognised": "15"}))
    assert colleague.post(path, controls_of(effect)).status_code == 302
    conflict = browser.post(path, mine)
    assert conflict.status_code == 409
    assert "Iemand was je net voor" in conflict.text
    assert "mijn tekst" in conflict.text
    assert "15" in conflict.text
    session.refresh(row)
    assert row.recognised == Decimal(15)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', conflict.text))
    chosen = {**hidden, "keep-recognised": "theirs", "keep-note": "mine"}
    chosen.pop("seat")
    assert browser.post(path, chosen).status_code == 302
    session.refresh(row)
    assert (row.recognised, row.note) == (Decimal(15), "mijn tekst")


def test_a_row_without_a_version_column_is_guarded_by_its_content(session: Any, browse: Any) -> None:
    """D-11."""
    facility = create_facility(session, modules=())
    approval = approve(session, facility, "VBFBJB04")
    path = f"/beheer/goedgekeurde-modules/edit/{approval.id}"
    browser = browse(create_seat(session))
    seen = versioned(browser, path, {"valid_from": "01/01/2015", "valid_until": "31/12/2030"})
    approval.valid_until = date(2025, 12, 31)
    session.flush()
    assert browser.post(path, seen).status_code == 409
    session.refresh(approval)
    assert approval.valid_until == date(2025, 12, 31)


def test_a_facility_is_a_service_by_itself_under_its_own_name(session: Any, browse: Any) -> None:
    """O-1."""
    facility = create_facility(session)
    service = session.scalars(select(Service).where(Service.facility_id == facility.id)).one()
    assert (service.name, service.kind) == (facility.name, "facility")
    browser = browse(create_seat(session))
    values = {"code": "D-1", "name": "Dienst", "kind": "facility", "email": ""}
    assert "Een voorziening is vanzelf een dienst." in browser.post("/beheer/diensten/add", values).text
    edited = {"name": "Anders", "kind": "OCJ", "email": "", "version": service.version}
    refused = browser.post(f"/beheer/diensten/edit/{service.id}", edited).text
    assert "Dit is de naam van de voorziening." in refused
    assert "Deze dienst is een voorziening" in refused
    no_address = {**edited, "name": facility.name, "kind": "facility", "email": "algemeen@[voorbeeld.be"}
    assert "Dit lijkt geen e-mailadres." in browser.post(f"/beheer/diensten/edit/{service.id}", no_address).text
    browser.post(f"/beheer/diensten/delete/{service.id}", {})
    facility.name = "Nieuwe naam"
    session.flush()
    session.expire(service)
    assert service.name == "Nieuwe naam"


def test_the_agency_keeps_who_works_at_a_service_and_no_other_seats(session: Any, browse: Any) -> None:
    """O-1, A-4: with functions that exist there; a seat at a facility or of an admin is not within its reach."""
    ocj, campus = (Service(code=f"D-{kind}", name=f"Dienst {kind}", kind=kind) for kind in ("OCJ", "GI"))
    session.add_all([ocj, campus])
    session.flush()
    user, elsewhere = create_user(session), create_seat(session, create_facility(session))
    browser, base = browse(create_seat(session)), "/beheer/medewerkers-van-diensten"
    values = {"username": user.username, "role": "consultant_lead", "service_id": ocj.id}
    assert (
        "Deze functie bestaat niet bij deze dienst."
        in browser.post(f"{base}/add", {**values, "service_id": campus.id}).text
    )
    assert "Niemand heeft deze gebruikersnaam." in browser.post(f"{base}/add", {**values, "username": "niemand"}).text
    assert browser.post(f"{base}/add", values).status_code == 302
    assert "Deze persoon werkt daar al in deze functie." in browser.post(f"{base}/add", values).text
    seat = session.scalars(select(Seat).where(Seat.user_id == user.id)).one()
    assert (seat.role, seat.service_id) == ("consultant_lead", ocj.id)
    assert user.last_name in browser.get(f"{base}/list/").text
    assert elsewhere.user.last_name not in browser.get(f"{base}/list/").text
    assert browser.get(f"{base}/show/{elsewhere.id}").status_code == 404
    assert browser.post(f"{base}/delete/{elsewhere.id}", {}).status_code == 404
    assert browser.post(f"{base}/delete/{seat.id}", {}).status_code == 302
    assert session.scalars(select(Seat).where(Seat.user_id == user.id)).all() == []


def test_an_account_takes_a_national_number_of_its_own(session: Any, browse: Any) -> None:
    """O-5: valid, of one person only, and it may be left out."""
    admin, user, other = browse(create_seat(session, role=Role.ADMIN)), create_user(session), create_user(session)

    def post(person: Account, number: str) -> Any:
        path = f"/beheer/gebruikers/edit/{person.id}"
        return admin.post(path, {**controls_of(admin.get(path)), "national_number": number})

    number = made_up_number(0)
    assert "controlegetal" in post(user, f"{number[:-2]}00").text
    assert post(user, number).status_code == 302
    session.refresh(user)
    assert user.national_number == number
    assert "Dit rijksregisternummer is al van iemand anders." in post(other, number).text
    assert post(user, "").status_code == 302
    session.refresh(user)
    assert user.national_number is None


def test_assumed_values_of_a_module_are_marked_and_the_source_is_shown(session: Any, browse: Any) -> None:
    """M-1."""
    module = type_module(session, "VBFBJB04")
    page = browse(create_seat(session)).get(f"/beheer/typemodules/show/{module.id}").text
    assert page.count("aanname") >= len(module.assumed)
    assert source_words(module.source) in page
    assert "samen met al het verblijf" in page


def test_an_admin_changes_a_module_and_its_formula_and_the_policy_team_does_not(session: Any, browse: Any) -> None:
    """M-1."""
    module = type_module(session, "P-CB-LAAG")
    path = f"/beheer/typemodules/edit/{module.id}"
    admin, policy = browse(create_seat(session, role=Role.ADMIN)), browse(create_seat(session))
    values = {
        "name": "Nieuwe naam", "function": "context guidance", "organisation_types": ["OVBJ"], "unit": "hours",
        "rounding": "quarter", "utilisation": "manual", "intensity": "0,75", "source": "H4.2", "assumed": [],
    }  # fmt: skip
    assert policy.post(path, values).status_code == 403
    assert admin.post(path, versioned(admin, path, values)).status_code == 302
    session.refresh(module)
    assert (module.name, module.intensity, module.official_code) == ("Nieuwe naam", Decimal("0.75"), False)
    rule = session.scalars(select(OccupancyRule).where(OccupancyRule.type_module_id == module.id)).first()
    rule_path = f"/beheer/rekenregels/edit/{rule.id}"
    wrong = versioned(admin, rule_path, {"rule": "day", "capacity_line": "NIETS", "source": ""})
    assert "de code van een typemodule" in admin.post(rule_path, wrong).text


def test_a_retired_answer_stays_in_the_list_and_can_be_offered_again(session: Any, browse: Any) -> None:
    """E-5."""
    answer = session.scalars(select(Answer).where(Answer.list_name == "referrer", Answer.code == "caw")).one()
    path = f"/beheer/antwoordlijsten/edit/{answer.id}"
    admin = browse(create_seat(session, role=Role.ADMIN))
    values = {"label": answer.label, "sequence": str(answer.sequence), "source": answer.source}
    assert admin.post(path, versioned(admin, path, {**values, "retired": "y"})).status_code == 302
    session.refresh(answer)
    assert answer.retired
    found = admin.get("/beheer/antwoordlijsten/list/?_flt_0_list_name=referrer&_flt_0_retired=y")
    assert answer.label in found.text
    assert admin.post(path, versioned(admin, path, values)).status_code == 302
    session.refresh(answer)
    assert not answer.retired


def test_a_new_answer_joins_an_existing_list_under_its_own_code(session: Any, browse: Any) -> None:
    """E-5."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    values = {"list_name": "referrer", "code": "caw", "label": "Nog eens", "sequence": "5", "source": ""}
    assert "Deze code bestaat al in deze lijst" in admin.post("/beheer/antwoordlijsten/add", values).text
    unknown = admin.post("/beheer/antwoordlijsten/add", {**values, "list_name": "x"})
    assert "Kies een antwoord uit de lijst" in unknown.text
    assert admin.post("/beheer/antwoordlijsten/add", {**values, "code": "nieuw"}).status_code == 302


@pytest.mark.parametrize(
    ("list_name", "code"),
    [("referrer", "crisismeldpunt"), ("referrer", "other"), ("income_source", "none"), ("years_behind", "na")],
)
def test_an_answer_on_which_a_rule_or_a_question_hangs_does_not_retire_e_5(
    session: Any, browse: Any, list_name: str, code: str
) -> None:
    """The referrer of crisis help at home, the way to a text of one's own, and the ways out of a mandatory list."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    answer = session.scalars(select(Answer).where(Answer.list_name == list_name, Answer.code == code)).one()
    path = f"/beheer/antwoordlijsten/edit/{answer.id}"
    values = {"label": answer.label, "sequence": str(answer.sequence), "source": answer.source, "retired": "y"}
    assert "Stopzetten kan niet" in fault_at(admin.post(path, versioned(admin, path, values)), "retired")
    session.refresh(answer)
    assert not answer.retired


@pytest.mark.parametrize("list_name", sorted(FIXED_LISTS))
def test_a_list_on_which_rules_hang_takes_no_new_answer_and_loses_none_e_5(
    session: Any, browse: Any, list_name: str
) -> None:
    admin = browse(create_seat(session, role=Role.ADMIN))
    values = {"list_name": list_name, "code": "nieuw", "label": "Nieuw", "sequence": "5", "source": ""}
    refused = admin.post("/beheer/antwoordlijsten/add", values)
    assert "Er komt er geen bij." in fault_at(refused, "list_name")
    answer = session.scalars(select(Answer).where(Answer.list_name == list_name)).first()
    path = f"/beheer/antwoordlijsten/edit/{answer.id}"
    kept = {"label": "Andere woorden", "sequence": str(answer.sequence), "source": answer.source}
    assert "Stopzetten kan niet" in fault_at(
        admin.post(path, versioned(admin, path, {**kept, "retired": "y"})), "retired"
    )
    assert admin.post(path, versioned(admin, path, kept)).status_code == 302
    session.refresh(answer)
    assert (answer.label, answer.retired) == ("Andere woorden", False)


def _person(**overrides: Any) -> dict[str, Any]:
    values = {"username": "nieuw.iemand", "first_name": "Nieuw", "last_name": "Iemand", "email": "nieuw@voorbeeld.be"}
    return {**values, "password": "een lang eerste wachtwoord", **overrides}


def test_an_admin_adds_a_person_who_can_then_sign_in(session: Any, browse: Any) -> None:
    """A-1."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    assert admin.post("/beheer/gebruikers/add", _person()).status_code == 302
    account = session.scalars(select(Account).where(Account.username == "nieuw.iemand")).one()
    assert account.active
    assert "een lang" not in account.password
    answer = browse(None).post("/aanmelden/", {"username": "nieuw.iemand", "password": "een lang eerste wachtwoord"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "te kort"}, "minstens 12 tekens"),
        ({"username": "met spatie"}, "zonder spaties"),
        ({"email": "geen adres"}, "Dit is geen e-mailadres"),
        ({"first_name": ""}, "Vul dit in."),
    ],
)
def test_a_person_with_wrong_data_is_refused_and_the_password_is_never_shown_again(
    session: Any, browse: Any, changes: dict[str, str], words: str
) -> None:
    """A-1."""
    values = _person(**changes)
    refused = browse(create_seat(session, role=Role.ADMIN)).post("/beheer/gebruikers/add", values)
    assert refused.status_code == 422
    assert words in refused.text
    assert values["password"] not in refused.text


def test_a_user_name_or_address_in_use_is_refused_at_its_field(session: Any, browse: Any) -> None:
    """A-1."""
    other = create_user(session, email="bezet@voorbeeld.be")
    values = _person(username=other.username.upper(), email="Bezet@voorbeeld.be")
    refused = browse(create_seat(session, role=Role.ADMIN)).post("/beheer/gebruikers/add", values)
    assert "Deze gebruikersnaam is al in gebruik" in refused.text
    assert "Dit e-mailadres is al van iemand anders" in refused.text


def test_a_person_who_may_no_longer_sign_in_is_signed_off_everywhere(session: Any, browse: Any) -> None:
    """A-1."""
    leaver = create_seat(session, create_facility(session))
    their_browser, admin = browse(leaver), browse(create_seat(session, role=Role.ADMIN))
    assert their_browser.get("/wachtwoord/").status_code == 200
    path = f"/beheer/gebruikers/edit/{leaver.user_id}"
    account = session.get_one(Account, leaver.user_id)
    values = {"first_name": account.first_name, "last_name": account.last_name, "email": account.email}
    assert admin.post(path, versioned(admin, path, values)).status_code == 302
    session.refresh(account)
    assert account.active is False
    assert their_browser.get("/wachtwoord/").status_code == 302


def test_an_admin_sets_a_new_password_and_ends_the_sessions_of_that_person(session: Any, browse: Any) -> None:
    """A-1."""
    seat = create_seat(session, create_facility(session))
    their_browser, admin = browse(seat), browse(create_seat(session, role=Role.ADMIN))
    path = f"/beheer/gebruikers/password/{seat.user_id}"
    assert "niet gelijk" in admin.post(path, {"fresh": "een ander lang wachtwoord", "again": "x"}).text
    saved = admin.post(path, {"fresh": "een ander lang wachtwoord", "again": "een ander lang wachtwoord"})
    assert saved.status_code == 302
    assert their_browser.get("/wachtwoord/").status_code == 302
    account = session.get_one(Account, seat.user_id)
    wrong = browse(None).post("/aanmelden/", {"username": account.username, "password": PASSWORD})
    assert wrong.status_code == 200


def test_an_admin_cannot_shut_out_themselves(session: Any, browse: Any) -> None:
    """A-1."""
    seat = create_seat(session, role=Role.ADMIN)
    admin, account = browse(seat), session.get_one(Account, seat.user_id)
    path = f"/beheer/gebruikers/edit/{account.id}"
    values = {"first_name": account.first_name, "last_name": account.last_name, "email": account.email}
    assert "Je kunt jezelf niet afsluiten" in admin.post(path, versioned(admin, path, values)).text
    assert "Je kunt je eigen plaats" in admin.post(f"/beheer/plaatsen/delete/{seat.id}", follow_redirects=True).text
    assert session.get(Seat, seat.id) is not None


def test_a_person_is_never_deleted(session: Any, browse: Any) -> None:
    """A-5."""
    user = create_user(session)
    assert browse(create_seat(session, role=Role.ADMIN)).post(f"/beheer/gebruikers/delete/{user.id}").status_code == 404


@pytest.mark.parametrize(
    ("role", "at_facility", "words"),
    [
        (Role.FACILITY_STAFF, False, "werkt bij een voorziening. Kies er een."),
        (Role.AGENCY_POLICY, True, "werkt niet bij een voorziening. Laat dit leeg."),
        (Role.CONSULTANT, False, "werkt bij een dienst. Kies er een."),
    ],
)
def test_a_role_belongs_at_a_facility_a_service_or_the_agency(
    session: Any, browse: Any, role: Role, at_facility: bool, words: str
) -> None:
    """A-4."""
    user, facility = create_user(session), create_facility(session)
    values = {"username": user.username, "role": role.value, "facility_id": facility.id if at_facility else ""}
    refused = browse(create_seat(session, role=Role.ADMIN)).post("/beheer/plaatsen/add", values)
    assert refused.status_code == 422
    assert words in refused.text


def test_a_seat_is_given_once_and_taken_away(session: Any, browse: Any) -> None:
    """A-4."""
    user, facility = create_user(session), create_facility(session)
    admin = browse(create_seat(session, role=Role.ADMIN))
    values = {"username": user.username, "role": "facility_manager", "facility_id": facility.id, "service_id": ""}
    given = admin.post("/beheer/plaatsen/add", values)
    assert given.status_code == 302
    assert given.headers["location"] == f"/beheer/gebruikers/show/{user.id}"
    assert "heeft deze plaats al" in admin.post("/beheer/plaatsen/add", values).text
    assert (
        "Niemand heeft deze gebruikersnaam"
        in admin.post("/beheer/plaatsen/add", {**values, "username": "niemand"}).text
    )
    seat = session.scalars(select(Seat).where(Seat.user_id == user.id)).one()
    assert admin.post(f"/beheer/plaatsen/delete/{seat.id}").status_code == 302
    assert session.scalars(select(Seat).where(Seat.user_id == user.id)).first() is None


def _ticks(page: str) -> list[str]:
    return re.findall(r'name="rights" value="([^"]*)" checked', page)


def test_an_admin_takes_a_right_from_a_role_and_it_holds_at_once(session: Any, browse: Any) -> None:
    """A-4."""
    admin, analyst = (
        browse(create_seat(session, role=Role.ADMIN)),
        browse(create_seat(session, role=Role.AGENCY_ANALYST)),
    )
    path = "/beheer/rollen/edit/agency_analyst"
    page = admin.get(path).text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    assert "can_list FacilityAdministration" in _ticks(page)
    kept = [right for right in _ticks(page) if right != "can_list FacilityAdministration"]
    assert analyst.get("/beheer/voorzieningen/list/").status_code == 200
    assert admin.post(path, {"seen": seen[1], "rights": kept}).status_code == 302
    assert analyst.get("/beheer/voorzieningen/list/").status_code == 403
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "role")).one()
    assert entry.fields == ["FacilityAdministration.can_list"]
    assert admin.post(path, {"seen": seen[1], "rights": kept}).status_code == 409


def test_the_admin_role_keeps_the_right_to_give_rights(session: Any, browse: Any) -> None:
    """A-4."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    page = admin.get("/beheer/rollen/edit/admin").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    refused = admin.post("/beheer/rollen/edit/admin", {"seen": seen[1] if seen else "", "rights": []})
    assert refused.status_code == 422
    assert "anders kan niemand dit nog herstellen" in refused.text
    assert admin.get("/beheer/rollen/list/").status_code == 200


def test_a_role_that_does_not_exist_is_not_found(session: Any, browse: Any) -> None:
    """A-4."""
    assert browse(create_seat(session, role=Role.ADMIN)).get("/beheer/rollen/edit/koning").status_code == 404


def test_the_rights_are_named_in_dutch(session: Any, browse: Any) -> None:
    """A-4: nobody reads a code or an English word."""
    page = browse(create_seat(session, role=Role.ADMIN)).get("/beheer/rollen/edit/admin").text
    titles = re.findall(r"<legend>([^<]*)</legend>", page)
    assert "Voorzieningen" in titles
    assert not [title for title in titles if re.search(r"Page$|Administration$", title)]
    labels = re.findall(r'name="rights"[^>]*>\s*<span>([^<]*)</span>', page)
    assert labels
    assert set(labels) <= {
        "openen",
        "het overzicht zien",
        "de details zien",
        "zien",
        "toevoegen",
        "wijzigen",
        "verwijderen",
    }


@pytest.mark.parametrize(
    "path",
    ["", "?_flt_0_action=read", "?persoon=999999999999999&voorziening=4&plaats=3&actie=read&dag=2024-03-31&voor=7"],
)
def test_the_admin_reads_who_did_what(session: Any, browse: Any, path: str) -> None:
    """A-5."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    admin.get("/wie-deed-wat/")
    assert admin.get(f"/wie-deed-wat/{path}").status_code == 200
    assert "het logboek" in admin.get("/wie-deed-wat/").text


@pytest.mark.parametrize(
    "query", ["dag=31/03/2024", "persoon=abc", "voor=-1", "voor=99999999999999999999", "actie=%00"]
)
def test_a_broken_address_of_the_record_is_refused(session: Any, browse: Any, query: str) -> None:
    """A-5."""
    assert browse(create_seat(session, role=Role.ADMIN)).get(f"/wie-deed-wat/?{query}").status_code == 400


def test_a_search_in_the_record_keeps_names_out_of_the_address(session: Any, browse: Any) -> None:
    """A-5."""
    seat = create_seat(session, create_facility(session))
    browse(seat).get("/wachtwoord/")
    username = session.get_one(Account, seat.user_id).username
    admin = browse(create_seat(session, role=Role.ADMIN))
    found = admin.post("/wie-deed-wat/", {"person": username, "day": "31/03/2024", "facility": "", "action": ""})
    assert found.status_code == 302
    assert found.headers["Location"] == f"/wie-deed-wat/?persoon={seat.user_id}&dag=2024-03-31"
    unknown = admin.post("/wie-deed-wat/", {"person": "niemand", "facility": "", "action": "", "day": ""})
    assert unknown.status_code == 422
    assert "Niemand heeft deze gebruikersnaam" in unknown.text


@pytest.mark.parametrize("query", ["persoon=", "persoon=&actie=read", "voorziening=%20&dag=", "x="])
def test_an_empty_criterion_of_the_record_is_no_criterion(session: Any, browse: Any, query: str) -> None:
    """A-5."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    assert admin.get(f"/wie-deed-wat/?{query}").status_code == 200


def test_a_name_with_an_unseen_sign_is_refused_at_its_field_of_the_record(session: Any, browse: Any) -> None:
    """A-5."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    assert admin.post("/wie-deed-wat/", {"person": "a\0b"}).status_code == 422


def test_whatever_goes_on_record_has_a_dutch_name() -> None:
    """A-5: nobody reads a code or an English word."""
    audited = [mapper.class_ for mapper in Model.registry.mappers if hasattr(mapper.class_, "__audit_kind__")]
    assert {model.__audit_kind__ for model in audited} <= set(SUBJECTS)
    labels = field_labels(view.label_columns for view in VIEWS if hasattr(view, "label_columns"))
    columns = {attribute.key for model in audited for attribute in model.__mapper__.column_attrs}
    nameless = columns - set(labels) - {"id", *UNRECORDED}
    assert nameless == set()


def test_a_field_on_record_is_told_once_in_words() -> None:
    """A-5: the name of a field, a number out of an address, a right of a role; what is kept for speed is not told."""
    names = ["client_name", "last_name", "name_key", "record_id=12", "FacilityAdministration.can_list"]
    labels = field_labels([{"last_name": "Naam"}])
    told = told_fields(names, labels, {"FacilityAdministration": "Voorzieningen"})
    assert told == ["Naam", "nr. 12", "Voorzieningen: het overzicht zien"]


def test_numbers_stand_on_the_right_and_a_search_field_says_only_what_it_must(session: Any, browse: Any) -> None:
    """Look: a column of numbers compares at a glance; "is" goes without saying."""
    create_capacity(session, create_facility(session), recognised=12)
    page = browse(create_seat(session, role=Role.AGENCY_POLICY)).get("/beheer/capaciteit/list/").text
    assert re.search(r'<th scope="col" class="num"><a [^>]*>Erkend</a></th>', page)
    assert '<td class="num" data-label="Erkend">12</td>' in page, "on a telephone the cell says its head"
    assert ">Geldt vanaf</label>" in page
    facilities = browse(create_seat(session, role=Role.AGENCY_POLICY)).get("/beheer/voorzieningen/list/").text
    assert ">Naam (bevat)</label>" in facilities


def test_an_admin_reads_answers_and_sources_in_dutch_e5(browse: Any, session: Any) -> None:
    """The codes of answers and sources are for files: the list shows what people read."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    shown = words_of(admin.get("/beheer/antwoordlijsten/list/?_flt_0_list_name=coach_end_reason"))
    assert "Doelstelling (grotendeels) bereikt" in shown
    assert "handleiding 1G1P 4.3" in shown
    assert "goal_reached" not in shown
    assert "zelf opgesteld" in words_of(admin.get("/beheer/antwoordlijsten/list/?_flt_0_list_name=bridging_advice"))
    answer = session.scalars(select(Answer).where(Answer.code == "goal_reached")).one()
    assert "goal_reached" in words_of(admin.get(f"/beheer/antwoordlijsten/show/{answer.id}"))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("H4.2 H4.2.7 H12", "handleiding 4.2 handleiding 4.2.7 handleiding 12"),
        ("H12.1 public 2016", "handleiding 12.1 openbaar 2016"),
        ("public-facts", "openbare bronnen"),
        ("ISO 3166-1", "ISO 3166-1"),
        ("Hallo", "Hallo"),
        (None, ""),
    ],
)
def test_a_source_is_named_in_words_m1_e5(source: str | None, shown: str) -> None:
    assert source_words(source) == shown
