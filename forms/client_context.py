"""The forms around a client: a household, a person, the stay (C-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from app.database import BincSession
from app.domain.client_context import ADDRESS_FIELDS, FACILITY, FIELD_LABELS, MAIN, SHARED
from app.queries.answers import answer_options
from app.services.client_context.history import household_name
from app.services.client_context.persons import NO_SUCH_HOUSEHOLD
from forms.clients import EMAIL_FAULT
from forms.fields import NOT_CHOSEN, BeDateField, ChecklistField, ChoiceField
from forms.search import trimmed
from forms.versioned import VersionedForm
from models.client_context import ContextHousehold, ContextPerson, ContextSituation

KNOWN_PLACES = "known-places"
LONGEST_NOTE = 2000


def _text(name: str, longest: int, **options: Any) -> StringField:
    fits = Length(max=longest, message=f"Gebruik hoogstens {longest} tekens.")
    return StringField(FIELD_LABELS[name], validators=[fits], filters=[trimmed], **options)


def _note() -> TextAreaField:
    fits = Length(max=LONGEST_NOTE, message=f"Gebruik hoogstens {LONGEST_NOTE} tekens.")
    return TextAreaField(FIELD_LABELS["note"], validators=[fits], filters=[trimmed])


class HouseholdChoice(ChoiceField):
    """One of the households of a client; one that was removed meanwhile has its own message (D-11)."""

    def pre_validate(self, form: Any) -> None:
        """Refuses a household that is not there."""
        if self.data and self.data not in {str(value) for value, *_ in self.iter_choices()}:
            raise ValidationError(NO_SUCH_HOUSEHOLD)


class HouseholdForm(VersionedForm):
    """A home or a facility, with its address."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "name": "Een huis mag je een naam geven waaraan iedereen het herkent, zoals ‘Bij mama’. Het hoeft niet.",
        "street": "Ken je het adres niet, laat het dan leeg en geef het huis een naam.",
        "house_number": "Met bus, als die er is.",
        "postcode": "Vier cijfers in België.",
        "municipality": "De gemeente van dit adres.",
        "country": "Laat dit leeg voor België.",
        "phone": "Een vaste lijn of het nummer van de leefgroep. Nummers van personen horen bij de persoon.",
    }

    name = _text("name", 200)
    street = _text("street", 200)
    house_number = _text("house_number", 20)
    postcode = _text("postcode", 10)
    municipality = _text("municipality", 120)
    country = ChoiceField(FIELD_LABELS["country"])
    phone = _text("phone", 60)

    def values(self) -> dict[str, Any]:
        """The answers by column name; what was left empty is None."""
        return {name: self[name].data or None for name in ("name", *ADDRESS_FIELDS, "phone")}


class PersonForm(VersionedForm):
    """Somebody around the client."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "relation": "Wie deze persoon is voor de jongere. Staat het er niet bij, kies dan ‘Andere’ en schrijf het op.",
        "relation_other": "Bijvoorbeeld: buurvrouw, leerkracht, huisarts, bewindvoerder. Alleen bij ‘Andere’.",
        "first_name": "Laat leeg wat je niet weet.",
        "name": "De familienaam. Laat leeg wat je niet weet.",
        "birth_date": "Laat dit leeg als je de dag niet kent.",
        "sex": "Laat dit leeg als je het niet zeker weet.",
        "household_id": "In welk huis deze persoon woont. Een leerkracht of een arts hoort bij de andere betrokkenen.",
        "carer": "Wie mee instaat voor de opvoeding en mee beslist over de hulp. Dat kunnen er meer zijn.",
        "contact_ban": "Vink dit aan als de rechter of een dienst contact verbiedt. Zet bij Opmerking wat precies.",
        "deceased": "Een overleden ouder of broer blijft deel van het verhaal: verwijder die persoon niet.",
        "deceased_on": "Alleen als je de dag kent.",
        "organisation": "De school, de praktijk of de dienst waar deze persoon werkt, of de functie.",
        "phone": "Het nummer waarop je deze persoon bereikt.",
        "email": "Het adres waarop je deze persoon bereikt.",
        "note": "Alle voorzieningen die de jongere kennen, lezen dit. Schrijf alleen wat zij moeten weten.",
    }

    relation = ChoiceField(
        FIELD_LABELS["relation"], validators=[InputRequired("Kies wie deze persoon is voor de jongere.")]
    )
    relation_other = _text("relation_other", 120)
    first_name = _text("first_name", 120)
    name = _text("name", 120)
    birth_date = BeDateField(FIELD_LABELS["birth_date"])
    sex = ChoiceField(FIELD_LABELS["sex"])
    household_id = HouseholdChoice(FIELD_LABELS["household_id"])
    carer = BooleanField(FIELD_LABELS["carer"])
    contact_ban = BooleanField(FIELD_LABELS["contact_ban"])
    deceased = BooleanField(FIELD_LABELS["deceased"])
    deceased_on = BeDateField(FIELD_LABELS["deceased_on"])
    organisation = _text("organisation", 200)
    phone = _text("phone", 60)
    email = StringField(
        FIELD_LABELS["email"], validators=[Optional(), Length(max=200), Email(EMAIL_FAULT)], filters=[trimmed]
    )
    note = _note()

    def values(self) -> dict[str, Any]:
        """The answers by column name; a question that is locked is left out."""
        return {field.short_name: _answer(field) for field in self if field.short_name in self.help_texts}


class SituationForm(VersionedForm):
    """How and where the client stays, and which service accompanies."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "stay_situation": "Met wie de jongere nu samenleeft.",
        "main_household": "Waar de jongere het grootste deel van de tijd is, meestal het officiële adres.",
        "shared_households": "Bij gedeeld verblijf: de huizen waar de jongere ook op vaste momenten is.",
        "service": "De dienst die het gezin begeleidt. Kies een bekende dienst of schrijf zelf de naam.",
        "service_contact": "Wie je daar aanspreekt.",
        "service_phone": "Het nummer waarop je de dienst bereikt.",
        "note": "Bijvoorbeeld: om de week bij vader. Alle voorzieningen die de jongere kennen, lezen dit.",
    }

    stay_situation = ChoiceField(FIELD_LABELS["stay_situation"])
    main_household = HouseholdChoice(FIELD_LABELS["main_household"])
    shared_households = ChecklistField(FIELD_LABELS["shared_households"])
    service = _text("service", 200, render_kw={"list": KNOWN_PLACES, "autocomplete": "off"})
    service_contact = _text("service_contact", 200)
    service_phone = _text("service_phone", 60)
    note = _note()

    def values(self) -> dict[str, Any]:
        """The answers by column name; what was left empty is None."""
        names = ("stay_situation", "service", "service_contact", "service_phone", "note")
        return {name: self[name].data or None for name in names}

    @property
    def main(self) -> int | None:
        """The id of the main household."""
        return int(self.main_household.data) if self.main_household.data else None

    @property
    def shared(self) -> frozenset[int]:
        """The ids of the households where the client stays as well."""
        return frozenset(int(value) for value in self.shared_households.data or ())


