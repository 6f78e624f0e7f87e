"""Facilities and the type modules they may offer (A-6, M-2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import text

from app.database import Model, Versioned
from app.reach import FigureScoped
from models.columns import one_of, record_id
from models.reference import TypeModule

ORGANISATION_TYPES = ("OVBJ", "OOOC", "OBC", "GES+", "CKG", "CIG", "CaH", "pleegzorg", "HCA", "NAFT", "1G1P", "GI")


class Facility(Versioned, Model):
    """A private care organisation, the unit of isolation."""

    __tablename__ = "facility"
    __table_args__ = (one_of("organisation_type", ORGANISATION_TYPES, "facility_organisation_type"),)
    __audit_kind__ = "facility"

    id: Mapped[record_id]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation_type: Mapped[str] = mapped_column(String(16))
    province: Mapped[str] = mapped_column(String(40))
    street: Mapped[str | None] = mapped_column(String(200))
    postcode: Mapped[str | None] = mapped_column(String(10))
    municipality: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(200))
    several_provinces: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")

    def __repr__(self) -> str:
        return self.name


class ApprovedModule(FigureScoped, Model):
    """A type module that a facility may tick from one day until another, both inclusive (M-2)."""

    __tablename__ = "approved_module"
    __table_args__ = (
        UniqueConstraint("facility_id", "id"),
        CheckConstraint("valid_until is null or valid_until >= valid_from", name="approved_module_order"),
        ExcludeConstraint(
            (text("int8range(facility_id, facility_id, '[]')"), "&&"),
            (text("int8range(type_module_id, type_module_id, '[]')"), "&&"),
            (text("daterange(valid_from, valid_until, '[]')"), "&&"),
            name="approved_module_no_overlap",
        ),
    )
    __audit_kind__ = "approved_module"

    id: Mapped[record_id]
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    facility: Mapped[Facility] = relationship()
    type_module: Mapped[TypeModule] = relationship()
