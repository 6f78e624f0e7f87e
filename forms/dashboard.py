"""Until which quarter, and per what, somebody follows the figures: both in the address, none of it personal."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.domain.figures.windows import Step
from app.domain.quarter import Quarter
from forms.fields import ChoiceField
from forms.figures import UNTIL
from forms.quarters import FIRST_QUARTER, quarter_words

STEP = "per"
STEP_WORDS = {Step.QUARTER: "kwartaal (8)", Step.MONTH: "maand (12)"}


class WindowForm(Form):  # type: ignore[misc]
    """The last quarter that is shown, and whether quarters or months lead to it (F-1, F-8)."""

    until = ChoiceField("Tot en met", name=UNTIL)
    step = ChoiceField("Per", name=STEP)

    @classmethod
    def asked(cls, query: Any, now: Quarter) -> WindowForm:
        """The form as an address fills it in; what it leaves out becomes the quarter that runs, and quarters."""
        typed = MultiDict(query)
        typed[UNTIL], typed[STEP] = typed.get(UNTIL, str(now)).strip(), typed.get(STEP, Step.QUARTER).strip()
        form = cls(typed)
        form.until.choices = [(str(one), quarter_words(one)) for one in reversed(Quarter.between(FIRST_QUARTER, now))]
        form.step.choices = [(step.value, words) for step, words in STEP_WORDS.items()]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether a quarter and a step are asked; an empty choice is a fault at its field."""
        if not super().validate(extra_validators):
            return False
        for field in (self.until, self.step):
            if not field.data:
                field.errors = ["Kies er één uit de lijst."]
        return not self.errors

    @property
    def last(self) -> Quarter:
        """The quarter that is shown last; only once the form was found right."""
        return Quarter.parse(self.until.data)

    @property
    def chosen_step(self) -> Step:
        """Per quarter or per month; only once the form was found right."""
        return Step(self.step.data)
