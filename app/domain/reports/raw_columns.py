"""The columns of the raw data that are no question of a page: who, the help, a schakeling; and their kinds (R-7)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain import registration_fields as asked
from app.domain.reports.raw import (
    ANSWER,
    ANSWERS,
    BY_HAND,
    CLIENT,
    DAY,
    DOSSIER,
    HELP,
    SCHAKELING,
    STATUS,
    TEXT,
    TYPE_MODULE,
    WHOLE,
    YES_NO,
    RawColumn,
)

KIND_OF_QUESTION: Mapping[str, str] = {
    asked.TEXT: TEXT,
    asked.BOOL: YES_NO,
    asked.CHOICE: ANSWER,
    asked.DATE: DAY,
    asked.INT: WHOLE,
    asked.MULTI: ANSWERS,
}
# The questions of the referral that are not answered with one word of a list.
KIND_IN_REFERRAL: Mapping[str, str] = {
    "through_access_gate": YES_NO,
    "judicial": YES_NO,
    "outflow_from_institution": YES_NO,
    "own_reference": TEXT,
    "referrer_other": TEXT,
    "ongoing_since": DAY,
    "referral_date": DAY,
    "waiting_functions": ANSWERS,
    "learning_projects": ANSWERS,
}
SOURCES: Mapping[str, str] = {DOSSIER: "Dossier", CLIENT: "Cliënt", HELP: "Hulp", SCHAKELING: "Schakeling"}


def _column(
    part: str, field: str, key: str, kind: str, title: str, meaning: str, answers: str | None = None
) -> RawColumn:
    return RawColumn(key, kind, title, meaning, SOURCES[part], part, field, answers)


def _modules(part: str, field: str, key: str, title: str, meaning: str) -> tuple[RawColumn, RawColumn]:
    """The modules by their names, and beside them by their codes."""
    codes = _column(part, field, f"codes{key}", ANSWERS, f"{title}: codes", f"De codes van de modules in {key}.")
    return _column(part, field, key, ANSWERS, title, meaning, TYPE_MODULE), codes


DOSSIER_NUMBER = _column(DOSSIER, "code", "dossiernummer", TEXT, "Dossiernummer", "De code van het dossier.")
CLIENT_NUMBER = _column(CLIENT, "number", "clientnummer", TEXT, "Cliëntnummer", "Het nummer van de cliënt.")

# In the order of G10.4.
IDENTITY: tuple[RawColumn, ...] = (
    DOSSIER_NUMBER,
    _column(DOSSIER, "status", "status", ANSWER, "Status", "Of het dossier open of afgesloten is.", STATUS),
    _column(DOSSIER, "closed_on", "datumafsluiten", DAY, "Datum van het afsluiten", "De afsluitdatum van het dossier."),
    CLIENT_NUMBER,
    _column(
        CLIENT,
        "birth_date",
        "geboortedatum",
        DAY,
        "Geboortedatum",
        "De geboortedag; leeg als alleen het jaar bekend is, en van een ongeboren kind.",
    ),
    _column(
        CLIENT,
        "presumed_birth_year",
        "vermoedelijkgeboortejaar",
        TEXT,
        "Vermoedelijk geboortejaar",
        "Het jaar van geboorte als de dag niet bekend is.",
    ),
    _column(
        CLIENT,
        "by_hand",
        "redenManueel",
        ANSWER,
        "Reden van manuele registratie",
        "Waarom de cliënt niet uit het rijksregister komt: een ongeboren kind.",
        BY_HAND,
    ),
    _column(CLIENT, "sex", "geslacht", ANSWER, "Geslacht", "Het geslacht van de cliënt.", "sex"),
    _column(
        CLIENT, "nationality", "nationaliteit", ANSWER, "Nationaliteit", "De nationaliteit van de cliënt.", "country"
    ),
    _column(
        CLIENT,
        "country_of_origin",
        "origineland",
        ANSWER,
        "Land van origine",
        "Het land van origine van de cliënt.",
        "country",
    ),
    _column(CLIENT, "postcode", "postcode", TEXT, "Postcode", "De postcode van het adres van de cliënt."),
)

COURSE: tuple[RawColumn, ...] = (
    _column(
        HELP,
        "begin",
        "starthulp",
        DAY,
        "Start van de hulp",
        "Het begin van de eerste schakeling; zonder schakelingen het eerste gesprek, anders de aanmelding.",
    ),
    _column(
        HELP,
        "end",
        "eindehulp",
        DAY,
        "Einde van de hulp",
        "Alleen van een afgesloten dossier: het einde van de laatste schakeling; zonder schakelingen de afsluitdatum.",
    ),
    _column(
        HELP,
        "days",
        "duurhulp",
        WHOLE,
        "Begeleidingsduur in dagen",
        "Alleen van een afgesloten dossier: eindehulp min starthulp, of min startlopenddossier waar dat is ingevuld.",
    ),
)
MODULES_OF_HELP: tuple[RawColumn, ...] = (
    *_modules(HELP, "first", "moduleshulp", "Modules bij de start", "De modules van de eerste schakeling."),
    *_modules(
        HELP,
        "last",
        "moduleseinde",
        "Modules op het einde",
        "Alleen van een afgesloten dossier: de modules van de laatste schakeling.",
    ),
)

SCHAKELING_COLUMNS: tuple[RawColumn, ...] = (
    DOSSIER_NUMBER,
    CLIENT_NUMBER,
    _column(SCHAKELING, "place", "volgnummer", WHOLE, "Volgnummer", "De hoeveelste schakeling van het dossier."),
    _column(
        SCHAKELING,
        "kind",
        "soort",
        ANSWER,
        "Soort",
        "Start van het hulpaanbod, schakeling of verlenging.",
        "schakeling_kind",
    ),
    _column(SCHAKELING, "begin", "startschakeling", DAY, "Begin", "De eerste dag van de schakeling."),
    _column(SCHAKELING, "end", "eindeschakeling", DAY, "Einde", "De laatste dag; leeg zolang er geen is ingevuld."),
    _column(SCHAKELING, "days", "duurschakeling", WHOLE, "Duur in dagen", "Eindeschakeling min startschakeling."),
    *_modules(SCHAKELING, "codes", "modulesschakeling", "Modules", "De modules van de schakeling."),
    _column(
        SCHAKELING,
        "guaranteed",
        "verzekerdaanbod",
        ANSWERS,
        "Verzekerd aanbod",
        "De modules die als verzekerd aanbod (art. 74) zijn ingezet.",
        TYPE_MODULE,
    ),
    *(
        _column(SCHAKELING, kind, key, ANSWERS, title, meaning, kind)
        for kind, key, title, meaning in (
            (
                "supporting_kind",
                "soortondersteuning",
                "Soort ondersteuning",
                "Welke ondersteunende begeleiding het is.",
            ),
            ("treatment_aimed_at", "behandelinggerichtop", "Behandeling gericht op", "Op wie behandelpleegzorg mikt."),
            ("bridging_care", "overbruggingszorg", "Overbruggingszorg", "Of de pleegzorg overbruggingszorg is."),
        )
    ),
    _column(
        SCHAKELING,
        "elsewhere",
        "verblijfelders",
        YES_NO,
        "Verblijf elders",
        "Of het zwaartepunt van het verblijf elders ligt, of de pleegzorg met verblijf samengaat.",
    ),
    _column(
        SCHAKELING,
        "paid_to_parents",
        "overgangsregeling",
        YES_NO,
        "Overgangsregeling",
        "Of het Groeipakket door de overgangsregeling naar de ouders gaat.",
    ),
)
