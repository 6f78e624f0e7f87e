"""Reports that were asked for or made by themselves, and the files that came of it (R-4, R-5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.domain.reports.automatic import MakingOutcome
from app.domain.reports.requests import RawChoice, RequestState
from app.reach import FigureScoped, ReportScoped
from models.columns import belongs_to, moment, one_of, record_id

LARGEST_PIECE = 1024 * 1024


class ReportRequest(ReportScoped, Model):
    """One time that somebody asked for reports; a job makes them, `done` of `total` (R-4).

    Somebody of a facility asks for those of the facility. The agency asks without a facility, for the whole sector or
    for an organisation type or province of it.
    """

    __tablename__ = "report_request"
    __table_args__ = (
        UniqueConstraint("facility_id", "id"),
        one_of("state", tuple(RequestState), "report_request_state"),
        one_of("raw_form", tuple(RawChoice), "report_request_raw_form"),
        CheckConstraint("until >= begin", name="report_request_period"),
        CheckConstraint("done between 0 and total", name="report_request_progress"),
        CheckConstraint(
            "state not in ('ready', 'removed') or (done = total and ready_at is not null and kept_until is not null)",
            name="report_request_ready",
        ),
        CheckConstraint(
            "facility_id is null or (organisation_type is null and province is null)", name="report_request_about"
        ),
        Index("report_request_kept", "kept_until", postgresql_where=text("state = 'ready'")),
    )
    __audit_kind__ = "report_request"

    id: Mapped[record_id]
    organisation_type: Mapped[str | None] = mapped_column(String(16))
    province: Mapped[str | None] = mapped_column(String(40))
    begin: Mapped[date]
    until: Mapped[date]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    raw_form: Mapped[str] = mapped_column(String(4))
    state: Mapped[str] = mapped_column(String(12), default="asked", server_default="asked")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int]
    requested_by: Mapped[int | None]
    requested_by_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    ready_at: Mapped[datetime | None] = mapped_column(moment)
    kept_until: Mapped[date | None]


class ReportFile(ReportScoped, Model):
    """One file: a kind of report over a period, of a request or made by itself on its due day (R-4, R-5, R-6).

    A quarter that is made again keeps its row and gets another content. `tables` are the figures of the workbook as
    plain data. A file that was removed keeps its row without content.
    """

    __tablename__ = "report_file"
    __table_args__ = (
        UniqueConstraint("facility_id", "id"),
        belongs_to("report_request", "request_id", name="report_file_of_request"),
        ForeignKeyConstraint(["request_id"], ["report_request.id"], name="report_file_of_any_request"),
        CheckConstraint("facility_id is not null or request_id is not null", name="report_file_about"),
        CheckConstraint("(request_id is null) = (due_on is not null)", name="report_file_origin"),
        CheckConstraint("until >= begin", name="report_file_period"),
        CheckConstraint("size > 0", name="report_file_size"),
        Index(
            "report_file_automatic_once",
            "facility_id",
            "begin",
            "until",
            "kind",
            unique=True,
            postgresql_where=text("request_id is null"),
        ),
        Index(
            "report_file_requested_once",
            "request_id",
            "kind",
            unique=True,
            postgresql_where=text("request_id is not null"),
        ),
    )
    __audit_kind__ = "report_file"

    id: Mapped[record_id]
    request_id: Mapped[int | None] = mapped_column(BigInteger)
    due_on: Mapped[date | None]
    begin: Mapped[date]
    until: Mapped[date]
    kind: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(moment)
    removed_at: Mapped[datetime | None] = mapped_column(moment)
    tables: Mapped[list[dict[str, Any]] | None] = deferred(mapped_column(JSONB(none_as_null=True)))


class ReportContent(ReportScoped, Model):
    """A piece of a file, at most a megabyte, numbered from 0: so that no file has to fit in memory at once."""

    __tablename__ = "report_content"
    __table_args__ = (
        belongs_to("report_file", "file_id", name="report_content_of_file", ondelete="CASCADE"),
        # Where there is no facility, the key above holds nothing together.
        ForeignKeyConstraint(["file_id"], ["report_file.id"], name="report_content_of_any_file", ondelete="CASCADE"),
        CheckConstraint(f"octet_length(content) between 1 and {LARGEST_PIECE}", name="report_content_size"),
    )

    file_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReportMaking(FigureScoped, Model):
    """What came of one facility when the reports of a period were made by themselves (R-5)."""

    __tablename__ = "report_making"
    __table_args__ = (one_of("outcome", tuple(MakingOutcome), "report_making_outcome"),)

    due_on: Mapped[date] = mapped_column(primary_key=True)
    begin: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(12), default="waiting", server_default="waiting")
    error_class: Mapped[str | None] = mapped_column(String(120))
    at: Mapped[datetime | None] = mapped_column(moment)
