"""The form of a referral; which questions it asks follows from the organisation type (D-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.database import BincSession
from app.domain.referral import Referral
from app.domain.referral_forms import ANSWER_LISTS, CRISISMELDPUNT, FieldRule, referral_form
from app.queries.answers import answer_options
from forms.fields import NOT_CHOSEN, BeDateField, ChecklistField, ChoiceField, RadioChoiceField, YesNoField
from forms.versioned import VersionedForm
from models.facility import Facility

NONE = "none"
# When a question is asked, as the page hides it: the answer that brings it up.
ASKED_WHEN = {
    "referrer": "through_access_gate=no",
    "referrer_other": "referrer=other",
    "judicial": "referrer=crisismeldpunt",
    "waiting_functions": "waiting_list=yes",
    "ongoing_since": "ongoing=yes",
}


class ReferralForm(VersionedForm):
    """All questions that some organisation type asks about how a client came in (D-4, H4.1, G4.1)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "own_reference": (
            "Een eigen nummer of woord: het nummer van je papieren dossier, of de leefgroep of afdeling. Je kunt erop "
            "zoeken, en het staat in de ruwe data."
        ),
        "ongoing": (
            "Alleen na een fusie: dan begint het dossier hier opnieuw, met de beslissing en de schakeling die op dat "
            "moment lopen. In alle andere gevallen is het antwoord nee."
        ),
        "ongoing_since": (
            "De dag waarop het dossier in de vroegere voorziening begon. Is dat dezelfde dag als de begindatum van de "
            "lopende beslissing, dan is dit niet nodig."
        ),
        "through_access_gate": (
            "Ja als de toegangspoort de jongere aanmeldt voor minstens één niet rechtstreeks toegankelijke module, ook "
            "als er rechtstreeks toegankelijke hulp bij is. Nee als iemand anders aanmeldt; dan vraag ik wie."
        ),
        "referrer": (
            "JAC hoort bij CAW, CaH bij Jeugdhulp Opgroeien. K&G zijn alle diensten van het vroegere Kind & Gezin, "
            "behalve het VK. Ook de jeugdrechtbank staat erbij, voor rechtstreeks toegankelijke hulp."
        ),
        "referrer_other": "Kijk eerst of de aanmelder echt niet in de lijst staat.",
        "outflow_from_institution": (
            "Ja als de jongere doelgericht uit een gemeenschapsinstelling naar jullie komt. Ook als er om praktische "
            "redenen eerst een korte overbrugging was, bijvoorbeeld thuis in afwachting van een plaats."
        ),
        "specific": (
            "Time-out: de jongere krijgt al verblijf in een andere organisatie en komt bij jullie op adem; er vertrekt "
            "dan geen enkel bericht naar het Groeipakket. Kortdurend crisisverblijf: een organisatie zonder verblijf "
            "meldt aan volgens jullie convenant, of het gaat om een broer of zus van wie jullie al begeleiden. Volgt "
            "daarna gewone hulp, maak dan een nieuw dossier. Nooit samen met het crisismeldpunt als aanmelder."
        ),
        "foster_care_kind": "Netwerk: de pleegzorger kende het kind al. Bestand: jullie zochten een pleeggezin.",
        "foster_care_age_group": "Volwassenpleegzorg is voor pleeggasten; begin- en eindregistratie hoeven dan niet.",
        "judicial": "Of de crisisplaatsing gerechtelijk is.",
        "province": "De provincie van de afdeling waar de hulp loopt; tellingen per provincie gebruiken dit.",
        "referral_date": "De dag waarop de vraag bij jullie binnenkwam.",
        "waiting_list": "Staat het gezin nu op een wachtlijst voor andere hulp?",
        "waiting_functions": "Alle soorten hulp waarop het gezin wacht.",
        "learning_projects": "Je kunt er meer dan één aanvinken.",
    }

    own_reference = StringField(
        "Eigen referentie", validators=[Length(max=100, message="Gebruik hoogstens 100 tekens.")]
    )
    referral_date = BeDateField("Datum van de aanmelding")
    through_access_gate = YesNoField("Via de toegangspoort (NRTJ)?")
    referrer = ChoiceField("Aanmelder", description="Wie meldde de cliënt aan?")
    referrer_other = StringField("Welke andere aanmelder?", validators=[Length(max=200)])
    judicial = YesNoField("Gerechtelijk?", description="Alleen bij aanmelding door het crisismeldpunt.")
    outflow_from_institution = YesNoField("Uitstroom uit een gemeenschapsinstelling?", default="no")
    specific = RadioChoiceField("Specifieke aanmelding", default=NONE, description="Hoogstens één; meestal geen.")
    foster_care_kind = RadioChoiceField("Soort pleegzorg")
    foster_care_age_group = RadioChoiceField("Voor wie?")
    province = ChoiceField("Provincie van dit dossier")
    waiting_list = RadioChoiceField("Staat het gezin op een wachtlijst?")
    waiting_functions = ChecklistField("Waarop wacht het gezin?")
    learning_projects = ChecklistField("Leerprojecten")
    ongoing = YesNoField("Lopend dossier na een fusie?", default="no", description="Bijna altijd nee.")
    ongoing_since = BeDateField("Startdatum van het lopende dossier")

    def validate(self, extra_validators: Any = None) -> bool:
        """Asks the start date exactly where the dossier is an ongoing one (D-4)."""
        right = super().validate(extra_validators)
        if "ongoing" not in self or self.ongoing_since.errors:
            return right
        fault = _fault_of_ongoing(self.ongoing.answer, self.ongoing_since.data is not None)
        self.ongoing_since.errors = [*self.ongoing_since.errors, *fault]
        return right and not fault

    def referral(self) -> Referral:
        """What was answered, as the rules see it."""
        return Referral(**{field.name: _answer(self[field.name]) for field in fields(Referral) if field.name in self})


