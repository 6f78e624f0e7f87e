"""The form of a decision: what help may be offered, and from when (S-1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar

from wtforms.validators import InputRequired

from app.database import BincSession
from app.domain.chain_plans import DecisionPlan
from app.domain.decisions import NO_GROUND, NO_MODULES
from app.queries.answers import answer_options
from app.services.decisions import DecisionInput
from forms.fields import BeDateField, ChecklistField, RadioChoiceField
from forms.modules import ModuleList, module_choices
from forms.versioned import VersionedForm
from models.facility import Facility

NO_SERVICE = "none"


class DecisionForm(VersionedForm):
    """Begin, recommended modules, legal ground and mandated service of a decision (S-1, H4.2)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "begin": (
            "De dag vanaf wanneer je volgens de beslissing met de hulp mag beginnen. Een einddatum hoeft niet: een "
            "beslissing loopt tot er een nieuwe komt. De begindatum pas je later liefst niet meer aan; verandert de "
            "aanbeveling, voeg dan een nieuwe beslissing toe."
        ),
        "modules": (
            "Alle modules die de toegangspoort, of jullie samen met de cliënt, aanbevelen. Je ziet alleen wat voor je "
            "voorziening goedgekeurd is. Ontbreekt er een? De lijst volgt elke dag de moduledatabank."
        ),
        "ground": (
            "Gerechtelijk als de sociale dienst van de jeugdrechtbank (SDJ) aanmeldt, op basis van een vonnis of "
            "beschikking; anders vrijwillig. Dit gaat mee naar het Groeipakket en bepaalt wie een deel ervan krijgt: "
            "een vergissing kost een gezin geld."
        ),
        "mandated_service": "Kies het OCJ of het VK als dat de zaak opvolgt. Is er geen betrokken, kies dan Geen.",
    }

    begin = BeDateField("Begindatum", validators=[InputRequired("Vul de begindatum van de beslissing in.")])
    modules = ChecklistField(
        "Aanbevolen modules",
        validators=[InputRequired(NO_MODULES.message)],
        description="Vink alles aan wat de beslissing aanbeveelt.",
    )
    ground = RadioChoiceField("Verwijzingsgrond", validators=[InputRequired(NO_GROUND.message)])
    mandated_service = RadioChoiceField("Betrokken gemandateerde voorziening", default=NO_SERVICE)

    def plan(self) -> DecisionInput:
        """What was typed, for the service."""
        assert self.begin.data is not None
        service = self.mandated_service.data
        return DecisionInput(
            self.begin.data,
            tuple(self.modules.data or ()),
            self.ground.data,
            None if service == NO_SERVICE else service,
        )


def decision_form(
    session: BincSession,
    facility: Facility,
    today: date,
    stored: DecisionPlan | None = None,
    formdata: Any = None,
    *,
    prefix: str = "",
) -> DecisionForm:
    """The form of a decision: as posted, else as stored, else empty; with a prefix it is part of a larger form."""
    data = _stored(stored) if formdata is None and stored else None
    form = DecisionForm(formdata=formdata, data=data, prefix=prefix, meta={"csrf": False} if prefix else None)
    keep = _ticked(form.modules.data, stored)
    day = form.begin.data or (stored.begin if stored else today)
    form.modules.choices = module_choices(session, ModuleList(facility.id, day, keep=keep))
    form.ground.choices = answer_options(session, "ground")
    form.mandated_service.choices = answer_options(session, "mandated_service")
    return form


def _stored(plan: DecisionPlan) -> dict[str, Any]:
    return {
        "begin": plan.begin,
        "modules": list(plan.modules),
        "ground": plan.ground,
        "mandated_service": plan.mandated_service or NO_SERVICE,
    }


def _ticked(posted: Collection[str] | None, stored: DecisionPlan | None) -> set[str]:
    return {*(posted or ()), *(stored.modules if stored else ())}
