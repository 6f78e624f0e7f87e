"""The capacity history of every facility, kept by the agency (M-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms.validators import InputRequired

from app.database import current_session
from app.domain.capacity import POOL
from app.domain.capacity import CapacityRow as CapacityPlan
from app.domain.capacity_effect import rows_with
from app.domain.faults import Fault, NotFound
from app.presentation import today_in_brussels
from app.queries import capacity_history
from app.queries.capacity_effect import CapacityEffect, effect_of, stored_rows
from app.queries.capacity_history import POOL_NAME
from app.services.capacity_rows import check_capacity
from forms.capacity import OwnPeriodForm
from forms.converter import ColumnChoiceField, with_blank
from models.capacity import CapacityRow
from models.facility import Facility
from models.reference import TypeModule
from views.administration.facilities import POLICY, READERS, facility_choices
from views.base.interface import Interface
from views.base.model_view import BaseModelView
from views.base.page import REFUSED, page
from views.base.saving import marked, ticked
from views.capacity_effect_words import shown_effect
from views.capacity_words import anchor_of, shown_capacity

STEP, SHOW, LOOKED_AT = "stap", "gevolg", "bekeken"


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


def facility_link(facility: Facility) -> Markup:
    """The name of a facility, which leads to all of its capacity."""
    address = url_for("CapacityAdministration.facility", code=facility.code)
    return Markup('<a href="{}">{}</a>').format(address, facility.name)


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
    # Deleting has a page of its own, which first shows what it does.
    exclude_route_methods: ClassVar[set[str]] = {*BaseModelView.exclude_route_methods, "delete"}
    add_template = edit_template = "pages/capacity/change.html"
    show_template = "pages/capacity/record.html"
    intro = (
        "Een rij geldt vanaf haar eerste dag tot de volgende rij van dezelfde module. Een rij met nullen beëindigt ze. "
        "De naam van een voorziening opent al haar capaciteit, met wat gepland is en wat eerder gold."
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
    formatters_columns = {"facility": facility_link, "line": line_name, "counts_toward": line_name}
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

    def step_before_saving(self, form: Any, item: Any | None) -> Any | None:
        """What saving would do to the occupancy, until somebody has looked at exactly that (M-3)."""
        own = self.own_period()
        if not own.validate():
            return self._change_page(form, item, own), REFUSED
        facility = item.facility if item else current_session().get_one(Facility, form.facility_id.stored)
        plus = _plan(form, item.line if item else form.line.stored)
        effect = _effect(facility, without=item.plan if item else None, plus=plus, own=own)
        wants_to_save = request.form.get(STEP) != SHOW
        if wants_to_save and (not effect.changed or _is_agreed(effect)):
            return None
        return self._change_page(form, item, own, effect)

    @page("/verwijderen/<int:pk>", permission="delete", methods=("GET", "POST"), personal=None)
    def remove(self, pk: int) -> Any:
        """Removes a row, once somebody has looked at what that does to the occupancy (M-3)."""
        item, own = self.find(pk, lock=request.method == "POST"), self.own_period()
        is_right = own.validate()
        effect = _effect(item.facility, without=item.plan, plus=None, own=own if is_right else None)
        if request.method == "POST" and is_right and request.form.get(STEP) != SHOW and _is_agreed(effect):
            address = self.url_after_saving(item)
            self.datamodel.session.delete(item)
            flash(self.delete_row_message, "success")
            return redirect(address)
        words = {"item": item, "title": f"{self.name_of(item)}: verwijderen", "back_url": self.url_after_saving(item)}
        page_words = {**words, "view": self, "own": own, **_words_of(effect)}
        return self.render_template("pages/capacity/remove.html", **page_words), 200 if is_right else REFUSED

    @page("/voorziening/<code>/", permission="list", personal=None)
    def facility(self, code: str) -> Any:
        """The capacity of one facility: what holds, what is planned and what was (M-3)."""
        session = current_session()
        found = session.scalars(select(Facility).where(Facility.code == code)) if code.isprintable() else None
        facility = found.one_or_none() if found else None
        if facility is None:
            raise NotFound
        today = today_in_brussels()
        shown = shown_capacity(session, facility, today=today)
        words = {"facility": facility, "today": today, "list_url": self.list_url(), "shown": shown}
        return self.render_template("pages/capacity/facility.html", **words)

    def own_period(self) -> OwnPeriodForm:
        """The period of one's own over which to look at the effect, as it was typed."""
        return OwnPeriodForm(request.form)

    def url_after_saving(self, item: Any) -> str:
        """The capacity of the facility, at the line of the row."""
        return url_for(f"{self.endpoint}.facility", code=item.facility.code, _anchor=anchor_of(item.line))

    def name_of(self, item: Any) -> str:
        """Module, facility and day."""
        return f"{line_name(item.line)}, {item.facility.name}, vanaf {item.valid_from:%d/%m/%Y}"

    def _change_page(
        self, form: Any, item: Any | None, own: OwnPeriodForm, effect: CapacityEffect | None = None
    ) -> Any:
        title = self.edit_title if item else self.add_title
        back_url = self.url_after_saving(item) if item else self.list_url()
        words = {"form": form, "title": title, "back_url": back_url, "view": self, "own": own}
        return self.render_template(self.edit_template, **words, **(_words_of(effect) if effect else {}))


def _effect(
    facility: Facility, *, without: CapacityPlan | None, plus: CapacityPlan | None, own: OwnPeriodForm | None
) -> CapacityEffect:
    session = current_session()
    after = rows_with(stored_rows(session, facility), without=without, plus=plus)
    own_period = own.period if own else None
    return effect_of(session, facility, after, today=today_in_brussels(), own_period=own_period)


def _is_agreed(effect: CapacityEffect) -> bool:
    """Whether somebody saw this very effect, and confirmed what it asks."""
    asked = {caution.rule for caution in marked(effect.cautions)}
    return request.form.get(LOOKED_AT) == effect.mark and asked <= ticked()


def _words_of(effect: CapacityEffect) -> Mapping[str, Any]:
    """What a page needs to show an effect; a tick stays only where it stood beside the same effect."""
    seen = request.form.get(LOOKED_AT)
    return {
        "effect": shown_effect(current_session(), effect),
        "cautions": marked(effect.cautions),
        "confirmed": ticked() if seen == effect.mark else frozenset(),
        "is_another": bool(seen) and seen != effect.mark,
    }


def _plan(form: Any, line: str) -> CapacityPlan:
    return CapacityPlan(
        line=line,
        valid_from=form.valid_from.data,
        recognised=form.recognised.data,
        innovative=form.innovative.data,
        guaranteed=form.guaranteed.data,
        counts_toward=form.counts_toward.stored,
    )
