"""The filters with which the agency looks at the statements of a quarter (Q-5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Form, StringField

from app.domain.processing import QUARTERS
from app.domain.quarter import Quarter
from app.queries.processed_years import WITH_STATEMENTS
from app.queries.sent_statements import StatementChoice
from forms.fields import ChoiceField
from forms.search import trimmed

EVERYTHING = ("", "alles")
EVERY_PROVINCE = ("", "alle")
OUTLIERS = "uitschieters"
WHOLE_YEAR = "jaar"
LONGEST_WORDS = 100


class StatementFilter(Form):  # type: ignore[misc]
    """Which facilities' statements of which quarter to list; everything goes into the address."""

    kwartaal = ChoiceField("Kwartaal")
    zoek = StringField("Naam of code", filters=[trimmed])
    type = ChoiceField("Organisatietype", choices=[EVERYTHING, *((kind, kind) for kind in WITH_STATEMENTS)])
    provincie = ChoiceField("Provincie")
    toon = ChoiceField("Tonen", choices=[EVERYTHING, (OUTLIERS, "enkel uitschieters")])

    @classmethod
    def asked(cls, query: Any, quarters: Sequence[Quarter], provinces: Sequence[str]) -> StatementFilter:
        """The filter as an address has it; what it does not understand becomes the latest quarter and everything."""
        form = cls(query)
        form.kwartaal.choices = [(str(quarter), str(quarter)) for quarter in quarters]
        form.provincie.choices = [EVERY_PROVINCE, *((one, one) for one in provinces)]
        for field in (form.kwartaal, form.type, form.provincie, form.toon):
            if field.data not in [value for value, _ in field.choices]:
                field.data = field.choices[0][0]
        return form

    @property
    def choice(self) -> StatementChoice:
        """What was asked for."""
        words = (self.zoek.data or "")[:LONGEST_WORDS]
        return StatementChoice(
            Quarter.parse(self.kwartaal.data), words, self.type.data or None, self.provincie.data or None
        )

    @property
    def only_outliers(self) -> bool:
        """Whether only statements with a total that asks for a look are listed."""
        return bool(self.toon.data == OUTLIERS)


class UnsentFilter(StatementFilter):
    """Which facilities have not sent a quarter, or something of the whole year, yet."""

    toon = ChoiceField("Tonen", choices=[("", "dit kwartaal"), (WHOLE_YEAR, "het hele jaar")])

    @property
    def quarters(self) -> tuple[int, ...]:
        """The numbers of the quarters that are looked at."""
        return QUARTERS if self.toon.data == WHOLE_YEAR else (self.choice.quarter.number,)
