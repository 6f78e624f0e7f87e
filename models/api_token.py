"""The keys of other programs: only what is needed to know them again, never the keys themselves (G-3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, and_, or_, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship, with_loader_criteria
from sqlalchemy.sql import text

from app.database import Model
from app.domain.roles import Role
from app.domain.scope import SYSTEM, Scope
from app.reach import reach_criterion
from models.access import Seat
from models.columns import moment, record_id
from models.facility import Facility


class ApiToken(Model):
    """A key of one program, with a seat of its own; without a facility it is a key to the figures of all (A-4).

    `expires_on` is its last day. `warned` is how many days before the end it was last warned of.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("(ended_at is null) = (ended_by_name is null)", name="api_token_ended"),
        CheckConstraint("expires_on <= created_on + 366", name="api_token_lasts_a_year"),
        CheckConstraint("secret_digest ~ '^[0-9a-f]{64}$'", name="api_token_digest"),
        Index(
            "api_token_name_once",
            "facility_id",
            "name",
            unique=True,
            postgresql_where=text("ended_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    __audit_kind__ = "api_token"

    id: Mapped[record_id]
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    seat_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("seat.id"), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    prefix: Mapped[str] = mapped_column(String(20), unique=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_on: Mapped[date]
    created_by_name: Mapped[str] = mapped_column(String(200))
    expires_on: Mapped[date]
    last_used_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(moment)
    ended_by_name: Mapped[str | None] = mapped_column(String(200))
    warned: Mapped[int | None]

    seat: Mapped[Seat] = relationship()
    facility: Mapped[Facility | None] = relationship()


@reach_criterion
def _of_those_who_manage(scope: Scope) -> Any:
    """A key is within reach of the managers of its facility, of an admin, and of the product itself (A-4)."""
    everything = scope.kind in (Role.ADMIN, SYSTEM)
    manages = scope.kind == Role.FACILITY_MANAGER
    first, last = scope.dossiers.first, scope.dossiers.last
    return with_loader_criteria(
        ApiToken,
        lambda cls: or_(
            type_coerce(everything, Boolean),
            and_(
                type_coerce(manages, Boolean),
                cls.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
            ),
        ),
        include_aliases=True,
        track_closure_variables=True,
    )
