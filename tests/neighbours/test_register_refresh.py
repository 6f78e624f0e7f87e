"""Every night the register's word about clients of open dossiers is followed, once, and told (C-3, D-10, G-3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.database import BincSession
from app.domain.consultations import ConsultationReason
from app.domain.jobs import JobName
from app.integrations.national_register import (
    ChangedPerson,
    NationalRegister,
    RegisterPerson,
    RegisterUnavailable,
    SyntheticRegister,
)
from app.integrations.national_register.over_https import SCHEMA_FILE
from app.services import register_refresh as service
from app.services.clients import open_from_register
from app.services.consultations import ConsultedRegister
from app.services.register_refresh import begin_refresh, refresh_next
from jobs.register import refresh_clients
from models import Activity, Client, ContextChange, Dossier, Facility, JobRun, Notice, RegisterConsultation, Seat
from models.notice import NOTICE_KINDS
from tests.factories import create_client, create_dossier, create_facility, create_relative, create_seat, create_user
from tests.services.test_races import working
from tests.views.reading import words_of
from views.notices import NOTICES

NIGHT = date(2026, 7, 1)


class Told:
    """A register that tells these persons, under the number that was asked; `silent_after` times it answers first."""

    def __init__(self, *persons: RegisterPerson, asked: str | None = None, silent_after: int = 1000) -> None:
        self.by_number = {asked or person.national_number: person for person in persons}
        self.silent_after = silent_after
        self.asked: list[list[str]] = []
        self.since: list[date | None] = []

    def find_by_number(self, number: str) -> RegisterPerson:
        """Nobody asks one by one at night."""
        raise AssertionError

    def find_by_data(self, *_: object, **__: object) -> list[RegisterPerson]:
        """Nobody searches at night."""
        raise AssertionError

    def find_changed(self, numbers: Sequence[str], since: date | None) -> list[ChangedPerson]:
        """Those among the numbers that it tells of."""
        if len(self.asked) >= self.silent_after:
            raise RegisterUnavailable
        self.asked.append(list(numbers))
        self.since.append(since)
        return [ChangedPerson(number, self.by_number[number]) for number in numbers if number in self.by_number]


def person_of(client: Client, **changes: Any) -> RegisterPerson:
    """What the register says of a client, the same as we know but for these."""
    assert client.birth_date is not None
    same = RegisterPerson(
        str(client.national_number), client.name, client.first_name, client.sex, client.birth_date,
        client.birth_date.year, None, None, client.nationality, "Nieuwstraat", "1", "2800", "Mechelen", "BE", None,
    )  # fmt: skip
    return replace(same, **changes)


def night(session: BincSession, register: NationalRegister, day: date = NIGHT) -> Any:
    """One whole night; answers its refresh."""
    asking = ConsultedRegister(session, register, ConsultationReason.DAILY_REFRESH)
    while refresh_next(session, begin_refresh(session, day), asking):
        pass
    return begin_refresh(session, day)


def client_with_dossier(
    session: BincSession, facility: Facility | None = None, **overrides: Any
) -> tuple[Client, Dossier, Seat]:
    """A client with an address in Gent, an open dossier and its owner."""
    facility = facility or create_facility(session)
    seat = create_seat(session, facility)
    address = {"street": "Oudstraat", "house_number": "2", "postcode": "9000", "municipality": "Gent", "country": "BE"}
    client = create_client(session, facility, **{**address, **overrides})
    return client, create_dossier(session, client, facility, owner_id=seat.user_id), seat


def told_in(session: BincSession, dossier: Dossier) -> list[dict[str, Any]]:
    query = select(Activity.values).where(Activity.dossier_id == dossier.id, Activity.kind == "client_refreshed")
    return list(session.scalars(query))


def notices(session: BincSession, kind: str = "client_refreshed") -> list[tuple[int, int, list[str]]]:
    query = select(Notice).where(Notice.kind == kind).order_by(Notice.id)
    return [(one.facility_id, one.user_id, one.codes) for one in session.scalars(query)]


def test_a_move_is_followed_told_with_old_and_new_and_noticed_d_10_g_3(session: BincSession) -> None:
    client, dossier, seat = client_with_dossier(session)
    refresh = night(session, Told(person_of(client)))
    assert (refresh.asked, refresh.changed) == (1, 1)
    assert (client.street, client.municipality, client.country) == ("Nieuwstraat", "Mechelen", "BE")
    [values] = told_in(session, dossier)
    assert (values["before"], values["after"]) == (
        {"address": "Oudstraat 2, 9000 Gent"},
        {"address": "Nieuwstraat 1, 2800 Mechelen"},
    )
    assert notices(session) == [(dossier.facility_id, seat.user_id, [dossier.code])]


def test_a_name_and_a_death_reach_the_lists_of_the_facility_g_3(session: BincSession) -> None:
    client, dossier, _ = client_with_dossier(session)
    night(session, Told(person_of(client, name="Zeegers", deceased_on=date(2026, 6, 30))))
    session.refresh(dossier)
    assert (dossier.client_name, dossier.name_key, dossier.client_deceased) == ("Zeegers", "zeegers", True)
    assert told_in(session, dossier)[0]["after"]["deceased_on"] == "2026-06-30"


def test_the_same_night_and_the_next_one_change_and_tell_nothing_again_g_3(session: BincSession) -> None:
    client, dossier, _ = client_with_dossier(session)
    register = Told(person_of(client))
    night(session, register)
    version = client.version
    assert night(session, register).changed == 1
    assert night(session, register, date(2026, 7, 2)).changed == 0
    assert (client.version, len(told_in(session, dossier)), len(notices(session))) == (version, 1, 1)
    assert register.since == [None, date(2026, 6, 30)]


def test_each_facility_with_an_open_dossier_is_told_and_no_other_a_2_g_3(session: BincSession) -> None:
    client, first, seat = client_with_dossier(session)
    elsewhere, closed_at = create_facility(session), create_facility(session)
    owner = create_seat(session, elsewhere)
    second = create_dossier(session, client, elsewhere, owner_id=owner.user_id)
    create_dossier(session, client, closed_at, status="closed", closed_on=date(2026, 6, 1))
    night(session, Told(person_of(client)))
    assert notices(session) == [
        (first.facility_id, seat.user_id, [first.code]),
        (elsewhere.id, owner.user_id, [second.code]),
    ]
    assert len(told_in(session, first)) == len(told_in(session, second)) == 1


def test_where_the_owner_left_those_who_answer_for_the_facility_are_told_g_3(session: BincSession) -> None:
    facility = create_facility(session)
    client, dossier, seat = client_with_dossier(session, facility)
    dossier.owner_id = create_user(session).id
    session.flush()
    night(session, Told(person_of(client)))
    assert notices(session) == [(facility.id, seat.user_id, [dossier.code])]


def test_only_clients_with_an_open_dossier_and_a_number_are_asked_about_g_3(session: BincSession) -> None:
    client, _, _ = client_with_dossier(session)
    facility = create_facility(session, organisation_type="CKG")
    unborn = create_client(session, facility, birth_date=None, unborn=True, national_number=None)
    create_dossier(session, unborn, facility)
    without = create_client(session, facility)
    create_dossier(session, without, facility, status="closed", closed_on=date(2026, 6, 1))
    register = Told()
    night(session, register)
    assert register.asked == [[client.national_number]]
    [line] = session.scalars(select(RegisterConsultation))
    assert (line.reason, line.numbers, line.actor_id) == ("daily_refresh", [client.national_number], None)


def test_what_staff_completed_and_typed_around_the_client_stays_c_3_c_5(session: BincSession) -> None:
    own: dict[str, Any] = {"phone": "0470 1", "call_name": "Nootje", "language": "nl", "country_of_origin": "SY"}
    client, _, _ = client_with_dossier(session, **own)
    mother = create_relative(session, client)
    before = (mother.name, mother.version)
    night(session, Told(person_of(client, name="Zeegers")))
    session.refresh(mother)
    assert {name: getattr(client, name) for name in own} == own
    assert (mother.name, mother.version) == before


def test_what_the_register_gave_is_locked_from_then_on_and_in_the_history_c_3_c_5(session: BincSession) -> None:
    client, _, _ = client_with_dossier(session)
    night(session, Told(person_of(client, nationality="FR")))
    assert {"street", "municipality", "nationality", "birth_date"} <= set(client.register_fields or ())
    [change] = session.scalars(select(ContextChange).where(ContextChange.client_id == client.id))
    assert (change.deed, change.actor_name) == ("refreshed", session.scope.actor.name)
    assert {"field": "municipality", "before": "Gent", "after": "Mechelen"} in change.changes
    assert "Frankrijk" in {one["after"] for one in change.changes if one["field"] == "nationality"}


def test_a_new_number_is_followed_and_the_old_one_is_free_c_1(session: BincSession) -> None:
    client, dossier, _ = client_with_dossier(session)
    old, new = str(client.national_number), "15041200210"
    night(session, Told(person_of(client, national_number=new), asked=old))
    assert client.national_number == new
    [values] = told_in(session, dossier)
    assert (values["before"]["national_number"], values["after"]["national_number"]) == (old, new)


def test_a_number_that_is_a_client_already_merges_nobody_and_is_kept_for_people_c_1_c_4(session: BincSession) -> None:
    client, dossier, _ = client_with_dossier(session)
    other, _, _ = client_with_dossier(session)
    old = str(client.national_number)
    told = person_of(client, national_number=str(other.national_number))
    refresh = night(session, Told(told, asked=old))
    assert (client.national_number, client.municipality, refresh.doubles) == (old, "Mechelen", [client.id])
    assert "national_number" not in told_in(session, dossier)[0]["after"]


def test_a_number_of_another_client_is_told_to_the_owner_until_it_is_seen_c_1_c_4(
    session: BincSession, browse: Any
) -> None:
    client, dossier, seat = client_with_dossier(session)
    other, _, _ = client_with_dossier(session)
    register = Told(person_of(client, national_number=str(other.national_number)), asked=str(client.national_number))
    night(session, register)
    night(session, register, date(2026, 7, 5))
    assert notices(session, "client_twice") == [(dossier.facility_id, seat.user_id, [dossier.code])]
    page = browse(seat).get("/")
    assert "Het rijksregister kent een cliënt nu onder het nummer van een andere cliënt" in words_of(page)
    assert f'<a href="/dossiers/{dossier.code}/">' in page.text
    assert '<a href="/clienten/">Zoek de cliënt op in het rijksregister</a>' in page.text
    assert other.full_name not in page.text
    session.execute(delete(Notice))
    night(session, register, date(2026, 7, 12))
    assert len(notices(session, "client_twice")) == 1


def test_every_notice_has_words_d_9() -> None:
    assert set(NOTICES) == set(NOTICE_KINDS)


def test_a_batch_holds_no_more_than_the_register_takes_and_none_is_asked_twice_g_3(
    session: BincSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert schema["$defs"]["changes_question"]["properties"]["numbers"]["maxItems"] == service.MOST_ASKED
    monkeypatch.setattr(service, "MOST_ASKED", 3)
    facility = create_facility(session)
    for _ in range(4):
        create_dossier(session, create_client(session, facility), facility)
    register = Told()
    refresh = night(session, register)
    assert [len(numbers) for numbers in register.asked] == [3, 1]
    assert len({number for numbers in register.asked for number in numbers}) == refresh.asked == 4


def test_the_synthetic_people_are_as_the_register_has_them_g_3(session: BincSession) -> None:
    facility, register = create_facility(session), SyntheticRegister()
    person = register.find_by_number("15041200210")
    words: Any = {"actor": session.scope.actor, "today": date(2026, 7, 1)}
    create_dossier(session, open_from_register(session, person, facility, reason="test", **words), facility)
    assert night(session, register).changed == 0


@pytest.fixture
def sector(committing_app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, Told]:
    """Seven clients who all moved, asked about three at a time; the tests say when the register is silent."""
    monkeypatch.setattr(service, "MOST_ASKED", 3)
    monkeypatch.setattr("jobs.register.sleep", lambda _: None)
    with working(committing_app) as session:
        facility = create_facility(session)
        seat = create_seat(session, facility)
        persons = []
        for _ in range(7):
            client = create_client(session, facility)
            create_dossier(session, client, facility, owner_id=seat.user_id)
            persons.append(person_of(client))
        session.add(JobRun(name=JobName.REFRESH_CLIENTS, unique_key="2026-07-01", state="running"))
    register = Told(*persons)
    committing_app.extensions["national_register"] = register
    return committing_app, register


def run(app: Flask) -> dict[str, Any] | None:
    with working(app) as session:
        return dict(refresh_clients(session, session.scalars(select(JobRun)).one()))


def counted(app: Flask) -> tuple[int, int, int]:
    """How many moved, how many activities tell it, how many notices."""
    with working(app) as session:
        moved = select(func.count()).select_from(Client).where(Client.municipality == "Mechelen")
        activities = select(func.count()).select_from(Activity).where(Activity.kind == "client_refreshed")
        numbers = [session.scalar(query) or 0 for query in (moved, activities, select(func.count(Notice.id)))]
        return numbers[0], numbers[1], numbers[2]


def test_a_silent_register_stops_the_night_and_the_next_try_goes_on_g_3(sector: tuple[Flask, Told]) -> None:
    app, register = sector
    register.silent_after = 1
    with pytest.raises(RegisterUnavailable):
        run(app)
    assert counted(app) == (3, 3, 3)
    register.silent_after = 1000
    assert run(app) == {"asked": 7, "changed": 7, "doubles": 0}
    assert [len(numbers) for numbers in register.asked] == [3, 3, 1]
    assert counted(app) == (7, 7, 7)


def test_killed_in_the_middle_and_run_twice_each_change_is_there_once_with_one_notice_g_3(
    sector: tuple[Flask, Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = sector
    tell, left = service._tell, iter([True] * 4)

    def killed_at_the_fifth(session: Any, dossier: Any, kind: str) -> None:
        if not next(left, False):
            raise SystemExit
        tell(session, dossier, kind)

    monkeypatch.setattr(service, "_tell", killed_at_the_fifth)
    with pytest.raises(SystemExit):
        run(app)
    assert counted(app) == (3, 3, 3), "the second three left nothing"
    monkeypatch.setattr(service, "_tell", tell)
    run(app)
    assert run(app) == {"asked": 7, "changed": 7, "doubles": 0}
    assert counted(app) == (7, 7, 7)


def test_the_owner_reads_it_on_the_start_page_and_in_the_dossier_g_3(session: BincSession, browse: Any) -> None:
    client, dossier, seat = client_with_dossier(session)
    night(session, Told(person_of(client)))
    page = browse(seat).get("/")
    assert "Het rijksregister wijzigde gegevens van een cliënt." in words_of(page)
    assert f"/dossiers/{dossier.code}/activiteiten/" in page.text
    told = words_of(browse(seat).get(f"/dossiers/{dossier.code}/activiteiten/"))
    assert "Gegevens van de cliënt bijgewerkt uit het rijksregister" in told
    assert "Nieuwstraat 1, 2800 Mechelen" in told
