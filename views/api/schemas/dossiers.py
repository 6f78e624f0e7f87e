"""Dossiers with their referral, decisions and schakelingen, as programs send and read them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from app.domain.chain_plans import GROUNDS, MANDATED_SERVICES, ModulePlan
from app.domain.referral import Referral
from app.services.decisions import DecisionInput
from app.services.schakelingen import Carer, SchakelingInput
from views.api.schemas.fields import (
    LARGEST,
    ApiSchema,
    Moment,
    WrittenNumber,
    confirmed,
    day,
    module_code,
    one_of,
    text,
    yes_no,
)

STATES = ("open", "closed")
MOST_A_PAGE = 100
KINDS = ("start", "switch", "extension")


class ReferralSchema(ApiSchema):
    """How the client came in; which questions are asked depends on the organisation type (D-4)."""

    own_reference = text(100)
    ongoing_since = day()
    through_access_gate = yes_no(allow_none=True)
    referrer = text(60)
    referrer_other = text(200)
    outflow_from_institution = yes_no(allow_none=True)
    specific = one_of(("supporting_guidance_only", "time_out", "short_crisis_stay"))
    foster_care_kind = one_of(("network", "pool"))
    foster_care_age_group = one_of(("youth", "adult"))
    judicial = yes_no(allow_none=True)
    province = text(40)
    referral_date = day()
    waiting_list = one_of(("yes", "no", "unknown"))
    waiting_functions = fields.List(text(60, required=True), validate=validate.Length(max=50))
    learning_projects = fields.List(text(60, required=True), validate=validate.Length(max=50))


class ReferralBody(ReferralSchema):
    """A referral that is sent: what is left out counts as not answered."""

    @post_load
    def as_referral(self, data: dict[str, Any], **_: Any) -> Referral:
        """The referral as the rules see it."""
        return referral_in(data)


class ReferralChangeBody(ReferralSchema):
    """The referral as it has to become, with the warnings that are confirmed."""

    confirm = confirmed()

    @post_load
    def as_change(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The referral as the rules see it, and what is confirmed."""
        return {"confirm": data.pop("confirm"), "referral": referral_in(data)}


def referral_in(sent: dict[str, Any]) -> Referral:
    """A referral that was sent; what is left out counts as not answered."""
    answers: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in sent.items()}
    return Referral(**answers)


class DossierQuery(ApiSchema):
    """Which dossiers, and from where on."""

    state = one_of(STATES, allow_none=False)
    changed_since = Moment(
        format="iso", metadata={"description": "Alleen wat sinds dit moment wijzigde (ISO 8601 met tijdzone)."}
    )
    after = WrittenNumber(validate=validate.Range(0, LARGEST), metadata={"description": "De next van de vorige."})
    limit = WrittenNumber(load_default=MOST_A_PAGE, validate=validate.Range(1, MOST_A_PAGE))


class ClientSchema(ApiSchema):
    """Whose dossier it is."""

    id = fields.Integer(required=True)
    national_number = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    first_name = fields.String(required=True, allow_none=True)
    birth_date = fields.Date(required=True, allow_none=True)


class DossierLineSchema(ApiSchema):
    """A dossier in a list."""

    code = fields.String(required=True)
    client = fields.Nested(ClientSchema, required=True)
    own_reference = fields.String(required=True, allow_none=True)
    state = one_of(STATES, required=True)
    created = fields.Date(required=True)
    closed_on = fields.Date(required=True, allow_none=True)
    changed_at = fields.AwareDateTime(required=True, format="iso")
    version = fields.Integer(required=True)
    last_decision_begin = fields.Date(required=True, allow_none=True)
    last_schakeling_begin = fields.Date(required=True, allow_none=True)
    last_schakeling_end = fields.Date(required=True, allow_none=True)


