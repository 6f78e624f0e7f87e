"""Records that only grow, read a page at a time with the newest first, and the names of who and where in them (A-5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.access import Account, Seat

PAGE = 100


@dataclass(frozen=True)
class RecordCriteria:
    """What to look for; None means all. `begin` is inclusive, `end` exclusive, `before` the line above the first."""

    facility_id: int | None = None
    begin: datetime | None = None
    end: datetime | None = None
    before: int | None = None


def one_page(query: Any, model: Any, criteria: RecordCriteria, equal: Iterable[tuple[Any, Any]]) -> Any:
    """The newest lines of a record that match, one more than a page holds, to know whether others follow.

    `equal` are further columns with what they have to be; None means anything.
    """
    for column, value in ((model.facility_id, criteria.facility_id), *equal):
        if value is not None:
            query = query.where(column == value)
    if criteria.begin is not None:
        query = query.where(model.at >= criteria.begin)
    if criteria.end is not None:
        query = query.where(model.at < criteria.end)
    if criteria.before is not None:
        query = query.where(model.id < criteria.before)
    return query.order_by(model.id.desc()).limit(PAGE + 1)


def who(account: Account | None, otherwise: str) -> str:
    """Somebody by name and user name; the name that stands in the record where there is no account."""
    return f"{account.get_full_name()} ({account.username})" if account else otherwise


def where(facility: str | None, seat: Seat | None) -> str:
    """The facility or, without one, the place of the seat."""
    return facility or (seat.place_name if seat else "")
