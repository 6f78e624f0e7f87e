"""The forms of signing in and of one's own password."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from forms.converter import no_unseen_signs

SHORTEST_PASSWORD = 12
PASSWORD_RULES = (
    InputRequired("Kies een wachtwoord."),
    Length(min=SHORTEST_PASSWORD, max=200, message=f"Kies een wachtwoord van minstens {SHORTEST_PASSWORD} tekens."),
)


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Who are you?"""

    username = StringField(
        "Gebruikersnaam",
        validators=[InputRequired("Vul je gebruikersnaam in."), Length(max=150), no_unseen_signs],
    )
    password = PasswordField("Wachtwoord", validators=[InputRequired("Vul je wachtwoord in."), Length(max=200)])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, with the present one as proof."""

    present = PasswordField("Je huidige wachtwoord", validators=[InputRequired("Vul je huidige wachtwoord in.")])
    fresh = PasswordField(
        "Nieuw wachtwoord",
        description=f"Minstens {SHORTEST_PASSWORD} tekens. Een zin onthoud je makkelijker dan een woord.",
        validators=PASSWORD_RULES,
    )
    again = PasswordField(
        "Nieuw wachtwoord, nog eens",
        validators=[EqualTo("fresh", "De twee nieuwe wachtwoorden zijn niet gelijk. Typ ze opnieuw.")],
    )