class DossierPageSchema(ApiSchema):
    """One page of dossiers, oldest first; `next` is the cursor of the page after it."""

    dossiers = fields.List(fields.Nested(DossierLineSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class ModuleSchema(ApiSchema):
    """One module of a schakeling (S-9, S-10)."""

    code = module_code()
    guaranteed = yes_no(load_default=False)
    detail = fields.List(text(60, required=True), load_default=list, validate=validate.Length(max=10))

    @post_load
    def as_plan(self, data: dict[str, Any], **_: Any) -> ModulePlan:
        """The module as the rules see it."""
        return ModulePlan(data["code"], data["guaranteed"], tuple(data["detail"]))


class CarerSchema(ApiSchema):
    """A foster carer (S-13)."""

    national_number = text(11, required=True)
    name = text(200, required=True)

    @post_load
    def as_carer(self, data: dict[str, Any], **_: Any) -> Carer:
        """The carer as the rules see it."""
        return Carer(**data)


class SchakelingFields(ApiSchema):
    """What is really offered, from when until when; both days count."""

    kind = one_of(KINDS, required=True)
    begin = day(required=True)
    end = day(metadata={"description": "Leeg: het aanbod loopt."})
    modules = fields.List(
        fields.Nested(ModuleSchema),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"description": "Een verlenging zonder modules neemt het vorige aanbod over (S-7)."},
    )
    elsewhere = yes_no(load_default=False)
    paid_to_parents = yes_no(load_default=None, allow_none=True)
    carers = fields.List(fields.Nested(CarerSchema), load_default=list, validate=validate.Length(max=2))


class SchakelingBody(SchakelingFields):
    """A schakeling that is sent; `previous_end` ends the one that still runs (S-5)."""

    previous_end = day()
    confirm = confirmed()


def schakeling_input(body: dict[str, Any]) -> SchakelingInput:
    """A schakeling that was sent, for the services."""
    return SchakelingInput(
        body["begin"],
        body.get("end"),
        body["kind"],
        tuple(body["modules"]),
        elsewhere=body["elsewhere"],
        paid_to_parents=body["paid_to_parents"],
        carers=tuple(body["carers"]),
    )


class SchakelingChangeBody(SchakelingFields):
    """The last schakeling as it has to become."""

    confirm = confirmed()


class SchakelingEndBody(ApiSchema):
    """The last day of the help of the last schakeling."""

    end = day(required=True)
    confirm = confirmed()


class SchakelingSchema(SchakelingFields):
    """A schakeling as it stands."""

    id = fields.Integer(required=True)


class DecisionFields(ApiSchema):
    """What may be offered, from a day on (S-1)."""

    begin = day(required=True)
    modules = fields.List(module_code(), required=True, validate=validate.Length(max=100))
    ground = one_of(GROUNDS, required=True)
    mandated_service = one_of(MANDATED_SERVICES)


class DecisionBody(DecisionFields):
    """A decision that is sent."""

    confirm = confirmed()


def decision_input(body: dict[str, Any]) -> DecisionInput:
    """A decision that was sent, for the services."""
    return DecisionInput(body["begin"], tuple(body["modules"]), body["ground"], body.get("mandated_service"))


class DecisionSchema(DecisionFields):
    """A decision as it stands, with the schakelingen under it."""

    id = fields.Integer(required=True)
    schakelingen = fields.List(fields.Nested(SchakelingSchema), required=True)


class DossierSchema(DossierLineSchema):
    """A dossier with all in it."""

    referral = fields.Nested(ReferralSchema, required=True)
    decisions = fields.List(fields.Nested(DecisionSchema), required=True)


class NewDossierBody(ApiSchema):
    """A new dossier: whose, and how they came in; `responsible` is the user name of who follows it."""

    national_number = text(15, required=True)
    referral = fields.Nested(ReferralBody, load_default=Referral)
    responsible = text(64)


class DossierStateSchema(ApiSchema):
    """Which dossier, and the version that a next change has to have seen (also in the ETag)."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)


class PartStateSchema(DossierStateSchema):
    """The same, with the id of the decision or schakeling."""

    id = fields.Integer(required=True)
