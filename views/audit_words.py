"""The record of who did what, in the words of the people who read it (A-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms.fields.core import UnboundField

from app.domain.activities import FIELD_LABELS
from app.domain.client_context import FIELD_LABELS as CONTEXT_LABELS
from forms.clients import ClientForm
from views.administration.roles import DEEDS

ACTIONS = {
    "read": "bekeken",
    "create": "toegevoegd",
    "change": "gewijzigd",
    "delete": "verwijderd",
    "open": "geopend voor de voorziening",
    "look up": "opgezocht",
    "link": "gekoppeld aan het rijksregister",
    "merge": "samengevoegd",
    "import": "ingelezen uit een bestand",
    "export": "uitgevoerd naar een bestand",
    "sign_in": "aangemeld",
    "sign_out": "afgemeld",
    "sign_in_refused": "aanmelding geweigerd",
    "choose_seat": "plaats gekozen",
    "change_password": "wachtwoord gewijzigd",
    "forbidden": "toegang geweigerd",
    "not_found": "niet gevonden",
}
SUBJECTS = {
    "account": "gebruiker",
    "answer": "antwoord",
    "approved_module": "goedgekeurde module",
    "audit_entry": "het logboek",
    "capacity_question": "vraag over capaciteit",
    "capacity_row": "capaciteit",
    "client": "cliënt",
    "context_household": "huis rond een cliënt",
    "context_person": "persoon rond een cliënt",
    "context_situation": "verblijf van een cliënt",
    "dashboard": "dashboard met cijfers",
    "decision": "jeugdhulpbeslissing",
    "deployment": "inzet van modules",
    "document": "gedeeld document",
    "document_naming": "cliënt over wie een document gaat",
    "document_recipient": "ontvanger van een document",
    "dossier": "dossier",
    "draft": "eigen concept",
    "facility": "voorziening",
    "national_register": "het rijksregister",
    "occupancy": "bezetting",
    "occupancy_rule": "rekenregel",
    "outbox_message": "bericht",
    "page": "pagina",
    "personal_document_reader": "lijst voor persoonlijke documenten",
    "processed_year": "verwerkt jaar",
    "quarter_statement": "kwartaalstaat",
    "raw_closed": "ruwe data (afgesloten dossiers)",
    "raw_started": "ruwe data (opgestarte dossiers)",
    "referral": "aanmelding",
    "registration": "registratie",
    "reopening_request": "aanvraag om te heropenen",
    "report": "rapport",
    "report_file": "bestand van een rapport",
    "report_request": "aanvraag van rapporten",
    "role": "rol",
    "schakeling": "schakeling",
    "seat": "plaats",
    "service": "dienst",
    "statement_request": "vraag om een kwartaal te heropenen",
    "type_module": "typemodule",
    "utilisation": "benuttingsgraad",
    "utilisation_total": "benutting",
    "year_processing": "verwerking van een jaar",
}
# Fields that no form shows under a name of its own; what is only kept for speed has no words.
OTHER_FIELDS: Mapping[str, str] = {
    "actor_id": "Door",
    "actor_name": "Door",
    "added_at": "Toegevoegd op",
    "added_by_name": "Toegevoegd door",
    "address": "Adres",
    "answer": "Antwoord",
    "answered_at": "Beantwoord op",
    "answered_by": "Beantwoord door",
    "answered_by_name": "Beantwoord door",
    "answers": "Antwoorden",
    "asked_at": "Gevraagd op",
    "asked_by": "Gevraagd door",
    "asked_by_name": "Gevraagd door",
    "at": "Op",
    "begin_registered_at": "Begin geregistreerd op",
    "birth_date": "Geboortedatum",
    "birth_year": "Geboortejaar",
    "body": "Tekst",
    "call_name_key": "",
    "client_deceased": "Overleden",
    "client_first_name": "Voornaam",
    "client_id": "Cliënt",
    "client_name": "Naam",
    "client_unborn": "Nog niet geboren",
    "closed_on": "Afgesloten op",
    "completed_at": "Volledig op",
    "computed": "Opgeteld",
    "content_key": "Waar de inhoud ligt",
    "content_sha256": "Controlegetal",
    "content_size": "Grootte",
    "created_on": "Gemaakt op",
    "deceased_on": "Overleden op",
    "decided_at": "Beslist op",
    "decided_by": "Beslist door",
    "decided_by_name": "Beslist door",
    "decision_id": "Beslissing",
    "deleted_by_name": "Verwijderd door",
    "deleted_on": "Verwijderd op",
    "description": "Beschrijving",
    "destroyed_at": "Inhoud vernietigd op",
    "document_id": "Document",
    "done": "Gedaan",
    "dossier_id": "Dossier",
    "due_on": "Gemaakt voor",
    "end_registered_at": "Einde geregistreerd op",
    "ended_at": "Geëindigd op",
    "error_class": "Oorzaak",
    "facility_id": "Voorziening",
    "file_name": "Naam van het bestand",
    "first_name_key": "",
    "first_schakeling_begin": "Eerste schakeling",
    "first_viewed_at": "Geopend op",
    "first_viewed_by_name": "Geopend door",
    "intake_completed_on": "Beginregistratie volledig op",
    "intake_optional": "Beginregistratie niet verplicht",
    "kept_until": "Bewaard tot en met",
    "kind": "Soort",
    "kinds": "Soorten",
    "last_day": "Laatste dag",
    "last_decision_begin": "Laatste beslissing",
    "last_schakeling_begin": "Laatste schakeling",
    "last_schakeling_end": "Laatste schakeling",
    "last_schakeling_modules": "Laatste schakeling",
    "locks": "Zet schakelingen vast",
    "made_at": "Gemaakt op",
    "mail_key": "Kenmerk van de mail",
    "media_type": "Soort bestand",
    "message_key": "Kenmerk van het bericht",
    "motive": "Reden van de aanvraag",
    "name_key": "",
    "national_number": "Rijksregisternummer",
    "next_try_at": "Volgende poging",
    "own_reference_key": "",
    "owner_id": "Dossierhouder",
    "path": "Pagina",
    "person_id": "Voor wie",
    "person_name": "Voor wie",
    "presumed_birth_year": "Geboortejaar",
    "preview": "",
    "quarter": "Kwartaal",
    "question": "Vraag",
    "raw_form": "Vorm van de ruwe data",
    "ready_at": "Klaar op",
    "recipient_id": "Ontvanger",
    "register_fields": "Uit het rijksregister",
    "reminded_at": "Herinnerd op",
    "removed_at": "Weggehaald op",
    "request_id": "Aanvraag",
    "requested_at": "Gevraagd op",
    "requested_by": "Gevraagd door",
    "requested_by_name": "Gevraagd door",
    "running_number": "",
    "schakelingen": "Schakelingen",
    "seen_at": "Gezien op",
    "sender_id": "Gedeeld door",
    "sender_name": "Gedeeld door",
    "sender_service_id": "Gedeeld door dienst",
    "sent_at": "Verzonden op",
    "service_id": "Dienst",
    "service_kind": "Soort dienst",
    "sha256": "Controlegetal",
    "shared_at": "Gedeeld op",
    "size": "Grootte",
    "state": "Toestand",
    "status": "Toestand",
    "stay": "Verblijf van de jongere",
    "subject": "Onderwerp",
    "switching_day": "",
    "tables": "Tabellen",
    "total": "Totaal",
    "tries": "Pogingen",
    "unborn": "Nog niet geboren",
    "until": "Tot en met",
    "user_id": "Wie",
    "works_for_id": "Dienst",
    "year": "Jaar",
}


def field_labels(of_lists: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What every field is called; `of_lists` are the names under which the lists show their columns."""
    labels = {name: field.args[0] for name, field in vars(ClientForm).items() if isinstance(field, UnboundField)}
    for one in of_lists:
        labels |= one
    return {**CONTEXT_LABELS, **labels, **FIELD_LABELS, **OTHER_FIELDS}


def told_fields(names: Iterable[str], labels: Mapping[str, str], pages: Mapping[str, str]) -> list[str]:
    """The fields of one entry in words, each once: names of fields, numbers out of an address, rights of a role."""
    told = (_told(name, labels, pages) for name in names)
    return list(dict.fromkeys(words for words in told if words))


def _told(name: str, labels: Mapping[str, str], pages: Mapping[str, str]) -> str:
    key, is_number, number = name.partition("=")
    if is_number:
        return f"nr. {number}"
    page, is_right, right = key.partition(".can_")
    if is_right:
        return f"{pages.get(page, page)}: {DEEDS.get(right, right)}"
    return labels.get(name, labels.get(name.removesuffix("_id"), name))
