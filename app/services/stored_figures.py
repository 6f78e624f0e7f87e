"""The figures of all facilities kept ready: computed anew only where something changed (F-7, F-8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.database import BincSession
from app.domain.figures.summary import RateKind, Summary
from app.domain.figures.usual import Asked, usual_questions
from app.domain.period import Period
from app.queries.figures.facilities import facilities_within_reach
from app.queries.figures.stored import computed_summaries, current_snapshot, stored_summaries, written
from models.stored_figures import AskedFigures, FigureChange, StoredFigures

# What nobody asked for a week is not kept ready any longer.
KEPT_READY = timedelta(days=7)
# No computation takes this long: whoever began before a change was noted has written what it computed, or given up.
LONGEST_COMPUTATION = timedelta(days=1)
_OLDEST_SEEN = (
    "select coalesce(min(pg_snapshot_xmin(snapshot::pg_snapshot)::text::bigint), "
    "pg_snapshot_xmin(pg_current_snapshot())::text::bigint) from stored_figures"
)


@dataclass(frozen=True)
class _Made:
    """Figures of facilities that were just computed, from what `snapshot` or later ones saw."""

    kind: RateKind
    period: Period
    summaries: Mapping[int, Summary]
    snapshot: str = ""
    made_by: str = ""

    def rows(self) -> Iterator[dict[str, object]]:
        """What is stored of each facility."""
        # In the order of the facilities, so that two who store at once wait for each other and never in a circle.
        for facility_id in sorted(self.summaries):
            yield {
                "facility_id": facility_id,
                "kind": self.kind,
                "begin": self.period.begin,
                "end": self.period.end,
                "figures": written(self.summaries[facility_id]),
                "made_by": self.made_by,
                "snapshot": self.snapshot,
            }


def figures_of_all(session: BincSession, kind: RateKind, period: Period, *, today: date) -> Mapping[int, Summary]:
    """The figures of every facility within reach over a period, by facility id; they are kept for the next who asks.

    Stored figures are taken only where nothing that they follow from has changed; what is missing is computed and
    stored. Utilisation is asked over whole quarters.
    """
    _note_question(session, kind, period, today)
    return bring_up_to_date(session, kind, period)


def bring_up_to_date(session: BincSession, kind: RateKind, period: Period) -> Mapping[int, Summary]:
    """As `figures_of_all`, without noting that anybody asked."""
    held = stored_summaries(session, kind, period)
    wanted = [one.id for one in facilities_within_reach(session)]
    made = _made_anew(session, kind, period, [each for each in wanted if each not in held])
    _store(session, made)
    found = {**held, **made.summaries}
    return {each: found[each] for each in wanted if each in found}


def refresh_figures(session: BincSession, *, today: date) -> int:
    """Computes what changed in the figures that people ask for; answers how many questions there are.

    These are the usual ones of today, and those that somebody asked in the last week: nobody waits for them.
    """
    recent = select(AskedFigures).where(AskedFigures.asked_on > today - KEPT_READY)
    asked = {Asked(RateKind(one.kind), Period(one.begin, one.end)) for one in session.scalars(recent)}
    questions = sorted(asked | set(usual_questions(today)))
    # Stored at the end and together: whoever asks meanwhile would wait for rows that are not committed yet.
    made = [_brought_up_to_date(session, question) for question in questions]
    for figures in made:
        _store(session, figures)
    return len(questions)


def verify_figures(session: BincSession, *, now: datetime, today: date) -> dict[str, int]:
    """Computes all stored figures that would be shown anew and compares them; what differs is put right (F-7, F-8).

    Takes away what nobody asks any longer, and the changes that every stored figure knows. Answers how many facilities
    differed: 0 means that the stored figures can be trusted.
    """
    _forget(session, now=now, today=today)
    columns = (StoredFigures.kind, StoredFigures.begin, StoredFigures.end)
    questions = [(RateKind(kind), Period(*days)) for kind, *days in session.execute(select(*columns).distinct())]
    differences = sum(_verify(session, kind, period) for kind, period in questions)
    return {"questions": len(questions), "differences": differences}


def _verify(session: BincSession, kind: RateKind, period: Period) -> int:
    held = stored_summaries(session, kind, period)
    right = _made_anew(session, kind, period, list(held))
    # What somebody changed in the meantime differs rightly, and holds no longer.
    still_held = stored_summaries(session, kind, period)
    wrong = {one: own for one, own in right.summaries.items() if one in still_held and own != held[one]}
    _store(session, replace(right, summaries=wrong))
    return len(wrong)


def _brought_up_to_date(session: BincSession, question: Asked) -> _Made:
    held = stored_summaries(session, question.kind, question.period)
    missing = [one.id for one in facilities_within_reach(session) if one.id not in held]
    return _made_anew(session, question.kind, question.period, missing)


def _made_anew(session: BincSession, kind: RateKind, period: Period, facility_ids: Collection[int]) -> _Made:
    if not facility_ids:
        return _Made(kind, period, {})
    # Asked first: what is changed while the figures are computed is not in this snapshot.
    snapshot, made_by = current_snapshot(session)
    return _Made(kind, period, computed_summaries(session, kind, period, facility_ids), snapshot, made_by)


def _forget(session: BincSession, *, now: datetime, today: date) -> None:
    session.execute(delete(AskedFigures).where(AskedFigures.asked_on <= today - KEPT_READY))
    kept = select(AskedFigures).where(
        AskedFigures.kind == StoredFigures.kind,
        AskedFigures.begin == StoredFigures.begin,
        AskedFigures.end == StoredFigures.end,
    )
    usual = [(one.kind, one.period.begin, one.period.end) for one in usual_questions(today)]
    is_usual = func.row(StoredFigures.kind, StoredFigures.begin, StoredFigures.end).in_(usual)
    session.execute(delete(StoredFigures).where(~kept.exists(), ~is_usual))
    oldest = session.scalar(text(_OLDEST_SEEN))
    session.execute(
        delete(FigureChange).where(FigureChange.made_in < oldest, FigureChange.at < now - LONGEST_COMPUTATION)
    )


def _store(session: BincSession, made: _Made) -> None:
    if not made.summaries:
        return
    statement = insert(StoredFigures)
    anew = {name: statement.excluded[name] for name in ("figures", "made_by", "snapshot", "stored_in")}
    keys = ["facility_id", "kind", "begin", "end"]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=anew), list(made.rows()))


def _note_question(session: BincSession, kind: RateKind, period: Period, today: date) -> None:
    statement = insert(AskedFigures).values(kind=kind, begin=period.begin, end=period.end, asked_on=today)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "begin", "end"], set_={"asked_on": today}, where=AskedFigures.asked_on < today
        )
    )
