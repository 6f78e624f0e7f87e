"""Who may do what with a dossier in which state: every role, every state, every deed, over HTTP (A-2, A-4, D-5 to D-9).

The tables below say what becomes of each deed; what does not stand there for a role is refused before anything is
looked at. Each cell is a test, called by its role, state and deed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.database import BincSession
from app.domain.roles import FACILITY_ROLES, Role
from app.presentation import today_in_brussels
from models import Account, Facility
from tests.factories import create_facility, create_seat
from tests.life.requests import asked
from tests.life.states import dossier_in, seat_of
from tests.views.reading import marks_of, ticked, value_of

Browse = Callable[..., Any]

# What a deed leads to: it happens (does) or is shown (sees); the form comes back with the reason (no) or a notice says
# why not (told); a colleague was first (late); it does not exist for who asks (gone); the role may not at all (-).
OF_FACILITIES = """
                   empty  running  ready  closed  long_ago  asked  in_bin  removed  elsewhere
view               sees   sees     sees   sees    sees      sees   gone    gone     gone
activities         sees   sees     sees   sees    sees      sees   gone    gone     gone
refer              does   does     does   does    does      does   gone    gone     gone
decide             does   does     does   late    late      late   gone    gone     gone
decide_and_deploy  late   late     late   does    does      does   gone    gone     gone
change_decision    gone   does     does   does    does      does   gone    gone     gone
delete_decision    told   told     told   told    told      told   gone    gone     gone
deploy             gone   does     does   no      no        no     gone    gone     gone
end_schakeling     gone   does     does   does    does      does   gone    gone     gone
delete_schakeling  told   does     does   told    told      told   gone    gone     gone
fill_intake        does   does     does   does    does      does   gone    gone     gone
empty_intake       does   does     does   no      no        no     gone    gone     gone
close              no     no       does   late    late      late   gone    gone     gone
reopen             told   told     told   does    told      told   gone    gone     gone
ask                late   late     late   no      does      late   gone    gone     gone
withdraw           gone   gone     gone   gone    gone      does   gone    gone     gone
take_over          does   does     does   late    late      late   late    late     late
delete             does   told     told   told    told      told   told    gone     gone
"""
# What one role has beside that, or instead of it.
OF_ROLES = {
    Role.FACILITY_MANAGER: """
restore            told   told     told   told    told      told   does    gone     gone
""",
    Role.AGENCY_CASE_HANDLER: """
approve            gone   gone     gone   gone    gone      does   gone    gone     gone
reject             gone   gone     gone   gone    gone      does   gone    gone     gone
""",
    Role.ADMIN: """
