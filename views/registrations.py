"""The pages of the intake, the exit and the 1G1P registrations, one for all of them (E-1 to E-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.activities import SAVED_REGISTRATION
from app.domain.faults import Conflict, Fault, NotFound
from app.domain.registration_fields import (
    EXIT,
    FAMILY_SITUATION,
    INTAKE,
    TITLES,
    TRAJECTORY,
    FieldDefinition,
    fields_of,
    registrations_of,
)
from app.domain.registrations import (
    asked_answers,
    is_asked,
    missing_fields,
    page_optional,
    questions_of,
    read_answers,
)
from app.domain.roles import FACILITY_ROLES
from app.presentation import day, today_in_brussels
from app.queries.answers import answer_labels
from app.queries.catalogue import registers_help
from app.queries.chain import referral_of
from app.queries.dossier_page import read_dossier
from app.queries.registrations import ListedAnswer, listed_answers, registration_of
from app.services.registrations import open_registration, save_registration
from forms.registration_words import HEADINGS, help_texts_of
from forms.registrations import RegistrationForm, condition_of, make_registration_form
from forms.versioned import content_digest, with_choices
from models.dossier import Dossier, Registration
from views.base.conflict import conflict_page, saver_in_dossier
from views.base.dossiers import (
    crumbs_of,
    dossier_by_code,
    dossier_gone,
    facility_at_work,
    find_dossier,
    way_back,
)
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Overtaken, Refused, attempt, posted, save_as_seen
from views.dossier_frame import dossier_frame
from views.dossier_words import registration_badge
from views.registration_states import SLUGS, completed_on, registration_address, registration_status

VALIDATE = "validate"
MEANWHILE = "Je mag tussendoor bewaren en later verdergaan."
EXPLANATIONS = {
    INTAKE: f"Hoe het was toen de hulp begon; wat later verandert, hoort hier niet bij. {MEANWHILE}",
    EXIT: f"Hoe de hulp eindigde en met wie jullie samenwerkten; begin er gerust al eerder aan. {MEANWHILE}",
    FAMILY_SITUATION: f"Hoe het gezin er bij de aanmelding uitzag. {MEANWHILE}",
    TRAJECTORY: f"Welke weg het gezin aflegde, en met welk resultaat. {MEANWHILE}",
}
BY_SLUG = {slug: registration for registration, slug in SLUGS.items()}
slug_part = f"<any({', '.join(SLUGS.values())}):slug>"


@dataclass(frozen=True)
class ShownQuestion:
    """A question on the page: its field, what brings it up, the heading above it, and whether it is still open."""

    key: str
    label: str
    condition: str | None
    heading: str | None
    required: bool
    is_open: bool


@dataclass
class RegistrationSheet:
    """One registration of one dossier while a request works on it."""

    session: BincSession
    dossier: Dossier
    registration: str

    def __post_init__(self) -> None:
        """Reads which questions are asked, and their answer lists."""
        self.organisation_type = facility_at_work().organisation_type
        self.referral = referral_of(self.dossier.referral)
        self.questions = questions_of(self.registration, self.organisation_type, self.referral)
        self.lists: dict[str, list[ListedAnswer]] = listed_answers(
            self.session, [question.answers for question in self.questions if question.answers]
        )

    def form(self, record: Registration | None, formdata: Any = None) -> RegistrationForm:
        """The form as posted, else as stored."""
        stored = read_answers(self.questions, record.answers) if record else {}
        texts = help_texts_of(self.registration, self.organisation_type)
        return make_registration_form(self.questions, self.lists, texts, stored, formdata)

    def stored_form(self) -> RegistrationForm:
        """The form with what is stored now."""
        return self.form(registration_of(self.session, self.dossier, self.registration))


class RegistrationPage(BasePage):
    """What a dossier registers about the young person and the family, at the begin and at the end."""

    route_base = "/dossiers"
    default_view = "fill"
    shipped_to = {"write": FACILITY_ROLES}

    @page(
        f"/<code>/{slug_part}/",
        permission="write",
        methods=("GET", "POST"),
        personal="dossier",
        draft=KeptAs(lambda parts: TITLES[BY_SLUG[parts["slug"]]]),
    )
    def fill(self, code: str, slug: str) -> Any:
        """Fills in a registration, saved at any moment; "Valideren" lists what is still open without saving."""
        session, registration = current_session(), BY_SLUG[slug]
        if registration not in registrations_of(facility_at_work().organisation_type):
            raise NotFound
        if request.method == "GET":
            return _open(session, find_dossier(session, code), registration)
        dossier = dossier_by_code(session, code)
        if dossier is None:
            return _gone(registration)
        return _fill(RegistrationSheet(session, dossier, registration))


def _open(session: BincSession, dossier: Dossier, registration: str) -> Any:
    try:
        record = open_registration(session, dossier, registration)
    except Conflict as gone:
        raise NotFound from gone
    sheet = RegistrationSheet(session, dossier, registration)
    form = sheet.form(record)
    form.remember(form, dossier.version)
    return _show(sheet, form)


def _fill(sheet: RegistrationSheet) -> Any:
    formdata = posted()
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, sheet.stored_form())
    form = sheet.form(registration_of(sheet.session, sheet.dossier, sheet.registration), formdata)
    right = form.validate()
    if VALIDATE in formdata:
        return _show(sheet, form, validated=True)
    if not right:
        return _show(sheet, form, Refused()), REFUSED
    return _save(sheet, form)


def _save(sheet: RegistrationSheet, form: RegistrationForm) -> Any:
    session, dossier, registration = sheet.session, sheet.dossier, sheet.registration

    def save(seen: int) -> Registration | Refused:
        words: Any = {"actor": session.scope.actor, "now": datetime.now(UTC), "seen_version": seen}
        return attempt(form, lambda _: save_registration(session, dossier, registration, form.answers(), **words))

    saved = save_as_seen(form, save, lambda: (_stored_now(sheet), dossier.version))
    if isinstance(saved, Overtaken):
        if saved.stored is None:
            return _gone(registration)
        who = saver_in_dossier(session, dossier, (SAVED_REGISTRATION[registration],))
        happened = _made_meanwhile(sheet, form)
        return conflict_page(form, saved.stored, saved.version, who, way_back(dossier).address, happened)
    if isinstance(saved, Refused):
        return _show(sheet, form, saved), REFUSED
    flash(f"{TITLES[registration]} bewaard. {still_open_words(missing_of(sheet, form))}", "success")
    return redirect(registration_address(dossier.code, registration) or "/")


def _made_meanwhile(sheet: RegistrationSheet, form: RegistrationForm) -> str:
    """Says that two people began the same registration at once, where this one was still empty for its user (H11)."""
    if form.seen.data != content_digest(sheet.form(None)):
        return ""
    return f"De {TITLES[sheet.registration].lower()} van dit dossier bestaat intussen al."


def _stored_now(sheet: RegistrationSheet) -> RegistrationForm | None:
    return sheet.stored_form() if dossier_by_code(sheet.session, sheet.dossier.code) else None


def _gone(registration: str) -> Any:
    questions = fields_of(registration, facility_at_work().organisation_type)
    return dossier_gone([(question.key, question.label) for question in questions])


def missing_of(sheet: RegistrationSheet, form: RegistrationForm) -> list[Fault]:
    """The mandatory questions that the answers on the form leave open."""
    return missing_fields(sheet.questions, form.answers())


def still_open_words(missing: list[Fault]) -> str:
    """How many mandatory questions are open, as a sentence."""
    if not missing:
        return "Er staat niets meer open."
    return "Nog 1 vraag open." if len(missing) == 1 else f"Nog {len(missing)} vragen open."


def shown_questions(form: RegistrationForm, registration: str) -> list[ShownQuestion]:
    """The questions in their order, each with what the page needs to show or hide it and to say that it is open."""
    answers = asked_answers(form.questions, form.answers())

    def shown(question: FieldDefinition) -> ShownQuestion:
        is_open = question.required and is_asked(question, answers) and question.key not in answers
        heading = HEADINGS[registration].get(question.key)
        condition = condition_of(form, question)
        return ShownQuestion(question.key, question.label, condition, heading, question.required, is_open)

    return [shown(question) for question in form.questions]


def _show(
    sheet: RegistrationSheet, form: RegistrationForm, refused: Refused | None = None, *, validated: bool = False
) -> str:
    session, dossier, registration, today = sheet.session, sheet.dossier, sheet.registration, today_in_brussels()
    view = read_dossier(session, dossier.facility_id, dossier.code)
    with_chain = registers_help(session, facility_at_work())
    status = registration_status(view, registration, today, with_chain)
    counted = registration == registrations_of(sheet.organisation_type)[0]
    frame = dossier_frame(
        view,
        registration,
        today,
        labels=answer_labels(session, "referrer"),
        organisation_type=sheet.organisation_type,
        with_chain=with_chain,
    )
    completed = completed_on(view, registration)
    words: dict[str, Any] = {
        "page_title": TITLES[registration],
        "form": form,
        "questions": shown_questions(form, registration),
        "faults": refused.faults if refused else (),
        "validated": validated,
        "optional": page_optional(registration, sheet.referral),
        "state": registration_badge(status, today, counted=counted),
        "facts": facts_of(status.due, completed),
        "explanation": EXPLANATIONS[registration],
    }
    crumbs = {"trail": crumbs_of(dossier, TITLES[registration])}
    return render_template("pages/registration/form.html", **{**frame, **crumbs, **words})


def facts_of(due: date | None, completed: date | None) -> list[tuple[str, str]]:
    """When a registration has to be complete, and when it became so."""
    facts = [("In te vullen tegen", day(due)), ("Volledig op", day(completed))]
    return [(name, value) for name, value in facts if value]
