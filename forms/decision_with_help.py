"""The form of a decision and its first schakeling, saved together in a closed dossier (D-6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from app.database import BincSession
from app.domain.chain_plans import DecisionPlan
from app.queries.chain import Chain
from app.services.decision_with_help import OF_THE_DECISION
from forms.decisions import NO_SERVICE, DecisionForm, decision_form
from forms.schakeling_place import Place
from forms.schakelingen import SchakelingForm, make_schakeling_form
from models.dossier import Dossier

ASKED_OF_A_DECISION = ("begin", "modules", "ground", "mandated_service")


@dataclass
class DecisionWithHelpForm:
    """Two forms on one page: a decision, and the first schakeling, which stands at `place` under it.

    The schakeling's carries the version and the basis that the user saw.
    """

    decision: DecisionForm
    schakeling: SchakelingForm
    place: Place

    def __iter__(self) -> Iterator[Any]:
        yield from self.decision
        yield from self.schakeling

    @property
    def version(self) -> Any:
        """The version of the dossier that the user saw."""
        return self.schakeling.version

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong, by field."""
        return {field.name: field.errors for field in self if field.errors}

    @property
    def form_errors(self) -> list[str]:
        """What is wrong with the two forms as a whole."""
        return [*self.decision.form_errors, *self.schakeling.form_errors]

    def validate(self) -> bool:
        """Whether both can be saved; the faults of both are found."""
        return all([self.decision.validate(), self.schakeling.validate()])

    def is_stale(self, stored: Any, version: int) -> bool:
        """Whether the dossier differs from what the user saw (D-11)."""
        return self.schakeling.is_stale(stored, version)


def decision_with_help_form(
    session: BincSession, dossier: Dossier, place: Place, formdata: MultiDict[str, str] | None = None
) -> DecisionWithHelpForm:
    """Both forms, as posted or filled in with what is likely; `place` knows nothing of the decision yet."""
    decision = decision_form(session, place.facility, place.today, formdata=formdata, prefix=OF_THE_DECISION)
    typed = _typed(decision, dossier, place.chain)
    chain = replace(place.chain, decisions=(*place.chain.decisions, typed))
    under = replace(place, chain=chain, decision=typed)
    schakeling = make_schakeling_form(session, under, formdata=formdata)
    _ask_end(schakeling)
    _tell_apart(decision, schakeling)
    return DecisionWithHelpForm(decision, schakeling, under)


def as_part(formdata: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was posted from the form of a decision alone, as the larger form has it."""
    found: MultiDict[str, str] = MultiDict()
    for name in ASKED_OF_A_DECISION:
        found.setlist(f"{OF_THE_DECISION}{name}", formdata.getlist(name))
    return found


def _typed(form: DecisionForm, dossier: Dossier, chain: Chain) -> DecisionPlan:
    """The decision as far as it is typed; without a begin it follows the help, often older than the dossier."""
    ended = [one.end for one in chain.schakelingen if one.end]
    follows = max([*ended, *(one.begin for one in chain.decisions)], default=dossier.created_on)
    service = form.mandated_service.data
    return DecisionPlan(
        None,
        form.begin.data or follows,
        tuple(form.modules.data or ()),
        form.ground.data or "",
        None if service == NO_SERVICE else service,
        1 + max((one.sequence for one in chain.decisions), default=0),
    )


def _ask_end(form: SchakelingForm) -> None:
    form.end.validators = (InputRequired("Vul de einddatum in: het dossier is afgesloten."),)
    form.end.flags.required = True
    form.end.description = "De laatste dag. In een afgesloten dossier ligt die niet na de afsluitdag."


def _tell_apart(decision: DecisionForm, schakeling: SchakelingForm) -> None:
    # The list of faults names the fields of both without their headings.
    decision.begin.label.text = "Begindatum van de beslissing"
    for name, label in (("begin", "Begindatum"), ("end", "Einddatum"), ("modules", "Modules")):
        if name in schakeling:
            schakeling[name].label.text = f"{label} van de schakeling"
