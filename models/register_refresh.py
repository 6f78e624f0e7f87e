"""The nights on which the register was asked about the clients of open dossiers (G-3)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from models.columns import moment


class RegisterRefresh(Model):
    """One night's refresh, and how far it has come: everybody up to `last_client_id` was asked about.

    `since` is the day from which changes are asked, None for everything. `doubles` are clients whose new number is that
    of another client already; people mend those.
    """

    __tablename__ = "register_refresh"

    due_on: Mapped[date] = mapped_column(primary_key=True)
    since: Mapped[date | None]
    last_client_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
    doubles: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    started_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    finished_at: Mapped[datetime | None] = mapped_column(moment)
