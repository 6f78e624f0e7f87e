"""Files that somebody reads in, and what was found in them (G-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.domain.imports import FileKind, ImportState
from app.reach import ImportScoped
from models.columns import moment, one_of, record_id

WITH_CONTENT = "state in ('checking', 'ready', 'confirmed')"


class FileImport(ImportScoped, Model):
    """One file that somebody sent, from its upload to the report of what came of it (G-3).

    `content_key` tells where its content lies encrypted; it is gone once the file was dealt with. The name of the file
    is not kept. `plan` is the digest of what the check said would be done, `report` the numbers of what is new, changed
    and the same, by kind of record. `seen_at` is when its sender at the agency saw what came of it.
    """

    __tablename__ = "file_import"
    __table_args__ = (
        one_of("state", tuple(ImportState), "file_import_state"),
        one_of("kind", tuple(FileKind), "file_import_kind"),
        CheckConstraint("done between 0 and total", name="file_import_progress"),
        CheckConstraint(f"content_key is not null or not {WITH_CONTENT}", name="file_import_content"),
        Index("file_import_of_seat", "facility_id", "id"),
        Index("file_import_kept", "requested_at", postgresql_where=text("content_key is not null")),
    )
    __audit_kind__ = "file_import"

    id: Mapped[record_id]
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="checking", server_default="checking")
    requested_by: Mapped[int | None] = mapped_column(BigInteger)
    requested_by_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    checked_at: Mapped[datetime | None] = mapped_column(moment)
    confirmed_by_name: Mapped[str | None] = mapped_column(String(200))
    confirmed_at: Mapped[datetime | None] = mapped_column(moment)
    finished_at: Mapped[datetime | None] = mapped_column(moment)
    seen_at: Mapped[datetime | None] = mapped_column(moment)
    content_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    content_size: Mapped[int] = mapped_column(BigInteger)
    content_sha256: Mapped[str] = mapped_column(String(64))
    about: Mapped[str | None] = mapped_column(String(80))
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    faults: Mapped[int] = mapped_column(default=0, server_default="0")
    cautions: Mapped[int] = mapped_column(default=0, server_default="0")
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    plan: Mapped[str | None] = mapped_column(String(64))


class ImportFinding(ImportScoped, Model):
    """One fault of a file, or one warning to confirm: its place, the field, the rule and what to do about it.

    `part` is the list of the file or the sheet of the workbook, `subject` the record in words, counted from 1.
    `number` keeps the order of the file, from 1.
    """

    __tablename__ = "import_finding"
    __table_args__ = (Index("import_finding_by_rule", "import_id", "rule", "part"),)

    import_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("file_import.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_fault: Mapped[bool]
    part: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(200), default="", server_default="")
    field: Mapped[str] = mapped_column(String(120), default="", server_default="")
    rule: Mapped[str] = mapped_column(String(24))
    message: Mapped[str] = mapped_column(String(1000))
