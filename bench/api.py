"""How long programs wait: pages of dossiers, one with all in it, what changed, and a month of schakelingen (G-3)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from app.database import transaction
from app.domain.api_tokens import TokenScope
from app.domain.scope import Actor, Scope
from app.presentation import today_in_brussels
from app.services.api.tokens import make_token
from app.services.deployments import verify_deployments
from bench.results import Result, clocked, timed
from bench.saving import MODULE, ORGANISATION_TYPE, WARNINGS
from bench.visitor import counted_statements
from models.dossier import Dossier
from models.facility import Facility

MOST_FOR_A_PAGE, MOST_FOR_A_MONTH = 60.0, 60_000.0
LINES = 10_000
DAYS_A_LINE = 1
_keys = itertools.count(1)


class Program:
    """A program with every scope, through the whole application and without a network."""

    def __init__(self, app: Flask, facility_id: int) -> None:
        self.app, self.client = app, app.test_client()
        today = today_in_brussels()
        with app.app_context(), transaction(Scope.system("bench")) as session:
            facility = session.get_one(Facility, facility_id)
            words: dict[str, Any] = {"actor": Actor(None, "bench"), "today": today}
            name = session.scalar(text("select 'bench ' || nextval('dossier_number')"))
            self.secret = make_token(
                session, facility, name, list(TokenScope), today + timedelta(days=30), **words
            ).secret

    def get(self, path: str) -> Any:
        """Reads, which must answer 200."""
        return self._checked(self.client.get(f"/api/v1{path}", headers=self._headers()))

    def post(self, path: str, body: Any) -> Any:
        """Changes something, which must answer 200."""
        key = {"Idempotency-Key": f"bench-{next(_keys)}-{self.secret[-8:]}"}
        return self._checked(self.client.post(f"/api/v1{path}", json=body, headers={**self._headers(), **key}))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def _checked(self, response: Any) -> Any:
        if response.status_code != 200:
            raise RuntimeError(f"the API answered {response.status_code}")
        return response.json


def measure_api(app: Flask, until: date) -> Iterator[Result]:
    """Reads at the facility with the most dossiers, and sends it a month under all rules."""
    facility_id = _largest(app)
    program = Program(app, facility_id)
    yield from _reading(program)
    yield from _month(program, facility_id, until)
    yield from _following(program)


def _reading(program: Program) -> Iterator[Result]:
    first = program.get("/dossiers/?limit=100")
    later = program.get(f"/dossiers/?limit=100&after={first['next']}")
    pages = {
        "the first 100 dossiers": "/dossiers/",
        "100 dossiers further on": f"/dossiers/?after={later['next'] or first['next']}",
        "100 open dossiers": "/dossiers/?state=open",
        "100 dossiers changed since a moment": "/dossiers/?changed_since=2020-01-01T00:00:00Z",
        "one dossier with all in it": f"/dossiers/{first['dossiers'][0]['code']}",
    }
    for name, path in pages.items():
        with counted_statements(program.app) as statements:
            program.get(path)
        timing = timed(lambda path=path: program.get(path))  # type: ignore[misc]
        yield Result.of("API", name, timing, statements=len(statements), target=MOST_FOR_A_PAGE)


def _following(program: Program) -> Iterator[Result]:
    answer: dict[str, Any] = {}
    spent = clocked(lambda: answer.update(program.get("/changes/")))
    yield Result("API", "the first reading of what a month changed", spent, note=f"{answer['latest']} positions given")
    path = f"/changes/?after={answer['next']}"
    yield Result.of("API", "500 changes", timed(lambda: program.get(path)), target=MOST_FOR_A_PAGE)
    end = f"/changes/?after={answer['latest']}"
    yield Result.of("API", "asking again when nothing changed", timed(lambda: program.get(end)), target=MOST_FOR_A_PAGE)


def _month(program: Program, facility_id: int, until: date) -> Iterator[Result]:
    lines = list(_lines(program.app, facility_id, until))
    told: dict[str, Any] = {}
    spent = clocked(lambda: told.update(program.post("/schakelingen/import", {"lines": lines})))
    counts = Counter(one["result"] for one in told["lines"])
    dossiers = len({line["dossier"] for line in lines})
    note = f"{counts['created']} made and {counts['refused']} refused, of {dossiers} dossiers"
    yield Result("API", f"a month of {len(lines):,} schakelingen", spent, target=MOST_FOR_A_MONTH, note=note)
    yield Result("API", "of these made", counts["created"], unit="", target=0.95 * len(lines), at_least=True)
    spent = clocked(lambda: told.update(program.post("/schakelingen/import", {"lines": lines})))
    counts = Counter(one["result"] for one in told["lines"])
    yield Result("API", "the same month again", spent, note=f"{counts['unchanged']} unchanged")
    with program.app.app_context(), transaction(Scope.system("bench")) as session:
        yield Result("API", "deployments that differ afterwards", verify_deployments(session), unit="", target=0)


def _lines(app: Flask, facility_id: int, until: date) -> Iterator[dict[str, Any]]:
    """Help of a day each, one after the other, in every open dossier, after what stands there."""
    columns = (
        Dossier.code,
        func.greatest(Dossier.last_schakeling_begin, Dossier.last_schakeling_end, Dossier.last_decision_begin),
        Dossier.last_schakeling_end.is_(None),
    )
    open_ones = (
        Dossier.facility_id == facility_id,
        Dossier.status == "open",
        Dossier.last_schakeling_begin.is_not(None),
    )
    with app.app_context(), transaction(Scope.system("bench")) as session:
        found = session.execute(select(*columns).where(*open_ones).order_by(Dossier.id)).all()
    each = -(-LINES // max(1, len(found))) * 2
    # Earlier years may be processed, and what stands there then stays as it is (S-14).
    new_year = date(until.year, 1, 1)
    wanted = (
        line
        for code, latest, runs in found
        for line in _of_one(code, max(latest + timedelta(days=1), new_year), each, until, runs=runs)
    )
    return itertools.islice(wanted, LINES)


def _of_one(code: str, begin: date, count: int, until: date, *, runs: bool) -> Iterator[dict[str, Any]]:
    for number in range(min(count, (until - begin).days)):
        day = begin + timedelta(days=number)
        yield {
            "dossier": code,
            "kind": "switch",
            "begin": day.isoformat(),
            "end": (day + timedelta(days=DAYS_A_LINE)).isoformat(),
            "modules": [{"code": MODULE}],
            "confirm": sorted(WARNINGS),
            **({"previous_end": begin.isoformat()} if runs and number == 0 else {}),
        }


def _largest(app: Flask) -> int:
    """The facility with the most dossiers of a type that offers the module of the lines."""
    query = (
        select(Dossier.facility_id)
        .join(Facility, Facility.id == Dossier.facility_id)
        .where(Facility.organisation_type == ORGANISATION_TYPE, Dossier.status == "open")
        .group_by(Dossier.facility_id)
        .order_by(func.count().desc())
        .limit(1)
    )
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return int(session.scalars(query).one())
