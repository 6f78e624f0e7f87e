"""Clients, one record a person for the whole sector, and which facility has come to know them (A-3, C-1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, exists
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, validates, with_loader_criteria

from app.database import Model, Stamped, Versioned
from app.domain.names import name_key
from app.domain.scope import Scope
from app.reach import DossierScoped, reach_criterion
from models.columns import moment, one_of, sort_key


class Client(Stamped, Versioned, Model):
    """A young person; made and found only through `open_client`, seen by the facilities that opened it.

    The id is the client number that people see: seven or eight digits.
    """

    __tablename__ = "client"
    __table_args__ = (
        one_of("sex", ("M", "F", "X"), "client_sex"),
        CheckConstraint(
            "not unborn or (birth_date is null and presumed_birth_year is null and national_number is null)",
            name="client_unborn",
        ),
        Index("client_unborn_by_name", "name_key", "first_name_key", postgresql_where="unborn"),
    )
    __audit_kind__ = "client"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    national_number: Mapped[str | None] = mapped_column(String(11), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    first_name: Mapped[str] = mapped_column(String(120))
    call_name: Mapped[str | None] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(sort_key, default="")
    first_name_key: Mapped[str] = mapped_column(sort_key, default="")
    call_name_key: Mapped[str | None] = mapped_column(sort_key)
    sex: Mapped[str | None] = mapped_column(String(1))
    birth_date: Mapped[date | None]
    presumed_birth_year: Mapped[int | None]
    unborn: Mapped[bool] = mapped_column(default=False, server_default="false")
    deceased_on: Mapped[date | None]
    nationality: Mapped[str | None] = mapped_column(String(8))
    birth_place: Mapped[str | None] = mapped_column(String(120))
    birth_country: Mapped[str | None] = mapped_column(String(8))
    country_of_origin: Mapped[str | None] = mapped_column(String(8))
    residence_status: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str | None] = mapped_column(String(60))
    unaccompanied_minor: Mapped[bool | None]
    street: Mapped[str | None] = mapped_column(String(200))
    house_number: Mapped[str | None] = mapped_column(String(20))
    postcode: Mapped[str | None] = mapped_column(String(10))
    municipality: Mapped[str | None] = mapped_column(String(120))
    country: Mapped[str | None] = mapped_column(String(8))
    address_unknown: Mapped[bool] = mapped_column(default=False, server_default="false")
    phone: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(200))
    # None for a client whom no register was asked about: then only who somebody is counts as given.
    register_fields: Mapped[list[str] | None] = mapped_column(ARRAY(String(40)))

    @validates("name", "first_name", "call_name")
    def _keep_key(self, attribute: str, value: str | None) -> str | None:
        setattr(self, f"{attribute}_key", name_key(value) if value is not None else None)
        return value

    @property
    def full_name(self) -> str:
        """First name and name, as people say it."""
        return f"{self.first_name} {self.name}"

    @property
    def birth_year(self) -> int | None:
        """The year of birth, presumed where the date is unknown (C-3); None of an unborn child."""
        return self.birth_date.year if self.birth_date else self.presumed_birth_year

    def read_subject(self) -> tuple[str, int]:
        """What the audit trail notes when this record is read (A-5)."""
        return "client", self.id

    def __repr__(self) -> str:
        return f"<client {self.id}>"


class ClientAccess(DossierScoped, Model):
    """That a facility has opened a client, by whom, when and why; written by `open_client` only (A-3)."""

    __tablename__ = "client_access"
    __table_args__: Any = (Index("client_access_client", "client_id", "facility_id"),)

    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    opened_by: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(moment)
    reason: Mapped[str] = mapped_column(Text)


@reach_criterion
def _opened_within_reach(scope: Scope) -> Any:
    """A client is within reach once a facility within reach has opened it (A-3)."""
    opened = exists().where(
        ClientAccess.client_id == Client.id,
        ClientAccess.facility_id.between(scope.dossiers.first, scope.dossiers.last),
    )
    return with_loader_criteria(Client, opened, include_aliases=True)
