"""What an import will write: gathered while the file is checked, written at once when no fault was found."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, insert, update

from app.domain.faults import Conflict
from app.services.holding import STALE
from models import (
    Activity,
    ApprovedModule,
    CapacityRow,
    Decision,
    DecisionModule,
    Deployment,
    Dossier,
    ExchangeIdentity,
    Facility,
    FosterCarer,
    OccupancyRule,
    QuarterStatement,
    Referral,
    Registration,
    Schakeling,
    SchakelingModule,
    TypeModule,
    UtilisationOfClient,
    UtilisationTotal,
)

# Owners come before what belongs to them.
BEFORE_CLIENTS = (TypeModule, OccupancyRule, Facility, ApprovedModule, CapacityRow)
AFTER_CLIENTS = (
    Dossier,
    Referral,
    Registration,
    Decision,
    DecisionModule,
    Schakeling,
    SchakelingModule,
    FosterCarer,
    UtilisationTotal,
    UtilisationOfClient,
    QuarterStatement,
    ExchangeIdentity,
    Activity,
)
# What belongs so closely to its owner that it is counted with it.
PARTS = (DecisionModule, SchakelingModule, FosterCarer, OccupancyRule, ExchangeIdentity, Activity, UtilisationOfClient)


@dataclass(eq=False)
class NewRow:
    """One row to be inserted; `links` name the columns that hold the id of another row, perhaps not there yet."""

    model: Any
    values: dict[str, Any]
    links: dict[str, Link] = field(default_factory=dict)
    id: int | None = None

    def complete(self) -> dict[str, Any]:
        """Its values with the ids of what it points to."""
        return {**self.values, **{column: id_of(link) for column, link in self.links.items()}}


class Identified(Protocol):
    """Anything that has, or will get, the id of a row."""

    @property
    def id(self) -> int | None:
        """The row's id, None while it is not written."""


Link = Identified | int


def id_of(link: Link) -> int:
    """The id of a row that exists, or was inserted a moment ago."""
    if isinstance(link, int):
        return link
    assert link.id is not None
    return link.id


@dataclass(frozen=True)
class Change:
    """New values for one row; `owner` counts as changed, `version` is the one it had where it has versions."""

    model: Any
    record_id: int
    version: int | None
    values: dict[str, Any]


@dataclass
class ChangeSet:
    """All rows that an import inserts and changes, in the order in which it met them."""

    new: dict[Any, list[NewRow]] = field(default_factory=dict)
    changed: list[Change] = field(default_factory=list)
    replaced: list[tuple[Any, str, int]] = field(default_factory=list)

    def add(self, model: Any, links: dict[str, Link] | None = None, **values: Any) -> NewRow:
        """Plans a new row."""
        row = NewRow(model, values, links or {})
        self.new.setdefault(model, []).append(row)
        return row

    def change(self, model: Any, record_id: int, version: int | None, **values: Any) -> None:
        """Plans new values for a row that exists."""
        self.changed.append(Change(model, record_id, version, values))

    def replace_parts(self, model: Any, column: str, owner_id: int) -> None:
        """Plans that the parts of a changed record make way for the new ones."""
        self.replaced.append((model, column, owner_id))

    @property
    def weight(self) -> int:
        """How much is planned so far; the sender's ids of known records weigh nothing."""
        rows = sum(len(rows) for model, rows in self.new.items() if model is not ExchangeIdentity)
        return rows + len(self.changed)

    def created_counts(self) -> Counter[str]:
        """How many records of each kind are new, parts counted with their owners."""
        return Counter({kind(model): len(rows) for model, rows in self.new.items() if rows and model not in PARTS})

    def changed_counts(self) -> Counter[str]:
        """How many records of each kind change, each once."""
        return Counter(kind(model) for model, _ in {(one.model, one.record_id) for one in self.changed})

    def digest(self) -> str:
        """A digest of all that will be written, without what each run makes anew: moments and drawn numbers.

        It holds the versions of what changes, so that a record that somebody saved meanwhile gives another one.
        """
        told = hashlib.sha256()
        for model, rows in self.new.items():
            if model is not Activity:
                for row in rows:
                    links = sorted((name, one) for name, one in row.links.items() if isinstance(one, int))
                    told.update(repr((kind(model), links, _lasting(model, row.values))).encode())
        for one in self.changed:
            values = _lasting(one.model, one.values)
            told.update(repr((kind(one.model), one.record_id, one.version, values)).encode())
        return told.hexdigest()

    def ids(self, model: Any) -> list[int]:
        """The ids of the new rows of a kind, once they were inserted."""
        return [row.id for row in self.new.get(model, []) if row.id is not None]


def _lasting(model: Any, values: dict[str, Any]) -> list[tuple[str, Any]]:
    drawn = {Dossier: ("code",), Schakeling: ("earlier_begins", "earlier_ends")}.get(model, ())
    return sorted(
        (name, value) for name, value in values.items() if name not in drawn and not isinstance(value, datetime)
    )


def kind(model: Any) -> str:
    """The name of a kind of record, as the audit trail and the report have it."""
    return str(model.__tablename__)


def insert_rows(session: Any, changes: ChangeSet, models: tuple[Any, ...]) -> None:
    """Inserts the new rows of these kinds, each kind in a few statements, and takes note of their ids.

    Plain tables instead of mapped classes: the mapper would insert versioned rows one by one.
    """
    connection = session.connection()
    for model in models:
        rows, table = changes.new.get(model, []), model.__table__
        if rows and "id" in table.columns:
            statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
            found = connection.execute(statement, [row.complete() for row in rows]).scalars()
            for row, record_id in zip(rows, found, strict=True):
                row.id = record_id
        elif rows:
            # Asking something back makes one statement of a thousand rows, so that triggers run once for all of them.
            statement = insert(table).returning(table.primary_key.columns[0])
            connection.execute(statement, [row.complete() for row in rows])


def update_rows(session: Any, changes: ChangeSet) -> None:
    """Writes the changed rows; where a record has versions, one that somebody else changed meanwhile is refused."""
    connection = session.connection()
    for model, column, owner_id in changes.replaced:
        table = model.__table__
        connection.execute(table.delete().where(table.c[column] == owner_id))
    for one in changes.changed:
        table = one.model.__table__
        if not one.values:
            continue
        statement = update(table).where(table.c.id == bindparam("its_id")).values(**one.values)
        if one.version is not None:
            statement = statement.where(table.c.version == one.version).values(version=one.version + 1)
        if connection.execute(statement, {"its_id": one.record_id}).rowcount != 1:
            raise Conflict(STALE)


__all__ = ["AFTER_CLIENTS", "BEFORE_CLIENTS", "ChangeSet", "Deployment", "Link", "NewRow", "id_of", "kind"]