def make_referral_form(
    session: BincSession, facility: Facility, stored: Referral | None = None, formdata: Any = None
) -> ReferralForm:
    """The questions this facility asks: as posted, else as stored, else empty (D-4)."""
    rules = {rule.field: rule for rule in referral_form(facility.organisation_type, facility.several_provinces)}
    form = ReferralForm(formdata=formdata, data=_stored(stored) if formdata is None and stored else None)
    asked = {*rules, "version", "seen", "csrf_token", *(["ongoing"] if "ongoing_since" in rules else [])}
    for name in [field.short_name for field in form if field.short_name not in asked]:
        del form[name]
    for name, rule in rules.items():
        _prepare(session, form[name], rule, stored)
    return form


def asked_when(form: ReferralForm, name: str) -> str | None:
    """The answer that brings up a question, or None for one that is always asked."""
    condition = ASKED_WHEN.get(name)
    return condition if condition and condition.split("=")[0] in form else None


def _prepare(session: BincSession, field: Any, rule: FieldRule, stored: Referral | None) -> None:
    given = getattr(stored, rule.field, None) if stored else None
    keep = given if isinstance(given, tuple) else [given] if given else []
    if rule.field in ANSWER_LISTS:
        options = answer_options(session, ANSWER_LISTS[rule.field], keep=keep)
        allowed = set(rule.options) | set(keep)
        listed = [one for one in options if not rule.options or one[0] in allowed]
        field.choices = [*_first_choice(field), *listed]
    if rule.fixed:
        field.choices = [choice for choice in field.choices if choice[0] == CRISISMELDPUNT]
        field.data = rule.fixed
        field.description = "Voor crisishulp aan huis is dit altijd het crisismeldpunt."
    if rule.required and rule.field not in ASKED_WHEN and not rule.fixed:
        field.validators = [InputRequired(rule.missing), *field.validators]
    if rule.required:
        field.flags.required = True


def _first_choice(field: Any) -> list[tuple[str, str]]:
    if field.short_name == "specific":
        return [(NONE, "Geen: een gewone aanmelding")]
    return [NOT_CHOSEN] if isinstance(field, ChoiceField) else []


def _answer(field: Any) -> Any:
    if isinstance(field, YesNoField):
        return field.answer
    if isinstance(field, ChecklistField):
        return tuple(field.data or ())
    if isinstance(field, BeDateField):
        return field.data
    text = (field.data or "").strip()
    return None if text in ("", NONE) else text


def _stored(referral: Referral) -> dict[str, Any]:
    values = {field.name: getattr(referral, field.name) for field in fields(Referral)}
    shown = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return {**shown, "specific": referral.specific or NONE, "ongoing": referral.ongoing_since is not None}


def _fault_of_ongoing(ongoing: bool | None, has_date: bool) -> list[str]:
    if ongoing and not has_date:
        return ["Vul de datum in waarop het lopende dossier begon."]
    if has_date and not ongoing:
        return ["Je vulde een startdatum in, maar antwoordde dat het geen lopend dossier is. Kies ja of wis de datum."]
    return []
