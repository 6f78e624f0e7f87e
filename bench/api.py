"""How long programs wait: pages of dossiers, what changed, a month of schakelingen, the sheet of a quarter (G-3)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from app.database import transaction
from app.domain.api_tokens import TokenScope
from app.domain.quarter import Quarter
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
FOSTER_CARE = "pleegzorg"
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

    def put(self, path: str, body: Any) -> Any:
        """Changes something whatever its version, which must answer 200."""
        sent = {"Idempotency-Key": f"bench-{next(_keys)}-{self.secret[-8:]}", "If-Match": "*"}
        return self._checked(self.client.put(f"/api/v1{path}", json=body, headers={**self._headers(), **sent}))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def _checked(self, response: Any) -> Any:
        if response.status_code != 200:
            raise RuntimeError(f"the API answered {response.status_code}")
        return response.json


def measure_api(app: Flask, until: date) -> Iterator[Result]:
    """Reads at the facility with the most dossiers, and sends it a month under all rules."""
    yield from _sheets(app, until)
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


def _sheets(app: Flask, until: date) -> Iterator[Result]:
    """Reads who had help in the last quarter at the largest foster care, and fills in a whole sheet elsewhere."""
    quarter = Quarter.of(until).previous
    path = f"/statements/{quarter}/clients"
    foster_care = Program(app, _largest(app, FOSTER_CARE))
    clients = sum(1 for _ in _clients(foster_care, path))
    middle = foster_care.get(path)["next"]
    for _ in range(clients // 200 - 1):
        middle = foster_care.get(f"{path}?after={middle}")["next"] or middle
    for name, asked in (("the first 100", path), ("100 from the middle", f"{path}?after={middle}")):
        with counted_statements(app) as statements:
            foster_care.get(asked)
        timing = timed(lambda asked=asked: foster_care.get(asked))  # type: ignore[misc]
        what = f"{name} of {clients:,} foster-care clients of a quarter"
        yield Result.of("API", what, timing, statements=len(statements), target=MOST_FOR_A_PAGE)
    program = Program(app, _largest(app))
    wanted = _whole_sheet(program, quarter)
    cells = sum(len(line["clients"]) for line in wanted["lines"])
    spent = clocked(lambda: program.put(f"/statements/{quarter}/lines", wanted))
    yield Result("API", f"filling in a whole sheet of {cells:,} amounts", spent)
    spent = clocked(lambda: program.put(f"/statements/{quarter}/lines", wanted))
    yield Result("API", "the same sheet again", spent)


def _clients(program: Program, path: str) -> Iterator[dict[str, Any]]:
    """Every client of a quarter, page after page."""
    after = 0
    while after is not None:
        page = program.get(f"{path}?after={after}")
        yield from page["clients"]
        after = page["next"]


def _whole_sheet(program: Program, quarter: Quarter) -> dict[str, Any]:
    """An amount for every client and module of a quarter that is filled in per client: another than stands there."""
    typed = {line["module"] for line in program.get(f"/statements/{quarter}")["lines"] if line["typed"]}
    lines: dict[str, list[dict[str, str]]] = {}
    for one in _clients(program, f"/statements/{quarter}/clients"):
        for share in one["amounts"]:
            if share["module"] in typed:
                amount = Decimal(share["amount"] or 0) + 1
                lines.setdefault(share["module"], []).append({"dossier": one["dossier"], "amount": str(amount)})
    sent = [{"module": module, "computed": True, "clients": clients} for module, clients in lines.items()]
    return {"lines": sent, "confirm": ["Q-2"]}


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


def _largest(app: Flask, organisation_type: str = ORGANISATION_TYPE) -> int:
    """The facility with the most dossiers of a type: else of the one that offers the module of the lines."""
    query = (
        select(Dossier.facility_id)
        .join(Facility, Facility.id == Dossier.facility_id)
        .where(Facility.organisation_type == organisation_type, Dossier.status == "open")
        .group_by(Dossier.facility_id)
        .order_by(func.count().desc())
        .limit(1)
    )
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return int(session.scalars(query).one())
