"""What the agency looks at before it changes a capacity, and the questions about it with their answers (M-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import Form, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.domain.capacity_questions import ANSWERED, LONGEST_TEXT, OPEN
from app.domain.figures.occupancy import check_period
from app.domain.period import Period
from forms.converter import no_unseen_signs
from forms.fields import BeDateField, ChoiceField
from forms.reopening import one_kind_of_line_end
from forms.versioned import HelpfulForm, VersionedForm

STATE, FACILITY = "staat", "voorziening"
EVERY_STATE = "alle"
STATE_CHOICES = ((OPEN, "Wacht op een antwoord"), (ANSWERED, "Beantwoord"), (EVERY_STATE, "Alle vragen"))
WHOLE_LINE = ("", "De hele module")
NO_CHILDREN = "Schrijf geen namen of andere gegevens van kinderen of gezinnen."


def words_field(label: str, missing: str, hint: str) -> TextAreaField:
    """A few sentences; mandatory, and not too long."""
    too_long = f"Houd het bij {LONGEST_TEXT} tekens. Schrap wat niet nodig is."
    rules = [InputRequired(missing), Length(max=LONGEST_TEXT, message=too_long), no_unseen_signs]
    counted = {"maxlength": LONGEST_TEXT}
    return TextAreaField(label, rules, filters=[one_kind_of_line_end], description=hint, render_kw=counted)


class OwnPeriodForm(Form):  # type: ignore[misc]
    """A period of one's own over which to see what a change does; both days or neither (M-3)."""

    begin = BeDateField("Van", name="gevolg_van", description="Leeg mag ook: dit jaar en de kwartalen staan er altijd.")
    until = BeDateField("Tot en met", name="gevolg_tot", description="Hoogstens een jaar.")

    def validate_until(self, field: BeDateField) -> None:
        """A period has two days, runs forward and is short enough for an occupancy (F-1)."""
        if self.begin.errors or field.process_errors:
            return
        if bool(self.begin.data) != bool(field.data):
            raise ValidationError("Vul beide dagen van je periode in, of geen van beide.")
        if self.begin.data and field.data and field.data < self.begin.data:
            raise ValidationError("Deze dag ligt voor de eerste. Draai ze om.")
        if self.period and (faults := check_period(self.period)):
            raise ValidationError(faults[0].message)

    @property
    def period(self) -> Period | None:
        """The period, or None where nobody asked for one."""
        return Period(self.begin.data, self.until.data) if self.begin.data and self.until.data else None


class CapacityQuestionForm(HelpfulForm):
    """What a facility wants to know about a line of its capacity, or about one of its rows (M-3, H15)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "question": (
            "Zeg welk getal volgens jou niet klopt, wat het zou moeten zijn en waar dat staat (een besluit, een brief, "
            "een afspraak). Voorzieningenbeleid van Opgroeien antwoordt hier; de vraag en het antwoord blijven bij de "
            "module staan, ook voor je collega's. Over kinderen hoeft het nooit te gaan: noem er geen."
        ),
    }

    row = ChoiceField("Waarover gaat je vraag?", description="De hele module, of één rij van haar geschiedenis.")
    question = words_field(
        "Je vraag", "Schrijf in een paar zinnen wat je wilt weten.", f"{NO_CHILDREN} Hoogstens {LONGEST_TEXT} tekens."
    )


class CapacityAnswerForm(VersionedForm):
    """The answer of the agency, which the facility reads beside the row (M-3)."""

    answer = words_field(
        "Je antwoord",
        "Schrijf je antwoord in een paar zinnen.",
        f"De hele voorziening leest dit bij haar capaciteit. {NO_CHILDREN}",
    )


class CapacityQuestionFilter(Form):  # type: ignore[misc]
    """Which questions to list; all of it stands in the address and none of it is personal."""

    state = ChoiceField("Stand", name=STATE, choices=STATE_CHOICES)
    facility = ChoiceField("Voorziening", name=FACILITY)

    @classmethod
    def asked(cls, query: Any, facilities: Sequence[tuple[str, str]]) -> CapacityQuestionFilter:
        """The filter as an address has it; what it does not understand becomes what waits, at every facility."""
        form = cls(query)
        form.facility.choices = [("", "alle"), *facilities]
        for field in (form.state, form.facility):
            if field.data not in [value for value, *_ in field.choices]:
                field.data = field.choices[0][0]
        return form
