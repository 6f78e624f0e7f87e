"""The page of one dossier: its course, its schakelingen and decisions, and what happened in it (S-1, S-2, D-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from flask import g, request

from app.database import BincSession, current_session
from app.domain.activities import WORDS
from app.domain.chain_plans import DecisionPlan, ModulePlan, SchakelingPlan
from app.domain.foster_care import elsewhere_words
from app.domain.groeipakket import COUNTS_NOT, WHY_SILENT, Impact
from app.domain.locks import Lock, lock_label, lock_of
from app.domain.roles import FACILITY_ROLES
from app.presentation import day, today_in_brussels
from app.queries.activities import PAGE_SIZE, Activities, read_activities
from app.queries.answers import answer_labels
from app.queries.catalogue import CatalogueModule, registers_help
from app.queries.dossier_page import DossierView, read_dossier
from app.queries.groeipakket.dossier_messages import messages_of_dossier
from app.services.reopening import see_answers
from views.base.page import BasePage, page
from views.context_words import context_summary, shown_context
from views.dossier_course import course_of
from views.dossier_frame import ACTIVITIES, CHAIN, dossier_frame
from views.dossier_life import life_of
from views.dossier_words import detail_words
from views.groeipakket_words import cancellations_of, shown_standings
from views.links import address_of
from views.paging import leaves, page_in
from views.registration_states import shown_registrations
from views.switching_age import switching_reminder

LISTS = ("referrer", "province", "learning_project", "waiting_function", "treatment_aimed_at", "supporting_kind")
LATEST_ACTIVITIES = 5
LOCKED = "vastgezet: een nieuwere volgt"
KEPT_BY_SCHAKELINGEN = "verwijderen kan niet: er staan schakelingen onder"


@dataclass(frozen=True)
class ShownModule:
    """A deployed module in words, with its guaranteed tick and its details (S-9, S-10)."""

    name: str
    guaranteed: bool
    details: tuple[str, ...]


@dataclass(frozen=True)
class ShownSchakeling:
    """A schakeling as the table shows it, with what can still be done to it, or why not (S-6, S-14)."""

    kind: str
    begin: date
    end: date | None
    modules: tuple[ShownModule, ...]
    notes: tuple[str, ...]
    decided_on: date | None
    ground: str
    change_href: str | None
    delete_href: str | None
    why_not: str | None
    end_only: bool = False
    cancellation: str | None = None
    is_first: bool = False


@dataclass(frozen=True)
class ShownDecision:
    """A decision as the table shows it (S-1)."""

    begin: date
    ground: str
    mandated_service: str | None
    modules: tuple[str, ...]
    schakelingen: int
    change_href: str | None
    delete_href: str | None
    why_not: str | None


class DossierPage(BasePage):
    """One dossier of one's own facility; any other answers as if it did not exist (A-2)."""

    route_base = "/dossiers"
    shipped_to = {"read": FACILITY_ROLES}

    @page("/<code>/", personal="dossier")
    def show(self, code: str) -> Any:
        """The course of the help, its schakelingen and decisions, and the latest activities."""
        session, today = current_session(), today_in_brussels()
        view, labels, with_chain = _read(session, code)
        see_answers(session, view.dossier, actor=session.scope.actor)
        latest = _activities(session, view, labels, 1, LATEST_ACTIVITIES)
        running = view.chain.last
        context = shown_context(session, view.dossier.client, today)
        messages = messages_of_dossier(session, g.seat.facility.id, view.dossier.id)
        return self.render_template(
            "pages/dossier/show.html",
            with_chain=with_chain,
            course=course_of(view, today),
            schakelingen=shown_schakelingen(view, labels, cancellations_of(messages)),
            decisions=shown_decisions(view),
            impact=impact_words(view.impact_of(running), view) if running and is_running(running, today) else None,
            standings=shown_standings(view, messages, datetime.now(UTC)),
            reminder=switching_reminder(view, today),
            life=life_of(session, view, g.seat.facility, today),
            referral_facts=referral_facts(view, labels),
            referral_href=address_of("ReferralPage.change", code=code),
            activities=latest.told,
            activities_href=address_of("DossierPage.activities", code=code, terug=request.args.get("terug")),
            context_facts=context_summary(context),
            context_is_empty=context.is_empty,
            context_href=address_of("ContextPage.show", number=view.dossier.client_id),
            registrations=shown_registrations(view, g.seat.facility.organisation_type, today, with_chain),
            **_frame(view, CHAIN, today, labels, with_chain),
        )

    @page("/<code>/activiteiten/", personal="dossier")
    def activities(self, code: str) -> Any:
        """Everything that happened in the dossier, the newest first (D-10)."""
        session, today = current_session(), today_in_brussels()
        view, labels, with_chain = _read(session, code)
        here, back = page_in(request.args), request.args.get("terug")
        found = _activities(session, view, labels, here, PAGE_SIZE)

        def at(number: int) -> str | None:
            return address_of("DossierPage.activities", code=code, pagina=number if number > 1 else None, terug=back)

        return self.render_template(
            "pages/dossier/activities.html",
            activities=found.told,
            **leaves(here, len(found.told), found.has_next, at, PAGE_SIZE),
            **_frame(view, ACTIVITIES, today, labels, with_chain),
        )


