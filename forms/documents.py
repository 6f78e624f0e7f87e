"""Sharing a document: with whom first, then which file (O-1, O-2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from wtforms import BooleanField, FileField, StringField
from wtforms.validators import InputRequired, Length

from app.domain.documents.mails import MailChoice
from app.domain.documents.naming import LONGEST_NAME, ClientNaming
from app.domain.documents.sharing import LONGEST_DESCRIPTION, MOST_DAYS, MOST_RECIPIENTS, last_day_to_choose
from app.domain.documents.visibility import DocumentKind
from forms.converter import no_unseen_signs
from forms.fields import BeDateField, NationalNumberField, RadioChoiceField
from forms.versioned import HelpfulForm

ADD_ROW, SHOW_PEOPLE = "add_row", "show_people"
PARTS = ("service", "person", "email", "until")
NAMING = ("client_name", "client_first_name", "client_birth_date", "client_national_number")
FOR_WHOM = "Bij een voorziening typ je de naam, elders kies je uit de lijst."
TOO_LONG = "Dit is te lang. Kort het in."


def field_name(number: int, part: str) -> str:
    """The name of one field of one recipient, as the rules name it too."""
    return f"recipients-{number}-{part}"


def naming_fields() -> dict[str, Any]:
    """What a service without dossiers says about the client a document is about (O-1)."""
    limit = [Length(max=LONGEST_NAME, message=TOO_LONG), no_unseen_signs]
    unfilled = {"autocomplete": "off"}
    return {
        "client_name": StringField("Naam", limit, render_kw=unfilled),
        "client_first_name": StringField("Voornaam", limit, render_kw=unfilled),
        "client_birth_date": BeDateField("Geboortedatum", description="Of vul het rijksregisternummer in."),
        "client_national_number": NationalNumberField(
            "Rijksregisternummer",
            description="Of vul de geboortedatum in. Met het nummer is er geen twijfel.",
            render_kw={"autocomplete": "off", "inputmode": "numeric"},
        ),
    }


def typed_naming(form: Any) -> ClientNaming | None:
    """The client that was typed in such a form; None where the form asks for none, or nothing was typed."""
    if NAMING[0] not in form:
        return None
    name, first_name, born, number = (form[field].data for field in NAMING)
    naming = ClientNaming(name or "", first_name or "", born, number)
    return None if naming.is_empty else naming


def recipients_form(rows: int, *, today: date, names_client: bool = False, **options: Any) -> HelpfulForm:
    """A form with this many recipients, each with the last day that can be chosen; on request with a client (O-1)."""
    fields: dict[str, Any] = {"rows": rows, **(naming_fields() if names_client else {})}
    for number in range(rows):
        listed = {"list": "services", "autocomplete": "off", "data-service": str(number)}
        people = {"list": f"people-{number}", "autocomplete": "off", "data-person": str(number)}
        limit = [Length(max=200, message=TOO_LONG), no_unseen_signs]
        fields |= {
            field_name(number, "service"): StringField(
                "Dienst", limit, render_kw=listed, description="Typ een deel van de naam en kies uit de lijst."
            ),
            field_name(number, "person"): StringField("Voor wie", limit, render_kw=people, description=FOR_WHOM),
            field_name(number, "email"): StringField(
                "E-mailadres",
                [Length(max=320, message=TOO_LONG), no_unseen_signs],
                render_kw={"autocomplete": "off"},
                description="Van wie Binc kent, wordt het vanzelf ingevuld.",
            ),
            field_name(number, "until"): BeDateField(
                "Delen tot en met", default=last_day_to_choose(today), description=f"Hoogstens {MOST_DAYS} dagen."
            ),
        }
    return type("RecipientsForm", (HelpfulForm,), fields)(**options)  # type: ignore[no-any-return]


def rows_in(posted: Mapping[str, str]) -> int:
    """How many recipients were posted, at least one and at most as many as can be."""
    numbers = [number for number in range(MOST_RECIPIENTS) if field_name(number, "service") in posted]
    return max([number + 1 for number in numbers], default=1)


class SharedFileForm(HelpfulForm):
    """A file with what it is, and for whose eyes (O-1, O-3)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "confidential": (
            "Je collega's zien dan niet dat je dit deelde, en kunnen het niet openen. Bij wie het krijgt, verandert er "
            "niets: iedereen van die voorziening of dienst ziet het."
        ),
        "personal": (
            "Alleen de persoon voor wie het bedoeld is, kan het openen. Die staat op de lijst die de voorziening zelf "
            "bijhoudt. Ook je collega's zien het dan niet."
        ),
    }

    file = FileField("Bestand", description="Hoogstens 10 MB: een pdf, een Office-document, tekst of een afbeelding.")
    description = StringField(
        "Korte beschrijving",
        [Length(max=LONGEST_DESCRIPTION, message=f"Houd de beschrijving bij {LONGEST_DESCRIPTION} tekens.")],
        description=f"Mag leeg blijven. Hoogstens {LONGEST_DESCRIPTION} tekens.",
        render_kw={"maxlength": LONGEST_DESCRIPTION, "autocomplete": "off"},
    )


class GeneralFileForm(SharedFileForm):
    """A file that is about no dossier: it can be confidential (O-3)."""

    confidential = BooleanField("Vertrouwelijk: mijn collega's zien dit niet")


class AgencyFileForm(GeneralFileForm):
    """A file of Voorzieningenbeleid: it can be personal as well (O-3, O-5)."""

    personal = BooleanField("Persoonlijk document voor de ontvanger")


def chosen_kind(form: SharedFileForm, *, from_dossier: bool) -> DocumentKind:
    """How the file is shared; what is personal is confidential anyhow (O-3)."""
    if from_dossier:
        return DocumentKind.CLIENT_BOUND
    if "personal" in form and form["personal"].data:
        return DocumentKind.PERSONAL
    is_confidential = "confidential" in form and form["confidential"].data
    return DocumentKind.CONFIDENTIAL if is_confidential else DocumentKind.GENERAL


class PersonalReaderForm(HelpfulForm):
    """Whom to put on the list for personal documents (O-5)."""

    national_number = NationalNumberField(
        "Rijksregisternummer",
        [InputRequired("Vul het rijksregisternummer in van de collega die persoonlijke documenten mag krijgen.")],
        description="Elf cijfers, met of zonder punten.",
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class MailChoiceForm(HelpfulForm):
    """How one hears of shared documents by mail (O-4)."""

    mails = RadioChoiceField(
        "Hoe wil je het weten als iemand iets met je deelt?",
        [InputRequired("Kies een van de twee.")],
        choices=[
            (
                MailChoice.EACH.value,
                "Met een mail per document",
                {"data-detail": "Meteen. Opent niemand het, dan komt er een herinnering voor de laatste dag."},
            ),
            (
                MailChoice.DAILY.value,
                "Met één mail per dag",
                {"data-detail": "Elke ochtend waarop er iets nieuws is of iets bijna verdwijnt: hoeveel er wachten."},
            ),
        ],
    )
