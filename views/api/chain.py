"""Decisions and schakelingen for other programs: one by one, and those of a month at once (S-1 … S-14)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from app.database import BincSession, current_session
from app.domain.chain_plans import SchakelingPlan
from app.domain.faults import NotFound
from app.domain.roles import FACILITY_ROLES
from app.queries.api.dossiers import decision_records, schakeling_record
from app.queries.chain import load_chain
from app.services.api.month_plans import CHANGED, CREATED, NO_DOSSIER, REFUSED, UNCHANGED, MonthLine, Outcome
from app.services.api.months import register_month
from app.services.decisions import add_decision, change_decision, delete_decision
from app.services.schakelingen import NewEnd, SchakelingInput, add_schakeling, change_schakeling, delete_schakeling
from models.decision import Decision
from models.dossier import Dossier
from models.schakeling import Schakeling
from views.api.dossier_calls import READ, WRITE, confirmed, dossier_state
from views.api.keywords import keywords, seen
from views.api.schemas.dossiers import (
    DecisionBody,
    DecisionSchema,
    DossierStateSchema,
    PartStateSchema,
    SchakelingBody,
    SchakelingChangeBody,
    SchakelingEndBody,
    SchakelingSchema,
    decision_input,
    schakeling_input,
)
from views.api.schemas.fields import told
from views.api.schemas.months import MonthAnswerSchema, MonthBody, RefusedLine
from views.base.api import Answer, BaseApiView, resource
from views.base.dossiers import facility_at_work, find_dossier, record_number

ONE = f"/<code>/decisions/{record_number}"
ONE_SCHAKELING = f"/<code>/schakelingen/{record_number}"


class DecisionApi(BaseApiView):
    """The decisions of a dossier (S-1)."""

    resource_name = "dossiers"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @resource(ONE, **READ, summary="Eén beslissing met haar schakelingen", answer=DecisionSchema)
    def show(self, code: str, record_id: int) -> Any:
        """One decision."""
        session = current_session()
        dossier = find_dossier(session, code)
        chain = load_chain(session, dossier)
        for record in decision_records(chain.decisions, chain.schakelingen):
            if record["id"] == record_id:
                return Answer(record, dossier.version)
        raise NotFound

    @resource(
        "/<code>/decisions/",
        **WRITE,
        methods=("POST",),
        summary="Een beslissing toevoegen",
        body=DecisionBody,
        answer=PartStateSchema,
        status=201,
    )
    def add(self, code: str, body: dict[str, Any]) -> Any:
        """A new decision."""
        session = current_session()
        dossier = find_dossier(session, code)
        made = add_decision(session, dossier, decision_input(body), confirmed=confirmed(body), **keywords(session))
        return _made(session, dossier, made.id, "decisions")

    @resource(
        ONE,
        **WRITE,
        methods=("PUT",),
        summary="Een beslissing wijzigen",
        body=DecisionBody,
        answer=PartStateSchema,
        versioned=True,
    )
    def change(self, code: str, record_id: int, body: dict[str, Any]) -> Any:
        """A decision as it has to become."""
        session = current_session()
        dossier = find_dossier(session, code)
        decision = _part(session, Decision, dossier, record_id)
        words = {**keywords(session), **seen(), "confirmed": confirmed(body)}
        change_decision(session, decision, decision_input(body), **words)
        return _made(session, dossier, record_id)

    @resource(
        ONE,
        **WRITE,
        methods=("DELETE",),
        summary="Een beslissing verwijderen waaronder niets staat",
        answer=DossierStateSchema,
        versioned=True,
    )
    def delete(self, code: str, record_id: int) -> Any:
        """Removes a decision."""
        session = current_session()
        dossier = find_dossier(session, code)
        delete_decision(session, _part(session, Decision, dossier, record_id), **keywords(session), **seen())
        return dossier_state(dossier)


class SchakelingApi(BaseApiView):
    """The schakelingen of a dossier; only the last can be touched (S-6)."""

    resource_name = "dossiers"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @resource(ONE_SCHAKELING, **READ, summary="Eén schakeling", answer=SchakelingSchema)
    def show(self, code: str, record_id: int) -> Any:
        """One schakeling."""
        session = current_session()
        dossier = find_dossier(session, code)
        return Answer(schakeling_record(_stored(session, dossier, record_id)), dossier.version)

    @resource(
        "/<code>/schakelingen/",
        **WRITE,
        methods=("POST",),
        summary="De volgende schakeling toevoegen",
        body=SchakelingBody,
        answer=PartStateSchema,
        status=201,
    )
    def add(self, code: str, body: dict[str, Any]) -> Any:
        """The next schakeling, under the latest decision."""
        session = current_session()
        dossier = find_dossier(session, code)
        words = {**keywords(session), "now": datetime.now(UTC), "confirmed": confirmed(body)}
        made = add_schakeling(
            session, dossier, schakeling_input(body), end_of_previous=body.get("previous_end"), **words
        )
        return _made(session, dossier, made.id, "schakelingen")

    @resource(
        ONE_SCHAKELING,
        **WRITE,
        methods=("PUT",),
        summary="De laatste schakeling wijzigen",
        body=SchakelingChangeBody,
        answer=PartStateSchema,
        versioned=True,
    )
    def change(self, code: str, record_id: int, body: dict[str, Any]) -> Any:
        """The last schakeling as it has to become."""
        return _change(code, record_id, body, schakeling_input(body))

    @resource(
        f"{ONE_SCHAKELING}/end",
        **WRITE,
        methods=("PUT",),
        summary="De laatste schakeling beëindigen",
        body=SchakelingEndBody,
        answer=PartStateSchema,
        versioned=True,
    )
    def end(self, code: str, record_id: int, body: dict[str, Any]) -> Any:
        """Gives the last schakeling its end."""
        return _change(code, record_id, body, NewEnd(body["end"]))

    @resource(
        ONE_SCHAKELING,
        **WRITE,
        methods=("DELETE",),
        summary="De laatste schakeling verwijderen",
        answer=DossierStateSchema,
        versioned=True,
    )
    def delete(self, code: str, record_id: int) -> Any:
        """Removes the last schakeling."""
        session = current_session()
        dossier = find_dossier(session, code)
        delete_schakeling(session, _part(session, Schakeling, dossier, record_id), **keywords(session), **seen())
        return dossier_state(dossier)


class MonthApi(BaseApiView):
    """Many schakelingen at once."""

    resource_name = "schakelingen"
    shipped_to = {"write": FACILITY_ROLES}

    @resource(
        "/import",
        **WRITE,
        methods=("POST",),
        summary="Veel schakelingen ineens, met een antwoord per lijn",
        body=MonthBody,
        answer=MonthAnswerSchema,
    )
    def register(self, body: dict[str, Any]) -> Any:
        """Registers every line that the rules let through, and says of the others why not."""
        session = current_session()
        lines = [_line(number, one) for number, one in enumerate(body["lines"]) if not isinstance(one, RefusedLine)]
        words = {**keywords(session), "now": datetime.now(UTC)}
        outcomes = {one.number: one for one in register_month(session, facility_at_work(), lines, **words)}
        if any(NO_DOSSIER in one.faults for one in outcomes.values()):
            session.trail.add("not_found", "page", [])
        for number, one in enumerate(body["lines"]):
            if isinstance(one, RefusedLine):
                outcomes[number] = Outcome(number, REFUSED, None, one.faults)
        counts = Counter(one.result for one in outcomes.values())
        told_lines = [_outcome(outcomes[number]) for number in sorted(outcomes)]
        return {"lines": told_lines, **{name: counts[name] for name in (CREATED, CHANGED, UNCHANGED, REFUSED)}}


def _line(number: int, sent: dict[str, Any]) -> MonthLine:
    return MonthLine(number, sent["dossier"], schakeling_input(sent), sent.get("previous_end"), confirmed(sent))


def _outcome(one: Outcome) -> dict[str, Any]:
    own = {"line": one.number, "result": one.result, "id": one.key}
    return {**own, "faults": told(one.faults), "confirm": told(one.cautions)}


def _change(code: str, record_id: int, body: dict[str, Any], wanted: SchakelingInput | NewEnd) -> Answer:
    session = current_session()
    dossier = find_dossier(session, code)
    words = {**keywords(session), **seen(), "now": datetime.now(UTC), "confirmed": confirmed(body)}
    change_schakeling(session, _part(session, Schakeling, dossier, record_id), wanted, **words)
    return _made(session, dossier, record_id)


def _stored(session: BincSession, dossier: Dossier, record_id: int) -> SchakelingPlan:
    plan = load_chain(session, dossier).schakeling(record_id)
    if plan is None:
        raise NotFound
    return plan


def _part(session: BincSession, model: type[Any], dossier: Dossier, record_id: int) -> Any:
    record = session.get(model, record_id)
    if record is None or record.dossier_id != dossier.id:
        raise NotFound
    return record


def _made(session: BincSession, dossier: Dossier, record_id: int, where: str | None = None) -> Answer:
    session.flush()
    location = f"/api/v1/dossiers/{dossier.code}/{where}/{record_id}" if where else None
    content = {"code": dossier.code, "version": dossier.version, "id": record_id}
    return Answer(content, dossier.version, location)
