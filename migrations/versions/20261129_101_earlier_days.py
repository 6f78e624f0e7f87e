"""What stood for a begin or an end before, and the firsts of the month that each late one was missed on (G-2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_101"
down_revision = "20261129_109"
branch_labels = None
depends_on = None

EDGES = ("begin", "end")
# What goes out or not hangs on these: who changed them may have begun to count by it, which nobody can tell any more.
TERMS = {"modules", "elsewhere", "paid_to_parents"}
TOLD = sa.text(
    """
select a.facility_id, a.dossier_id, a.at, a.kind, a.values from activity a
where a.kind in ('schakeling_added', 'schakeling_changed', 'schakeling_ended', 'schakeling_deleted')
  and exists (select 1 from activity c where c.facility_id = a.facility_id and c.dossier_id = a.dossier_id
    and c.kind = 'schakeling_changed' and (c.values -> 'before') ?| array['begin', 'end'])
order by a.dossier_id, a.id
"""
)
MEND = """
update schakeling set {edge}_registered_at = :at, earlier_{edge}s = :earlier
where facility_id = :facility_id and dossier_id = :dossier_id and "begin" = cast(:begin as date)
  and (not :knows_end or "end" is not distinct from cast(:end as date))
"""
MENDING = {
    edge: sa.text(MEND.format(edge=edge)).bindparams(sa.bindparam("earlier", type_=postgresql.JSONB)) for edge in EDGES
}
FIRSTS = """
update timed_registration set firsts = array(
  select first::date from generate_series(
    date_trunc('month', day + (edge = 'end')::int - 1) + interval '1 month', saved_on, interval '1 month') first)
where firsts_missed > 0
"""


class Told:
    """A schakeling as the activities of its dossier tell of it: its days, and every day it had with its moment."""

    def __init__(self, days: dict[str, str | None], at: datetime | None) -> None:
        self.days = days
        self.savings = {edge: [(at, days[edge])] if days.get(edge) else [] for edge in EDGES}
        self.certain = True

    def change(self, at: datetime, values: dict[str, Any]) -> None:
        """Takes a change in: what stood there stays on record beside what came."""
        before, after = values.get("before", {}), values.get("after", {})
        self.certain = self.certain and not TERMS & before.keys()
        for edge in EDGES:
            if edge in before or edge in after:
                if not self.savings[edge] and before.get(edge):
                    self.savings[edge].append((None, before[edge]))
                self.days[edge] = after.get(edge)
                self.savings[edge].append((at, after.get(edge)))


def upgrade() -> None:
    for edge in EDGES:
        op.add_column("schakeling", sa.Column(f"earlier_{edge}s", postgresql.JSONB(none_as_null=True)))
    firsts: sa.Column[Any] = sa.Column("firsts", postgresql.ARRAY(sa.Date()), server_default="{}", nullable=False)
    op.add_column("timed_registration", firsts)
    op.execute(FIRSTS)
    mend(op.get_bind())


def mend(connection: Any) -> None:
    """Puts back what the activities tell of days that were moved; the nightly comparison then counts them anew."""
    rows = connection.execute(TOLD).all()
    for (facility_id, dossier_id), activities in groupby(rows, key=lambda row: (row.facility_id, row.dossier_id)):
        for one in told(activities):
            for edge in EDGES:
                if one.certain and len(one.savings[edge]) > 1:
                    found = {"facility_id": facility_id, "dossier_id": dossier_id, "knows_end": "end" in one.days}
                    names = {**found, "begin": one.days["begin"], "end": one.days.get("end")}
                    connection.execute(MENDING[edge], {**names, **_columns(one, edge)})


def told(activities: Iterable[Any]) -> list[Told]:
    """The schakelingen that stand at the end of the activities of a dossier; each is known by the begin it had."""
    standing: list[Told] = []
    for activity in activities:
        values = activity.values
        before, after = values.get("before", {}), values.get("after", {})
        if activity.kind == "schakeling_added":
            standing.append(Told({edge: after.get(edge) for edge in EDGES}, activity.at))
            continue
        begin = before.get("begin", values["about"]["begin"])
        found = next((one for one in reversed(standing) if one.days["begin"] == begin), None)
        if found is None:
            # It came from a file: nobody can tell any more when its days were saved.
            found = Told({"begin": begin}, None)
            standing.append(found)
        if activity.kind == "schakeling_deleted":
            standing.remove(found)
        else:
            found.change(activity.at, values)
    return standing


def _columns(one: Told, edge: str) -> dict[str, Any]:
    earlier, at = one.savings[edge], None
    if one.days[edge] is not None:
        *earlier, (at, _) = earlier
    return {"at": at, "earlier": [[moment and moment.isoformat(), day] for moment, day in earlier]}
