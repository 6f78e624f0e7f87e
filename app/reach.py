"""Which records a session reaches: the mapper's own wall, beside row-level security (A-2, A-3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, ForeignKey, String, and_, event, or_, type_coerce
from sqlalchemy.orm import Mapped, ORMExecuteState, mapped_column, with_loader_criteria

from app.database import BincSession
from app.domain.faults import DomainError
from app.domain.scope import SYSTEM, Scope


class OutOfScopeError(DomainError):
    """A record of another facility was about to be written; the screen answers as if it did not exist."""


class FacilityScoped:
    """A record of one facility: filtered on reading, stamped and guarded on writing."""

    __scope_range__: ClassVar[str] = "dossiers"

    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), nullable=False)


class DossierScoped(FacilityScoped):
    """A record about persons, seen by its facility only (A-2)."""

    __scope_range__ = "dossiers"


class RequestScoped(FacilityScoped):
    """A request to the agency, seen by its facility and by the case handlers, who answer it (A-4, D-7)."""

    __scope_range__ = "requests"


class FigureScoped(FacilityScoped):
    """A record that figures are made of, seen by its facility and by the agency's figure seats (A-4)."""

    __scope_range__ = "figures"


class ReportScoped(FacilityScoped):
    """A record of reports: of one facility, or of none and so about the sector: the agency sees those (A-4)."""

    __scope_range__ = "dossiers"

    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))  # type: ignore[assignment]


class ImportScoped(FacilityScoped):
    """A file that somebody read in: of one facility, or of none and then of the one role that sent it (A-4)."""

    __scope_range__ = "dossiers"

    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))  # type: ignore[assignment]
    sent_as: Mapped[str] = mapped_column(String(24))


@event.listens_for(BincSession, "do_orm_execute")
def filter_by_scope(state: ORMExecuteState) -> None:
    """The mapper's wall: every query that the session runs sees only what its scope reaches (A-2)."""
    if state.is_column_load or state.is_relationship_load or state.execution_options.get("skip_scope"):
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    scope: Scope = state.session.info.get("scope") or Scope.anonymous()
    shown = [show for name, show in _hidden_criteria.items() if not state.execution_options.get(name)]
    state.statement = state.statement.options(*_criteria(scope), *(criterion(scope) for criterion in shown))


Criterion = Callable[[Scope], Any]
# A tenth of a megabyte each; more hardly work at one time in one process.
_SEATS_REMEMBERED = 128
_further_criteria: list[Criterion] = []
_hidden_criteria: dict[str, Criterion] = {}


def reach_criterion(criterion: Criterion) -> Criterion:
    """Adds a filter of a model whose reach does not follow from a facility of its own."""
    _further_criteria.append(criterion)
    return criterion


def hidden_criterion(option: str) -> Callable[[Criterion], Criterion]:
    """Adds a filter that holds everywhere, but for a statement with this execution option."""

    def add(criterion: Criterion) -> Criterion:
        _hidden_criteria[option] = criterion
        return criterion

    return add


@lru_cache(maxsize=_SEATS_REMEMBERED)
def _criteria(scope: Scope) -> tuple[Any, ...]:
    # Making them costs as much as several short queries; they depend on nothing but the scope, and never change.
    own = (_of_dossiers(scope), _of_figures(scope), _of_requests(scope), _of_reports(scope), _of_imports(scope))
    return (*own, *(criterion(scope) for criterion in _further_criteria))


def _filter(model: type[FacilityScoped], criterion: Callable[[Any], Any]) -> Any:
    """One filter; its small ids are typed, or the first statement's would make every later one refuse larger ones."""
    return with_loader_criteria(model, criterion, include_aliases=True, track_closure_variables=True)


def _of_dossiers(scope: Scope) -> Any:
    first, last = scope.dossiers.first, scope.dossiers.last
    return _filter(
        DossierScoped,
        lambda cls: cls.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
    )


def _of_figures(scope: Scope) -> Any:
    first, last = scope.figures.first, scope.figures.last
    return _filter(
        FigureScoped,
        lambda cls: cls.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
    )


def _of_requests(scope: Scope) -> Any:
    first, last = scope.requests.first, scope.requests.last
    return _filter(
        RequestScoped,
        lambda cls: cls.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
    )


def _of_reports(scope: Scope) -> Any:
    first, last, sector = scope.dossiers.first, scope.dossiers.last, scope.reaches_sector_reports
    return _filter(
        ReportScoped,
        lambda cls: or_(
            cls.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
            and_(cls.facility_id.is_(None), type_coerce(sector, Boolean)),
        ),
    )


def _of_imports(scope: Scope) -> Any:
    first, last, kind, system = scope.dossiers.first, scope.dossiers.last, scope.kind, scope.kind == SYSTEM
    return _filter(
        ImportScoped,
        lambda cls: or_(
            cls.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
            and_(
                cls.facility_id.is_(None),
                or_(cls.sent_as == type_coerce(kind, String), type_coerce(system, Boolean)),
            ),
        ),
    )


@event.listens_for(BincSession, "before_flush")
def _guard_writes(session: BincSession, _context: Any, _instances: Any) -> None:
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, FacilityScoped):
            _guard(record, session.scope, is_new=record in session.new)


def _guard(record: Any, scope: Scope, is_new: bool) -> None:
    if is_new and record.facility_id is None:
        record.facility_id = scope.facility_id
    reach = getattr(scope, record.__scope_range__)
    allowed = reach.holds(record.facility_id)
    if record.facility_id is None and isinstance(record, ReportScoped):
        allowed = scope.reaches_sector_reports
    elif record.facility_id is None and isinstance(record, ImportScoped):
        allowed = scope.kind in (record.sent_as, SYSTEM)
    if not allowed:
        raise OutOfScopeError
