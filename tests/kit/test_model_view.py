"""The base of our lists and forms: every bug and hole of the framework that it closes."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.database import db
from app.domain.roles import Role
from forms import converter
from forms.converter import FormPlan, TooManyChoices, form_from, record_choices
from models import AuditEntry, CapacityRow, Facility, TypeModule
from tests.factories import create_capacity, create_facility, create_seat
from views.base.filters import day_in_brussels

LIST = "/beheer/capaciteit/list/"


@pytest.fixture
def policy(session: Any, browse: Any) -> Any:
    """A browser of the agency's policy team."""
    return browse(create_seat(session))


def _rows_shown(page: Any) -> int:
    return int(page.text.count('<td class="deeds">'))


# Filters


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("recognised", "12,5", 1),
        ("recognised", "12.50", 1),
        ("valid_from", "04/03/2026", 1),
        ("valid_from", "03/04/2026", 0),
        ("note", "10%_", 1),
    ],
)
def test_a_number_a_day_and_a_text_are_searched_in_their_own_type(
    session: Any, policy: Any, column: str, value: str, found: int, monkeypatch: Any
) -> None:
    """docs/framework.md §1, points 1 and 2: the value is typed, days come first, % and _ are themselves."""
    facility = create_facility(session)
    create_capacity(session, facility, valid_from=date(2026, 3, 4), recognised=Decimal("12.5"), note="10%_x")
    create_capacity(session, facility, valid_from=date(2025, 1, 1), recognised=Decimal(7), note="10 x")
    view = next(
        one for one in policy._client.application.appbuilder.baseviews if one.route_base == "/beheer/capaciteit"
    )
    searched = view.datamodel.get_filters([*view.search_columns, "recognised", "note"])
    monkeypatch.setitem(view.__dict__, "_filters_of_view", searched)
    page = policy.get(LIST, query_string={"_flt_0_facility_id": facility.id, f"_flt_0_{column}": value})
    assert page.status_code == 200
    assert _rows_shown(page) == found


def test_no_is_a_value_to_search_for(session: Any, browse: Any) -> None:
    """docs/framework.md §1, point 1: a boolean filter on false."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    path = "/beheer/antwoordlijsten/list/"
    assert "Niets gevonden" in admin.get(path + "?_flt_0_list_name=sex&_flt_0_retired=y").text
    assert _rows_shown(admin.get(path + "?_flt_0_list_name=sex&_flt_0_retired=n")) == 2


def test_a_list_column_is_searched_for_one_of_its_words(session: Any, browse: Any) -> None:
    """M-1."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    page = admin.get("/beheer/typemodules/list/?_flt_0_organisation_types=OBC")
    assert "VBFBJB17" in page.text
    assert "VBFBJB04" not in page.text


@pytest.mark.parametrize(("column", "value"), [("valid_from", "31/02/2024"), ("facility_id", "abc")])
def test_a_value_that_cannot_be_read_finds_nothing_and_says_why(policy: Any, column: str, value: str) -> None:
    """docs/framework.md §1, point 8."""
    page = policy.get(f"{LIST}?_flt_0_{column}={value}")
    assert page.status_code == 200
    assert "is niet te lezen" in page.text
    assert _rows_shown(page) == 0


def test_an_empty_criterion_is_no_criterion(session: Any, policy: Any) -> None:
    """A search row without scripts sends its empty fields along."""
    create_capacity(session, create_facility(session))
    page = policy.get(f"{LIST}?_flt_0_facility_id=&_flt_0_line=&_flt_0_valid_from=")
    assert _rows_shown(page) > 0


@pytest.mark.parametrize(
    "query",
    [
        "page_CapacityAdministration=abc",
        "page_CapacityAdministration=-1",
        "page_CapacityAdministration=99999999999999999999",
        "psize_CapacityAdministration=1000000",
        "psize_CapacityAdministration=x",
        "_oc_CapacityAdministration=nope&_od_CapacityAdministration=asc",
        "_oc_CapacityAdministration=facility.code&_od_CapacityAdministration=asc",
        "_oc_CapacityAdministration=note&_od_CapacityAdministration=asc",
        "_oc_CapacityAdministration=line&_od_CapacityAdministration=sideways",
        "_flt_9_line=x",
        "_flt_x_line=x",
        "_flt_0_note=x",
        "_flt_0_version=1",
        "_flt_0_line=%00",
        "_flt_0_line%00=a",
    ],
)
def test_an_address_that_no_page_of_ours_makes_is_refused(policy: Any, query: str) -> None:
    """docs/framework.md §1, point 8: never a 500, only the order and search columns that are offered."""
    assert policy.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("pk", ["999999999", "99999999999999999999999999", "-1", "abc", "%00"])
