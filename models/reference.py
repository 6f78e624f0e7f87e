"""Reference data: the catalogue of type modules, the formula each one follows, and the answer lists (M-1, E-5)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Model, Versioned
from models.columns import one_of, record_id

FUNCTIONS = (
    "residence",
    "foster care",
    "context guidance",
    "day guidance",
    "crisis at home",
    "supporting guidance",
    "diagnostics",
    "treatment",
    "ckg points",
)
OCCUPANCY_RULES = ("day", "pool", "ob_quarter", "cah", "ckg", "none")


class TypeModule(Versioned, Model):
    """A kind of care with its code, function and utilisation properties; assumed values are named (M-1)."""

    __tablename__ = "type_module"
    __table_args__ = (
        one_of("function", FUNCTIONS, "type_module_function"),
        one_of("unit", ("nights", "hours", "days", "half-days", "none"), "type_module_unit"),
        one_of("rounding", ("none", "half", "quarter"), "type_module_rounding"),
        one_of("utilisation", ("manual", "equals_deployment", "none"), "type_module_utilisation"),
        one_of("groeipakket", ("always", "under18", "under25"), "type_module_groeipakket"),
    )
    __audit_kind__ = "type_module"

    id: Mapped[record_id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    official_code: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(200))
    function: Mapped[str] = mapped_column(String(40))
    access: Mapped[str | None] = mapped_column(String(8))
    organisation_types: Mapped[list[str]] = mapped_column(ARRAY(String(16)), default=list)
    unit: Mapped[str] = mapped_column(String(16), default="none")
    rounding: Mapped[str] = mapped_column(String(16), default="none")
    intensity: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    utilisation: Mapped[str] = mapped_column(String(24), default="none")
    non_client_bound: Mapped[bool] = mapped_column(default=False)
    pooled_residential: Mapped[bool] = mapped_column(default=False)
    ckg_points: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    detail: Mapped[str | None] = mapped_column(String(40))
    groeipakket: Mapped[str | None] = mapped_column(String(16))
    perspective_offering: Mapped[bool] = mapped_column(default=False, server_default="false")
    source: Mapped[str] = mapped_column(String(200), default="")
    assumed: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)

    def __repr__(self) -> str:
        return f"{self.name} ({self.code})"


class OccupancyRule(Model):
    """Which formula counts a module at one organisation type, and on which capacity row it counts (F-1 to F-6)."""

    __tablename__ = "occupancy_rule"
    __table_args__ = (
        UniqueConstraint("type_module_id", "organisation_type"),
        one_of("rule", OCCUPANCY_RULES, "occupancy_rule_rule"),
    )
    __audit_kind__ = "occupancy_rule"

    id: Mapped[record_id]
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id", ondelete="CASCADE"))
    organisation_type: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str] = mapped_column(String(16))
    capacity_line: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(200), default="")
    assumed: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)

    type_module: Mapped[TypeModule] = relationship()


class Answer(Versioned, Model):
    """One answer of one list; a retired answer stays readable but is no longer offered (E-5)."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("list_name", "code"),)
    __audit_kind__ = "answer"

    id: Mapped[record_id]
    list_name: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(Text)
    sequence: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200), default="")
    assumed: Mapped[bool] = mapped_column(default=False)

    def __repr__(self) -> str:
        return self.label
