"""The database session of the product: who works in it, what it may reach, and what it must record.

Three walls start here (A-2, A-3, A-5): the settings that row-level security reads, the filter and the guard of the
object-relational mapper, and the audit entries that every commit takes along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event, inspect, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import (
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    scoped_session,
)

from app.audit_trail import AuditTrail
from app.domain.scope import Scope

__all__ = [
    "BincSession",
    "Model",
    "Stamped",
    "Versioned",
    "current_session",
    "db",
    "enter_scope",
    "record_read",
    "session_for_stream",
    "transaction",
    "transaction_apart",
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
        "binc.service_id": str(scope.service_id or ""),
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


def session_for_stream() -> BincSession:
    """A session of its own with the reach of the one at work, for what is read after the request has ended.

    It needs no application context. Whoever asked for it closes it.
    """
    session = db.session.session_factory()
    assert isinstance(session, BincSession)
    session.bind = session.bind or db.engine
    session.info["scope"] = current_session().scope
    return session


@contextmanager
def transaction_apart(session: BincSession) -> Iterator[BincSession]:
    """A transaction beside the one at work, with its reach: what is done in it stays, whatever becomes of the other."""
    apart = db.session.session_factory()
    assert isinstance(apart, BincSession)
    apart.bind = session.bind or apart.bind or db.engine
    apart.info.update(scope=session.scope, page=session.info.get("page", ""))
    try:
        yield apart
        apart.commit()
    finally:
        apart.close()


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


@event.listens_for(BincSession, "before_flush")
def _stamp_records(session: BincSession, _context: Any, _instances: Any) -> None:
    for record in session.new:
        _stamp(record, session.scope, is_new=True)
    for record in session.dirty:
        if session.is_modified(record):
            _stamp(record, session.scope, is_new=False)


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
