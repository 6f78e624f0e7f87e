"""What happens in a dossier, in words that a care worker uses (D-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.national_number import NationalNumber
from app.domain.registration_fields import (
    EXIT_ADVICE,
    EXIT_COMMON,
    EXIT_FOLLOW_UP,
    FAMILY_SITUATION_FIELDS,
    INTAKE_FIELDS,
    TITLES,
    TRAJECTORY_FIELDS,
)


class ActivityKind(StrEnum):
    """Every kind of thing that the activities of a dossier tell (D-10, H7); the word is what stands in the data."""

    DOSSIER_OPENED = "dossier_opened"
    DOSSIER_IMPORTED = "dossier_imported"
    DOSSIER_CLOSED = "dossier_closed"
    DOSSIER_REOPENED = "dossier_reopened"
    REOPENING_REQUESTED = "reopening_requested"
    REOPENING_WITHDRAWN = "reopening_withdrawn"
    REOPENING_APPROVED = "reopening_approved"
    REOPENING_REJECTED = "reopening_rejected"
    DOSSIER_DELETED = "dossier_deleted"
    DOSSIER_RESTORED = "dossier_restored"
    DOSSIER_TAKEN_OVER = "dossier_taken_over"
    DOSSIER_HANDED_OVER = "dossier_handed_over"
    CLIENT_LINKED = "client_linked"
    CLIENT_MERGED = "client_merged"
    CLIENT_REFRESHED = "client_refreshed"
    REFERRAL_CHANGED = "referral_changed"
    DECISION_ADDED = "decision_added"
    DECISION_CHANGED = "decision_changed"
    DECISION_DELETED = "decision_deleted"
    SCHAKELING_ADDED = "schakeling_added"
    SCHAKELING_CHANGED = "schakeling_changed"
    SCHAKELING_ENDED = "schakeling_ended"
    SCHAKELING_DELETED = "schakeling_deleted"
    INTAKE_SAVED = "intake_saved"
    EXIT_SAVED = "exit_saved"
    FAMILY_SITUATION_SAVED = "family_situation_saved"
    TRAJECTORY_SAVED = "trajectory_saved"
    DOCUMENT_SHARED = "document_shared"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    DOCUMENT_VIEWED = "document_viewed"


SAVED_REGISTRATION: Mapping[str, ActivityKind] = {
    registration: ActivityKind(f"{registration}_saved") for registration in TITLES
}

# What stands between braces comes from the "about" of the activity.
SENTENCES: Mapping[ActivityKind, str] = {
    ActivityKind.DOSSIER_OPENED: "Dossier {code} geopend",
    ActivityKind.DOSSIER_IMPORTED: "Dossier {code} ingelezen uit een bestand van {source}",
    ActivityKind.DOSSIER_CLOSED: "Dossier afgesloten op {day}",
    ActivityKind.DOSSIER_REOPENED: "Dossier heropend; het was afgesloten op {day}",
    ActivityKind.REOPENING_REQUESTED: "Aan Opgroeien gevraagd om te heropenen (aanvraag {number})",
    ActivityKind.REOPENING_WITHDRAWN: "Aanvraag {number} om te heropenen ingetrokken",
    ActivityKind.REOPENING_APPROVED: "Opgroeien keurde aanvraag {number} goed: heropend; het was afgesloten op {day}",
    ActivityKind.REOPENING_REJECTED: "Opgroeien keurde aanvraag {number} om te heropenen af",
    ActivityKind.DOSSIER_DELETED: "Dossier verwijderd",
    ActivityKind.DOSSIER_RESTORED: "Dossier teruggezet uit de prullenbak; het was verwijderd op {day}",
    ActivityKind.DOSSIER_TAKEN_OVER: "Dossier overgenomen van {former}",
    ActivityKind.DOSSIER_HANDED_OVER: "Dossier doorgegeven van {former} aan {owner}",
    ActivityKind.CLIENT_LINKED: "{former} gekoppeld aan het rijksregister",
    ActivityKind.CLIENT_MERGED: "{former}, cliënt {number}, gekoppeld en samengevoegd met cliënt {client}",
    ActivityKind.CLIENT_REFRESHED: "Gegevens van de cliënt bijgewerkt uit het rijksregister",
    ActivityKind.REFERRAL_CHANGED: "Aanmelding gewijzigd",
    ActivityKind.DECISION_ADDED: "Beslissing vanaf {begin} toegevoegd",
    ActivityKind.DECISION_CHANGED: "Beslissing vanaf {begin} gewijzigd",
    ActivityKind.DECISION_DELETED: "Beslissing vanaf {begin} verwijderd",
    ActivityKind.SCHAKELING_ADDED: "{kind} vanaf {begin} toegevoegd",
    ActivityKind.SCHAKELING_CHANGED: "{kind} vanaf {begin} gewijzigd",
    ActivityKind.SCHAKELING_ENDED: "{kind} vanaf {begin} beëindigd op {end}",
    ActivityKind.SCHAKELING_DELETED: "{kind} vanaf {begin} verwijderd",
    ActivityKind.DOCUMENT_SHARED: "Document {file} tot en met {until} gedeeld met {person}, {service}",
    ActivityKind.DOCUMENT_WITHDRAWN: "Document {file} niet langer gedeeld met {person}, {service}",
    ActivityKind.DOCUMENT_VIEWED: "Document {file} geopend bij {service}",
    **{kind: f"{TITLES[registration]} bewaard" for registration, kind in SAVED_REGISTRATION.items()},
}

REGISTRATION_FIELDS = (
    *INTAKE_FIELDS,
    *EXIT_COMMON,
    *EXIT_FOLLOW_UP,
    *EXIT_ADVICE,
    *FAMILY_SITUATION_FIELDS,
    *TRAJECTORY_FIELDS,
)

FIELD_LABELS: Mapping[str, str] = {
    **{field.key: field.label for field in REGISTRATION_FIELDS},
    "national_number": "Rijksregisternummer",
    "name": "Naam",
    "first_name": "Voornaam",
    "call_name": "Roepnaam",
    "sex": "Geslacht",
    "birth_date": "Geboortedatum",
    "presumed_birth_year": "Vermoedelijk geboortejaar",
    "deceased_on": "Overleden op",
    "birth_place": "Geboorteplaats",
    "birth_country": "Geboorteland",
    "nationality": "Nationaliteit",
    "country_of_origin": "Land van origine",
    "residence_status": "Verblijfsstatuut",
    "language": "Taal van de hulp",
    "phone": "Telefoon",
    "email": "E-mail",
    "address": "Adres",
    "motive": "Reden van de aanvraag",
    "answer": "Antwoord van Opgroeien",
    "begin": "Begin",
    "end": "Einde",
    "kind": "Soort",
    "modules": "Modules",
    "ground": "Grond",
    "mandated_service": "Gemandateerde voorziening",
    "elsewhere": "Verblijf elders, of combinatie met verblijf",
    "paid_to_parents": "Overgangsregeling: uitbetaald aan de ouders",
    "carers": "Pleegzorgers",
    "own_reference": "Eigen referentie",
    "ongoing_since": "Lopend sinds",
    "through_access_gate": "Via de toegangspoort",
    "referrer": "Aanmelder",
    "referrer_other": "Andere aanmelder",
    "outflow_from_institution": "Uitstroom uit een gemeenschapsinstelling",
    "specific": "Specifieke aanmelding",
    "foster_care_kind": "Netwerk- of bestandspleegzorg",
    "foster_care_age_group": "Jeugdhulp of volwassenpleegzorg",
    "judicial": "Gerechtelijk",
    "province": "Provincie",
    "referral_date": "Datum van de aanmelding",
    "waiting_list": "Wachtlijst",
    "waiting_functions": "Wacht op",
    "learning_projects": "Leerprojecten",
}

WORDS: Mapping[str, str] = {
    "start": "Start hulpaanbod",
    "switch": "Schakeling",
    "extension": "Verlenging",
    "voluntary": "vrijwillig",
    "judicial": "gerechtelijk",
    "yes": "ja",
    "no": "nee",
    "unknown": "onbekend",
    "network": "netwerkpleegzorg",
    "pool": "bestandspleegzorg",
    "youth": "jeugdhulp",
    "adult": "volwassenpleegzorg",
    "supporting_guidance_only": "enkel ondersteunende begeleiding",
    "time_out": "time-out binnen verblijf",
    "short_crisis_stay": "kortdurend crisisverblijf",
}


@dataclass(frozen=True)
class ChangedField:
    """One field of an activity: what it is called, what stood there and what stands there now, as shown."""

    field: str
    label: str
    before: str
    after: str


def activity_values(about: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What an activity keeps: what it is about, and the fields that differ, old and new (D-10).

    Dates are kept as YYYY-MM-DD; an empty `before` tells of something new, an empty `after` of something removed.
    """
    names = [name for name in {**before, **after} if kept(before.get(name)) != kept(after.get(name))]
    return {
        "about": {name: kept(value) for name, value in about.items()},
        "before": {name: kept(before[name]) for name in names if name in before},
        "after": {name: kept(after[name]) for name in names if name in after},
    }


