"""The database session of the product: who works in it, what it may reach, and what it must record.

Three walls start here (A-2, A-3, A-5): the settings that row-level security reads, the filter and the guard of the
object-relational mapper, and the audit entries that every commit takes along.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import BigInteger, Engine, ForeignKey, create_engine, event, inspect, text, type_coerce
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    scoped_session,
    with_loader_criteria,
)

from app.domain.faults import DomainError
from app.domain.scope import Scope

__all__ = [
    "AuditTrail",
    "BincSession",
    "DossierScoped",
    "FigureScoped",
    "Model",
    "Stamped",
    "Versioned",
    "current_session",
    "db",
    "enter_scope",
    "reach_criterion",
    "record_read",
    "transaction",
]


class OutOfScopeError(DomainError):
    """A record of another facility was about to be written; the screen answers as if it did not exist."""


@dataclass
class AuditTrail:
    """What the running transaction has read and changed, written in one go as its last statement (A-5)."""

    reads: dict[str, set[int]] = field(default_factory=dict)
    actions: dict[tuple[str, str, tuple[str, ...], str], set[int]] = field(default_factory=dict)

    def read(self, kind: str, ids: Iterable[int]) -> None:
        """Notes that these records' personal data were read."""
        self.reads.setdefault(kind, set()).update(ids)

    def add(self, action: str, kind: str, ids: Iterable[int], fields: Iterable[str] = (), page: str = "") -> None:
        """Notes one action with its subjects and the names of the fields concerned, never their values."""
        key = (action, kind, tuple(sorted(set(fields))), page)
        self.actions.setdefault(key, set()).update(ids)

    def snapshot(self) -> dict[tuple[str, str, tuple[str, ...], str], set[int]]:
        """What is noted so far, to go back to when a part of the transaction is undone."""
        return {key: set(ids) for key, ids in self.actions.items()}

    def restore(self, snapshot: dict[tuple[str, str, tuple[str, ...], str], set[int]]) -> None:
        """Forgets the actions noted since the snapshot; what was read stays noted."""
        self.actions = snapshot

    def take(self, page: str) -> list[dict[str, Any]]:
        """Empties the trail: one entry for each kind of action, with all its subjects."""
        actions, self.actions, reads, self.reads = self.actions, {}, self.reads, {}
        for kind, ids in reads.items():
            actions.setdefault(("read", kind, (), page), set()).update(ids)
        return [
            {"action": action, "kind": kind, "ids": sorted(ids), "fields": fields, "page": named or page}
            for (action, kind, fields, named), ids in actions.items()
        ]


class BincSession(FlaskSession):
    """A session that knows its scope (`info["scope"]`) and its audit trail (`info["trail"]`)."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any) -> Any:
        """The one database there is, or the connection that this session was explicitly bound to."""
        return bind or self.bind or super().get_bind(mapper, clause, bind, **options)

    @property
    def scope(self) -> Scope:
        """The scope of this session; anonymous where none was entered, which reaches nothing."""
        scope: Scope = self.info.get("scope") or Scope.anonymous()
        return scope

    @property
    def trail(self) -> AuditTrail:
        """What this session's transaction has to put on record."""
        trail: AuditTrail = self.info.setdefault("trail", AuditTrail())
        return trail


db = SQLA(metadata=Model.metadata, session_options={"class_": BincSession})


class FacilityScoped:
    """A record of one facility: filtered on reading, stamped and guarded on writing."""

    __scope_range__: ClassVar[str] = "dossiers"

    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), nullable=False)


class DossierScoped(FacilityScoped):
    """A record about persons, seen by its facility only (A-2)."""

    __scope_range__ = "dossiers"


class FigureScoped(FacilityScoped):
    """A record that figures are made of, seen by its facility and by the agency's figure seats (A-4)."""

    __scope_range__ = "figures"


class Versioned:
    """A record that two people may open at once: its version decides who saved first (D-11)."""

    version: Mapped[int] = mapped_column(nullable=False, default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        """SQLAlchemy raises the version with every update and refuses a stale one."""
        return {"version_id_col": cls.version}


class Stamped:
    """A record that says who made and last changed it, and when (UTC)."""

    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=text("now()"))
    created_by: Mapped[int | None] = mapped_column(nullable=True)
    changed_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=text("now()"))
    changed_by: Mapped[int | None] = mapped_column(nullable=True)


def _settings(scope: Scope) -> dict[str, str]:
    return {
        "binc.kind": scope.kind,
        "binc.user_id": str(scope.actor.user_id or ""),
        "binc.actor_name": scope.actor.name if scope.actor.user_id is None else "",
        "binc.seat_id": str(scope.seat_id or ""),
        "binc.facility_id": str(scope.facility_id or ""),
        "binc.dossiers_first": str(scope.dossiers.first),
        "binc.dossiers_last": str(scope.dossiers.last),
        "binc.figures_first": str(scope.figures.first),
        "binc.figures_last": str(scope.figures.last),
    }


def _announce(connection: Any, scope: Scope) -> None:
    settings = _settings(scope)
    calls = ", ".join(f"set_config('{name}', :v{i}, true)" for i, name in enumerate(settings))
    connection.execute(text(f"select {calls}"), {f"v{i}": value for i, value in enumerate(settings.values())})


def enter_scope(session: Any, scope: Scope) -> None:
    """Makes everything that this session does from now on happen as `scope`, also in a transaction already begun."""
    real = session() if isinstance(session, scoped_session) else session
    real.info["scope"] = scope
    if real.in_transaction():
        _announce(real.connection(), scope)


