"""The forms around a client: looking somebody up in the national register, and completing what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional

from app.database import BincSession
from app.domain.clients import NO_FIRST_NAME, NO_NAME, mother_first_name, unborn_first_name
from app.queries.answers import answer_options
from app.services.clients import FREE_FIELDS, REGISTER_FIELDS, PersonSearch, unasked_fields
from forms.fields import (
    NOT_CHOSEN,
    BeDateField,
    ChoiceField,
    NationalNumberField,
    RadioChoiceField,
    WholeNumberField,
    YesNoField,
    year_field,
)
from forms.versioned import HelpfulForm, VersionedForm
from models.client import Client

EMAIL_FAULT = "Dit lijkt geen e-mailadres. Kijk het na, of laat het leeg."
# What nobody knows of a child before it is born (C-4, H3.2).
KNOWN_AT_BIRTH = (
    "birth_date",
    "presumed_birth_year",
    "sex",
    "birth_place",
    "birth_country",
    "unaccompanied_minor",
    "call_name",
)
LISTS = {
    "nationality": "country",
    "country_of_origin": "country",
    "birth_country": "country",
    "country": "country",
    "residence_status": "residence_status",
    "language": "language",
}


class NumberSearchForm(HelpfulForm):
    """Looking somebody up by national number: the surest way (C-1)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "national_number": (
            "Het staat op de achterkant van de identiteitskaart of Kids-ID, en op de ISI+-kaart. Een kind zonder "
            "rijksregisternummer heeft meestal een BIS-nummer; is ook dat er niet, vraag het dan aan bij de "
            "Kruispuntbank van de Sociale Zekerheid."
        )
    }

    national_number = NationalNumberField(
        "Rijksregisternummer of BIS-nummer",
        validators=[InputRequired("Vul het rijksregisternummer of het BIS-nummer in.")],
        description="11 cijfers. Punten, streepjes en spaties mag je gewoon mee typen.",
    )


class PersonSearchForm(HelpfulForm):
    """Looking somebody up by name and birth, where the number is not at hand (C-1, H3.1)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "name": "De familienaam zoals ze op de identiteitskaart staat, zonder voornaam.",
        "birth_date": "Ken je de dag niet? Laat dit dan leeg en vul het geboortejaar in.",
        "birth_year": "Van sommige mensen kent ook het rijksregister de dag niet. Zoek hen op met het jaar.",
        "first_name": "Het begin volstaat: met ‘Jo’ vind je ook Joke en Johan.",
        "sex": "Kies dit alleen als je te veel personen vindt.",
    }

    name = StringField(
        "Familienaam",
        validators=[InputRequired("Vul de familienaam in."), Length(max=120)],
        description="Hoofdletters en accenten maken niet uit.",
    )
    birth_date = BeDateField("Geboortedatum", description="Of minstens het geboortejaar.")
    birth_year = year_field("Geboortejaar", description="Als je de dag niet kent.")
    first_name = StringField("Voornaam", validators=[Length(max=120)], description="Niet verplicht.")
    sex = RadioChoiceField(
        "Geslacht",
        choices=[("", "Maakt niet uit"), ("F", "Vrouw"), ("M", "Man")],
        default="",
        description="Niet verplicht.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Asks for a birth date or at least a birth year (C-1)."""
        right = super().validate(extra_validators)
        if self.birth_date.errors or self.birth_year.errors or self.birth_date.data or self.birth_year.data:
            return right
        self.birth_date.errors = ["Vul de geboortedatum in, of minstens het geboortejaar."]
        return False

    def search(self) -> PersonSearch:
        """What is known of the person."""
        year = None if self.birth_date.data else self.birth_year.data
        first_name = (self.first_name.data or "").strip() or None
        return PersonSearch(self.name.data.strip(), self.birth_date.data, year, first_name, self.sex.data or None)


