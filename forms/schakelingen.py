"""The form of a schakeling: what is really offered, from when, until when (S-2 to S-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from app.database import BincSession
from app.domain.chain import NO_MODULES, PREVIOUS_RUNS
from app.domain.chain_plans import EXTENSION, SWITCH, ModulePlan, SchakelingPlan
from app.domain.details import DETAIL_QUESTIONS, detail_field
from app.domain.foster_care import elsewhere_words
from app.domain.guaranteed import may_tick_guaranteed
from app.domain.organisation_types import FOSTER_CARE
from app.queries.answers import answer_options
from app.queries.catalogue import modules_by_code
from app.services.schakelingen import SchakelingInput
from forms.fields import BeDateField, ChecklistField, RadioChoiceField
from forms.foster_care import FOSTER_CARE_FIELDS, FosterCareForm, foster_care_posted, foster_care_values
from forms.modules import ModuleList, module_choices
from forms.schakeling_place import Place

DETAIL_LABELS = {
    "bridging_care": "Gaat het om overbruggingszorg?",
    "treatment_aimed_at": "Op wie is de behandeling gericht?",
    "supporting_kind": "Welke ondersteunende begeleiding is het?",
}
DETAIL_HELP = "Verandert dit later, dan registreer je een nieuwe schakeling. Een vergissing kun je gewoon verbeteren."


class SchakelingForm(FosterCareForm):
    """Kind, days and modules of a schakeling; `details` holds the extra question of each module that has one (S-10)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "previous_end": (
            "De laatste dag van het vorige aanbod. Die dag telt nog mee. Vul de echte dag in, ook als die al even "
            "voorbij is: het Groeipakket rekent ermee."
        ),
        "begin": (
            "De dag waarop dit aanbod echt begon. Sluit het meteen aan op het vorige, neem dan dezelfde dag als de "
            "einddatum van het vorige. Registreer binnen enkele dagen, ook als de beslissing nog op zich laat wachten."
        ),
        "end": (
            "De laatste dag van dit aanbod. Weet je het einde nog niet, laat dit dan leeg. Nachten thuis beëindigen "
            "een schakeling niet."
        ),
        "modules": (
            "Alles wat tegelijk loopt, staat in één schakeling. Verandert er één module, dan beëindig je deze "
            "schakeling en begin je een nieuwe. Je mag elke goedgekeurde module kiezen; staat ze niet in de "
            "beslissing, dan vragen we of er een nieuwe beslissing nodig is."
        ),
        "guaranteed": (
            "Vink dit aan voor een module die je inzet uit het aanbod dat je voor het crisismeldpunt vrijhoudt "
            "(artikel 74). Dat kan alleen omdat het crisismeldpunt deze cliënt aanmeldde."
        ),
        "elsewhere": (
            "Alleen als het Groeipakket van deze jongere elders geregeld wordt, bijvoorbeeld omdat die vooral in een "
            "VAPH-voorziening verblijft. Er vertrekt dan geen bericht. Vink het niet aan bij een gedeeltelijk verblijf "
            "in de psychiatrie dat jullie betalen, en als residentiële voorziening nooit als er pleegzorg bij is."
        ),
    }
    combined_help: ClassVar[str] = (
        "Vink dit aan als de jongere ook niet rechtstreeks toegankelijk verblijf in een voorziening krijgt. Er "
        "vertrekt dan geen bericht van pleegzorg naar het Groeipakket. De pleegzorgers vul je toch in: de uitbetaler "
        "heeft ze nodig voor de pleegzorgtoeslag."
    )

    kind = HiddenField()
    basis = HiddenField()
    previous_end = BeDateField(
        "Einddatum van de vorige schakeling",
        validators=[InputRequired(PREVIOUS_RUNS.message)],
    )
    begin = BeDateField("Begindatum", validators=[InputRequired("Vul de begindatum in.")])
    end = BeDateField("Einddatum", description="Laat dit leeg als het aanbod nog loopt.")
    modules = ChecklistField(
        "Modules",
        validators=[InputRequired(NO_MODULES.message)],
        description="Vink alles aan wat de cliënt vanaf de begindatum echt krijgt.",
    )
    guaranteed = ChecklistField("Ingezet als verzekerd aanbod (art. 74)")
    elsewhere = BooleanField("Het zwaartepunt van het verblijf ligt elders")

    def help_of(self, name: str) -> str | None:
        """The longer explanation of a field, that of the extra questions included."""
        if name.startswith(detail_field("")):
            return DETAIL_HELP
        if name == "elsewhere" and self.asks_foster_care:
            return self.combined_help
        return self.foster_care_help.get(name) or super().help_of(name)

    def detail_of(self, code: str) -> Any:
        """The extra question of a module, or None."""
        return next((field for field in self if field.short_name == detail_field(code)), None)

    def plan(self, place: Place) -> SchakelingInput:
        """What was typed, for the service; an extension takes over the previous offer as a whole (S-7)."""
        stored = place.stored
        if stored is not None and place.end_only:
            return SchakelingInput.ending(stored, self.end.data)
        assert self.begin.data is not None
        foster_care: dict[str, Any] = {}
        if self.asks_foster_care:
            foster_care = {"paid_to_parents": self.paid_to_parents.answer, "carers": self.carers()}
        if self.kind.data == EXTENSION:
            return SchakelingInput(self.begin.data, self.end.data, EXTENSION, (), **foster_care)
        guaranteed = set(self.guaranteed.data or ()) if "guaranteed" in self else set()
        modules = tuple(ModulePlan(code, code in guaranteed, self._detail(code)) for code in self.modules.data or ())
        return SchakelingInput(
            self.begin.data,
            self.end.data,
            self.kind.data,
            modules,
            elsewhere=bool(self.elsewhere.data),
            **foster_care,
        )

    def _detail(self, code: str) -> tuple[str, ...]:
        answer = field.data if (field := self.detail_of(code)) is not None else None
        return tuple(answer) if isinstance(answer, list) else (answer,) if answer else ()