def household_form(
    session: BincSession, kind: str, stored: ContextHousehold | None = None, formdata: Any = None
) -> HouseholdForm:
    """The form of a household: as posted, else as stored, else empty."""
    form = HouseholdForm(formdata=formdata, obj=stored if formdata is None else None)
    kept = [stored.country] if stored and stored.country else []
    form.country.choices = [("", "België"), *_without_belgium(answer_options(session, "country", keep=kept))]
    if kind == FACILITY:
        form.name.label.text = "Naam van de voorziening"
        form.name.description = "Kies een bekende voorziening of dienst, of schrijf zelf de naam."
        form.name.render_kw = {"list": KNOWN_PLACES, "autocomplete": "off"}
    else:
        form.name.label.text = "Naam van dit huis"
    return form


def person_form(
    session: BincSession,
    households: Sequence[ContextHousehold],
    stored: ContextPerson | None = None,
    formdata: Any = None,
    household_id: int | None = None,
) -> PersonForm:
    """The form of a person: as posted, else as stored; what the register said is not asked (C-3)."""
    data = {"household_id": str(household_id)} if household_id and formdata is None and stored is None else None
    form = PersonForm(formdata=formdata, obj=stored if formdata is None else None, data=data)
    for name in stored.register_fields if stored else ():
        # Somebody who typed an answer while a colleague looked the person up finds it back, with the reason.
        if name in form and not (formdata or {}).get(name):
            del form[name]
    kept = [stored.relation] if stored else []
    form.relation.choices = [NOT_CHOSEN, *answer_options(session, "relation", keep=kept)]
    form.household_id.choices = [("", "Geen van deze huizen: andere betrokkene"), *_named(households)]
    if "sex" in form:
        form.sex.choices = [NOT_CHOSEN, *answer_options(session, "sex", keep=kept)]
    return form


def situation_form(
    session: BincSession,
    households: Sequence[ContextHousehold],
    stored: ContextSituation | None = None,
    formdata: Any = None,
) -> SituationForm:
    """The form of the stay: as posted, else as stored."""
    main = [str(one.id) for one in households if one.stay == MAIN]
    shared = [str(one.id) for one in households if one.stay == SHARED]
    data = {"main_household": main[0] if main else "", "shared_households": [*shared, *main[1:]]}
    form = SituationForm(formdata=formdata, obj=stored, data=data) if formdata is None else SituationForm(formdata)
    kept = [stored.stay_situation] if stored and stored.stay_situation else []
    form.stay_situation.choices = [NOT_CHOSEN, *answer_options(session, "stay_situation", keep=kept)]
    form.main_household.choices = [NOT_CHOSEN, *_named(households)]
    form.shared_households.choices = _named(households)
    return form


def _named(households: Sequence[ContextHousehold]) -> list[tuple[str, str]]:
    return [(str(one.id), household_name(one)) for one in households]


def _without_belgium(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, label) for code, label in options if code != "BE"]


def _answer(field: Any) -> Any:
    if isinstance(field, BooleanField):
        return bool(field.data)
    if isinstance(field, HouseholdChoice):
        return int(field.data) if field.data else None
    return field.data or None
