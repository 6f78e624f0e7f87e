"""From the columns of a table to the fields of a form: exact numbers, Belgian days, and nothing that loses data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, Numeric, String, Text, select
from sqlalchemy.dialects.postgresql import ARRAY
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.database import current_session
from forms.fields import NOT_CHOSEN, BeDateField, ChecklistField, ChoiceField, ExactDecimalField
from forms.versioned import VersionedForm

Pairs = Sequence[tuple[str, str]]
Choices = Pairs | Callable[[], Pairs]
MOST_CHOICES = 1000
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TooManyChoices(RuntimeError):
    """A list to choose from would hold more rows than a page should ever carry."""


@dataclass(frozen=True)
class FormPlan:
    """Which columns of a model a form shows, in which words, and with which answers."""

    model: type[Any]
    columns: tuple[str, ...]
    labels: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def form_from(plan: FormPlan) -> type[VersionedForm]:
    """The form class of a plan. Raises TypeError for a column that cannot be edited without loss, such as a moment."""
    fields = {name: _anew(plan.extra[name]) if name in plan.extra else _field(plan, name) for name in plan.columns}
    return type(f"{plan.model.__name__}Form", (VersionedForm,), fields)


def record_choices(model: type[Any], order: Any, *conditions: Any) -> Callable[[], Pairs]:
    """The rows of a small table as choices, read anew for every form and never more than MOST_CHOICES."""

    def read() -> Pairs:
        query = select(model).where(*conditions).order_by(order).limit(MOST_CHOICES + 1)
        rows = list(current_session().scalars(query))
        if len(rows) > MOST_CHOICES:
            raise TooManyChoices(model.__name__)
        return [(str(row.id), str(row)) for row in rows]

    return read


def with_blank(choices: Choices, words: str = NOT_CHOSEN[1]) -> Callable[[], Pairs]:
    """The same choices after a first line that stands for no choice."""
    return lambda: [("", words), *(choices() if callable(choices) else choices)]


def text_or_none(text: Any) -> Any:
    """Typed text without spaces around it; none where nothing is left."""
    return (text.strip() or None) if isinstance(text, str) else text


def no_unseen_signs(_form: Any, checked: Any) -> None:
    """Refuses signs that nobody types on purpose and the database cannot hold."""
    if isinstance(checked.data, str) and _UNSEEN.search(checked.data):
        raise ValidationError("Hier staat een teken in dat niet bewaard kan worden. Typ de tekst opnieuw.")


class ColumnTextField(StringField):  # type: ignore[misc]
    """One line of text; an empty one is stored as nothing."""


class ColumnTextAreaField(TextAreaField):  # type: ignore[misc]
    """Several lines of text; an empty one is stored as nothing."""


class ColumnNumberField(StringField):  # type: ignore[misc]
    """A whole number; what was typed stays on the screen when it is none."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the number."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text and not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError("Vul een geheel getal in.")
        self.data = int(text) if text else None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)


class ColumnChoiceField(ChoiceField):
    """One answer of a list, stored as the column wants it; the empty one as nothing."""

    def __init__(self, label: str | None = None, validators: Any = None, whole: bool = False, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.whole = whole

    @property
    def stored(self) -> Any:
        """The answer as the column holds it."""
        if not self.data:
            return None
        return int(self.data) if self.whole else self.data

    def populate_obj(self, obj: Any, name: str) -> None:
        """Writes the answer to the record."""
        setattr(obj, name, self.stored)


class ColumnChecklistField(ChecklistField):
    """Any number of words of a list, for a column that holds a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _Defaulted:
    """Leaves the column's own default where nothing was typed."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, typed: Any) -> Any:
        return self.value if typed is None else typed


def _anew(field: Any) -> Any:
    """The same field, declared now: a form shows its fields in the order in which they were declared."""
    return UnboundField(field.field_class, *field.args, name=field.name, **field.kwargs)


def _field(plan: FormPlan, name: str) -> Any:
    column = plan.model.__mapper__.columns[name]
    label, hint = plan.labels[name], plan.hints.get(name, "")
    if isinstance(column.type, ARRAY):
        return ColumnChecklistField(label, description=hint, choices=plan.choices[name])
    if isinstance(column.type, Boolean):
        return BooleanField(label, description=hint)
    if name in plan.choices:
        options: dict[str, Any] = {"choices": with_blank(plan.choices[name]), "whole": isinstance(column.type, Integer)}
        return ColumnChoiceField(label, [_presence(column, "Maak een keuze.")], description=hint, **options)
    return _typed_field(column, label, hint)


def _typed_field(column: Any, label: str, hint: str) -> Any:
    presence, kind = _presence(column, "Vul dit in."), column.type
    options: dict[str, Any] = {"description": hint, "filters": _filters(column)}
    if isinstance(kind, Numeric):
        largest = Decimal(10) ** ((kind.precision or 30) - (kind.scale or 0)) - 1
        return ExactDecimalField(label, [presence, _range(largest)], places=kind.scale or 0, **options)
    if isinstance(kind, Integer):
        largest = Decimal(2**63 - 1 if isinstance(kind, BigInteger) else 2**31 - 1)
        return ColumnNumberField(label, [presence, _range(largest)], **options)
    if isinstance(kind, Date):
        return BeDateField(label, [presence], **options)
    if isinstance(kind, Text):
        return ColumnTextAreaField(label, [presence, no_unseen_signs, _longest(10_000)], **options)
    if isinstance(kind, String):
        return ColumnTextField(label, [presence, no_unseen_signs, _longest(kind.length or 1000)], **options)
    raise TypeError(f"No form edits {column.table.name}.{column.name} ({kind!r}) without losing something.")


def _presence(column: Any, words: str) -> Any:
    return Optional() if column.nullable or _default(column) is not None else InputRequired(words)


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def _filters(column: Any) -> list[Any]:
    default = _default(column)
    return [text_or_none] if default is None else [text_or_none, _Defaulted(default)]


def _range(largest: Decimal) -> NumberRange:
    return NumberRange(min=-largest, max=largest, message="Dit getal is te groot.")


def _longest(length: int) -> Length:
    return Length(max=length, message=f"Gebruik hoogstens {length} tekens.")
