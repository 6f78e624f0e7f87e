"""Column shapes that the tables share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, String
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from app.domain.saved_days import Saving

record_id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
moment = TIMESTAMP(timezone=True)
sort_key = String(collation="C")


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """A constraint that a text column holds one of these words, or nothing."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({words})", name=name)


def belongs_to(table: str, *columns: str, name: str, **options: Any) -> ForeignKeyConstraint:
    """A reference that cannot point into another facility: foreign-key checks bypass row-level security."""
    own = ["facility_id", *columns]
    target = [
        f"{table}.facility_id",
        *(f"{table}.{'id' if i == len(columns) - 1 else c}" for i, c in enumerate(columns)),
    ]
    return ForeignKeyConstraint(own, target, name=name, **options)


class SavedDays(TypeDecorator[tuple[Saving, ...]]):
    """What stood for a begin or end before, as a list of pairs: the moment of saving, the day."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Sequence[Saving] | None, dialect: Any) -> Any:
        """The pairs as JSON has them."""
        return [[one.at and one.at.isoformat(), one.day and one.day.isoformat()] for one in value or ()] or None

    def process_result_value(self, value: Any, dialect: Any) -> tuple[Saving, ...]:
        """The pairs with their moments and days."""
        return tuple(
            Saving(datetime.fromisoformat(at) if at else None, date.fromisoformat(day) if day else None)
            for at, day in value or ()
        )
