"""Deployments: the read model that figures count days from (F-1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Model
from app.reach import FigureScoped
from models.columns import belongs_to, record_id


class Deployment(FigureScoped, Model):
    """One module of one schakeling; `counted_from` is its first day that no earlier deployment counted.

    `end` is 9999-12-31 while the schakeling runs. Rows not ticked guaranteed and rows ticked are chained apart, each
    per facility, client and module; a row that earlier ones cover whole has `counted_from` after its `end`.
    """

    __tablename__ = "deployment"
    __table_args__ = (
        # At the commit: the old rows say which quarter statements change when they are rewritten.
        belongs_to(
            "schakeling", "schakeling_id", name="deployment_of_schakeling", deferrable=True, initially="DEFERRED"
        ),
        Index(
            "deployment_counting",
            "facility_id",
            "end",
            "begin",
            postgresql_include=["type_module_id", "counted_from", "client_id", "dossier_id", "schakeling_id"],
            postgresql_where=text("not guaranteed"),
        ),
        Index(
            "deployment_guaranteed",
            "facility_id",
            "end",
            "begin",
            postgresql_include=["type_module_id"],
            postgresql_where=text("guaranteed"),
        ),
        Index("deployment_of_client", "facility_id", "client_id"),
        Index("deployment_by_schakeling", "schakeling_id"),
        {
            "postgresql_with": {
                "autovacuum_vacuum_scale_factor": "0.01",
                "autovacuum_vacuum_insert_scale_factor": "0.01",
            }
        },
    )

    id: Mapped[record_id]
    client_id: Mapped[int] = mapped_column(BigInteger)
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    schakeling_id: Mapped[int] = mapped_column(BigInteger)
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id"))
    begin: Mapped[date]
    end: Mapped[date]
    guaranteed: Mapped[bool]
    counted_from: Mapped[date]
