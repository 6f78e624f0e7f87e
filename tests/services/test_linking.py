"""Linking an unborn child to its number: everything stays, and whoever has the number takes all of it over (C-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.database import BincSession, enter_scope
from app.domain.activities import activity_sentence, changed_fields
from app.domain.faults import Conflict
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.integrations.national_register.port import RegisterPerson
from app.queries.client_context import read_history
from app.queries.linking import links_of, merged_into
from app.services.clients import locked_fields, open_from_register
from app.services.confirmation import NeedsConfirmation
from app.services.deployments import verify_deployments
from app.services.linking import link_unborn, outlook_of
from models import (
    Activity,
    Client,
    ClientAccess,
    ClientLink,
    ContextChange,
    ContextHousehold,
    ContextPerson,
    ContextSituation,
    Deployment,
    Dossier,
    ExchangeIdentity,
    Facility,
)
from tests import factories
from tests.services.steps import ACTOR, TODAY, refusals
from tests.services.test_clients import NOOR
from tests.services.test_unborn import ckg, unborn

BORN = date(2024, 5, 20)
# TODAY is after the birth; the child below was registered some months before it.
FINN = replace(
    NOOR,
    national_number=factories.national_number(BORN, 5),
    name="Peeters",
    first_name="Finn",
    sex="M",
    birth_date=BORN,
    birth_year=2024,
)
WHO: dict[str, Any] = {"actor": ACTOR, "today": TODAY}


def child_of_an(session: BincSession, facility: Facility, **values: Any) -> Client:
    """The unborn child of An Janssens, registered in January."""
    child = unborn(session, facility, **values)
    session.execute(text("update client set created_at = '2024-01-15' where id = :id"), {"id": child.id})
    session.refresh(child)
    return child


def link(
    session: BincSession, child: Client, facility: Facility, person: RegisterPerson = FINN, **words: Any
) -> Client:
    """Links the child to a person of the register."""
    return link_unborn(session, child, person, facility, **{"seen_version": None, **WHO, **words})


def test_who_was_no_client_yet_gives_the_child_its_identification_and_all_stays_c_4(session: BincSession) -> None:
    facility = ckg(session)
    child = child_of_an(session, facility, phone="0470", street="Dorp", municipality="Lokeren")
    dossier = factories.create_dossier(session, child, facility, referral={})
    number = child.id
    linked = link(session, child, facility)
    session.flush()
    session.refresh(dossier)
    assert (linked.id, dossier.client_id, dossier.client_unborn) == (number, number, False)
    assert (linked.unborn, linked.national_number, linked.full_name) == (False, FINN.national_number, "Finn Peeters")
    assert (linked.phone, linked.street, linked.municipality) == ("0470", "Lindenlaan", "Gent")
    assert (dossier.client_first_name, dossier.birth_date, dossier.name_key) == ("Finn", BORN, "peeters")
    assert {"birth_date", "sex", "nationality", "birth_place"} <= set(locked_fields(linked))


def test_what_stood_there_before_is_told_in_the_dossier_and_kept_c_4(session: BincSession) -> None:
    facility = ckg(session)
    child = child_of_an(session, facility, street="Dorp", house_number="3", municipality="Lokeren", nationality="MA")
    dossier = factories.create_dossier(session, child, facility, referral={})
    link(session, child, facility)
    activity = session.scalars(select(Activity).where(Activity.kind == "client_linked")).one()
    changes = {change.label: (change.before, change.after) for change in changed_fields(activity.values)}
    assert activity.dossier_id == dossier.id
    assert activity_sentence(activity.kind, activity.values) == (
        "An (ongeboren kind) Janssens gekoppeld aan het rijksregister"
    )
    assert changes["Voornaam"] == ("An (ongeboren kind)", "Finn")
    assert changes["Adres"] == ("Dorp 3, Lokeren", "Lindenlaan 4, 9000 Gent")
    assert changes["Nationaliteit"] == ("Marokko", "België")
    [kept] = links_of(session, child.id)
    assert (kept.unborn_id, kept.dossier_ids, kept.record["nationality"]) == (child.id, [dossier.id], "MA")


def merged(session: BincSession, **values: Any) -> tuple[Facility, Client, Client, Dossier]:
    """A child with an open dossier, merged with a client that another facility knows."""
    facility, other = ckg(session), factories.create_facility(session)
    existing = open_from_register(session, FINN, other, reason="x", **WHO)
    child = child_of_an(session, facility, **values)
    dossier = factories.create_dossier(session, child, facility, referral={})
    return facility, existing, child, dossier


def test_a_client_with_that_number_takes_the_dossiers_over_c_4(session: BincSession) -> None:
    facility, existing, child, dossier = merged(session, phone="0470", language="fr")
    existing.phone = "0480"
    session.flush()
    number, seen = child.id, dossier.version
    client = link(session, child, facility)
    session.flush()
    session.refresh(dossier)
    assert client.id == existing.id
    assert (dossier.client_id, dossier.client_first_name, dossier.client_unborn) == (client.id, "Finn", False)
    assert dossier.version == seen + 1, "who has the dossier open is told that it changed"
    assert (client.phone, client.language, client.country_of_origin) == ("0480", "fr", "BE")
    assert merged_into(session, number) == client.id
    assert session.scalars(select(Client.id).where(Client.id == number)).one_or_none() is None
    activity = session.scalars(select(Activity).where(Activity.kind == "client_merged")).one()
    changes = {change.label: (change.before, change.after) for change in changed_fields(activity.values)}
    assert f"cliënt {number}, gekoppeld en samengevoegd met cliënt {client.id}" in activity_sentence(
        activity.kind, activity.values
    )
    assert changes["Telefoon"] == ("0470", "0480"), "what differs is not lost"
    assert ("merge", "client", (), "") in session.trail.actions


def test_the_history_of_the_context_tells_of_the_link_and_of_the_merge_c_4_c_5(session: BincSession) -> None:
    facility, existing, child, _ = merged(session)
    elsewhere = ckg(session)
    alone = child_of_an(session, elsewhere)
    link(session, alone, elsewhere, replace(FINN, national_number=factories.national_number(BORN, 9)))
    number = child.id
    link(session, child, facility)
    session.flush()
    told = {
        client_id: [one.sentence for one in read_history(session, client_id, facility.id).told]
        for client_id in (alone.id, existing.id)
    }
    who = "An (ongeboren kind) Janssens"
    assert told[alone.id] == [f"{who} gekoppeld aan het rijksregister"]
    assert told[existing.id] == [
        f"{who} (cliënt {number}), gekoppeld aan het rijksregister en samengevoegd met deze cliënt"
    ]


@pytest.mark.parametrize("latest", ["child", "client"])
def test_where_both_had_a_stay_the_one_no_longer_shown_is_told_in_the_history_c_4_c_5(
    session: BincSession, latest: str
) -> None:
    facility, existing, child, _ = merged(session)
    session.add_all(
        [
            ContextSituation(client_id=child.id, note="in het moederhuis"),
            ContextSituation(client_id=existing.id, note="bij oma"),
        ]
    )
    session.flush()
    later = text("update context_situation set changed_at = changed_at + interval '1 day' where client_id = :id")
    session.execute(later, {"id": {"child": child, "client": existing}[latest].id})
    link(session, child, facility)
    session.flush()
    newest = read_history(session, existing.id, facility.id).told[0]
    told = ("bij oma", "in het moederhuis") if latest == "child" else ("in het moederhuis", "bij oma")
    assert newest.sentence == "Verblijf en begeleidende dienst gewijzigd"
    assert [(one.before, one.after) for one in newest.changes] == [told]


@pytest.mark.parametrize("counts", ["child", "client", "neither"])
def test_of_two_main_households_one_remains_and_the_history_tells_it_c_4_c_5(session: BincSession, counts: str) -> None:
    """The one that goes with the stay that is shown; without any stay, that of who has the number."""
    facility, existing, child, _ = merged(session)
    of_child = factories.create_household(session, child, name="Bij mama", stay="main")
    beside = factories.create_household(session, child, name="Bij oma", stay="shared")
    of_client = factories.create_household(session, existing, name="Bij papa", stay="main")
    if counts != "neither":
        session.add(ContextSituation(client_id={"child": child, "client": existing}[counts].id, note="slaapt slecht"))
    session.flush()
    link(session, child, facility)
    session.flush()
    main, other = (of_child, of_client) if counts == "child" else (of_client, of_child)
    assert (main.stay, other.stay, beside.stay) == ("main", "shared", "shared")
    told = read_history(session, existing.id, facility.id).told[0]
    assert told.sentence == f"Huis {other.name} gewijzigd"
    assert {(one.before, one.after) for one in told.changes} == {(other.name, ""), ("", other.name)}


def test_one_main_household_stays_as_it_is_after_a_merge_c_4_c_5(session: BincSession) -> None:
    facility, existing, child, _ = merged(session)
    home = factories.create_household(session, child, stay="main")
    factories.create_household(session, existing, stay="shared")
    link(session, child, facility)
    session.flush()
    assert home.stay == "main"
    assert not any("Huis" in one.sentence for one in read_history(session, existing.id, facility.id).told)


def test_the_merge_moves_every_facilitys_dossiers_and_names_nobody_elsewhere_c_4(session: BincSession) -> None:
    facility, existing, child, _ = merged(session)
    third = ckg(session)
    factories.create_dossier(session, child, third, referral={})
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, Actor(None, "An Peeters"), facility.id, 1))
    client = link(session, child, facility)
    enter_scope(session, Scope.system("test"))
    known = session.scalars(select(ClientAccess.facility_id).where(ClientAccess.client_id == client.id)).all()
    assert facility.id in known
    owners = dict(session.execute(select(Dossier.facility_id, Dossier.client_id)).all())
    assert (owners[facility.id], owners[third.id]) == (existing.id, existing.id)
    told = dict(session.execute(select(Activity.facility_id, Activity.actor_name)).all())
    assert told[facility.id] == "An Peeters"
    assert told[third.id] == "Een medewerker van een andere voorziening"
    assert session.scope.kind == "system"


def test_overlapping_help_of_two_dossiers_is_counted_once_after_the_merge_f_1_c_4(session: BincSession) -> None:
    facility = factories.create_facility(session, organisation_type="CKG", modules=("VBFBJB04",))
    existing = open_from_register(session, FINN, facility, reason="x", **WHO)
    child = child_of_an(session, facility)
    for client, status in ((existing, "closed"), (child, "open")):
        dossier = factories.create_dossier(session, client, facility, referral={})
        decision = factories.create_decision(session, dossier, begin=date(2024, 2, 1))
        factories.create_schakeling(session, decision, begin=date(2024, 2, 1), end=date(2024, 2, 29))
        if status == "closed":
            dossier.status, dossier.closed_on = status, date(2024, 3, 1)
            session.flush()
    assert counted_days(session) == 58
    link(session, child, facility)
    assert counted_days(session) == 29
    assert verify_deployments(session) == 0


def counted_days(session: BincSession) -> int:
    """Deployed days of February, as every figure counts them."""
    rows = session.execute(select(Deployment.counted_from, Deployment.end)).all()
    return sum(max(0, (row.end - row.counted_from).days + 1) for row in rows)


def test_two_open_dossiers_in_a_facility_stop_the_merge_until_one_goes_c_4(session: BincSession) -> None:
    facility, existing, child, dossier = merged(session)
    open_from_register(session, FINN, facility, reason="x", **WHO)
    second = factories.create_dossier(session, existing, facility, referral={})
    outlook = outlook_of(session, child, FINN, facility, today=TODAY)
    assert set(outlook.own_open_codes) == {dossier.code, second.code}
    assert refusals(link, session, child, facility) == [("C-4", "dossiers")]
    assert session.get(Client, child.id) is not None
    second.status, second.closed_on = "closed", TODAY
    session.flush()
    assert link(session, child, facility).id == existing.id


def test_two_open_dossiers_elsewhere_are_told_without_naming_the_facility_c_4(session: BincSession) -> None:
    facility, existing, child, _ = merged(session)
    third = ckg(session)
    for client in (child, existing):
        factories.create_dossier(session, client, third, referral={})
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, ACTOR, facility.id, 1))
    outlook = outlook_of(session, child, FINN, facility, today=TODAY)
    assert outlook.own_open_codes == ()
    assert [fault.field for fault in outlook.faults] == ["elsewhere"]
    assert not any(third.name in fault.message for fault in outlook.faults)
    assert refusals(link, session, child, facility) == [("C-4", "elsewhere")]


def test_a_birth_that_does_not_fit_is_confirmed_first_c_4(session: BincSession) -> None:
    facility = ckg(session)
    child = child_of_an(session, facility)
    with pytest.raises(NeedsConfirmation):
        link(session, child, facility, NOOR)
    assert link(session, child, facility, NOOR, confirmed=frozenset({"C-4"})).first_name == "Noor"


def test_of_a_child_from_a_file_the_day_of_its_dossier_counts_c_4(session: BincSession) -> None:
    facility = ckg(session)
    child = unborn(session, facility)
    factories.create_dossier(session, child, facility, referral={}, created_on=date(2024, 1, 8))
    assert outlook_of(session, child, FINN, facility, today=TODAY).cautions == ()


def test_who_is_25_is_no_unborn_child_c_2_c_4(session: BincSession) -> None:
    facility = ckg(session)
    old = replace(FINN, birth_date=date(1999, 6, 15), birth_year=1999)
    assert refusals(link, session, child_of_an(session, facility), facility, old) == [("C-2", "birth_date")]


def test_a_child_is_linked_once_c_4_d_11(session: BincSession) -> None:
    facility = ckg(session)
    child = child_of_an(session, facility)
    with pytest.raises(Conflict):
        link(session, child, facility, seen_version=child.version + 1)
    link(session, child, facility)
    with pytest.raises(Conflict) as again:
        link(session, child, facility)
    assert "intussen gekoppeld" in again.value.messages[0]


def test_a_senders_id_leads_to_the_merged_client_c_4(session: BincSession) -> None:
    facility, existing, child, _ = merged(session)
    session.add(ExchangeIdentity(source="proef", kind="client", external_id="u1", record_id=child.id))
    session.flush()
    link(session, child, facility)
    found = session.scalars(select(ExchangeIdentity.record_id).where(ExchangeIdentity.external_id == "u1")).one()
    assert found == existing.id


@pytest.mark.parametrize("state", ["open", "sent", "processed"])
def test_the_figures_per_client_of_a_quarter_are_added_up_and_its_state_stays_c_4_q_4(
    session: BincSession, state: str
) -> None:
    facility, existing, child, _ = merged(session)
    session.execute(
        text(
            "with t as (insert into utilisation_total (facility_id, year, quarter, type_module_id, total) "
            "select :f, 2024, 1, id, 7 from type_module where code = 'VBFBJB04' returning id) "
            "insert into utilisation_of_client (total_id, client_id, amount, facility_id) "
            "select t.id, c.id, c.amount, :f from t, (values (:child, 3.5), (:existing, 2)) as c(id, amount)"
        ),
        {"f": facility.id, "child": child.id, "existing": existing.id},
    )
    statement = factories.create_statement(session, facility, Quarter(2024, 1), state)
    link(session, child, facility)
    session.refresh(statement)
    assert statement.state == state
    found = session.execute(text("select client_id, amount from utilisation_of_client")).all()
    assert [(row.client_id, float(row.amount)) for row in found] == [(existing.id, 5.5)]


def test_households_and_the_people_in_them_follow_the_child_c_4_c_5(session: BincSession) -> None:
    facility, existing, child, _ = merged(session)
    home = ContextHousehold(client_id=child.id, kind="home", name="Bij moeder")
    session.add(home)
    session.flush()
    people = [
        ContextPerson(client_id=child.id, household_id=home.id, relation="moeder", name="Janssens", first_name="An"),
        ContextPerson(client_id=child.id, relation="andere", relation_other="vroedvrouw"),
    ]
    change = ContextChange(
        client_id=child.id, actor_name="An", deed="added", subject_kind="household", subject_id=home.id, subject="x"
    )
    session.add_all([*people, change, ContextSituation(client_id=child.id), ContextSituation(client_id=existing.id)])
    session.flush()
    link(session, child, facility)
    for table, number in ((ContextHousehold, 1), (ContextPerson, 2), (ContextChange, 2), (ContextSituation, 2)):
        owners = session.scalars(select(table.client_id)).all()
        assert owners == [existing.id] * number, table
    assert people[0].household_id == home.id


def test_every_table_that_refers_to_a_client_is_known_to_the_merge_c_4(session: BincSession) -> None:
    """Tables follow by their foreign key. One that may hold a thing once per client needs a place in `merge_unborn`."""
    found = "select conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = 'client'::regclass"
    assert set(session.scalars(text(found))) == {
        "client_access",
        "client_link",
        "context_change",
        "context_household",
        "context_person",
        "context_situation",
        "document",
        "dossier",
        "utilisation_of_client",
    }


@pytest.mark.parametrize("function", ["facilities_of_link", "open_twice", "note_link", "merge_unborn"])
def test_the_database_links_nothing_of_another_facility_a_2(session: BincSession, function: str) -> None:
    _, existing, child, _ = merged(session)
    stranger = ckg(session)
    child_id, existing_id = child.id, existing.id
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, ACTOR, stranger.id, 1))
    with pytest.raises(ProgrammingError, match="no unborn child within reach"), session.begin_nested():
        session.execute(text(f"select {function}(:child, :other)"), {"child": child_id, "other": existing_id})


def test_a_link_is_seen_only_where_its_client_is_known_a_3(session: BincSession) -> None:
    facility, _, child, _ = merged(session)
    number = child.id
    link(session, child, facility)
    stranger = ckg(session)
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, ACTOR, stranger.id, 1))
    assert merged_into(session, number) is None
    assert session.scalars(select(ClientLink.unborn_id).execution_options(skip_scope=True)).all() == []
    with pytest.raises(ProgrammingError), session.begin_nested():
        session.execute(text("delete from client_link"))
