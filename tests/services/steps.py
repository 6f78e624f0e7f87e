"""The steps of registering, short enough to read as the story of a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.faults import DomainError, Fault
from app.domain.referral import Referral
from app.domain.scope import Actor
from app.services.decisions import DecisionInput, add_decision
from app.services.dossiers import open_dossier
from app.services.schakelingen import SchakelingInput, add_schakeling, change_schakeling, delete_schakeling
from models import Client, Decision, Dossier, Facility, Schakeling
from tests import factories

ACTOR = Actor(None, "An Peeters")
TODAY = date(2024, 6, 15)
NOW = datetime(2024, 6, 15, 9, 30, tzinfo=UTC)
EVERYTHING = frozenset({"S-2", "S-8", "S-12", "D-4"})
GATE = Referral(through_access_gate=True)
CRISIS = Referral(through_access_gate=False, referrer="crisismeldpunt")
QUIET_MODULES = ("P-CB-BREED", "P-CB-LAAG")


def day(text: str) -> date:
    """A day of 2024, `03-31`."""
    return date.fromisoformat(f"2024-{text}")


@dataclass
class Story:
    """One dossier, and what happens in it."""

    session: BincSession
    facility: Facility
    client: Client
    dossier: Dossier

    def decide(self, begin: str = "01-08", *modules: str, **keywords: Any) -> Decision:
        """Adds a voluntary decision."""
        plan = DecisionInput(day(begin), modules or QUIET_MODULES, "voluntary")
        return add_decision(self.session, self.dossier, plan, **{**self.keywords, **keywords})

    def add(self, begin: str, end: str | None = None, *modules: str, **keywords: Any) -> Schakeling:
        """Adds a schakeling; its kind follows from the place unless said."""
        plan = self.plan(
            begin, end, *modules, **{name: keywords.pop(name) for name in ("kind", "offer") if name in keywords}
        )
        return add_schakeling(self.session, self.dossier, plan, **{**self.keywords, "now": NOW, **keywords})

    def change(
        self, schakeling: Schakeling, begin: str, end: str | None = None, *modules: str, **keywords: Any
    ) -> Schakeling:
        """Changes a schakeling."""
        kind = keywords.pop("kind", schakeling.kind)
        plan = self.plan(
            begin, end, *modules, kind=kind, **({"offer": keywords.pop("offer")} if "offer" in keywords else {})
        )
        return change_schakeling(self.session, schakeling, plan, **{**self.keywords, "now": NOW, **keywords})

    def delete(self, schakeling: Schakeling, **keywords: Any) -> None:
        """Deletes a schakeling."""
        keywords = {"actor": ACTOR, "today": TODAY, **keywords}
        delete_schakeling(self.session, schakeling, **keywords)

    def plan(
        self,
        begin: str,
        end: str | None,
        *modules: str,
        kind: str | None = None,
        offer: tuple[ModulePlan, ...] | None = None,
    ) -> SchakelingInput:
        """What is typed on the form."""
        self.session.refresh(self.dossier)
        expected = "switch" if self.dossier.first_schakeling_begin else "start"
        chosen = offer if offer is not None else tuple(ModulePlan(code) for code in modules or QUIET_MODULES[:1])
        return SchakelingInput(day(begin), day(end) if end else None, kind or expected, chosen)

    @property
    def keywords(self) -> dict[str, Any]:
        """Who does it and when, with every warning confirmed."""
        return {"actor": ACTOR, "today": TODAY, "confirmed": EVERYTHING}


def story(session: BincSession, **overrides: Any) -> Story:
    """An open dossier of a new client in a new facility with two quiet modules, VBFBJB04 and what else is asked."""
    referral = overrides.pop("referral", GATE)
    modules = (*QUIET_MODULES, "VBFBJB04", *overrides.pop("modules", ()))
    client = overrides.pop("client", None)
    facility = overrides.pop("facility", None) or factories.create_facility(session, modules=modules, **overrides)
    client = client or factories.create_client(session, facility)
    dossier = open_dossier(session, client.id, facility, referral, actor=ACTOR, today=TODAY, created_on=day("01-08"))
    return Story(session, facility, client, dossier)


def refusals(call: Any, *arguments: Any, **keywords: Any) -> list[tuple[str, str]]:
    """Rule and field of every fault with which a step is refused; none when it succeeds."""
    faults: tuple[Fault, ...] = ()
    try:
        call(*arguments, **keywords)
    except DomainError as error:
        faults = error.faults
    assert all(fault.message.endswith(".") for fault in faults)
    return [(fault.rule, fault.field) for fault in faults]
