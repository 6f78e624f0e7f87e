"""Asking to reopen a dossier, answering it, and what to show of the queue (D-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Form, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.reopening import LONGEST_REASON, REQUESTED
from forms.converter import no_unseen_signs
from forms.fields import BeDateField, ChoiceField
from forms.versioned import HelpfulForm

STATE, FACILITY, TYPE, BEGIN, UNTIL = "staat", "voorziening", "type", "van", "tot"
EVERY_STATE = "alle"
STATE_CHOICES = (
    (REQUESTED, "Wacht op een beslissing"),
    ("approved", "Goedgekeurd"),
    ("rejected", "Afgekeurd"),
    ("withdrawn", "Ingetrokken"),
    (EVERY_STATE, "Alle aanvragen"),
)
TOO_LONG = f"Houd het bij {LONGEST_REASON} tekens. Schrap wat niet nodig is."


def one_kind_of_line_end(text: Any) -> Any:
    """Typed text as it is counted and kept: browsers send two signs for the end of a line."""
    return text.replace("\r\n", "\n").strip() if isinstance(text, str) else text


def reason_field(label: str, missing: str, hint: str) -> TextAreaField:
    """A few sentences that say why; mandatory, and not too long (D-7)."""
    rules = [InputRequired(missing), Length(max=LONGEST_REASON, message=TOO_LONG), no_unseen_signs]
    counted = {"maxlength": LONGEST_REASON}
    return TextAreaField(label, rules, filters=[one_kind_of_line_end], description=hint, render_kw=counted)


class AskingForm(HelpfulForm):
    """Why a facility wants to reopen a dossier that closed more than a year ago (D-7, H10)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "motive": (
            "Schrijf wat je aan het dossier wilt toevoegen of verbeteren, en waarom dat nu nog moet. De "
            "dossierbehandelaar ziet het dossiernummer en het verloop, niet wie de cliënt is: dat hoeft ook niet. "
            "Namen en andere persoonsgegevens laat je dus weg. Komt de jongere terug voor nieuwe hulp? Vraag dan "
            "niets, maar maak een nieuw dossier."
        ),
    }

    motive = reason_field(
        "Waarom moet dit dossier opnieuw open?",
        "Schrijf in een paar zinnen waarom je dit dossier wilt heropenen.",
        f"Zonder namen of andere persoonsgegevens. Hoogstens {LONGEST_REASON} tekens.",
    )


class RejectionForm(FlaskForm):  # type: ignore[misc]
    """Why a request is not approved; the facility reads it (D-7)."""

    answer = reason_field(
        "Waarom keur je af?",
        "Schrijf in een paar zinnen waarom je dit niet goedkeurt.",
        "De voorziening leest dit bij het dossier. Zeg ook wat ze wel kan doen.",
    )


class QueueForm(Form):  # type: ignore[misc]
    """Which requests to show; all of it stands in the address and none of it is personal (D-7)."""

    state = ChoiceField("Stand", name=STATE, choices=STATE_CHOICES)
    facility = ChoiceField("Voorziening", name=FACILITY)
    organisation_type = ChoiceField(
        "Organisatietype", name=TYPE, choices=[("", "alle"), *((code, code) for code in ORGANISATION_TYPES)]
    )
    begin = BeDateField("Gevraagd vanaf", name=BEGIN)
    until = BeDateField("Gevraagd tot en met", name=UNTIL)

    def offer_facilities(self, facilities: Sequence[tuple[str, str]]) -> None:
        """Puts the facilities into their list."""
        self.facility.choices = [("", "alle"), *facilities]

    def validate_until(self, field: BeDateField) -> None:
        """The period must not run backwards."""
        first: date | None = self.begin.data
        if field.data and first and field.data < first:
            raise ValidationError("Deze dag ligt voor de eerste. Draai ze om.")
