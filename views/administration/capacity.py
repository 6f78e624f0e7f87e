"""The capacity history of every facility, kept by the agency (M-3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms.validators import InputRequired

from app.database import current_session
from app.domain.capacity import POOL
from app.domain.capacity import CapacityRow as CapacityPlan
from app.domain.faults import Fault
from app.queries import capacity_history
from app.queries.capacity_history import POOL_NAME
from app.services.capacity_rows import check_capacity
from forms.converter import ColumnChoiceField, with_blank
from models.capacity import CapacityRow
from models.facility import Facility
from models.reference import TypeModule
from views.administration.facilities import POLICY, READERS, facility_choices
from views.base.interface import Interface
from views.base.model_view import BaseModelView


def line_choices() -> list[tuple[str, str]]:
    """The rows that hold a capacity: Verblijf for all pooled residence, and every other module."""
    query = select(TypeModule).where(TypeModule.pooled_residential.is_(False)).order_by(TypeModule.name)
    modules = current_session().scalars(query)
    return [(POOL, f"{POOL_NAME} (alle gewone verblijf samen)"), *((module.code, str(module)) for module in modules)]


def module_choices() -> list[tuple[str, str]]:
    """The modules whose figure the deployments of another can join."""
    return line_choices()[1:]


def line_name(line: str | None) -> str:
    """How a capacity row is called: Verblijf, or the module."""
    if not line:
        return "–"
    name = capacity_history.line_name(current_session(), line)
    return f"{name} ({line})" if name not in (line, POOL_NAME) else name


class LineField(ColumnChoiceField):
    """The module or Verblijf; what is wrong with the choice is said by the rules, in their own words."""

    def pre_validate(self, form: Any) -> None:
        """Leaves the judgement to the rules (M-3)."""


class CapacityAdministration(BaseModelView):
    """Rows that hold from a day until the next row of the same module; a row of zeros ends it."""

    datamodel = Interface(CapacityRow, eager=(selectinload(CapacityRow.facility),), orders={"facility": Facility.name})
    route_base = "/beheer/capaciteit"
    shipped_to = {"list": READERS, "show": READERS, "add": POLICY, "edit": POLICY, "delete": POLICY}
    list_title, add_title, edit_title = "Capaciteitsbeheer", "Capaciteit toevoegen", "Capaciteit wijzigen"
    singular = "Capaciteit"
    intro = (
        "Een rij geldt vanaf haar eerste dag tot de volgende rij van dezelfde module. Een rij met nullen beëindigt ze."
    )
    choices = {"facility_id": facility_choices, "line": line_choices, "counts_toward": module_choices}
    label_columns = {
        "facility_id": "Voorziening",
        "facility": "Voorziening",
        "line": "Module",
        "valid_from": "Geldt vanaf",
        "recognised": "Erkend",
        "innovative": "Innoverend",
        "guaranteed": "Verzekerd",
        "counts_toward": "Telt mee bij",
        "note": "Toelichting",
        "changed_at": "Laatst gewijzigd",
    }
    description_columns = {
        "line": "Alle gewone verblijfsmodules delen één rij: Verblijf. Een CKG zet zijn punten bij Gezinsbegeleiding.",
        "recognised": "Bevat ook het innoverende en het verzekerde aanbod. Bij een CKG zijn dit punten.",
        "innovative": "Het deel van de erkende capaciteit dat innoverend is.",
        "guaranteed": "Het deel van de erkende capaciteit dat verzekerd aanbod is (artikel 74).",
        "counts_toward": "De inzet van deze module telt dan mee in het cijfer van die andere.",
    }
    list_columns = ["facility", "line", "valid_from", "recognised", "innovative", "guaranteed", "counts_toward"]
    show_columns = [*list_columns, "note", "changed_at"]
    order_columns = ["facility", "line", "valid_from", "recognised"]
    search_columns = ["facility_id", "line", "valid_from"]
    add_columns = [
        "facility_id",
        "line",
        "valid_from",
        "recognised",
        "innovative",
        "guaranteed",
        "counts_toward",
        "note",
    ]
    edit_columns = ["valid_from", "recognised", "innovative", "guaranteed", "counts_toward", "note"]
    base_order = ("facility", "asc")
    taken_from_address = ("facility_id", "line")
    add_form_extra_fields = {
        "line": LineField(
            "Module",
            [InputRequired("Kies de module, of Verblijf.")],
            description=description_columns["line"],
            choices=with_blank(line_choices),
        )
    }
    formatters_columns = {"line": line_name, "counts_toward": line_name}
    constraints = {
        "capacity_row_once_a_day": (
            "valid_from",
            "Vanaf deze dag is er al een rij voor deze module. Kies een andere dag.",
        ),
        "capacity_row_recognised_contains": ("recognised", "Innoverend en verzekerd zijn samen meer dan erkend."),
    }

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """The rules of a capacity row, each at its field (M-3)."""
        line = item.line if item else form.line.stored
        session = current_session()
        facility = item.facility if item else session.get_one(Facility, form.facility_id.stored)
        return check_capacity(session, facility, _plan(form, line), own_id=item.id if item else None)

    def name_of(self, item: Any) -> str:
        """Module, facility and day."""
        return f"{line_name(item.line)}, {item.facility.name}, vanaf {item.valid_from:%d/%m/%Y}"


def _plan(form: Any, line: str) -> CapacityPlan:
    return CapacityPlan(
        line=line,
        valid_from=form.valid_from.data,
        recognised=form.recognised.data,
        innovative=form.innovative.data,
        guaranteed=form.guaranteed.data,
        counts_toward=form.counts_toward.stored,
    )