def tells_of_change(values: Mapping[str, Any]) -> bool:
    """Whether any field differs: the same text saved twice is no change, and nothing to tell (D-10)."""
    return bool(values["before"] or values["after"])


def kept(value: Any) -> Any:
    """A value as JSON holds it; an empty list or text counts as nothing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [kept(one) for one in value] or None
    return None if value == "" else value


def activity_sentence(kind: str, values: Mapping[str, Any]) -> str:
    """One activity in plain words, "Beslissing vanaf 08/01/2024 toegevoegd" (D-10)."""
    about = values.get("about", {})
    return SENTENCES[ActivityKind(kind)].format_map({name: shown(value, {}) for name, value in about.items()})


def changed_fields(values: Mapping[str, Any], names: Mapping[str, str] | None = None) -> tuple[ChangedField, ...]:
    """The fields an activity touched, old and new as people read them (D-10).

    `names` says how codes that are data are called: answers of lists, type modules.
    """
    before, after = values.get("before", {}), values.get("after", {})
    words = names or {}
    return tuple(
        ChangedField(
            name, FIELD_LABELS.get(name, name), *(_shown_in(name, side.get(name), words) for side in (before, after))
        )
        for name in {**before, **after}
    )


def _shown_in(name: str, value: Any, names: Mapping[str, str]) -> str:
    """What a field held; a national number as every page writes it (C-1)."""
    return NationalNumber.parse(value).display if name == "national_number" and value else shown(value, names)


def shown(value: Any, names: Mapping[str, str]) -> str:
    """A kept value as people read it; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(shown(one, names) for one in value)
    if isinstance(value, dict):
        return shown_module(value, names)
    return shown_day(str(value)) or names.get(str(value)) or WORDS.get(str(value), str(value))


def shown_module(module: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A deployed module with its tick and its details, "VBFBJB04 (verzekerd aanbod)" (S-9, S-10)."""
    extra: Iterable[str] = (shown(one, names) for one in module.get("detail") or ())
    notes = [*(["verzekerd aanbod"] if module.get("guaranteed") else []), *extra]
    name = shown(module.get("code"), names)
    return f"{name} ({', '.join(notes)})" if notes else name


def shown_day(text: str) -> str | None:
    """A kept day as dd/mm/jjjj, or None when the text is no day."""
    if len(text) != len("YYYY-MM-DD") or text[4] != "-":
        return None
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return None
