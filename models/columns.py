"""Column shapes that the tables share."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, String
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import mapped_column

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