def current_session() -> BincSession:
    """The session of the request, command or job at hand."""
    session = db.session()
    assert isinstance(session, BincSession)
    return session


@contextmanager
def transaction(scope: Scope) -> Iterator[BincSession]:
    """One unit of work outside the web: everything in it is committed together, or nothing."""
    enter_scope(db.session, scope)
    try:
        yield current_session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()


def record_read(kind: str, ids: Iterable[int]) -> None:
    """Puts on record that these records were read by a query that returns columns instead of objects (A-5)."""
    current_session().trail.read(kind, ids)


@event.listens_for(BincSession, "after_begin")
def _announce_scope(session: BincSession, _transaction: Any, connection: Any) -> None:
    _announce(connection, session.scope)


@event.listens_for(BincSession, "do_orm_execute")
def filter_by_scope(state: ORMExecuteState) -> None:
    """The mapper's wall: every query that the session runs sees only what its scope reaches (A-2)."""
    if state.is_column_load or state.is_relationship_load or state.execution_options.get("skip_scope"):
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    scope: Scope = state.session.info.get("scope") or Scope.anonymous()
    state.statement = state.statement.options(*_criteria(scope))


Criterion = Callable[[Scope], Any]
_further_criteria: list[Criterion] = []


def reach_criterion(criterion: Criterion) -> Criterion:
    """Adds a filter of a model whose reach does not follow from a facility of its own."""
    _further_criteria.append(criterion)
    return criterion


def _criteria(scope: Scope) -> tuple[Any, ...]:
    dossiers, figures = scope.dossiers, scope.figures
    first, last, figures_first, figures_last = dossiers.first, dossiers.last, figures.first, figures.last
    # Without the types, the first statement's small ids would make every later one refuse larger ones.
    return (
        with_loader_criteria(
            DossierScoped,
            lambda cls: cls.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
            include_aliases=True,
            track_closure_variables=True,
        ),
        with_loader_criteria(
            FigureScoped,
            lambda cls: cls.facility_id.between(
                type_coerce(figures_first, BigInteger), type_coerce(figures_last, BigInteger)
            ),
            include_aliases=True,
            track_closure_variables=True,
        ),
        *(criterion(scope) for criterion in _further_criteria),
    )


@event.listens_for(BincSession, "before_flush")
def _guard_and_stamp(session: BincSession, _context: Any, _instances: Any) -> None:
    scope = session.scope
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, FacilityScoped):
            _guard(record, scope, is_new=record in session.new)
    for record in session.new:
        _stamp(record, scope, is_new=True)
    for record in session.dirty:
        if session.is_modified(record):
            _stamp(record, scope, is_new=False)


def _guard(record: Any, scope: Scope, is_new: bool) -> None:
    if is_new and record.facility_id is None:
        record.facility_id = scope.facility_id
    reach = getattr(scope, record.__scope_range__)
    if not reach.holds(record.facility_id):
        raise OutOfScopeError


def _stamp(record: Any, scope: Scope, is_new: bool) -> None:
    if not isinstance(record, Stamped):
        return
    now = datetime.now(UTC)
    record.changed_at, record.changed_by = now, scope.actor.user_id
    if is_new:
        record.created_at = record.created_at or now
        record.created_by = scope.actor.user_id


@event.listens_for(BincSession, "after_flush")
def _note_changes(session: BincSession, _context: Any) -> None:
    for action, records in (("create", session.new), ("change", session.dirty), ("delete", session.deleted)):
        for record in records:
            kind = getattr(record, "__audit_kind__", None)
            fields = _changed_fields(record)
            if kind and (fields or action == "delete"):
                session.trail.add(action, kind, [record.id], fields)


def _changed_fields(record: Any) -> list[str]:
    state = inspect(record)
    names = [attribute.key for attribute in state.attrs if attribute.history.has_changes()]
    return [name for name in names if name not in ("version", "changed_at", "changed_by", "created_at", "created_by")]


@event.listens_for(Model, "load", propagate=True)
def _note_read(record: Any, context: Any) -> None:
    subject = getattr(record, "read_subject", None)
    if subject is not None and isinstance(context.session, BincSession):
        kind, subject_id = subject()
        context.session.trail.read(kind, [subject_id])


@event.listens_for(BincSession, "before_commit")
def _write_audit_last(session: BincSession) -> None:
    """Takes the head of the audit chain as the last statement, so that others wait for it as briefly as possible."""
    if session.in_nested_transaction():
        return
    session.flush()
    write_audit(session)


def write_audit(session: BincSession) -> None:
    """Writes what the trail holds; called by the commit, and by an export before its stream starts."""
    entries = session.trail.take(str(session.info.get("page", "")))
    if entries:
        session.execute(text("select audit_append(cast(:entries as jsonb))"), {"entries": json.dumps(entries)})


@event.listens_for(BincSession, "after_rollback")
def _forget_trail(session: BincSession) -> None:
    if not session.in_nested_transaction():
        session.info["trail"] = AuditTrail()


def owner_engine(url: str) -> Engine:
    """A connection as the owner of the tables, for migrations and reference data only."""
    return create_engine(url, pool_pre_ping=True)


def refuse_powerful_role(session: Session) -> None:
    """Stops the application when its database role could walk around row-level security."""
    row = session.execute(
        text(
            "select rolsuper or rolbypassrls or exists(select 1 from pg_tables t where t.schemaname = 'public' "
            "and pg_has_role(current_user, t.tableowner, 'member')) from pg_roles where rolname = current_user"
        )
    ).scalar_one()
    if row:
        raise RuntimeError("The application's database role must not be superuser, owner or BYPASSRLS.")
