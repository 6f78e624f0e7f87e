"""How long the agency waits for its work list of statements, and for processing a year of everybody (Q-5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Flask
from sqlalchemy import select, text

from app.database import transaction
from app.domain.jobs import JobName
from app.domain.processing import Outcome
from app.domain.scope import Actor, Scope
from app.queries.processed_years import YearChoice
from app.queries.year_processing import facilities_in, read_progress
from app.services.year_processing import start_processing
from bench.beside_naive import naive_look
from bench.organisations import FOSTER_CARE_PLACE, LARGE_PLACE
from bench.pages import MOST_FOR_A_PAGE, opened
from bench.results import Result, clocked
from bench.visitor import visitor_of
from jobs.performing import perform
from models.facility import Facility
from models.job_run import JobRun

MOST_FOR_A_YEAR = 20_000.0
# The data are kept between runs: a year that an earlier run processed is opened and sent again first.
_OPEN_AGAIN = (
    "update processed_year set state = 'reopened', locks = false where year = :year",
    "update quarter_statement set state = 'reopened' where year = :year and state = 'processed'",
    "update quarter_statement set state = 'sent' where year = :year and state = 'reopened'",
)


def measure_agency(app: Flask, until: date) -> Iterator[Result]:
    """The pages about the statements of all facilities, and the job that processes last year for all of them."""
    last, quarter = until.year - 1, f"{until.year - 1}-4"
    with app.app_context(), transaction(Scope.system("bench")) as session:
        for statement in _OPEN_AGAIN:
            session.execute(text(statement), {"year": last})
        named = (LARGE_PLACE + 1, FOSTER_CARE_PLACE + 1)
        codes = session.scalars(select(Facility.code).where(Facility.id.in_(named)).order_by(Facility.id)).all()
    base = "/beheer/kwartaalstaten/"
    pages = {
        "start page, with what waits": "/",
        "statements that were sent": f"{base}?kwartaal={quarter}",
        "statements with outliers": f"{base}?kwartaal={quarter}&toon=uitschieters",
        "who has not sent": f"{base}niet-verzonden/?kwartaal={until.year}-1",
        "who has not sent this year": f"{base}niet-verzonden/?kwartaal={until.year}-1&toon=jaar",
        **{f"one statement, {code}": f"{base}{code}/{quarter}/" for code in codes},
        "years to process": f"/beheer/verwerkte-jaren/?jaar={last}",
        "preview of a year, all facilities": f"/beheer/verwerkingen/voorbeeld/?jaar={last}&alles=ja",
    }
    policy = visitor_of(app, None)
    for name, path in pages.items():
        yield opened(policy, "agency", name, [path], MOST_FOR_A_PAGE)
    yield from _processing(app, last)


def _processing(app: Flask, year: int) -> Iterator[Result]:
    with app.app_context():
        with transaction(Scope.system("bench")) as session:
            wanted = facilities_in(session, YearChoice(year))
            processing_id = start_processing(session, year, wanted, actor=Actor(None, "bench")).id
            key = str(processing_id)
            run = select(JobRun.id).where(JobRun.name == JobName.PROCESS_YEARS, JobRun.unique_key == key)
            run_id = session.scalars(run).one()
        milliseconds = clocked(lambda: perform(run_id))
        with transaction(Scope.system("bench")) as session:
            done = read_progress(session, processing_id).count(Outcome.PROCESSED)
        look, stretched = naive_look(year)
    name, note = "processing a year of all facilities", f"{done} of {len(wanted)} facilities"
    yield Result("agency", name, milliseconds, target=MOST_FOR_A_YEAR, note=note)
    # The writes are the same; one by one is how the product does them as well.
    yield Result("agency", f"{name}, each statement looked up by objects", milliseconds + look, note=stretched)
    yield Result("agency", f"{name}, times faster", (milliseconds + look) / milliseconds, unit="×")