@pytest.mark.parametrize("view", ["capaciteit", "voorzieningen", "diensten", "goedgekeurde-modules"])
def test_a_row_that_does_not_exist_is_not_found(policy: Any, view: str, pk: str) -> None:
    """docs/framework.md §1, point 8: also for numbers that no database holds."""
    assert policy.get(f"/beheer/{view}/show/{pk}").status_code == 404
    assert policy.get(f"/beheer/{view}/edit/{pk}").status_code == 404
    assert policy.post(f"/beheer/{view}/edit/{pk}", {}).status_code == 404
    assert policy.post(f"/beheer/{view}/delete/{pk}", {}).status_code == 404


def test_an_account_number_beyond_its_column_is_not_found(session: Any, browse: Any) -> None:
    """Accounts have four-byte numbers."""
    admin = browse(create_seat(session, role=Role.ADMIN))
    assert admin.get("/beheer/gebruikers/show/4294967296").status_code == 404
    assert admin.get("/beheer/plaatsen/add?account=4294967296").status_code == 200


def test_a_page_past_the_end_is_the_last_one_and_a_page_holds_at_most_a_hundred_rows(session: Any, policy: Any) -> None:
    """docs/framework.md §8."""
    facility = create_facility(session)
    for year in range(1900, 2020):
        create_capacity(session, facility, valid_from=date(year, 1, 1))
    query = f"?_flt_0_facility_id={facility.id}&psize_CapacityAdministration=100"
    assert _rows_shown(policy.get(LIST + query)) == 100
    assert _rows_shown(policy.get(f"{LIST}{query}&page_CapacityAdministration=5000")) == 20


def test_two_people_searching_at_once_never_see_each_other_s_search(app: Flask) -> None:
    """docs/framework.md §2: the framework keeps what is asked on the view that all share."""
    view = next(one for one in app.extensions["appbuilder"].baseviews if one.route_base == "/beheer/voorzieningen")
    barrier, seen = threading.Barrier(2, timeout=20), {}

    def search(text: str) -> None:
        with app.test_request_context(f"/?_flt_0_name={text}"):
            comparison = view._filters.get_search_filters()["name"][0]
            view._filters._add_filter(comparison, [text])
            barrier.wait()
            seen[text] = view._filters.values
            barrier.wait()

    threads = [threading.Thread(target=search, args=(text,)) for text in ("Janssens", "Peeters")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"Janssens": [["Janssens"]], "Peeters": [["Peeters"]]}


def test_a_list_sorts_by_a_column_of_its_own_and_of_a_related_table(session: Any, policy: Any) -> None:
    """docs/framework.md §8: both ways, and the address is the one that the list itself makes."""
    for name in ("Aaa", "Zzz"):
        create_capacity(session, create_facility(session, name=name))
    assert "_oc_CapacityAdministration=facility" in policy.get(LIST).text
    for direction, first, last in (("asc", "Aaa", "Zzz"), ("desc", "Zzz", "Aaa")):
        page = policy.get(f"{LIST}?_oc_CapacityAdministration=facility&_od_CapacityAdministration={direction}").text
        assert page.index(f">{first}</a>") < page.index(f">{last}</a>")
    page = policy.get(f"{LIST}?_oc_CapacityAdministration=valid_from&_od_CapacityAdministration=desc")
    assert page.status_code == 200


def test_a_list_asks_the_database_no_more_for_many_rows_than_for_few(session: Any, policy: Any) -> None:
    """docs/framework.md §8: the framework asks once a row for every related name."""

    def questions() -> int:
        asked: list[str] = []
        engine = db.engine

        def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert policy.get(LIST).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    create_capacity(session, create_facility(session))
    questions()
    few = questions()
    for _ in range(25):
        create_capacity(session, create_facility(session))
    # Each new row would add a question of its own; what the rows above were made with adds one or two at most.
    assert questions() <= few + 3


# Values


def test_a_decimal_is_shown_exactly_and_an_unchanged_save_changes_nothing(session: Any, browse: Any) -> None:
    """docs/framework.md §1, point 3."""
    module = session.scalars(select(TypeModule).where(TypeModule.code == "VBFBJB04")).one()
    admin, path = browse(create_seat(session, role=Role.ADMIN)), f"/beheer/typemodules/edit/{module.id}"
    module.intensity = Decimal("0.07")
    session.flush()
    assert 'value="0,07"' in admin.get(path).text


