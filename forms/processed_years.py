"""The forms with which the agency looks at processed years, and reopens quarters of one (Q-4, Q-5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.processing import QUARTERS
from app.queries.processed_years import PROCESSED, REOPENED, TO_DO, WITH_STATEMENTS, YearChoice
from forms.fields import ChecklistField, ChoiceField
from forms.search import trimmed

EVERYTHING = ("", "alles")
STATES = ((TO_DO, "nog te verwerken"), (PROCESSED, "verwerkt"), (REOPENED, "heropend"))
LONGEST_REASON = 500


class YearFilter(Form):  # type: ignore[misc]
    """Which facilities to list for which year; everything goes into the address."""

    jaar = ChoiceField("Jaar")
    zoek = StringField("Naam of code", filters=[trimmed])
    type = ChoiceField("Organisatietype", choices=[EVERYTHING, *((kind, kind) for kind in WITH_STATEMENTS)])
    stand = ChoiceField("Stand", choices=[EVERYTHING, *STATES])

    @classmethod
    def asked(cls, query: Any, years: Sequence[int]) -> YearFilter:
        """The filter as an address has it; what it does not understand becomes the latest year and everything."""
        form = cls(query)
        form.jaar.choices = [(str(year), str(year)) for year in years]
        for field in (form.jaar, form.type, form.stand):
            if field.data not in [value for value, _ in field.choices]:
                field.data = field.choices[0][0]
        return form

    @property
    def choice(self) -> YearChoice:
        """What was asked for."""
        return YearChoice(
            int(self.jaar.data), (self.zoek.data or "")[:100], self.type.data or None, self.stand.data or None
        )


class ReopenYearForm(FlaskForm):  # type: ignore[misc]
    """Which quarters of a processed year of a facility are reopened, and why."""

    year = ChoiceField("Jaar", validators=[InputRequired("Kies welk jaar je heropent.")])
    quarters = ChecklistField(
        "Kwartalen",
        choices=[(str(number), f"{number}e kwartaal") for number in QUARTERS],
        validators=[InputRequired("Kies welke kwartalen je heropent.")],
        description="Alleen de cijfers van deze kwartalen gaan open. De voorziening verzendt ze daarna opnieuw.",
    )
    reason = TextAreaField(
        "Waarom",
        validators=[
            DataRequired("Schrijf waarom dit heropend wordt."),
            Length(max=LONGEST_REASON, message=f"Gebruik hoogstens {LONGEST_REASON} tekens."),
        ],
        description="Wie vroeg het, en wat moet er verbeterd worden? Noem geen jongeren bij naam.",
        filters=[trimmed],
    )