def _read(session: BincSession, code: str) -> tuple[DossierView, dict[str, str], bool]:
    facility = g.seat.facility
    view = read_dossier(session, facility.id, code)
    labels = {code: module.name for code, module in view.modules.items()} | answer_labels(session, *LISTS)
    return view, labels, registers_help(session, facility)


def _frame(view: DossierView, here: str, today: date, labels: Mapping[str, str], with_chain: bool) -> dict[str, Any]:
    words: Any = {"labels": labels, "with_chain": with_chain, "back": request.args.get("terug")}
    return dossier_frame(view, here, today, organisation_type=g.seat.facility.organisation_type, **words)


def _activities(
    session: BincSession, view: DossierView, labels: Mapping[str, str], number: int, size: int
) -> Activities:
    return read_activities(session, view.dossier.facility_id, view.dossier.id, labels, number, size)


def is_running(schakeling: SchakelingPlan, today: date) -> bool:
    """Whether the help of a schakeling goes on today or later."""
    return schakeling.end is None or schakeling.end >= today


def impact_words(impact: Impact, view: DossierView) -> tuple[str, str]:
    """What the running schakeling does to the Groeipakket, as a state and a sentence (S-12)."""
    names = ", ".join(view.modules[code].name for code in impact.modules)
    if impact.sends:
        return "due", f"Deze schakeling telt voor het Groeipakket (D227), door: {names}."
    if impact.reason:
        return "calm", f"{COUNTS_NOT}{WHY_SILENT[impact.reason]}"
    return "calm", "Geen van de modules telt voor het Groeipakket."


def shown_schakelingen(
    view: DossierView, labels: Mapping[str, str], cancellations: Mapping[int, str] = MappingProxyType({})
) -> list[ShownSchakeling]:
    """The schakelingen of a dossier, the latest first; `cancellations` is what deleting one sends, by its id (G-1)."""
    decisions = {decision.key: decision for decision in view.chain.decisions}
    last = view.chain.last
    return [
        replace(
            _shown_schakeling(one, view, labels, decisions.get(one.decision_key), is_last=one is last),
            cancellation=cancellations.get(int(str(one.key))),
            is_first=one is view.chain.schakelingen[0],
        )
        for one in reversed(view.chain.schakelingen)
    ]


