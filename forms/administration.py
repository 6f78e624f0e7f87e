"""The forms of the admin that stand for no single table."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length, Optional, Regexp, ValidationError

from forms.converter import ColumnChoiceField, ColumnTextField, no_unseen_signs, text_or_none
from forms.fields import BeDateField, NationalNumberField
from forms.sign_in import PASSWORD_RULES, SHORTEST_PASSWORD
from forms.versioned import VersionedForm


def user_name_field() -> StringField:
    """The name with which somebody signs in."""
    allowed = Regexp(
        r"^[A-Za-z0-9._@-]{3,64}$", message="Gebruik 3 tot 64 letters, cijfers of . _ - @, zonder spaties."
    )
    return ColumnTextField(
        "Gebruikersnaam", [InputRequired("Vul een gebruikersnaam in."), allowed], filters=[text_or_none]
    )


def email_field() -> StringField:
    """Where a person gets mail."""
    rules = [InputRequired("Vul het e-mailadres in."), Email("Dit is geen e-mailadres. Kijk het na."), Length(max=320)]
    return ColumnTextField("E-mail", rules, filters=[text_or_none])


def own_number_field() -> NationalNumberField:
    """The national number of a person who works with the product, asked for the list of O-5 only."""
    hint = "Mag leeg blijven. Nodig om de persoon op de lijst voor persoonlijke documenten te zetten."
    return NationalNumberField("Rijksregisternummer", [Optional()], description=hint, render_kw={"autocomplete": "off"})


def first_password_field() -> PasswordField:
    """The password that an admin gives a new person."""
    hint = f"Minstens {SHORTEST_PASSWORD} tekens. Geef het zelf door, en vraag om het meteen te wijzigen."
    return PasswordField("Eerste wachtwoord", list(PASSWORD_RULES), description=hint)


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password for somebody who lost theirs."""

    fresh = PasswordField("Nieuw wachtwoord", list(PASSWORD_RULES))
    again = PasswordField(
        "Nieuw wachtwoord, nog eens",
        [EqualTo("fresh", "De twee wachtwoorden zijn niet gelijk. Typ ze opnieuw.")],
    )


class RoleForm(VersionedForm):
    """Carries what the admin saw of a role; the ticks themselves are drawn per page."""


class AuditForm(FlaskForm):  # type: ignore[misc]
    """What to look for in the record of who did what (A-5)."""

    person = StringField("Gebruikersnaam", [Optional(), Length(max=150), no_unseen_signs], filters=[text_or_none])
    facility = ColumnChoiceField("Voorziening", choices=[])
    action = ColumnChoiceField("Wat", choices=[])
    day = BeDateField("Dag", [Optional()])


class ConsultationForm(FlaskForm):  # type: ignore[misc]
    """What to look for among the questions to the national register (C-1, A-5)."""

    person = StringField("Gebruikersnaam", [Optional(), Length(max=150), no_unseen_signs], filters=[text_or_none])
    facility = ColumnChoiceField("Voorziening", choices=[])
    reason = ColumnChoiceField("Reden", choices=[])
    national_number = NationalNumberField(
        "Rijksregisternummer", [Optional()], description="Wie is opgezocht.", render_kw={"autocomplete": "off"}
    )
    begin = BeDateField("Vanaf", [Optional()])
    end = BeDateField("Tot en met", [Optional()])

    def validate_end(self, field: BeDateField) -> None:
        """The period has a day."""
        if field.data and self.begin.data and field.data < self.begin.data:
            raise ValidationError("De laatste dag ligt voor de eerste. Kijk beide na.")
