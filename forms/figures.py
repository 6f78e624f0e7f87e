"""Which figures somebody asks for: a period and modules, both in the address, none of it personal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import StopValidation

from app.domain.figures.occupancy_input import check_period
from app.domain.period import Period
from forms.fields import BeDateField, ChecklistField, Choice

BEGIN, UNTIL, MODULE = "van", "tot", "module"


def filled(words: str) -> Any:
    """Asks for a text, without the star of a form that is saved."""

    def check(_form: Any, field: Any) -> None:
        if not (field.raw_data and field.raw_data[0]):
            raise StopValidation(words)

    return check


class FigureForm(Form):  # type: ignore[misc]
    """A period of at most one year, both days counted, and the modules; no module ticked means all (H14.1, H16)."""

    begin = BeDateField("Van", [filled("Vul een begindatum in, als dd/mm/jjjj.")], name=BEGIN)
    until = BeDateField("Tot en met", [filled("Vul een einddatum in, als dd/mm/jjjj.")], name=UNTIL)
    modules = ChecklistField("Modules", name=MODULE, description="Vink je niets aan, dan tellen alle modules mee.")

    @classmethod
    def asked(cls, query: Any, usual: Period, choices: Sequence[Choice]) -> FigureForm:
        """The form as an address fills it in; what the address leaves out becomes the usual period and all modules."""
        typed = MultiDict(query)
        for name, day in ((BEGIN, usual.begin), (UNTIL, usual.end)):
            typed[name] = typed.get(name, f"{day:%d/%m/%Y}").strip()
        if not choices:
            typed.poplist(MODULE)
        form = cls(typed)
        form.modules.choices = list(choices)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether there is a period to count; every fault stands at its field and the typed text stays."""
        if not super().validate(extra_validators):
            return False
        begin, until = self.days
        if until < begin:
            self.until.errors = ["De einddatum ligt voor de begindatum. Kies een latere einddatum."]
            return False
        self.until.errors = [fault.message for fault in check_period(self.period)]
        return not self.until.errors

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day; only once the form was found right."""
        assert self.begin.data is not None
        assert self.until.data is not None
        return self.begin.data, self.until.data

    @property
    def period(self) -> Period:
        """The period asked for; only once the form was found right."""
        return Period(*self.days)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes that were ticked, each once; none means all."""
        return tuple(dict.fromkeys(self.modules.data or ()))
