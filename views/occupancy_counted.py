"""The schakelingen behind a figure that counts days, each with the days it adds (F-1, F-2, F-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.database import BincSession
from app.domain.figures.result import Figure
from app.domain.period import Period
from app.presentation import number
from app.queries.figures.deployment import DeployedRow, deployments_behind
from models.facility import Facility
from views.links import address_of
from views.occupancy_lines import deployed_codes


@dataclass(frozen=True)
class Counted:
    """One row behind a figure: a module of a schakeling, or at a CKG of a dossier, with the days or points it adds.

    Without a code where the seat may not see it (A-4). `months` are the begun ones of a CKG, `spans` its schakelingen.
    """

    code: str | None
    href: str | None
    module: str
    begin: date
    end: date | None
    days: int
    amount: int | Fraction
    remark: str
    months: int = 0
    spans: tuple[tuple[date, date | None], ...] = ()


def counted_schakelingen(
    session: BincSession, facility: Facility, figure: Figure, names: Mapping[str, str]
) -> tuple[Counted, ...]:
    """Every schakeling behind a figure with the days it adds, those that add none with the reason."""
    found: list[Counted] = []
    for segment, codes in deployed_codes(figure.made_of).items():
        rows = deployments_behind(session, facility, codes, segment)
        found += [shown_schakeling(row, row.days, remark_on(row, segment), names) for row in rows]
    return tuple(found)


def shown_schakeling(row: DeployedRow, amount: int, remark: str, names: Mapping[str, str], days: int = 0) -> Counted:
    """One schakeling in words; its code leads to the dossier where the seat may open that."""
    module = names.get(row.module, row.module)
    return Counted(
        row.dossier_code,
        dossier_address(row.dossier_code),
        module,
        row.begin,
        row.end,
        days or row.days,
        amount,
        remark,
    )


def dossier_address(code: str | None) -> str | None:
    """The page of a dossier, where the seat may open it."""
    return address_of("DossierPage.show", code=code) if code else None


def remark_on(row: DeployedRow, period: Period) -> str:
    """Why a schakeling adds fewer days than it has in the period; empty when it adds them all (F-1)."""
    if row.guaranteed:
        return "verzekerd aanbod: telt via de gereserveerde plaatsen, niet per dag"
    part = period.clip(row.begin, row.end)
    missing = (part.day_count if part else 0) - row.days
    if not missing:
        return ""
    if missing == 1:
        return "grensdag al geteld in een andere schakeling"
    return f"{number(missing)} dagen al geteld in een andere schakeling"
