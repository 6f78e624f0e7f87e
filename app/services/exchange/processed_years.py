"""What a file finds locked by processed years, and the years that its processed quarters make (S-14, Q-4, Q-5)."""

from __future__ import annotations

from sqlalchemy import text

from app.domain.processing import FIRST_YEAR, YearState
from app.domain.quarter import Quarter
from app.queries.processed_years import processed_years_of
from app.services.exchange.changes import id_of
from app.services.exchange.delivery import Delivery
from models import ProcessedYear, ProcessedYearStep

_HOLD = text("select one, hold_processed_years(one) from unnest(cast(:ids as bigint[])) one")
# A year of which every quarter with help in it is processed, and that was never processed here before: what the agency
# reopened stays open until the agency processes it again.
_FINISHED = text("""
select q.facility_id, q.year from quarter_statement q
where q.facility_id = any(:ids) and q.year = any(:years)
  and not exists (select 1 from processed_year y where y.facility_id = q.facility_id and y.year = q.year)
group by q.facility_id, q.year
having bool_and(q.state = 'processed') and not exists (
  select 1 from generate_series(1, 4) number
  where number <> all(array_agg(q.quarter)) and exists (
    select 1 from schakeling s where s.facility_id = q.facility_id
      and s."begin" < make_date(q.year, 3 * number - 2, 1) + interval '3 months'
      and (s."end" is null or s."end" >= make_date(q.year, 3 * number - 2, 1))))
order by q.facility_id, q.year
""")


def hold_years(delivery: Delivery) -> None:
    """Reads until which day each facility of the file is locked, and keeps the agency from processing meanwhile."""
    codes = {record["facility"] for _, record in delivery.records("dossiers")}
    known = (delivery.facilities[code].known_id for code in codes if code in delivery.facilities)
    ids = sorted(one for one in known if one is not None)
    if ids:
        delivery.locked_until = dict(delivery.session.execute(_HOLD, {"ids": ids}).all())


def processed_here(delivery: Delivery) -> set[tuple[int, int]]:
    """The facilities and years that are processed here: a file does not change their statements (Q-4)."""
    ids = [one.known_id for one in delivery.facilities.values() if one.known_id is not None]
    if not delivery.document.get("quarters") or not ids:
        return set()
    processed = processed_years_of(delivery.session, ids)
    return {(facility_id, year) for facility_id, years in processed.items() for year in years}


def process_finished_years(delivery: Delivery) -> None:
    """Marks the years as processed of which this file brought the last processed statement (Q-5, S-14)."""
    named = [
        (id_of(delivery.facilities[record["facility"]].link), Quarter.parse(record["quarter"]).year)
        for _, record in delivery.records("quarters")
        if record["state"] == "processed"
    ]
    over = {(facility_id, year) for facility_id, year in named if FIRST_YEAR <= year < delivery.today.year}
    if not over:
        return
    values = {"ids": sorted({one for one, _ in over}), "years": sorted({year for _, year in over})}
    for facility_id, year in delivery.session.execute(_FINISHED, values).all():
        if (facility_id, year) in over:
            words = {"facility_id": facility_id, "year": year, "state": YearState.PROCESSED.value}
            delivery.session.add(ProcessedYear(**words, locks=True))
            delivery.session.add(
                ProcessedYearStep(**words, actor_id=delivery.actor.user_id, actor_name=delivery.actor.name)
            )
    delivery.session.flush()
