"""The form of the search: at least one term, each understood before it is looked for (D-3)."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import Length, ValidationError

from app.domain.dossiers import DossierCode
from app.domain.faults import DomainError
from app.queries.search import EQUALS, RUNNING_NUMBER, STARTS, SearchTerms
from forms.fields import BeDateField, ChoiceField, NationalNumberField, RadioChoiceField, WholeNumberField, year_field

FITS = Length(max=100, message="Gebruik hoogstens 100 tekens.")
NO_TERM = "Vul minstens één zoekterm in."


def trimmed(text: Any) -> Any:
    """What was typed without the spaces around it and without characters that no text has; nothing for an empty box."""
    return (text.replace("\0", "").strip() or None) if isinstance(text, str) else text


class SearchForm(FlaskForm):  # type: ignore[misc]
    """Which dossier are you looking for?"""

    name = StringField("Naam", validators=[FITS], filters=[trimmed])
    name_match = RadioChoiceField(
        "De naam", choices=[(STARTS, "begint met wat je typt"), (EQUALS, "is precies wat je typt")], default=STARTS
    )
    first_name = StringField("Voornaam", validators=[FITS], filters=[trimmed])
    call_name = StringField("Roepnaam", validators=[FITS], filters=[trimmed])
    birth_date = BeDateField("Geboortedatum")
    birth_year_from = year_field("Geboren vanaf het jaar")
    birth_year_until = year_field("Geboren tot en met het jaar")
    birth_country = ChoiceField("Geboorteland", filters=[trimmed])
    national_number = NationalNumberField("Rijksregister- of BIS-nummer")
    client_number = WholeNumberField("Cliëntnummer", 1, 10**12 - 1, "Een cliëntnummer bestaat alleen uit cijfers.")
    dossier_code = StringField(
        "Dossiernummer", validators=[FITS], filters=[trimmed], description="BNC_… of alleen het volgnummer."
    )
    own_reference = StringField(
        "Eigen referentie", validators=[FITS], filters=[trimmed], description="Het begin volstaat."
    )

    def offer_countries(self, names: dict[str, str]) -> None:
        """Puts the countries into their list, by name."""
        self.birth_country.choices = [("", "Maakt niet uit"), *sorted(names.items(), key=lambda each: each[1])]

    def validate_dossier_code(self, field: StringField) -> None:
        """A whole code, or the running number (D-1)."""
        if field.data and not RUNNING_NUMBER.fullmatch(field.data):
            try:
                DossierCode.parse(field.data)
            except DomainError as error:
                raise ValidationError(" ".join(error.messages)) from error

    def validate_birth_year_until(self, field: IntegerField) -> None:
        """The range of years must not run backwards."""
        first = self.birth_year_from.data
        if field.data and first and field.data < first:
            raise ValidationError("Dit jaar ligt voor het eerste. Draai ze om.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Every term on its own, and at least one of them (D-3)."""
        if not super().validate(extra_validators):
            return False
        if self.terms().is_empty:
            self.form_errors.append(NO_TERM)
            return False
        return True

    def terms(self) -> SearchTerms:
        """What to look for."""
        return SearchTerms(
            name=self.name.data,
            name_match=self.name_match.data or STARTS,
            first_name=self.first_name.data,
            call_name=self.call_name.data,
            national_number=self.national_number.data,
            birth_date=self.birth_date.data,
            birth_year_from=self.birth_year_from.data,
            birth_year_until=self.birth_year_until.data,
            birth_country=self.birth_country.data,
            client_number=self.client_number.data,
            own_reference=self.own_reference.data,
            dossier_code=self.dossier_code.data,
        )
