"""Whose utilisation is asked, over which quarters, of which functions: all of it in the address (F-8, A-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request, url_for

from app.domain.period import Period
from app.domain.quarter import Quarter
from forms.figures import BEGIN, MODULE, UNTIL
from forms.quarters import QuarterForm
from models.facility import Facility
from views.figure_question import PLACE, facility_is_choosable
from views.figure_words import GROUP_NAMES

HERE, EXCEL, LINE = "UtilisationPage.index", "UtilisationPage.excel", "UtilisationPage.line"


@dataclass(frozen=True)
class UtilisationQuestion:
    """What an address asks: whose figures (None: of all facilities), of which quarters and functions (none: all)."""

    facility: Facility | None
    quarters: tuple[Quarter, ...]
    codes: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        """The days of all quarters together."""
        return Period(self.quarters[0].period.begin, self.quarters[-1].period.end)

    def address(self, endpoint: str = HERE, **changes: Any) -> str:
        """The address of a page of utilisation that asks the same, with something changed."""
        return utilisation_address(endpoint, self.facility, self.quarters, self.codes, **changes)


def utilisation_address(
    endpoint: str, facility: Facility | None, quarters: Sequence[Quarter], codes: Iterable[str] = (), **more: Any
) -> str:
    """The address of a page of utilisation; it names a facility only where the seat can choose one."""
    values: dict[str, Any] = {
        PLACE: facility.code if facility is not None and g.seat.facility is None else None,
        BEGIN: str(quarters[0]),
        UNTIL: str(quarters[-1]),
        MODULE: list(codes),
    }
    return url_for(endpoint, **{**values, **more})


def quarters_words(quarters: Sequence[Quarter]) -> str:
    """The quarters in words: "kwartaal 3 van 2024", "kwartalen 1 tot en met 4 van 2024"."""
    first, last = quarters[0], quarters[-1]
    if first == last:
        return f"kwartaal {first.number} van {first.year}"
    if first.year == last.year:
        return f"kwartalen {first.number} tot en met {last.number} van {last.year}"
    return f"kwartaal {first.number} van {first.year} tot en met kwartaal {last.number} van {last.year}"


def quick_quarters(today: date) -> list[tuple[str, tuple[Quarter, ...]]]:
    """The quarters that people ask for most."""
    now = Quarter.of(today)
    year = Quarter.between(Quarter(today.year, 1), now)
    last_year = Quarter.between(Quarter(today.year - 1, 1), Quarter(today.year - 1, 4))
    choices = [("vorig kwartaal", (now.previous,)), ("dit kwartaal", (now,)), ("vorig jaar", last_year)]
    finished = year[:-1]
    return [*choices, ("dit jaar, wat voorbij is", finished)] if len(finished) > 1 else choices


def frame_of(
    facility: Facility | None, form: QuarterForm, today: date, question: UtilisationQuestion | None
) -> dict[str, Any]:
    """What stands around the figures: facility, form, quick choices and export; no question where the form is wrong."""
    quarters, codes = (question.quarters, question.codes) if question else ((), ())
    return {
        "facility": facility,
        "is_choosable": facility_is_choosable(),
        "form": form,
        "question": question,
        "chosen_names": [GROUP_NAMES.get(code) or dict(form.modules.choices).get(code, code) for code in codes],
        "quarters_words": quarters_words(quarters) if quarters else "",
        "still_running": bool(quarters) and quarters[-1] >= Quarter.of(today),
        "here_url": url_for(HERE),
        "all_url": utilisation_address(HERE, None, quarters) if quarters else url_for(HERE),
        "quick": [
            (words, utilisation_address(HERE, facility, each, codes), each == quarters)
            for words, each in quick_quarters(today)
        ],
        "excel_url": question.address(EXCEL) if question else None,
    }


def words_asked() -> dict[str, Any]:
    """What the address says of facility, quarters and functions, as it was typed."""
    return {name: request.args.getlist(name) for name in (PLACE, BEGIN, UNTIL, MODULE) if name in request.args}