def _shown_schakeling(
    one: SchakelingPlan, view: DossierView, labels: Mapping[str, str], decision: DecisionPlan | None, *, is_last: bool
) -> ShownSchakeling:
    values = {"code": view.dossier.code, "record_id": one.key}
    lock = lock_of(one, view.locked_until)
    return ShownSchakeling(
        kind=WORDS[one.kind],
        begin=one.begin,
        end=one.end,
        modules=tuple(_shown_module(module, view.modules[module.code], labels) for module in one.modules),
        notes=notes_of(one, g.seat.facility.organisation_type),
        decided_on=decision.begin if decision else None,
        ground=WORDS[decision.ground] if decision else "",
        change_href=address_of("SchakelingPage.change", **values) if is_last and lock is not Lock.READ_ONLY else None,
        delete_href=address_of("SchakelingPage.delete", **values) if is_last and lock is Lock.OPEN else None,
        why_not=lock_label(one, view.locked_until) if is_last or lock is Lock.READ_ONLY else LOCKED,
        end_only=lock is Lock.END_ONLY,
    )


def _shown_module(module: ModulePlan, facts: CatalogueModule, labels: Mapping[str, str]) -> ShownModule:
    details = tuple(detail_words(facts, each, labels) for each in module.detail)
    return ShownModule(facts.name, module.guaranteed, details)


def notes_of(one: SchakelingPlan, organisation_type: str) -> tuple[str, ...]:
    """What more there is to say of a schakeling (S-11, S-13)."""
    carers = [carer.name for carer in one.carers]
    return tuple(
        words
        for words, holds in (
            (elsewhere_words(organisation_type), one.elsewhere),
            ("Overgangsregeling: uitbetaling aan de ouders", one.paid_to_parents),
            (f"Pleegzorger{'s' if len(carers) > 1 else ''}: {' en '.join(carers)}", carers),
        )
        if holds
    )


def shown_decisions(view: DossierView) -> list[ShownDecision]:
    """The decisions of a dossier, the latest first."""
    return [_shown_decision(one, view) for one in reversed(view.chain.decisions)]


def _shown_decision(one: DecisionPlan, view: DossierView) -> ShownDecision:
    values = {"code": view.dossier.code, "record_id": one.key}
    under = sum(each.decision_key == one.key for each in view.chain.schakelingen)
    return ShownDecision(
        begin=one.begin,
        ground=WORDS[one.ground],
        mandated_service=one.mandated_service,
        modules=tuple(view.modules[code].name for code in one.modules),
        schakelingen=under,
        change_href=address_of("DecisionPage.change", **values),
        delete_href=None if under else address_of("DecisionPage.delete", **values),
        why_not=KEPT_BY_SCHAKELINGEN if under else None,
    )


def referral_facts(view: DossierView, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """How the client came in, as names and values; what was not asked is left out (D-4)."""
    referral = view.referral
    gate = {True: "ja", False: "nee", None: ""}[referral.through_access_gate]
    referrer = referral.referrer_other or labels.get(referral.referrer or "", referral.referrer or "")
    since = day(referral.ongoing_since)
    referred = day(referral.referral_date)
    facts = [
        ("Via de toegangspoort", gate),
        ("Aangemeld door", referrer),
        ("Datum", referred),
        ("Bijzonder", WORDS.get(referral.specific or "", "")),
        ("Pleegzorg", WORDS.get(referral.foster_care_kind or "", "")),
        ("Voor", WORDS.get(referral.foster_care_age_group or "", "")),
        ("Gerechtelijk", {True: "ja", False: "nee", None: ""}[referral.judicial]),
        ("Provincie", referral.province or ""),
        ("Loopt al sinds", since),
        ("Wachtlijst", WORDS.get(referral.waiting_list or "", "")),
        ("Wacht op", ", ".join(labels.get(each, each) for each in referral.waiting_functions)),
        ("Leerprojecten", ", ".join(labels.get(each, each) for each in referral.learning_projects)),
        ("Eigen referentie", referral.own_reference or ""),
    ]
    return [(name, value) for name, value in facts if value]
