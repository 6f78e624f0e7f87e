"""The daily list of the agency: what was made up, sent, confirmed and refused, and what asks attention (G-1).

Dossiers go by their code: nothing here says whom they are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from app.database import BincSession
from app.domain.civil_time import BRUSSELS

ROWS_A_PAGE = 50
DAYS_SHOWN = timedelta(days=31)
# Two evenings have gone by without an answer.
TOO_LONG = timedelta(hours=48)


class Attention(StrEnum):
    """Why somebody should look at a message."""

    REFUSED = "refused"
    TOO_LONG = "too_long"
    DIFFERENT = "different"
    HELD = "held"


@dataclass(frozen=True)
class DayOfMessages:
    """What became of the messages that were noted on one day, in Brussels."""

    day: date
    made: int
    sent: int
    confirmed: int
    refused: int
    waiting: int


@dataclass(frozen=True)
class LookedAt:
    """A message, or a difference, that asks attention; `on_its_way` is how the message stands that puts it right."""

    attention: str
    schakeling_id: int
    code: str
    facility_code: str
    facility_name: str
    kind: str | None
    since: datetime
    refusal: str | None
    tries: int
    failure: str | None
    on_its_way: str | None

    @property
    def can_go_again(self) -> bool:
        """Whether offering it again does anything."""
        return self.attention in (Attention.REFUSED, Attention.DIFFERENT) and self.on_its_way is None


# Of a refused message nothing later went: its schakeling was neither corrected nor offered again.
_REFUSED = """m.state = 'refused' and not exists (
  select 1 from groeipakket_message l where l.schakeling_id = m.schakeling_id and l.id > m.id)"""
_HELD = "m.state = 'waiting' and m.held is not null"
_LONG = "m.state in ('waiting', 'sending', 'sent') and m.held is null and m.made_at < :before"
_COLUMNS = """m.facility_id, m.dossier_id, m.schakeling_id, m.kind, m.made_at as since, m.refusal, m.tries, m.failure,
  null as on_its_way"""
# What the night compared had nothing under way: any such message came after it, and puts the difference right.
_ON_ITS_WAY = """(select w.state from groeipakket_message w where w.schakeling_id = d.schakeling_id
  and w.state in ('waiting', 'sending', 'sent') order by w.id limit 1)"""
_OF_EACH = {
    Attention.REFUSED: f"select 'refused' as attention, {_COLUMNS} from groeipakket_message m where {_REFUSED}",
    Attention.TOO_LONG: f"select 'too_long', {_COLUMNS} from groeipakket_message m where {_LONG}",
    Attention.DIFFERENT: "select 'different', d.facility_id, d.dossier_id, d.schakeling_id, d.kind, "
    f"d.found_on::timestamp at time zone 'Europe/Brussels', null, 0, null, {_ON_ITS_WAY} from groeipakket_difference d",
    Attention.HELD: f"select 'held', {_COLUMNS} from groeipakket_message m where {_HELD}",
}
_ALL = " union all ".join(_OF_EACH.values())
# A stretch of one index for each day: all that is counted stands in it.
_DAYS = text("""
select one.day, made, sent, confirmed, refused, waiting
from (select day::date from generate_series(cast(:first as date), cast(:last as date), interval '1 day') day) one
cross join lateral (
  select count(*) as made, count(sent_at) as sent,
    count(*) filter (where state = 'confirmed') as confirmed, count(*) filter (where state = 'refused') as refused,
    count(*) filter (where state in ('waiting', 'sending', 'sent')) as waiting
  from groeipakket_message where state <> 'history'
    and made_at >= one.day::timestamp at time zone 'Europe/Brussels'
    and made_at < (one.day + 1)::timestamp at time zone 'Europe/Brussels') counted
where made > 0 order by 1 desc
""")
_COUNTS = text(f"select attention, count(*) as number from ({_ALL}) one group by 1")
_ROWS = text(f"""
with asked as (
  select one.*, f.code as facility_code, f.name as facility_name from ({_ALL}) one
  join facility f on f.id = one.facility_id
  where (cast(:attention as text) is null or one.attention = :attention)
    and (cast(:words as text) is null or f.code ilike :words or f.name ilike :words)
  order by one.since, one.schakeling_id limit :most offset :skip)
select asked.attention, asked.schakeling_id, c.code, asked.facility_code, asked.facility_name, asked.kind, asked.since,
  asked.refusal, asked.tries, asked.failure, asked.on_its_way
from asked left join dossier_codes(array(select dossier_id from asked)) c on c.dossier_id = asked.dossier_id
order by asked.since, asked.schakeling_id
""")

_GOES_AGAIN = text(f"""
select exists (select 1 from groeipakket_message m where {_REFUSED} and m.schakeling_id = :schakeling_id)
  or exists (select 1 from groeipakket_difference d where d.schakeling_id = :schakeling_id and {_ON_ITS_WAY} is null)
""")


def days_of_messages(session: BincSession, now: datetime) -> list[DayOfMessages]:
    """Every day of the last month on which something was noted, the latest first."""
    today = now.astimezone(BRUSSELS).date()
    return [DayOfMessages(*row) for row in session.execute(_DAYS, {"first": today - DAYS_SHOWN, "last": today})]


def count_attention(session: BincSession, now: datetime) -> dict[str, int]:
    """How much asks attention, by reason; what does not occur is left out."""
    rows = session.execute(_COUNTS, {"before": now - TOO_LONG})
    return {row.attention: row.number for row in rows}


def read_attention(
    session: BincSession, now: datetime, attention: Attention | None, words: str, number: int
) -> tuple[Sequence[LookedAt], bool]:
    """One page of what asks attention, the oldest first, and whether more follows.

    `words` narrows it to facilities whose name or code holds them.
    """
    names: dict[str, Any] = {
        "before": now - TOO_LONG,
        "attention": attention,
        "words": f"%{_literal(words)}%" if words else None,
        "most": ROWS_A_PAGE + 1,
        "skip": (number - 1) * ROWS_A_PAGE,
    }
    rows = [LookedAt(*row) for row in session.execute(_ROWS, names)]
    return rows[:ROWS_A_PAGE], len(rows) > ROWS_A_PAGE


def can_go_again(session: BincSession, schakeling_id: int) -> bool:
    """Whether a message of a schakeling was refused or a difference was found, and nothing is on its way since."""
    return bool(session.scalar(_GOES_AGAIN, {"schakeling_id": schakeling_id}))


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\0", "")