def test_a_moment_is_shown_in_brussels_time_and_no_form_edits_one(session: Any, policy: Any) -> None:
    """docs/framework.md §1, point 4."""
    row = create_capacity(session, create_facility(session))
    moment = datetime(2024, 7, 1, 22, 30, tzinfo=UTC)
    session.execute(CapacityRow.__table__.update().where(CapacityRow.id == row.id).values(changed_at=moment))
    assert "02/07/2024 00:30" in policy.get(f"/beheer/capaciteit/show/{row.id}").text
    with pytest.raises(TypeError):
        form_from(FormPlan(AuditEntry, ("at",), {"at": "Wanneer"}))


def test_the_days_that_the_clock_changes_are_whole_days() -> None:
    """The moments of a day in Brussels: 23 hours on 31 March 2024, 25 on 27 October."""
    lengths = [
        (end - begin).total_seconds() / 3600
        for begin, end in map(day_in_brussels, (date(2024, 3, 31), date(2024, 10, 27), date(2024, 2, 29)))
    ]
    assert lengths == [23, 25, 24]


def test_no_is_saved_as_no(session: Any, policy: Any) -> None:
    """docs/framework.md §1, point 5: a mandatory yes-or-no column can be unticked."""
    values = {"code": "CKG-1", "name": "CKG", "organisation_type": "CKG", "province": "Antwerpen"}
    policy.post("/beheer/voorzieningen/add", {**values, "several_provinces": "y"})
    facility = session.scalars(select(Facility).where(Facility.code == "CKG-1")).one()
    assert facility.several_provinces
    page = policy.get(f"/beheer/voorzieningen/edit/{facility.id}").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    version = page.split('name="version" value="')[1].split('"')[0]
    answer = policy.post(f"/beheer/voorzieningen/edit/{facility.id}", {**values, "seen": seen, "version": version})
    assert answer.status_code == 302
    session.refresh(facility)
    assert facility.several_provinces is False


def test_a_choice_among_too_many_rows_is_refused_instead_of_drawn(session: Any, monkeypatch: Any) -> None:
    """docs/framework.md §8: a form never carries a whole large table."""
    monkeypatch.setattr(converter, "MOST_CHOICES", 2)
    for _ in range(3):
        create_facility(session)
    with pytest.raises(TooManyChoices):
        record_choices(Facility, Facility.name)()


# Refusals


def test_what_the_database_refuses_is_said_in_words_at_the_field_and_nothing_typed_is_lost(
    session: Any, browse: Any
) -> None:
    """docs/framework.md §1, point 7: no SQL and no data of others on the screen."""
    facility = create_facility(session)
    create_capacity(session, facility, valid_from=date(2024, 1, 1))
    values = {
        "facility_id": facility.id, "line": "VERBLIJF", "valid_from": "01/01/2024", "recognised": "5",
        "innovative": "", "guaranteed": "", "counts_toward": "", "note": "lange tekst",
    }  # fmt: skip
    refused = browse(create_seat(session, facility)).post("/probe/zonder-regels/add", values)
    assert refused.status_code == 422
    assert "Vanaf deze dag is er al een rij voor deze module" in refused.text
    assert "lange tekst" in refused.text
    assert "INSERT" not in refused.text
    assert "psycopg" not in refused.text
    assert "Key (" not in refused.text


def test_a_row_that_others_lean_on_stays_and_the_screen_says_why(session: Any, policy: Any) -> None:
    """docs/framework.md §1, point 7: the framework says nothing at all here."""
    facility = create_facility(session)
    page = policy.post(f"/probe/voorzieningen/delete/{facility.id}", follow_redirects=True)
    assert "Dit kan niet weg: er hangen nog gegevens aan" in page.text
    assert session.get(Facility, facility.id) is not None


def test_a_save_that_breaks_half_way_leaves_nothing_and_shows_no_internals(
    session: Any, browse: Any, app: Flask
) -> None:
    """Saves only flush; the request's transaction is kept when its answer is good."""
    facility = create_facility(session)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    values = {"facility_id": facility.id, "line": "VERBLIJF", "valid_from": "01/01/2024", "recognised": "5"}
    answer = browse(create_seat(session, facility)).post("/probe/breekt/add", values)
    assert answer.status_code == 500
    assert "Janssens" not in answer.text
    assert session.scalars(select(CapacityRow).where(CapacityRow.facility_id == facility.id)).first() is None


def test_nothing_is_deleted_by_opening_an_address(session: Any, policy: Any) -> None:
    """docs/framework.md §6: a link, an image or a crawler changes nothing."""
    facility = create_facility(session)
    assert policy.get(f"/probe/voorzieningen/delete/{facility.id}").status_code == 405
    assert session.get(Facility, facility.id) is not None


def test_a_form_without_its_token_saves_nothing(session: Any, policy: Any, app: Flask, monkeypatch: Any) -> None:
    """docs/framework.md §6."""
    facility = create_facility(session)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert policy.post(f"/probe/voorzieningen/delete/{facility.id}").status_code == 400
    assert session.get(Facility, facility.id) is not None


