"""The way from a list or form to the rows: typed, eager, limited, and never committing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_appbuilder.models.filters import Filters
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import BigInteger, Integer, Numeric, func, select

from app.database import current_session
from views.base.filters import TypedFilterConverter


class Interface(SQLAInterface):  # type: ignore[misc]
    """A model behind our views.

    `eager` holds the loader options of what a list shows beside the row itself (selectinload, so that no row asks
    again), `orders` says for a related column by which column of the other table it sorts, `only` which rows the views
    are about: others are not found.
    """

    filter_converter_class = TypedFilterConverter

    def __init__(
        self,
        obj: type[Any],
        eager: Sequence[Any] = (),
        orders: Mapping[str, Any] | None = None,
        only: Sequence[Any] = (),
    ) -> None:
        self.only = tuple(only)
        self.eager = tuple(eager)
        self.orders = dict(orders or {})
        self.chosen: frozenset[str] = frozenset()
        super().__init__(obj)

    @property
    def session(self) -> Any:
        """The session of this request, with its scope."""
        return current_session()

    @property
    def amounts(self) -> frozenset[str]:
        """The columns that hold numbers to compare, which lists align on the right."""
        columns = {name: column for name, column in self.list_columns.items() if name not in self.chosen}
        return frozenset(name for name, column in columns.items() if isinstance(column.type, Integer | Numeric))

    def query(
        self,
        filters: Filters | None = None,
        order_column: str = "",
        order_direction: str = "",
        page: int | None = None,
        page_size: int | None = None,
        select_columns: list[str] | None = None,
        outer_default_load: bool = False,
    ) -> tuple[int, list[Any]]:
        """How many rows there are, and those of one page; a page past the end is the last one."""
        query = self._filtered(filters)
        count = self.session.scalar(select(func.count()).select_from(query.subquery())) or 0
        query = self._ordered(query, order_column, order_direction).options(*self.eager)
        if page_size:
            last = max(0, (count - 1) // page_size)
            query = query.offset(min(page or 0, last) * page_size).limit(page_size)
        return count, list(self.session.scalars(query).unique())

    def _filtered(self, filters: Filters | None) -> Any:
        query = select(self.obj).where(*self.only)
        return filters.apply_all(query) if filters else query

    def _ordered(self, query: Any, column: str, direction: str) -> Any:
        key = self.obj.__mapper__.primary_key[0]
        if not column:
            return query.order_by(key)
        own = column not in self.orders
        target = getattr(self.obj, column) if own else self.orders[column]
        if not own and target.class_ is not self.obj:
            query = query.outerjoin(getattr(self.obj, column))
        return query.order_by(target.desc() if direction == "desc" else target.asc(), key)

    def get(
        self,
        id: Any,  # noqa: A002 - the framework's own name
        filters: Filters | None = None,
        select_columns: list[str] | None = None,
        outer_default_load: bool = False,
        lock: bool = False,
    ) -> Any:
        """One row within reach, or None; with `lock` nobody else changes it before this transaction ends."""
        key = self.obj.__mapper__.primary_key[0]
        largest = 2**63 - 1 if isinstance(key.type, BigInteger) else 2**31 - 1
        if not isinstance(id, int) or not 0 <= id <= largest:
            return None
        query = self._filtered(filters).where(key == id)
        query = query.options(*self.eager).execution_options(populate_existing=True)
        if lock:
            query = query.with_for_update(of=self.obj)
        return self.session.scalars(query).unique().one_or_none()

    def add(self, item: Any, commit: bool = True) -> None:
        """Writes a new row; the request's transaction commits."""
        self.session.add(item)
        self.session.flush()

    def edit(self, item: Any, commit: bool = True) -> None:
        """Writes a changed row; the request's transaction commits."""
        self.session.flush()

    def delete(self, item: Any, commit: bool = True) -> None:
        """Removes a row; the request's transaction commits."""
        self.session.delete(item)
        self.session.flush()

    def delete_all(self, items: list[Any]) -> None:
        """Removes rows; the request's transaction commits."""
        for item in items:
            self.session.delete(item)
        self.session.flush()

    def get_related_obj(self, col_name: str, value: Any) -> Any:
        """A related row within reach, or None."""
        return Interface(self.get_related_model(col_name)).get(value)
