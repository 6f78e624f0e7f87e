"""The filters of the monitor of late registration; everything goes into the address (G-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from wtforms import Form, StringField

from app.domain.late_registration import BEGIN, END
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.late_registrations import LateChoice
from forms.fields import ChoiceField
from forms.search import trimmed

QUARTERS_BACK, YEARS_BACK = 8, 2
EVERYTHING, EVERY_PROVINCE = ("", "alles"), ("", "alle")
EDGE_WORDS = {"begin": BEGIN, "einde": END}
WITH_FIRST = "ja"
LONGEST_WORDS = 100


class PeriodFilter(Form):  # type: ignore[misc]
    """A quarter or a year of the last two years; what an address does not say rightly is the running quarter."""

    periode = ChoiceField("Geregistreerd in")

    @classmethod
    def asked(cls, query: Any, today: date, **choices: Sequence[tuple[str, str]]) -> Self:
        """The filter as an address has it; what is not in a list becomes the first of it."""
        form = cls(query)
        form.periode.choices = [(word, words) for word, words, _ in periods_until(today)]
        form.today = today
        for name, listed in choices.items():
            form[name].choices = list(listed)
        for field in form:
            listed_values = [value for value, *_ in getattr(field, "choices", None) or ()]
            if listed_values and field.data not in listed_values:
                field.data = listed_values[0]
        return form

    @property
    def period(self) -> Period:
        """The days that are asked for."""
        return next(period for word, _, period in periods_until(self.today) if word == self.periode.data)

    @property
    def period_words(self) -> str:
        """What the period is called."""
        return next(words for word, words, _ in periods_until(self.today) if word == self.periode.data)

    @property
    def kept(self) -> dict[str, Any]:
        """What stands in the address."""
        return {field.short_name: field.data for field in self if field.data}


class LateFilter(PeriodFilter):
    """Which late registrations of one's own facility to list."""

    soort = ChoiceField("Begin of einde", choices=[EVERYTHING, ("begin", "enkel begin"), ("einde", "enkel einde")])
    gevolg = ChoiceField("Gevolg", choices=[EVERYTHING, (WITH_FIRST, "enkel met een eerste van de maand ertussen")])

    def choice(self, sort: str, *, descending: bool) -> LateChoice:
        """What was asked for, in this order."""
        edge, with_first = EDGE_WORDS.get(self.soort.data), self.gevolg.data == WITH_FIRST
        return LateChoice(self.period, edge, with_first, sort, descending)


class SectorLateFilter(PeriodFilter):
    """Which facilities to compare."""

    zoek = StringField("Naam of code", filters=[trimmed])
    type = ChoiceField("Organisatietype", choices=[EVERYTHING, *((kind, kind) for kind in ORGANISATION_TYPES)])
    provincie = ChoiceField("Provincie")

    @property
    def words(self) -> str:
        """What the name or the code of a facility has to hold, in small letters."""
        return (self.zoek.data or "")[:LONGEST_WORDS].casefold()


def periods_until(today: date) -> list[tuple[str, str, Period]]:
    """The running quarter and eight before it, then the running year and two before it: word, words and days."""
    running = Quarter.of(today)
    index = running.year * 4 + running.number - 1 - QUARTERS_BACK
    quarters = Quarter.between(Quarter(index // 4, index % 4 + 1), running)
    named = [(str(one), f"{one.number}e kwartaal {one.year}", one.period) for one in reversed(quarters)]
    years = range(today.year, today.year - YEARS_BACK - 1, -1)
    return [*named, *((str(year), f"heel {year}", Period(date(year, 1, 1), date(year, 12, 31))) for year in years)]
