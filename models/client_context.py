"""Around a client: households, persons and the stay, shared by every facility that knows the client (C-5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    exists,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, with_loader_criteria
from sqlalchemy.sql import text

from app.database import Model, Stamped, Versioned
from app.domain.scope import Scope
from app.reach import reach_criterion
from models.client import ClientAccess
from models.columns import moment, one_of, record_id


class OfClient:
    """A record of a client of the sector: seen and changed by each facility that has opened the client (A-3)."""

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))


class ContextSituation(OfClient, Stamped, Versioned, Model):
    """How the client stays, and which service accompanies.

    A client has one. Two clients that became one may have two: the last changed one counts, the other stays readable
    in the history.
    """

    __tablename__ = "context_situation"
    __table_args__ = (Index("context_situation_of_client", "client_id"),)
    __audit_kind__ = "context_situation"

    id: Mapped[record_id]
    stay_situation: Mapped[str | None] = mapped_column(String(60))
    service: Mapped[str | None] = mapped_column(String(200))
    service_contact: Mapped[str | None] = mapped_column(String(200))
    service_phone: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(Text)


class ContextHousehold(OfClient, Stamped, Versioned, Model):
    """A home with its address, or a facility where the client lives; `stay` says whether the client lives there."""

    __tablename__ = "context_household"
    __table_args__ = (
        UniqueConstraint("client_id", "id", name="context_household_with_client"),
        one_of("kind", ("home", "facility"), "context_household_kind"),
        one_of("stay", ("main", "shared"), "context_household_stay"),
    )
    __audit_kind__ = "context_household"

    id: Mapped[record_id]
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(200))
    stay: Mapped[str | None] = mapped_column(String(16))
    street: Mapped[str | None] = mapped_column(String(200))
    house_number: Mapped[str | None] = mapped_column(String(20))
    postcode: Mapped[str | None] = mapped_column(String(10))
    municipality: Mapped[str | None] = mapped_column(String(120))
    country: Mapped[str | None] = mapped_column(String(8))
    phone: Mapped[str | None] = mapped_column(String(60))


class ContextPerson(OfClient, Stamped, Versioned, Model):
    """Somebody around the client: in a household, or somebody else involved where `household_id` is None."""

    __tablename__ = "context_person"
    __table_args__: Any = (
        # Its own client as well, since foreign-key checks bypass row-level security.
        ForeignKeyConstraint(
            ["client_id", "household_id"],
            ["context_household.client_id", "context_household.id"],
            name="context_person_in_household",
            onupdate="CASCADE",
        ),
        one_of("sex", ("M", "F", "X"), "context_person_sex"),
        CheckConstraint("deceased or deceased_on is null", name="context_person_deceased"),
        Index("context_person_of_client", "client_id", "household_id"),
    )
    __audit_kind__ = "context_person"

    id: Mapped[record_id]
    household_id: Mapped[int | None] = mapped_column(BigInteger)
    relation: Mapped[str] = mapped_column(String(60))
    relation_other: Mapped[str | None] = mapped_column(String(120))
    national_number: Mapped[str | None] = mapped_column(String(11))
    name: Mapped[str | None] = mapped_column(String(120))
    first_name: Mapped[str | None] = mapped_column(String(120))
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(1))
    carer: Mapped[bool] = mapped_column(default=False, server_default="false")
    contact_ban: Mapped[bool] = mapped_column(default=False, server_default="false")
    deceased: Mapped[bool] = mapped_column(default=False, server_default="false")
    deceased_on: Mapped[date | None]
    organisation: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    register_fields: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list, server_default="{}")

    @property
    def full_name(self) -> str:
        """First name and name as far as they are known."""
        return " ".join(part for part in (self.first_name, self.name) if part)

    def read_subject(self) -> tuple[str, int]:
        """What the audit trail notes when this record is read (A-5)."""
        return "context_person", self.id


class ContextChange(OfClient, Model):
    """One change of the context with old and new values in words; nobody changes or removes it (C-5).

    `actor_name` is shown to the facility that made the change only.
    """

    __tablename__ = "context_change"
    __table_args__ = (Index("context_change_of_client", "client_id", "id"),)

    id: Mapped[record_id]
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    deed: Mapped[str] = mapped_column(String(24))
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)


# All that hangs on a client beside dossiers. Pointing households at another client takes their persons along.
CONTEXT_TABLES = (ContextSituation, ContextHousehold, ContextPerson, ContextChange)


@reach_criterion
def _of_client_within_reach(scope: Scope) -> Any:
    """The context is within reach once a facility within reach has opened the client (A-3)."""
    first, last = scope.dossiers.first, scope.dossiers.last
    return with_loader_criteria(
        OfClient,
        lambda cls: exists().where(
            ClientAccess.client_id == cls.client_id,
            ClientAccess.facility_id.between(type_coerce(first, BigInteger), type_coerce(last, BigInteger)),
        ),
        include_aliases=True,
        track_closure_variables=True,
    )