def test_a_form_opened_for_another_seat_saves_nothing_and_keeps_its_text(session: Any, policy: Any) -> None:
    """A-1."""
    values = {"seat": 999999, "code": "ELDERS", "name": "Mijn getypte naam"}
    answer = policy.post("/beheer/voorzieningen/add", values)
    assert answer.status_code == 409
    assert "Mijn getypte naam" in answer.text
    assert session.scalars(select(Facility).where(Facility.code == "ELDERS")).first() is None


# The reach of a seat


@pytest.fixture
def two(session: Any, browse: Any) -> Any:
    """A browser of one facility, and a capacity row of it and of another."""
    own, other = create_facility(session), create_facility(session, name="Voorziening Vreemdeling")
    mine = create_capacity(session, own, note="van mij")
    theirs = create_capacity(session, other, note="van de vreemdeling", recognised=Decimal("77"))
    return browse(create_seat(session, own)), mine, theirs


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/probe/capaciteit/show/{0}"),
        ("get", "/probe/capaciteit/edit/{0}"),
        ("post", "/probe/capaciteit/edit/{0}"),
        ("post", "/probe/capaciteit/delete/{0}"),
        ("post", "/probe/capaciteit/action/double/{0}"),
    ],
)
def test_a_row_of_another_facility_does_not_exist(session: Any, two: Any, method: str, path: str) -> None:
    """A-2; docs/framework.md §2."""
    browser, _, theirs = two
    answer = getattr(browser, method)(path.format(theirs.id))
    assert answer.status_code == 404
    assert "vreemdeling" not in answer.text.lower()
    session.refresh(theirs)
    assert theirs.recognised == Decimal(77)


def test_one_foreign_row_among_the_ticked_ones_stops_the_whole_action(session: Any, two: Any) -> None:
    """A-2; docs/framework.md §2: the framework's actions ignore the reach of the view."""
    browser, mine, theirs = two
    ticked = {"action": "double", "rowid": [mine.id, theirs.id]}
    assert browser.post("/probe/capaciteit/action_post", ticked).status_code == 404
    session.refresh(mine)
    assert mine.recognised == Decimal(10)
    assert browser.post("/probe/capaciteit/action_post", {**ticked, "rowid": [mine.id]}).status_code == 302
    session.refresh(mine)
    assert mine.recognised == Decimal(20)


@pytest.mark.parametrize("rowid", ["abc", "-1", "99999999999999999999"])
def test_a_ticked_row_that_is_no_number_is_refused(two: Any, rowid: str) -> None:
    """docs/framework.md §2."""
    browser, _, _ = two
    answer = browser.post("/probe/capaciteit/action_post", {"action": "double", "rowid": rowid})
    assert answer.status_code == 400
    assert browser.post("/probe/capaciteit/action_post", {"action": "nope"}).status_code == 404
    assert browser.get("/probe/capaciteit/action/double/1").status_code == 405


def test_a_list_and_a_search_show_one_s_own_rows_only(two: Any) -> None:
    """A-2."""
    browser, _, theirs = two
    assert _rows_shown(browser.get("/probe/capaciteit/list/")) == 1
    assert _rows_shown(browser.get(f"/probe/capaciteit/list/?_flt_0_facility_id={theirs.facility_id}")) == 0


def test_a_row_cannot_be_put_into_another_facility(session: Any, two: Any) -> None:
    """A-2; docs/framework.md §2: a posted foreign key."""
    browser, _, theirs = two
    values = {"facility_id": theirs.facility_id, "line": "VERBLIJF", "valid_from": "01/01/2024", "recognised": "5"}
    assert browser.post("/probe/capaciteit/add", values).status_code == 404
    assert len(session.scalars(select(CapacityRow).where(CapacityRow.facility_id == theirs.facility_id)).all()) == 1


def test_the_framework_s_filter_arguments_fill_no_form(two: Any) -> None:
    """docs/framework.md §2: `?_flt_0_facility=` on a new form reads a foreign row in the framework."""
    browser, _, theirs = two
    page = browser.get(f"/probe/capaciteit/add?_flt_0_facility={theirs.facility_id}&facility_id={theirs.facility_id}")
    assert page.status_code == 200


@pytest.mark.parametrize("route", ["action/double/1", "action_post", "download/a.txt"])
def test_actions_and_downloads_are_off_unless_a_view_opens_them(policy: Any, route: str) -> None:
    """docs/framework.md §2."""
    assert policy.get(f"/beheer/capaciteit/{route}").status_code == 404
    assert policy.post(f"/beheer/capaciteit/{route}").status_code == 404