restore_by_code    told   told     told   told    told      told   does    told     told
""",
}


@dataclass(frozen=True)
class Cell:
    """What a deed is done to."""

    code: str
    version: int
    owner_id: int
    decision_id: int
    schakeling_id: int
    request_id: int


def typed_in(browser: Any, address: str, **typed: Any) -> Any:
    """Opens a form, types over what it holds, and posts it; posts blindly where there is no form."""
    page = browser.get(address)
    kept: dict[str, Any] = {}
    if page.status_code == 200:
        texts = {name: value_of(page, name) or "" for name in ("begin", "end", "own_reference", "previous_end")}
        lists = {name: ticked(page, name) for name in ("modules", "ground", "mandated_service", *REFERRAL)}
        kept = {**marks_of(page), **texts, **lists}
    return browser.post(address, data={**kept, **typed})


REFERRAL = ("through_access_gate", "outflow_from_institution", "specific", "ongoing")
INTAKE = {
    "unaccompanied_minor": "no",
    "day_activity": "lager_onderwijs",
    "education_level": "lager",
    "family_situation": "moeder",
    "income_source": ["arbeid"],
    "family_education_level": "hoger",
    "housing": "positive",
    "health": "negative",
    "debts": "no",
    "home_language": "nl",
}
OFFER = {"modules": ["P-CB-BREED"], "ground": "voluntary", "mandated_service": "none"}


def decide_and_deploy(browser: Any, address: str) -> Any:
    """Posts a decision with a first schakeling of one day, as the page of a closed dossier asks (D-6)."""
    page = browser.get(address)
    marks = marks_of(page) if page.status_code == 200 else {}
    decision = {f"decision-{name}": value for name, value in {"begin": "08/01/2024", **OFFER}.items()}
    day = (value_of(page, "begin") if marks else None) or today()
    help_of_a_day = {"begin": day, "end": day, "modules": OFFER["modules"]}
    return browser.post(address, {**marks, **decision, **help_of_a_day, "confirmed": "D-11"})


def today() -> str:
    """Today as people type it."""
    return f"{today_in_brussels():%d/%m/%Y}"


DEEDS: dict[str, Callable[[Any, Cell], Any]] = {
    "view": lambda browser, one: browser.get(f"/dossiers/{one.code}/"),
    "activities": lambda browser, one: browser.get(f"/dossiers/{one.code}/activiteiten/"),
    "refer": lambda browser, one: typed_in(browser, f"/dossiers/{one.code}/aanmelding/", own_reference="B-7"),
    "decide": lambda browser, one: typed_in(
        browser, f"/dossiers/{one.code}/beslissingen/nieuw", begin="08/01/2024", confirmed="D-11", **OFFER
    ),
    "decide_and_deploy": lambda browser, one: decide_and_deploy(browser, f"/dossiers/{one.code}/beslissingen/nieuw"),
    "change_decision": lambda browser, one: typed_in(
        browser, f"/dossiers/{one.code}/beslissingen/{one.decision_id}/", ground="judicial"
    ),
    "delete_decision": lambda browser, one: browser.post(
        f"/dossiers/{one.code}/beslissingen/{one.decision_id}/verwijderen/", {"version": one.version}
    ),
    "deploy": lambda browser, one: typed_in(
        browser,
        f"/dossiers/{one.code}/schakelingen/nieuw",
        begin=today(),
        previous_end=today(),
        end="",
        confirmed="S-2",
        modules=["P-CB-BREED"],
    ),
    "end_schakeling": lambda browser, one: typed_in(
        browser, f"/dossiers/{one.code}/schakelingen/{one.schakeling_id}/", end="01/02/2024"
    ),
    "delete_schakeling": lambda browser, one: browser.post(
        f"/dossiers/{one.code}/schakelingen/{one.schakeling_id}/verwijderen/", {"version": one.version}
    ),
    "fill_intake": lambda browser, one: typed_in(browser, f"/dossiers/{one.code}/beginregistratie/", **INTAKE),
    "empty_intake": lambda browser, one: typed_in(browser, f"/dossiers/{one.code}/beginregistratie/"),
    "close": lambda browser, one: browser.post(f"/dossiers/{one.code}/afsluiten/", {"version": one.version}),
    "reopen": lambda browser, one: browser.post(f"/dossiers/{one.code}/heropenen/", {"version": one.version}),
    "ask": lambda browser, one: typed_in(browser, f"/dossiers/{one.code}/heropenen/vragen/", motive="Nieuwe vraag"),
    "withdraw": lambda browser, one: browser.post(f"/dossiers/{one.code}/heropenen/intrekken/"),
    "approve": lambda browser, one: browser.post(f"/aanvragen/{one.request_id}/goedkeuren/"),
    "reject": lambda browser, one: browser.post(f"/aanvragen/{one.request_id}/afkeuren/", {"answer": "Maak een nieuw"}),
    "take_over": lambda browser, one: browser.post("/overdragen/", {"van": one.owner_id, "dossier": [one.code]}),
    "delete": lambda browser, one: browser.post(f"/dossiers/{one.code}/verwijderen/", {"version": one.version}),
    "restore": lambda browser, one: browser.post(f"/prullenbak/{one.code}/terugzetten/"),
    "restore_by_code": lambda browser, one: browser.post(f"/beheer/prullenbak/{one.code}/terugzetten/"),
}

STORED = {
    "empty": "empty",
    "running": "running",
    "ready": "ready",
    "closed": "closed",
    "long_ago": "closed long ago",
    "asked": "closed long ago",
    "in_bin": "deleted",
    "removed": "deleted",
    "elsewhere": "ready",
}
WORDS = {200: "sees", 302: "told", 403: "-", 404: "gone", 409: "late", 422: "no"}


def cell_in(session: BincSession, facility: Facility, state: str, colleague: Account) -> Cell:
    """A dossier in a state of the table, owned by a colleague; "asked" is one of long ago with a request that waits."""
    dossier = dossier_in(session, facility, STORED[state])
    dossier.owner_id = colleague.id
    session.flush()
    decision = dossier.decisions[0] if dossier.decisions else None
    request = asked(session, dossier, colleague, today=today_in_brussels()) if state == "asked" else None
    cell = Cell(
        dossier.code,
        dossier.version,
        colleague.id,
        decision.id if decision else 0,
        decision.schakelingen[0].id if decision else 0,
        request.id if request else 0,
    )
    if state == "removed":
        session.execute(text("delete from dossier where id = :id"), {"id": dossier.id})
    return cell


CHANGED = text(
    "select "
    + " || ".join(
        f"(select coalesce(md5(string_agg({what}, '|' order by id)), '') from {table})"
        for table, what in {
            "dossier": "concat(id, status, owner_id)",
            "referral": "concat(id, own_reference)",
            "decision": "concat(id, ground)",
            "schakeling": 'concat(id, "begin", "end")',
            "registration": "case answers when '{}' then '' else concat(id, answers) end",
            "reopening_request": "concat(id, state)",
        }.items()
    )
)


def outcome(session: BincSession, deed: Callable[[], Any]) -> str:
    """What a deed leads to, in a word of the table; it is undone afterwards."""
    assert isinstance(session.bind, Connection)
    session.commit()
    undone = session.bind.begin_nested()
    try:
        before = session.execute(CHANGED).scalar_one()
        answer = deed()
        happened = session.execute(CHANGED).scalar_one() != before
        if happened and answer.status_code >= 400:
            return "refused, and changed something"
        return "does" if happened else WORDS.get(answer.status_code, str(answer.status_code))
    finally:
        session.rollback()
        session.expire_all()
        undone.rollback()


@cache
def expected_of(role: Role) -> dict[tuple[str, str], str]:
    """The lines of the table for a role, by deed and state: no right to what does not stand there."""
    own = OF_FACILITIES if role in FACILITY_ROLES else ""
    lines = [line.split() for line in (own + OF_ROLES.get(role, "")).splitlines() if line]
    told = {line[0]: line[1:] for line in lines if line[0] in DEEDS}
    signs = {deed: told.get(deed, ["-"] * len(STORED)) for deed in DEEDS}
    return {(deed, state): sign for deed in DEEDS for state, sign in zip(STORED, signs[deed], strict=True)}


def test_the_table_names_its_states_in_order_and_only_deeds_there_are() -> None:
    header, *lines = OF_FACILITIES.strip().splitlines()
    assert header.split() == list(STORED)
    assert {line.split()[0] for line in (*lines, *"".join(OF_ROLES.values()).split("\n")) if line} == set(DEEDS)


def outcomes_of(session: BincSession, browse: Browse, role: Role, state: str) -> dict[str, str]:
    """What becomes of every deed to a dossier in this state by somebody with this role."""
    own = create_facility(session)
    browser = browse(seat_of(session, own, role))
    place = create_facility(session) if state == "elsewhere" else own
    cell = cell_in(session, place, state, create_seat(session, place).user)
    return {deed: outcome(session, partial(do, browser, cell)) for deed, do in DEEDS.items()}


# The deeds of one role in one state share their people and their dossier: the first cell finds it out for all.
found_in: dict[tuple[Role, str], dict[str, str]] = {}
CELLS = [
    pytest.param(role, state, deed, id=f"{role}-{state}-{deed}") for role in Role for state in STORED for deed in DEEDS
]


@pytest.mark.parametrize(("role", "state", "deed"), CELLS)
def test_what_becomes_of_a_deed_a_2_a_4_d_6_d_7_d_8_d_9(
    request: pytest.FixtureRequest, role: Role, state: str, deed: str
) -> None:
    if (role, state) not in found_in:
        session, browse = request.getfixturevalue("session"), request.getfixturevalue("browse")
        found_in[role, state] = outcomes_of(session, browse, role, state)
    assert found_in[role, state][deed] == expected_of(role)[deed, state]
