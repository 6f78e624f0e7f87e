"""The form of a registration, built from its questions as data: intake, exit and the 1G1P pages (E-1, E-2, E-4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from wtforms import BooleanField, StringField
from wtforms.validators import Length

from app.domain.registration_fields import BOOL, CHOICE, DATE, INT, MULTI, TEXT, FieldDefinition
from app.domain.registrations import Answers, is_empty
from app.queries.registrations import ListedAnswer
from forms.fields import BeDateField, ChecklistField, ChoiceField, RadioChoiceField, WholeNumberField, YesNoField
from forms.registration_words import help_text
from forms.versioned import VersionedForm

IN_SIGHT = 4
LONGEST_TEXT = 200
NOT_CHOSEN = ("", "Maak een keuze")
NOT_ANSWERED = ("", "Niet ingevuld")
YES_NO = [("yes", "Ja"), ("no", "Nee")]
Choices = list[tuple[str, str]]
Lists = Mapping[str, Sequence[ListedAnswer]]


class RegistrationForm(VersionedForm):
    """What the forms of all registrations share; the questions themselves are added from their data."""

    questions: ClassVar[tuple[FieldDefinition, ...]] = ()

    def help_of(self, name: str) -> str | None:
        """The criteria of a question (E-5)."""
        return help_text(self.help_texts, name)

    def answers(self) -> dict[str, Any]:
        """What was answered, as the rules see it; what is open is left out."""
        given = {question.key: _answer(question, self[question.key]) for question in self.questions}
        return {key: answer for key, answer in given.items() if not is_empty(answer)}


def make_registration_form(
    questions: tuple[FieldDefinition, ...],
    lists: Lists,
    help_texts: Mapping[str, str],
    stored: Answers,
    formdata: Any = None,
) -> RegistrationForm:
    """The questions of one registration: as posted, else as stored; nothing has to be filled in to save (E-5)."""
    fields = {question.key: _field(question, _choices(question, lists, stored)) for question in questions}
    form_class = type("AskedForm", (RegistrationForm,), {**fields, "questions": questions, "help_texts": help_texts})
    form = form_class(formdata=formdata, data=None if formdata is not None else dict(stored))
    for question in questions:
        form[question.key].flags.required = question.required
    return form  # type: ignore[no-any-return]


def condition_of(form: RegistrationForm, question: FieldDefinition) -> str | None:
    """The answer that brings up a question, as the page hides it: "name=value"; None where it is always asked."""
    if question.asked_when is None:
        return None
    key, answer = question.asked_when
    return f"{key}={_posted(form[key], answer)}"


def _posted(field: Any, answer: object) -> str:
    if isinstance(field, BooleanField):
        return "y"
    words = {True: "yes", False: "no"}
    return words[answer] if isinstance(answer, bool) else str(answer)


def _field(question: FieldDefinition, choices: Choices) -> Any:
    return FIELDS[question.kind](question, choices)


def _yes_no(question: FieldDefinition, _: Choices) -> Any:
    if question.tick:
        return BooleanField(question.label)
    return YesNoField(question.label, choices=[*YES_NO, *([] if question.required else [NOT_ANSWERED])])


def _choice(question: FieldDefinition, choices: Choices) -> Any:
    # Only a list can be emptied again, and a question that is no longer asked has to be.
    if len(choices) > IN_SIGHT or question.asked_when:
        return ChoiceField(question.label, choices=[NOT_CHOSEN, *choices])
    return RadioChoiceField(question.label, choices=[*choices, *([] if question.required else [NOT_ANSWERED])])


def _multi(question: FieldDefinition, choices: Choices) -> Any:
    description = f"Hoogstens {question.most} antwoorden." if question.most else ""
    return ChecklistField(question.label, choices=choices, description=description)


def _text(question: FieldDefinition, _: Choices) -> Any:
    too_long = f"Gebruik hoogstens {LONGEST_TEXT} tekens."
    return StringField(question.label, validators=[Length(max=LONGEST_TEXT, message=too_long)])


WHOLE_NUMBER = "Vul een geheel getal in van 0 tot 9999, bijvoorbeeld 3."
FIELDS: Mapping[str, Callable[[FieldDefinition, Choices], Any]] = {
    BOOL: _yes_no,
    CHOICE: _choice,
    MULTI: _multi,
    TEXT: _text,
    DATE: lambda question, _: BeDateField(question.label),
    INT: lambda question, _: WholeNumberField(question.label, 0, 9999, WHOLE_NUMBER),
}


def _choices(question: FieldDefinition, lists: Lists, stored: Answers) -> Choices:
    given = stored.get(question.key)
    kept = given if isinstance(given, list | tuple) else [given]
    return [
        (one.code, f"{one.label} (vervallen)" if one.retired else one.label)
        for one in lists.get(question.answers or "", ())
        if not one.retired or one.code in kept
    ]


def _answer(question: FieldDefinition, field: Any) -> Any:
    if isinstance(field, YesNoField):
        return field.answer
    if question.kind == MULTI:
        return list(field.data or ())
    return field.data.strip() if isinstance(field.data, str) else field.data
