"""Dossiers with their referral and registrations (D-1, D-4, E-1, E-2, E-4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, String, UniqueConstraint, literal
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship, with_loader_criteria

from app.database import Model, Stamped, Versioned
from app.domain.scope import Scope
from app.reach import DossierScoped, hidden_criterion
from models.client import Client
from models.columns import belongs_to, moment, one_of, record_id, sort_key

if TYPE_CHECKING:
    from models.decision import Decision


class Dossier(DossierScoped, Stamped, Versioned, Model):
    """One trajectory of one client in one facility.

    The columns under "beside" repeat what the overview shows, so that a page of it is one indexed read: the client's
    are kept by a trigger, the others by the service that saves decisions and schakelingen.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("facility_id", "id", name="dossier_of_facility"),
        Index("dossier_one_open", "facility_id", "client_id", unique=True, postgresql_where="status = 'open'"),
        Index("dossier_by_name", "facility_id", "name_key", "first_name_key", "id"),
        Index(
            "dossier_open_by_name",
            "facility_id",
            "name_key",
            "first_name_key",
            "id",
            postgresql_where="status = 'open'",
        ),
        Index("dossier_of_client", "facility_id", "client_id"),
        Index("dossier_by_birth", "facility_id", "birth_date"),
        # One for each thing that the box of the top bar may mean, so that all of them together are still looked up.
        Index("dossier_by_first_name", "facility_id", "first_name_key"),
        Index("dossier_by_call_name", "facility_id", "call_name_key", postgresql_where="call_name_key is not null"),
        Index(
            "dossier_by_own_reference",
            "facility_id",
            "own_reference_key",
            postgresql_where="own_reference_key is not null",
        ),
        Index("dossier_by_owner", "facility_id", "owner_id", postgresql_where="status = 'open'"),
        # Of the reports: who says that help or referral came after the closing. Hardly anybody does.
        Index(
            "dossier_closed_early",
            "facility_id",
            "id",
            postgresql_where="status = 'closed' and (last_schakeling_end > closed_on or referral_date > closed_on)",
        ),
        # Holds the names, so that the letters of the closed dossiers are counted without opening these.
        Index(
            "dossier_closed",
            "facility_id",
            "closed_on",
            postgresql_where="status = 'closed'",
            postgresql_include=["name_key"],
        ),
        Index("dossier_in_bin", "facility_id", "deleted_on", postgresql_where="status = 'deleted'"),
        Index("dossier_by_running_number", "facility_id", "running_number"),
        # One for each kind of work of the work list.
        *(
            Index(name, "facility_id", column, postgresql_where=f"status = 'open' and {where}")
            for name, column, where in (
                (
                    "dossier_intake_open",
                    "first_schakeling_begin",
                    "intake_completed_on is null and not intake_optional",
                ),
                ("dossier_help_end", "last_schakeling_end", "last_schakeling_end is not null"),
                ("dossier_not_started", "created_on", "last_schakeling_begin is null"),
                ("dossier_switching", "switching_day", "switching_day is not null"),
                ("dossier_unborn", "created_on", "client_unborn"),
            )
        ),
        one_of("status", ("open", "closed", "deleted"), "dossier_status"),
        CheckConstraint("(status = 'closed') = (closed_on is not null)", name="dossier_closed_has_day"),
        CheckConstraint("(status = 'deleted') = (deleted_on is not null)", name="dossier_deleted_has_day"),
        CheckConstraint(
            "status <> 'deleted' or (last_decision_begin is null and last_schakeling_begin is null)",
            name="dossier_deleted_is_empty",
        ),
    )
    __audit_kind__ = "dossier"

    id: Mapped[record_id]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    code: Mapped[str] = mapped_column(String(24), unique=True)
    created_on: Mapped[date]
    owner_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(8), default="open")
    closed_on: Mapped[date | None]
    # In the bin since this day (D-8); the name stays readable when the account is long gone.
    deleted_on: Mapped[date | None]
    deleted_by_name: Mapped[str | None] = mapped_column(String(200))

    # Beside: from the client, by trigger.
    client_name: Mapped[str | None] = mapped_column(String(120))
    client_first_name: Mapped[str | None] = mapped_column(String(120))
    name_key: Mapped[str | None] = mapped_column(sort_key)
    first_name_key: Mapped[str | None] = mapped_column(sort_key)
    call_name_key: Mapped[str | None] = mapped_column(sort_key)
    birth_date: Mapped[date | None]
    birth_year: Mapped[int | None]
    birth_country: Mapped[str | None] = mapped_column(String(8))
    client_unborn: Mapped[bool] = mapped_column(default=False, server_default="false")
    client_deceased: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Beside: from the referral, the decisions, the schakelingen and the intake, by the saving service.
    own_reference_key: Mapped[str | None] = mapped_column(sort_key)
    referral_date: Mapped[date | None]
    last_decision_begin: Mapped[date | None]
    first_schakeling_begin: Mapped[date | None]
    last_schakeling_begin: Mapped[date | None]
    last_schakeling_end: Mapped[date | None]
    last_schakeling_modules: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    intake_optional: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Of 1G1P, which has no intake, the family situation.
    intake_completed_on: Mapped[date | None]
    # Computed by the database: the first switching age after the begin of the last decision, and the code's last part.
    switching_day: Mapped[date | None] = mapped_column(
        Computed("switching_day(coalesce(birth_date, make_date(birth_year, 12, 31)), last_decision_begin)")
    )
    running_number: Mapped[int | None] = mapped_column(
        BigInteger, Computed("nullif(regexp_replace(split_part(code, '_', 3), '[^0-9]', '', 'g'), '')::bigint")
    )

    client: Mapped[Client] = relationship()
    referral: Mapped[Referral | None] = relationship(
        primaryjoin="foreign(Referral.dossier_id) == Dossier.id", back_populates="dossier", uselist=False
    )
    decisions: Mapped[list[Decision]] = relationship(
        primaryjoin="foreign(Decision.dossier_id) == Dossier.id",
        back_populates="dossier",
        order_by="(Decision.begin.desc(), Decision.id.desc())",
    )

    def read_subject(self) -> tuple[str, int]:
        """What the audit trail notes when this record is read (A-5)."""
        return "dossier", self.id

    def __repr__(self) -> str:
        return f"<dossier {self.id}>"


