"""The comparisons of our lists: typed for the database, written the Dutch way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from flask import abort, flash, g, has_request_context
from flask_appbuilder.models.filters import BaseFilter, BaseFilterConverter, Filters
from sqlalchemy import Boolean, Date, DateTime, Integer, Numeric, String, false
from sqlalchemy.dialects.postgresql import ARRAY
from werkzeug.datastructures import MultiDict

from app.domain.civil_time import BRUSSELS
from forms.fields import read_day
from views.base.reading import read_decimal, read_whole_number, read_yes_or_no

_READERS: tuple[tuple[type[Any], Callable[[str], Any]], ...] = (
    (Boolean, read_yes_or_no),
    (Integer, read_whole_number),
    (Numeric, read_decimal),
    (Date, read_day),
    (DateTime, read_day),
)


class TypedFilter(BaseFilter):  # type: ignore[misc]
    """One comparison; a value that cannot be read finds nothing, and says so."""

    def apply(self, query: Any, value: Any) -> Any:
        """Narrows the query."""
        column = getattr(self.model, self.column_name)
        try:
            return query.where(self.condition(column, self.read(column, value)))
        except ValueError as problem:
            _say_once(f"“{value}” is niet te lezen. {problem}")
            return query.where(false())

    def condition(self, column: Any, value: Any) -> Any:
        """The comparison itself."""
        raise NotImplementedError

    def read(self, column: Any, value: Any) -> Any:
        """The value in the column's own type. Raises ValueError with what to do."""
        if not isinstance(value, str):
            return value
        for kind, reader in _READERS:
            if isinstance(column.type, kind):
                return reader(value)
        return value


def _say_once(message: str) -> None:
    said = g.setdefault("said", set())
    if message not in said:
        said.add(message)
        flash(message, "warning")


class Same(TypedFilter):
    """Equal to."""

    name = "is"
    arg_name = "same"

    def condition(self, column: Any, value: Any) -> Any:
        """The comparison in SQL."""
        return column == value


class Contains(TypedFilter):
    """Holds this text anywhere, without regard to capitals."""

    name = "bevat"
    arg_name = "contains"

    def condition(self, column: Any, value: Any) -> Any:
        """The comparison in SQL."""
        return column.icontains(value, autoescape=True)


class StartsWith(TypedFilter):
    """Begins with this text, without regard to capitals."""

    name = "begint met"
    arg_name = "starts"

    def condition(self, column: Any, value: Any) -> Any:
        """The comparison in SQL."""
        return column.istartswith(value, autoescape=True)


class AtLeast(TypedFilter):
    """From this value on, inclusive."""

    name = "vanaf"
    arg_name = "from"

    def condition(self, column: Any, value: Any) -> Any:
        """The comparison in SQL."""
        return column >= value


class AtMost(TypedFilter):
    """Up to this value, inclusive."""

    name = "tot en met"
    arg_name = "until"

    def condition(self, column: Any, value: Any) -> Any:
        """The comparison in SQL."""
        return column <= value


class OnDay(TypedFilter):
    """A moment on this calendar day in Brussels."""

    name = "op"
    arg_name = "day"

    def condition(self, column: Any, value: date) -> Any:
        """The comparison in SQL."""
        begin, end = day_in_brussels(value)
        return (column >= begin) & (column < end)


class Holds(TypedFilter):
    """A list that holds this word."""

    name = "bevat"
    arg_name = "holds"

    def condition(self, column: Any, value: Any) -> Any:
        """The comparison in SQL."""
        return column.any_() == value


def day_in_brussels(day: date) -> tuple[datetime, datetime]:
    """The moments between which a calendar day lies in Brussels, the last exclusive; also on days of 23 or 25 hours."""
    begin = datetime.combine(day, time(), BRUSSELS)
    following = day + timedelta(days=1) if day < date.max else day
    return begin.astimezone(UTC), datetime.combine(following, time(), BRUSSELS).astimezone(UTC)


class TypedFilterConverter(BaseFilterConverter):  # type: ignore[misc]
    """Which comparisons a column offers; the first is the one that the search row makes."""

    by_type: ClassVar[tuple[tuple[type[Any], tuple[type[TypedFilter], ...]], ...]] = (
        (Boolean, (Same,)),
        (Integer, (Same, AtLeast, AtMost)),
        (Numeric, (Same, AtLeast, AtMost)),
        (Date, (Same, AtLeast, AtMost)),
        (DateTime, (OnDay,)),
        (ARRAY, (Holds,)),
        (String, (Contains, Same, StartsWith)),
    )

    def convert(self, col_name: str) -> list[TypedFilter]:
        """The comparisons of this column; a column with a fixed list of values is compared by value."""
        column = self.datamodel.list_columns.get(col_name)
        if column is None:
            return []
        if col_name in self.datamodel.chosen and not isinstance(column.type, ARRAY):
            return [Same(col_name, self.datamodel)]
        for kind, comparisons in self.by_type:
            if isinstance(column.type, kind):
                return [comparison(col_name, self.datamodel) for comparison in comparisons]
        return []


class FiltersOfRequest:
    """Keeps what is asked in the request: on the view itself, one person would see another's search."""

    def __get__(self, view: Any, owner: type[Any]) -> Any:
        if view is None:
            return None
        shared: Filters = view.__dict__["_filters_of_view"]
        if not has_request_context():
            return shared
        kept = g.setdefault("filters_of_views", {})
        if id(view) not in kept:
            kept[id(view)] = copy.copy(shared)
            kept[id(view)].clear_filters()
        return kept[id(view)]

    def __set__(self, view: Any, filters: Filters) -> None:
        view.__dict__["_filters_of_view"] = filters


def read_filters(filters: Filters, arguments: MultiDict[str, str]) -> None:
    """Takes the `_flt_<number>_<column>` arguments of the address; one that is not offered is refused (400)."""
    filters.clear_filters()
    offered = filters.get_search_filters()
    for name, values in arguments.lists():
        if not name.startswith("_flt_") or not values:
            continue
        number, _, column = name.removeprefix("_flt_").partition("_")
        comparisons = offered.get(column, ())
        if not number.isascii() or not number.isdigit() or int(number[:3]) >= len(comparisons):
            abort(400)
        filters._add_filter(comparisons[int(number[:3])], values)
