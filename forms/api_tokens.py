"""Making a key for another program (G-3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.domain.api_tokens import AGENCY_SCOPES, LONGEST_LIFE, LONGEST_NAME, SCOPE_LABELS, TokenScope
from forms.converter import no_unseen_signs
from forms.fields import BeDateField, ChecklistField, ChoiceField
from forms.versioned import HelpfulForm

OF_AGENCY = ("", "Opgroeien: alleen cijfers, geen namen")


class ApiTokenForm(HelpfulForm):
    """Which program it is for, what it may do, and until when."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "scopes": (
            "Geef niet meer dan het programma nodig heeft. Wat het registreert, volgt dezelfde regels als de schermen "
            "en staat in het dossier op naam van het programma."
        ),
        "expires_on": (
            "Een token geldt hoogstens een jaar. Dertig en zeven dagen voor het einde krijg je een mail, zodat je op "
            "tijd een nieuw token maakt."
        ),
    }

    name = StringField(
        "Naam van het programma",
        [
            InputRequired("Vul in welk programma dit token gebruikt."),
            Length(max=LONGEST_NAME, message=f"Houd de naam bij {LONGEST_NAME} tekens."),
            no_unseen_signs,
        ],
        description="Bijvoorbeeld de naam van jullie elektronisch dossier. Deze naam staat bij alles wat het doet.",
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    scopes = ChecklistField(
        "Wat mag het programma?",
        validators=[InputRequired("Kies minstens één ding dat het programma mag.")],
        choices=[(scope.value, label) for scope, label in SCOPE_LABELS.items()],
    )
    expires_on = BeDateField("Geldig tot en met", validators=[InputRequired("Vul de laatste dag in.")])


class AnyApiTokenForm(ApiTokenForm):
    """The same for an admin, who chooses whose program it is."""

    facility = ChoiceField("Van wie is het programma?", validate_choice=True)


def token_form(today: date, **options: Any) -> ApiTokenForm:
    """The form of a facility."""
    return ApiTokenForm(data=_likely(today), **options)


def any_token_form(today: date, facilities: Callable[[], Sequence[tuple[str, str]]], **options: Any) -> AnyApiTokenForm:
    """The form of an admin, with all facilities to choose from."""
    likely = {**_likely(today), "scopes": [scope.value for scope in AGENCY_SCOPES]}
    form = AnyApiTokenForm(data=likely, **options)
    form.facility.choices = [OF_AGENCY, *facilities()]
    return form


def _likely(today: date) -> dict[str, Any]:
    return {"expires_on": today + LONGEST_LIFE, "scopes": [TokenScope.READ_DOSSIERS.value]}
