"""Which quarters somebody asks figures of: both in the address, none of it personal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.domain.figures.utilisation_input import check_quarters
from app.domain.quarter import Quarter
from app.domain.statements.lines import FIRST_QUARTER
from forms.fields import ChecklistField, Choice, ChoiceField
from forms.figures import BEGIN, MODULE, UNTIL


def quarter_words(quarter: Quarter) -> str:
    """A quarter as a list of them shows it, short enough for a small screen."""
    return f"{quarter.year}, K{quarter.number}"


class QuarterForm(Form):  # type: ignore[misc]
    """One to four consecutive quarters, and the functions; none ticked means all (H13)."""

    begin = ChoiceField("Van", name=BEGIN)
    until = ChoiceField("Tot en met", name=UNTIL)
    modules = ChecklistField("Functies", name=MODULE, description="Vink je niets aan, dan zie je alle functies.")

    @classmethod
    def asked(cls, query: Any, usual: Sequence[Quarter], last: Quarter, choices: Sequence[Choice]) -> QuarterForm:
        """The form as an address fills it in; `last` is the latest quarter that can be asked."""
        typed = MultiDict(query)
        typed[BEGIN], typed[UNTIL] = typed.get(BEGIN, str(usual[0])).strip(), typed.get(UNTIL, str(usual[-1])).strip()
        if not choices:
            typed.poplist(MODULE)
        form = cls(typed)
        quarters = [(str(each), quarter_words(each)) for each in reversed(Quarter.between(FIRST_QUARTER, last))]
        form.begin.choices = form.until.choices = quarters
        form.modules.choices = list(choices)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether one to four quarters are asked; every fault stands at its field and the choice stays."""
        if not super().validate(extra_validators):
            return False
        self.until.errors = [fault.message for fault in check_quarters(self.quarters)]
        return not self.until.errors

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters asked for; only once the form was found right."""
        return Quarter.between(Quarter.parse(self.begin.data), Quarter.parse(self.until.data))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes that were ticked, each once; none means all."""
        return tuple(dict.fromkeys(self.modules.data or ()))
