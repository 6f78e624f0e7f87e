"""Who may sign in, and the seats at which people work (A-1, A-4)."""

from __future__ import annotations

from datetime import datetime

from flask_appbuilder.security.sqla.models import User as FrameworkUser
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.sql import text

from app.database import Model, Versioned
from app.domain.documents.mails import MailChoice
from app.domain.roles import FACILITY_ROLES, SERVICE_ROLES, Role
from models.columns import moment, one_of, record_id
from models.facility import Facility


class Account(FrameworkUser):
    """A person with a local account; what they may do hangs on their seats."""

    __tablename__ = "ab_user"
    __table_args__ = (
        one_of("document_mail", tuple(MailChoice), "ab_user_document_mail"),
        {"extend_existing": True},
    )

    session_epoch: Mapped[int] = mapped_column(nullable=False, default=0, server_default="0")
    national_number: Mapped[str | None] = mapped_column(String(11), unique=True)
    # A program has an account so that what it does bears its name; nobody signs in with it (G-3).
    is_program: Mapped[bool] = mapped_column(default=False, server_default="false")
    # A mail for each shared document, or one a day about all that wait (O-4).
    document_mail: Mapped[str] = mapped_column(String(8), default=MailChoice.EACH, server_default=MailChoice.EACH)


SERVICE_KINDS = ("facility", "OCJ", "SDJ", "GI", "agency")


class Service(Versioned, Model):
    """Anything one can share a document with: a facility, OCJ, SDJ, GI campus or the agency's policy team (O-1).

    A facility gets its own by itself, and there is one agency.
    """

    __tablename__ = "service"
    __table_args__ = (
        one_of("kind", SERVICE_KINDS, "service_kind"),
        UniqueConstraint("id", "kind", name="service_of_kind"),
        CheckConstraint("(facility_id is not null) = (kind = 'facility')", name="service_facility"),
        Index("service_one_agency", "kind", unique=True, postgresql_where=text("kind = 'agency'")),
    )
    __audit_kind__ = "service"

    id: Mapped[record_id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    email: Mapped[str | None] = mapped_column(String(200))
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"), unique=True)

    def __repr__(self) -> str:
        return self.name


def _words(roles: frozenset[Role]) -> str:
    return ", ".join(f"'{role.value}'" for role in sorted(roles))


class Seat(Model):
    """One place where one person works: a role at a facility, at a service, or at the agency."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint(f"(facility_id is not null) = (role in ({_words(FACILITY_ROLES)}))", name="seat_facility"),
        CheckConstraint(f"(service_id is not null) = (role in ({_words(SERVICE_ROLES)}))", name="seat_service"),
        one_of("role", tuple(role.value for role in Role), "seat_role"),
        Index(
            "seat_once", "user_id", "facility_id", "service_id", "role", unique=True, postgresql_nulls_not_distinct=True
        ),
    )
    __audit_kind__ = "seat"

    id: Mapped[record_id]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    role: Mapped[str] = mapped_column(String(32))

    user: Mapped[Account] = relationship()
    facility: Mapped[Facility | None] = relationship(lazy="joined")
    service: Mapped[Service | None] = relationship(lazy="joined")

    @property
    def place_name(self) -> str:
        """Where one works at this seat."""
        if self.facility:
            return self.facility.name
        return self.service.name if self.service else "Opgroeien"

    @property
    def subtitle(self) -> str:
        """What kind of place it is."""
        if self.facility:
            return f"Voorziening · {self.facility.organisation_type} · {self.facility.province}"
        return self.service.kind if self.service else "Agentschap"

    @property
    def role_label(self) -> str:
        """The role's name on screen."""
        return Role(self.role).label


# The service for which a seat shares and receives documents; the agency's other seats have none (O-1).
Seat.works_for_id = column_property(  # type: ignore[attr-defined]
    select(Service.id)
    .where(
        or_(
            Service.id == Seat.service_id,
            Service.facility_id == Seat.facility_id,
            and_(Seat.role == Role.AGENCY_POLICY.value, Service.kind == "agency"),
        )
    )
    .correlate_except(Service)
    .scalar_subquery()
)


class WebSession(Model):
    """A signed-in browser, known by the digest of its cookie; deleting the row signs it out."""

    __tablename__ = "web_session"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(moment)
    expires_at: Mapped[datetime] = mapped_column(moment, index=True)
