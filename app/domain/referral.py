"""How a client came in: one referral a dossier, whose questions depend on the organisation type."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from app.domain.faults import Fault
from app.domain.referral_forms import CRISISMELDPUNT, OTHER, SHIPPED_ANSWERS, FieldRule, referral_form

# In years before the dossier: longer ago than its client can have been born.
OLDEST_REFERRAL = 26


@dataclass(frozen=True)
class Referral:
    """How the client was referred (D-4, H4.1, G4.1); the names are the keys of the exchange file.

    `through_access_gate` None means not answered; `specific` None means a regular referral; `ongoing_since` is the
    original start date of a dossier that came along in a merger.
    """

    own_reference: str | None = None
    ongoing_since: date | None = None
    through_access_gate: bool | None = None
    referrer: str | None = None
    referrer_other: str | None = None
    outflow_from_institution: bool | None = None
    specific: str | None = None
    foster_care_kind: str | None = None
    foster_care_age_group: str | None = None
    judicial: bool | None = None
    province: str | None = None
    referral_date: date | None = None
    waiting_list: str | None = None
    waiting_functions: tuple[str, ...] = ()
    learning_projects: tuple[str, ...] = ()

    @property
    def by_crisismeldpunt(self) -> bool:
        """Whether the crisismeldpunt referred the client, so not through the access gate (S-9, E-3, S-12)."""
        return self.referrer == CRISISMELDPUNT and not self.through_access_gate


@dataclass(frozen=True)
class Check:
    """What a question may be answered with, given the other answers."""

    form: tuple[FieldRule, ...]
    listed: Mapping[str, Collection[str]]
    type_keys_required: bool


# Whether a question appears, for those that only some answers to another question bring up (D-4, E-4).
APPEARS: dict[str, Callable[[Referral], bool]] = {
    "referrer_other": lambda referral: referral.referrer == OTHER,
    "judicial": lambda referral: referral.by_crisismeldpunt,
    "waiting_functions": lambda referral: referral.waiting_list == "yes",
}


def appears(field: str, referral: Referral, form: tuple[FieldRule, ...]) -> bool:
    """Whether a question of the form is asked, given the other answers (D-4).

    The referrer is asked of who did not come through the access gate, or where the form has no access gate.
    """
    asked = {rule.field for rule in form}
    if field not in asked:
        return False
    if field == "referrer":
        gate = referral.through_access_gate
        return "through_access_gate" not in asked or gate is False or (gate is None and referral.referrer is not None)
    return APPEARS[field](referral) if field in APPEARS else True


def with_fixed_values(referral: Referral, organisation_type: str, multi_province: bool = False) -> Referral:
    """The referral with the answers that this organisation type cannot choose, such as the referrer of CaH (D-4).

    Fills only what was left empty: another value stays, so that `check_referral` can refuse it.
    """
    rules = referral_form(organisation_type, multi_province)
    fixed = next((rule.fixed for rule in rules if rule.field == "referrer" and rule.fixed), None)
    return replace(referral, referrer=fixed) if fixed and not referral.referrer else referral


def check_referral(
    referral: Referral,
    organisation_type: str,
    multi_province: bool,
    *,
    listed: Mapping[str, Collection[str]] = SHIPPED_ANSWERS,
    type_keys_required: bool = True,
) -> list[Fault]:
    """Everything that is wrong with a referral, question by question (D-4, H4.1, G4.1).

    `listed` holds the codes of the answer lists that an admin can extend, by question (E-5). An exchange file may leave
    out the answers that only one organisation type gives (`type_keys_required=False`), as it may leave out mandatory
    client data.
    """
    form = referral_form(organisation_type, multi_province)
    check = Check(form, listed, type_keys_required)
    faults = [fault for rule in form for fault in check_answer(referral, rule, check)]
    faults += [not_asked(field.name) for field in fields(Referral) if is_out_of_place(referral, field.name, form)]
    if referral.specific is not None and referral.by_crisismeldpunt:
        message = "Een specifieke aanmelding gaat niet samen met het crisismeldpunt. Kies een van de twee."
        faults.append(Fault("D-4", "specific", message))
    return faults


def check_referral_dates(referral: Referral, before: Referral | None, *, created_on: date, today: date) -> list[Fault]:
    """Why a date of the referral cannot be right: it lies ahead, or before the oldest client was born (D-4, C-2).

    From such a date an intake would seem due far too late or long ago (D-2). `created_on` is the dossier's first day;
    what already stood there (`before`) stays.
    """
    faults = []
    for field in ("ongoing_since", "referral_date"):
        day = getattr(referral, field)
        if day is None or (before is not None and getattr(before, field) == day):
            continue
        if day > today:
            faults.append(
                Fault("D-4", field, f"Deze dag ligt in de toekomst. Kies {today:%d/%m/%Y} of een vroegere dag.")
            )
        elif day.year < created_on.year - OLDEST_REFERRAL:
            message = f"Dit is meer dan {OLDEST_REFERRAL} jaar voor het dossier. Kijk het jaartal na."
            faults.append(Fault("D-4", field, message))
    return faults


def check_answer(referral: Referral, rule: FieldRule, check: Check) -> list[Fault]:
    """What is wrong with the answer to one question of the form (D-4)."""
    answer = getattr(referral, rule.field)
    if not appears(rule.field, referral, check.form):
        return []
    if answer is None or answer == () or answer == "":
        needed = rule.required and (check.type_keys_required or not rule.only_this_type)
        return [Fault("D-4", rule.field, rule.missing)] if needed else []
    if rule.fixed is not None and answer != rule.fixed:
        return [Fault("D-4", rule.field, "De aanmelder ligt hier vast: het crisismeldpunt.")]
    options = check.listed.get(rule.field, rule.options)
    chosen = answer if isinstance(answer, tuple) else (answer,)
    if options and not set(chosen) <= set(options):
        return [Fault("D-4", rule.field, "Kies een antwoord uit de lijst.")]
    return []


def is_out_of_place(referral: Referral, field: str, form: tuple[FieldRule, ...]) -> bool:
    """Whether a question was answered that this form does not ask; "no" counts as no answer (D-4)."""
    return bool(getattr(referral, field)) and not appears(field, referral, form)


def not_asked(field: str) -> Fault:
    """The fault of an answer to a question that is not asked here."""
    if field == "referrer":
        return Fault("D-4", field, "Wie via de toegangspoort komt, heeft geen andere aanmelder. Laat dit leeg.")
    return Fault("D-4", field, "Deze vraag hoort niet bij deze aanmelding. Laat ze leeg.")


def check_referral_change(before: Referral, after: Referral, has_guaranteed: bool) -> list[Fault]:
    """Why a referral by the crisismeldpunt has to stay one while a module is deployed as guaranteed (D-5, H4.2.5).

    `has_guaranteed`: at least one schakeling of the dossier holds a module ticked as guaranteed supply.
    """
    if not has_guaranteed or not before.by_crisismeldpunt:
        return []
    remedy = "In een schakeling staat verzekerd aanbod aangevinkt. Haal dat vinkje eerst weg."
    if after.through_access_gate:
        return [Fault("D-5", "through_access_gate", remedy)]
    return [] if after.referrer == CRISISMELDPUNT else [Fault("D-5", "referrer", remedy)]
