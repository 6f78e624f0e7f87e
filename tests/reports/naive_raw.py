"""Raw data as one would read them by hand from a planned dossier, apart from the product's query and columns."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.registration_fields import BOOL, CHOICE, DATE, MULTI, fields_of, registrations_of
from app.domain.reports.raw_names import REGISTRATION_NAMES
from tests.reports.random_dossiers import PlannedDossier, PlannedSchakeling

REFERENCE = Path(__file__).resolve().parents[2] / "app" / "reference"
YES_NO = {True: "Ja", False: "Nee", None: ""}


def _labels() -> dict[tuple[str, str], str]:
    with (REFERENCE / "answer_lists.csv").open(encoding="utf-8") as file:
        return {(row["list"], row["code"]): row["label_nl"] for row in csv.DictReader(file)}


def _names() -> dict[str, str]:
    with (REFERENCE / "type_modules.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


LABELS, NAMES = _labels(), _names()


def start_and_end(plan: PlannedDossier, kind: str) -> tuple[date | None, date | None, date | None]:
    """R-2: the day on which the reports let a dossier start, where its help starts, and where it ends, as filled in."""
    first = plan.schakelingen[0].begin if plan.schakelingen else None
    if kind == "1G1P":
        talk = plan.registrations.get("trajectory", {}).get("first_talk")
        begin = date.fromisoformat(talk) if talk else plan.referral["referral_date"]
        return begin, begin, plan.closed_on
    if kind in ("HCA", "NAFT"):
        begin = plan.referral["referral_date"]
        return plan.referral.get("ongoing_since") or begin, begin, plan.closed_on
    last = plan.schakelingen[-1].end if plan.schakelingen else plan.closed_on
    return plan.referral.get("ongoing_since") or first, first, last


def is_in(plan: PlannedDossier, kind: str, closed: bool, begin: date, until: date) -> bool:
    """R-2: whether a dossier started, or was closed, in these days."""
    start, _help, end = start_and_end(plan, kind)
    if start is None:
        return False
    if closed:
        return plan.closed_on is not None and end is not None and begin <= end <= until
    return begin <= start <= until


def expected(plan: PlannedDossier, kind: str) -> dict[str, str]:
    """R-7: every element of a dossier with its text; an element that is not named here has to be empty."""
    client, referral = plan.client, plan.referral
    found = {
        "dossiernummer": plan.code,
        "status": "Afgesloten" if plan.closed_on else "Open",
        "datumafsluiten": _day(plan.closed_on),
        "clientnummer": str(plan.number),
        "geboortedatum": _day(client["birth_date"]),
        "vermoedelijkgeboortejaar": str(client.get("presumed_birth_year") or ""),
        "redenManueel": "Ongeboren kind" if client.get("unborn") else "",
        "geslacht": {"M": "Man", "F": "Vrouw", "X": "X", None: ""}[client["sex"]],
        "nationaliteit": {"BE": "België", "FR": "Frankrijk", None: ""}[client["nationality"]],
        "origineland": {"BE": "België", "SY": "Syrië", None: ""}[client["country_of_origin"]],
        "postcode": client["postcode"] or "",
        "viatoegangspoort": YES_NO[referral.get("through_access_gate")],
        "aanmeldergerechtelijk": YES_NO[referral.get("judicial")],
        "uitstroomuitgemeenschapsinstelling": YES_NO[referral.get("outflow_from_institution")],
        "aanmelder": _word("referrer", referral.get("referrer")),
        "andereaanmelder": referral.get("referrer_other") or "",
        "specifiekeaanmelding": _word("specific_referral", referral.get("specific")),
        "referentie": referral.get("own_reference") or "",
        "startlopenddossier": _day(referral.get("ongoing_since")),
        "datumaanmelding": _day(referral.get("referral_date")),
        "provincie": referral.get("province") or "",
        "soortpleegzorg": _word("foster_care_kind", referral.get("foster_care_kind")),
        "doelgroeppleegzorg": _word("foster_care_age_group", referral.get("foster_care_age_group")),
        "wachtlijst": _word("waiting_list", referral.get("waiting_list")),
        "wachtlijsthulp": _word("waiting_function", referral.get("waiting_functions")),
        "leerprojecten": _word("learning_project", referral.get("learning_projects")),
    }
    for page in registrations_of(kind):
        found |= _page(page, plan.registrations.get(page), kind)
    return found | _help(plan, kind)


def expected_schakeling(plan: PlannedDossier, place: int, one: PlannedSchakeling) -> dict[str, str]:
    """R-7: every element of a schakeling with its text."""
    return {
        "dossiernummer": plan.code,
        "clientnummer": str(plan.number),
        "volgnummer": str(place),
        "soort": _word("schakeling_kind", one.kind),
        "startschakeling": _day(one.begin),
        "eindeschakeling": _day(one.end),
        "duurschakeling": str((one.end - one.begin).days) if one.end else "",
        "modulesschakeling": _modules(one.modules),
        "codesmodulesschakeling": "; ".join(_ordered(one.modules)),
        "verzekerdaanbod": _modules(one.guaranteed),
        "verblijfelders": "Nee",
    }


def _page(page: str, answers: dict[str, Any] | None, kind: str) -> dict[str, str]:
    found = {}
    for field in fields_of(page, kind):
        given = (answers or {}).get(field.key)
        if given is None and field.tick and answers:
            given = False
        key = REGISTRATION_NAMES[page][field.key]
        if field.kind == BOOL:
            found[key] = YES_NO[given]
        elif field.kind in (CHOICE, MULTI):
            found[key] = _word(field.answers or "", given)
        else:
            assert field.kind != DATE or given is None or date.fromisoformat(given)
            found[key] = "" if given is None else str(given)
    return found


def _help(plan: PlannedDossier, kind: str) -> dict[str, str]:
    start, begin, end = start_and_end(plan, kind)
    first = plan.schakelingen[0].modules if plan.schakelingen else ()
    last = plan.schakelingen[-1].modules if plan.schakelingen and plan.closed_on else ()
    is_over = plan.closed_on is not None and end is not None
    days = max(0, (end - start).days) if is_over and start and end else None
    return {
        "starthulp": _day(begin),
        "eindehulp": _day(end) if is_over else "",
        "duurhulp": "" if days is None else str(days),
        "moduleshulp": _modules(first),
        "codesmoduleshulp": "; ".join(_ordered(first)),
        "moduleseinde": _modules(last),
        "codesmoduleseinde": "; ".join(_ordered(last)),
    }


def _word(name: str, given: Any) -> str:
    if not given:
        return ""
    codes = given if isinstance(given, list) else [given]
    return "; ".join(LABELS[name, code] for code in codes)


def _ordered(codes: tuple[str, ...]) -> list[str]:
    order = list(NAMES)
    return sorted(codes, key=order.index)


def _modules(codes: tuple[str, ...]) -> str:
    return "; ".join(NAMES[code] for code in _ordered(codes))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