NOT_IN_BIN = with_loader_criteria(
    # Written out in the statement, so that the indexes of the open dossiers can still serve it.
    Dossier,
    Dossier.status != literal("deleted", literal_execute=True),
    include_aliases=True,
)


@hidden_criterion("with_deleted")
def hide_deleted(_scope: Scope) -> Any:
    """A deleted dossier exists nowhere but in the bin, which asks for it by name (D-8)."""
    return NOT_IN_BIN


class Referral(DossierScoped, Stamped, Versioned, Model):
    """How the client came in, once per dossier; which columns are used depends on the organisation type (D-4)."""

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("dossier_id"),
        belongs_to("dossier", "dossier_id", name="referral_of_dossier", ondelete="CASCADE"),
        one_of("specific", ("supporting_guidance_only", "time_out", "short_crisis_stay"), "referral_specific"),
        one_of("foster_care_kind", ("network", "pool"), "referral_foster_care_kind"),
        one_of("foster_care_age_group", ("youth", "adult"), "referral_foster_care_age_group"),
        one_of("waiting_list", ("yes", "no", "unknown"), "referral_waiting_list"),
        # What the reports ask of everybody's referrals, and few have.
        Index("referral_apart", "dossier_id", postgresql_where="ongoing_since is not null or province is not null"),
    )
    __audit_kind__ = "referral"

    id: Mapped[record_id]
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    own_reference: Mapped[str | None] = mapped_column(String(100))
    ongoing_since: Mapped[date | None]
    through_access_gate: Mapped[bool | None]
    referrer: Mapped[str | None] = mapped_column(String(60))
    referrer_other: Mapped[str | None] = mapped_column(String(200))
    outflow_from_institution: Mapped[bool] = mapped_column(default=False, server_default="false")
    specific: Mapped[str | None] = mapped_column(String(40))
    foster_care_kind: Mapped[str | None] = mapped_column(String(16))
    foster_care_age_group: Mapped[str | None] = mapped_column(String(16))
    judicial: Mapped[bool | None]
    province: Mapped[str | None] = mapped_column(String(40))
    referral_date: Mapped[date | None]
    waiting_list: Mapped[str | None] = mapped_column(String(16))
    waiting_functions: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list, server_default="{}")
    learning_projects: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list, server_default="{}")

    dossier: Mapped[Dossier] = relationship(
        primaryjoin="foreign(Referral.dossier_id) == Dossier.id", back_populates="referral"
    )


class Registration(DossierScoped, Stamped, Versioned, Model):
    """The answers of an intake, exit, family situation or trajectory page, kept as given (E-1, E-2, E-4)."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("dossier_id", "kind"),
        belongs_to("dossier", "dossier_id", name="registration_of_dossier", ondelete="CASCADE"),
        one_of("kind", ("intake", "exit", "family_situation", "trajectory"), "registration_kind"),
    )
    __audit_kind__ = "registration"

    id: Mapped[record_id]
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(24))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    completed_at: Mapped[datetime | None] = mapped_column(moment)