class ClientForm(VersionedForm):
    """What staff complete about a client; register data that are known are not asked (C-3, H3.3)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "nationality": "De nationaliteit nu. Kent iemand er meer, kies dan de Belgische als die erbij is.",
        "residence_status": "Op welke grond iemand in België verblijft. Voor wie Belg is: Belg.",
        "country_of_origin": (
            "Had of heeft minstens één ouder, of hebben twee grootouders, een andere nationaliteit dan de Belgische? "
            "Kies dan dat land. Zijn er verschillende, neem dan dat van de moeder of de grootmoeder. In alle andere "
            "gevallen is het België."
        ),
        "language": "De taal waarin jullie met de jongere werken, ook als die thuis een andere taal spreekt.",
        "unaccompanied_minor": (
            "Ja voor een niet-begeleide minderjarige vreemdeling die de dienst Voogdij zo identificeerde, en voor een "
            "niet-begeleide Europese minderjarige in een kwetsbare toestand."
        ),
        "call_name": "De naam waarmee iedereen de jongere aanspreekt. Je kunt er ook op zoeken.",
        "phone": "Van de jongere zelf, niet van de ouders.",
        "email": "Van de jongere zelf, niet van de ouders.",
        "address_unknown": "Vink dit aan als de jongere geen adres heeft of als niemand het kent.",
        "birth_date": "Het rijksregister kent de dag niet. Vul ze alleen in als je ze zeker weet.",
        "presumed_birth_year": "Schat het jaar. Voor leeftijdsgrenzen telt dan 31 december van dat jaar.",
        "sex": "Het rijksregister kent dit niet. Laat het leeg als je het niet zeker weet.",
        "birth_place": "Het rijksregister kent dit niet. Vul het aan als je het weet.",
        "birth_country": "Het rijksregister kent dit niet. Vul het aan als je het weet.",
        "street": "Het rijksregister kent geen adres. Vul aan wat je weet.",
        "house_number": "Met bus, als die er is.",
        "postcode": "Vier cijfers in België.",
        "municipality": "De gemeente waar de jongere verblijft.",
        "country": "Het land van dit adres.",
    }

    nationality = ChoiceField("Nationaliteit", validators=[InputRequired("Kies de nationaliteit.")])
    residence_status = ChoiceField("Verblijfsstatuut", validators=[InputRequired("Kies het verblijfsstatuut.")])
    country_of_origin = ChoiceField(
        "Land van origine", validators=[InputRequired("Kies het land van origine, of klik op België.")]
    )
    language = ChoiceField("Taal van de hulp")
    unaccompanied_minor = YesNoField("Niet-begeleide minderjarige?")
    call_name = StringField("Roepnaam", validators=[Length(max=120)])
    phone = StringField("Telefoon", validators=[Length(max=60, message="Gebruik hoogstens 60 tekens.")])
    email = StringField("E-mail", validators=[Optional(), Length(max=200), Email(EMAIL_FAULT)])
    birth_date = BeDateField("Geboortedatum")
    presumed_birth_year = year_field("Vermoedelijk geboortejaar", description="Als niemand de dag kent.")
    sex = RadioChoiceField("Geslacht", choices=[("F", "Vrouw"), ("M", "Man")])
    birth_place = StringField("Geboorteplaats", validators=[Length(max=120)])
    birth_country = ChoiceField("Geboorteland")
    street = StringField("Straat", validators=[Length(max=200)])
    house_number = StringField("Huisnummer", validators=[Length(max=20)])
    postcode = StringField("Postcode", validators=[Length(max=10)])
    municipality = StringField("Gemeente", validators=[Length(max=120)])
    country = ChoiceField("Land")
    address_unknown = BooleanField("Het adres is niet bekend")

    def values(self) -> dict[str, Any]:
        """The answers by column name; what was left empty is None."""
        return {
            field.short_name: _value(field) for field in self if field.short_name in {*FREE_FIELDS, *REGISTER_FIELDS}
        }


class UnbornForm(ClientForm):
    """What is asked about a child that is still to be born: nothing that only a birth tells (C-4, H3.2)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        **ClientForm.help_texts,
        "mother_name": "De familienaam van de moeder. Onder die naam vind je het kind terug.",
        "mother_first_name": "Achter deze voornaam zet Binc ‘(ongeboren kind)’, zodat iedereen ziet om wie het gaat.",
        "nationality": "De nationaliteit die het kind zal krijgen, of anders die van de moeder.",
        "residence_status": "Op welke grond de moeder in België verblijft.",
        "language": "De taal waarin jullie met de ouders werken.",
        "phone": "Van de moeder of het gezin. Na de geboorte kun je het wijzigen.",
        "email": "Van de moeder of het gezin. Na de geboorte kun je het wijzigen.",
        "street": "Waar de moeder woont. Na de koppeling komt het adres uit het rijksregister.",
        "municipality": "De gemeente waar de moeder verblijft.",
        "address_unknown": "Vink dit aan als de moeder geen adres heeft of als niemand het kent.",
    }

    mother_name = StringField("Familienaam van de moeder", validators=[InputRequired(NO_NAME), Length(max=120)])
    mother_first_name = StringField(
        "Voornaam van de moeder",
        validators=[InputRequired(NO_FIRST_NAME), Length(max=100, message="Hoogstens 100 tekens.")],
    )

    def values(self) -> dict[str, Any]:
        """The answers by column name; the child is called after its mother."""
        first_name = unborn_first_name((self.mother_first_name.data or "").strip())
        return {**super().values(), "name": (self.mother_name.data or "").strip(), "first_name": first_name}


def unborn_form(session: BincSession, formdata: Any = None, stored: Client | None = None) -> UnbornForm:
    """The form of a child that is still to be born; the stored answers unless posted (C-4)."""
    names = {}
    if formdata is None and stored is not None:
        names = {"mother_name": stored.name, "mother_first_name": mother_first_name(stored.first_name)}
    form = UnbornForm(formdata=formdata, obj=None if formdata is not None else stored, **names)
    for name in KNOWN_AT_BIRTH:
        del form[name]
    _offer_lists(session, form, stored)
    return form


def client_form(session: BincSession, client: Client, formdata: Any = None, also: Any = None) -> ClientForm:
    """The form of a client: empty lines where the register left something open; the stored answers unless posted.

    `also` is what somebody posted: a question they answered stays in the form when a colleague answered it meanwhile.
    """
    if client.unborn:
        return unborn_form(session, formdata, client)
    form = ClientForm(formdata=formdata, obj=None if formdata is not None else client)
    typed = also if formdata is None else formdata
    for name in unasked_fields(client):
        if name in form and not (typed or {}).get(name):
            del form[name]
    _offer_lists(session, form, client)
    return form


def _offer_lists(session: BincSession, form: ClientForm, stored: Client | None) -> None:
    for name, list_name in LISTS.items():
        if name in form:
            kept = getattr(stored, name) if stored else None
            form[name].choices = [NOT_CHOSEN, *answer_options(session, list_name, keep=[kept] if kept else [])]


def _value(field: Any) -> Any:
    if isinstance(field, BeDateField | WholeNumberField):
        return field.data
    if isinstance(field, YesNoField):
        return field.answer
    if isinstance(field, BooleanField):
        return bool(field.data)
    text = (field.data or "").strip()
    return text or None