def make_schakeling_form(
    session: BincSession, place: Place, *, formdata: Any = None, wanted_kind: str | None = None
) -> SchakelingForm:
    """The form of a schakeling: as posted, else as stored, else filled in with what is likely."""
    kind = place.kind(formdata.get("kind") if formdata is not None else wanted_kind)
    offered = _choices(session, place, formdata)
    is_open = kind != EXTENSION and not place.end_only
    form_class = _with_details(session, [code for code, *_ in offered] if is_open else [])
    form = form_class(formdata=formdata, data=None if formdata is not None else _filled_in(place, kind))
    form.kind.data, form.kind.raw_data = kind, None
    _leave_out(form, place, kind)
    if "modules" in form:
        form.modules.choices = offered
    if "guaranteed" in form:
        form.guaranteed.choices = [(code, label) for code, label, _ in offered]
    if "elsewhere" in form and place.facility.organisation_type == FOSTER_CARE:
        form.elsewhere.label.text = elsewhere_words(FOSTER_CARE)
    return form


def offer_as_posted(plan: SchakelingPlan) -> dict[str, list[str]]:
    """The offer of a schakeling as a browser would post it, to go on from an extension that changes after all (S-7)."""
    return {
        "modules": list(plan.codes),
        "guaranteed": [module.code for module in plan.modules if module.guaranteed],
        "elsewhere": ["y"] if plan.elsewhere else [],
        **{detail_field(module.code): list(module.detail) for module in plan.modules},
        **foster_care_posted(plan),
    }


def _with_details(session: BincSession, codes: list[str]) -> type[SchakelingForm]:
    catalogue = modules_by_code(session)
    fields: dict[str, Any] = {}
    for code in codes:
        kind = catalogue[code].detail if code in catalogue else None
        if kind in DETAIL_QUESTIONS:
            field_class = ChecklistField if DETAIL_QUESTIONS[kind].several else RadioChoiceField
            fields[detail_field(code)] = field_class(DETAIL_LABELS[kind], choices=answer_options(session, kind))
    return type("SchakelingForm", (SchakelingForm,), fields)


def _choices(session: BincSession, place: Place, formdata: Any) -> list[Any]:
    typed = BeDateField.read(formdata.get("begin")) if formdata is not None else None
    day = typed or (place.stored.begin if place.stored else place.likely_begin) or place.today
    keep = {
        *(formdata.getlist("modules") if formdata is not None else ()),
        *(place.stored.codes if place.stored else ()),
    }
    return module_choices(session, ModuleList(place.facility.id, day, recommended=place.decision.modules, keep=keep))


def _leave_out(form: SchakelingForm, place: Place, kind: str) -> None:
    unasked = ["modules", "guaranteed", "elsewhere"] if kind == EXTENSION or place.end_only else []
    if place.end_only:
        unasked.append("begin")
    elif kind != EXTENSION and not may_tick_guaranteed(place.referral):
        unasked.append("guaranteed")
    if not place.asks_previous_end:
        unasked.append("previous_end")
    if not _asks_foster_care(place, kind):
        unasked += FOSTER_CARE_FIELDS
    for name in unasked:
        del form[name]


def _asks_foster_care(place: Place, kind: str) -> bool:
    """An extension takes over the foster carers too, unless the previous one was never asked for them (S-7, S-13)."""
    if place.facility.organisation_type != FOSTER_CARE or place.end_only:
        return False
    return kind != EXTENSION or (place.previous is not None and place.previous.says_nothing_of_carers)


def _filled_in(place: Place, kind: str) -> dict[str, Any]:
    basis = {"basis": place.basis}
    if place.stored is not None:
        return {**basis, "begin": place.stored.begin, "end": place.stored.end, **_offer(place.stored)}
    begin = {**basis, "begin": place.likely_begin}
    if place.previous is None or place.previous.decision_key != place.decision.key:
        return {**begin, "modules": list(place.decision.modules)}
    return {**begin, **_offer(place.previous)} if kind == SWITCH else begin


def _offer(plan: SchakelingPlan) -> dict[str, Any]:
    details = {
        detail_field(module.code): list(module.detail) if len(module.detail) != 1 else module.detail[0]
        for module in plan.modules
    }
    guaranteed = [module.code for module in plan.modules if module.guaranteed]
    offer = {"modules": list(plan.codes), "guaranteed": guaranteed, "elsewhere": plan.elsewhere}
    return {**offer, **details, **foster_care_values(plan)}
