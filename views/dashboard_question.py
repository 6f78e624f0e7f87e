"""What the dashboard is asked: whose figures, until which quarter, per quarter or month: all in the address (A-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, url_for

from app.domain.figures.windows import Step, passed, periods_until, quarters_until
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.plots.calendar_axis import MONTHS
from forms.dashboard import STEP, WindowForm
from forms.figures import UNTIL
from forms.sector import SectorForm
from models.facility import Facility
from views.figure_question import PLACE, facility_is_choosable

HERE, EXCEL = "DashboardPage.index", "DashboardPage.excel"


@dataclass(frozen=True)
class ShownPeriod:
    """One quarter or month as the dashboard shows it: its name, and its days up to today."""

    whole: Period
    period: Period
    name: str
    is_running: bool


@dataclass(frozen=True)
class Window:
    """The quarters or months that an address asks for, as far as they have begun, and the quarters that are over."""

    facility: Facility | None
    last: Quarter
    step: Step
    today: date

    @property
    def periods(self) -> tuple[ShownPeriod, ...]:
        """The quarters or months, the earliest first."""
        shown = ((whole, passed(whole, self.today)) for whole in periods_until(self.last, self.step))
        return tuple(
            ShownPeriod(whole, days, period_name(whole, self.step), whole.end > self.today)
            for whole, days in shown
            if days is not None
        )

    @property
    def period(self) -> Period:
        """The days from the first to the last of them."""
        shown = self.periods
        return Period(shown[0].period.begin, shown[-1].period.end)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters that the days lie in."""
        return quarters_until(self.last, self.step)

    @property
    def finished_quarters(self) -> tuple[Quarter, ...]:
        """The quarters whose utilisation is complete: those that are over (F-8)."""
        return tuple(one for one in self.quarters if one.period.end < self.today)

    def address(self, endpoint: str = HERE, **changes: Any) -> str:
        """The address of a page of the dashboard that asks the same, with something changed."""
        return dashboard_address(self.facility, self.last, self.step, endpoint, **changes)


def dashboard_address(facility: Facility | None, last: Quarter, step: Step, endpoint: str = HERE, **more: Any) -> str:
    """The address of a dashboard; it names a facility only where the seat can choose one."""
    values: dict[str, Any] = {
        PLACE: facility.code if facility is not None and g.seat.facility is None else None,
        UNTIL: str(last),
        STEP: step.value,
    }
    return url_for(endpoint, **{**values, **more})


def period_name(period: Period, step: Step) -> str:
    """A quarter or a month as a head shows it: "K3 2024", "sep 2024"."""
    if step is Step.QUARTER:
        return f"K{Quarter.of(period.begin).number} {period.begin.year}"
    return f"{MONTHS[period.begin.month - 1]} {period.begin.year}"


def frame_of(facility: Facility | None, form: WindowForm | SectorForm) -> dict[str, Any]:
    """What stands around a dashboard, also where its question was refused."""
    return {
        "facility": facility,
        "is_choosable": facility_is_choosable(),
        "form": form,
        "here_url": url_for(HERE),
        "all_url": url_for(HERE),
    }
