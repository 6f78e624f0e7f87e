"""The catalogue of type modules with the formula of each, and the answer lists (M-1, E-5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import current_session
from app.domain.answer_lists import check_new_answer, check_retiring
from app.domain.faults import Fault
from app.domain.roles import Role
from app.queries.catalogue import forget_catalogue
from models.reference import Answer, OccupancyRule, TypeModule
from views.administration import words
from views.administration.capacity import line_name
from views.administration.facilities import already_taken
from views.base.interface import Interface
from views.base.model_view import BaseModelView

ADMIN = (Role.ADMIN,)
READERS = (Role.ADMIN, Role.AGENCY_POLICY)
SHIPPED = {"list": READERS, "show": READERS, "add": ADMIN, "edit": ADMIN}
ASSUMPTION = "Een waarde die in geen enkele bron staat, is onze aanname. Ze wordt overal zo aangeduid."


class TypeModuleAdministration(BaseModelView):
    """The catalogue; every value says where it comes from, or that it is assumed."""

    datamodel = Interface(TypeModule)
    route_base = "/beheer/typemodules"
    shipped_to = SHIPPED
    exclude_route_methods: ClassVar[set[str]] = {*BaseModelView.exclude_route_methods, "delete"}
    list_title, add_title, edit_title, singular = (
        "Typemodules",
        "Nieuwe typemodule",
        "Typemodule wijzigen",
        "Typemodule",
    )
    intro = ASSUMPTION
    label_columns = {
        "code": "Code",
        "official_code": "Officiële code",
        "name": "Naam",
        "function": "Functie",
        "access": "Toegang",
        "organisation_types": "Organisatietypes",
        "unit": "Eenheid van de benutting",
        "rounding": "Afronding",
        "intensity": "Intensiteit",
        "utilisation": "Benutting",
        "non_client_bound": "Ook niet-cliëntgebonden uren",
        "pooled_residential": "Deelt de capaciteit van Verblijf",
        "ckg_points": "CKG-punten per begonnen maand",
        "detail": "Vraagt naar",
        "groeipakket": "Groeipakket",
        "perspective_offering": "Perspectiefbiedende pleegzorg",
        "source": "Bron",
        "assumed": "Aannames",
    }
    choices = {
        "function": words.FUNCTION_CHOICES,
        "access": words.ACCESS_CHOICES,
        "organisation_types": words.ORGANISATION_TYPE_CHOICES,
        "unit": words.UNIT_CHOICES,
        "rounding": words.ROUNDING_CHOICES,
        "utilisation": words.UTILISATION_CHOICES,
        "detail": words.DETAIL_CHOICES,
        "groeipakket": words.GROEIPAKKET_CHOICES,
        "assumed": tuple((name, label) for name, label in label_columns.items() if name not in ("source", "assumed")),
    }
    description_columns = {
        "code": "De code verandert later niet meer: cijfers en bestanden verwijzen ernaar.",
        "intensity": "Per plaats: per dag bij nachten en dagen, per week bij uren.",
        "source": "Waar de waarden vandaan komen, bijvoorbeeld een hoofdstuk van de handleiding.",
        "assumed": "Vink aan welke waarden geen bron hebben.",
    }
    list_columns = ["code", "name", "function", "organisation_types", "unit", "assumed", "source"]
    show_columns = list(label_columns)
    add_columns = list(label_columns)
    edit_columns = list(label_columns)[1:]
    order_columns = ["code", "name", "function", "unit"]
    search_columns = ["name", "code", "function", "organisation_types"]
    formatters_columns = {"source": words.source_words}
    base_order = ("name", "asc")
    show_template = "pages/administration/type_module.html"
    constraints = {"type_module_code_key": ("code", "Deze code bestaat al.")}

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """A code stands for one module, and a module is offered somewhere (M-1)."""
        if item is None and already_taken(TypeModule.code, form.code.data, None):
            yield Fault("M-1", "code", "Deze code bestaat al. Kies een andere, of wijzig die module.")
        if not form.organisation_types.data:
            yield Fault("M-1", "organisation_types", "Kies minstens één organisatietype.")

    def shown(self, item: Any) -> dict[str, Any]:
        """With which formula the module counts, per organisation type (F-1 to F-6)."""
        query = select(OccupancyRule).where(OccupancyRule.type_module_id == item.id)
        rules = current_session().scalars(query.order_by(OccupancyRule.organisation_type))
        labels = dict(words.RULE_CHOICES)
        shown = [(rule, labels[rule.rule], line_name(rule.capacity_line)) for rule in rules]
        return {"rules": shown, "source_words": words.source_words}


class OccupancyRuleAdministration(BaseModelView):
    """Which formula counts a module at an organisation type; reached from the module's own page."""

    datamodel = Interface(OccupancyRule, eager=(selectinload(OccupancyRule.type_module),))
    route_base = "/beheer/rekenregels"
    shipped_to = {"list": READERS, "show": READERS, "edit": ADMIN}
    exclude_route_methods: ClassVar[set[str]] = {*BaseModelView.exclude_route_methods, "delete", "add"}
    list_title, edit_title, singular = "Rekenregels", "Rekenregel wijzigen", "Rekenregel"
    intro = ASSUMPTION
    choices = {
        "rule": words.RULE_CHOICES,
        "organisation_type": words.ORGANISATION_TYPE_CHOICES,
        "assumed": (
            ("organisation_type", "Organisatietype"),
            ("rule", "Rekenwijze"),
            ("capacity_line", "Capaciteit van"),
        ),
    }
    label_columns = {
        "type_module": "Typemodule",
        "organisation_type": "Organisatietype",
        "rule": "Rekenwijze",
        "capacity_line": "Capaciteit van",
        "source": "Bron",
        "assumed": "Aannames",
    }
    list_columns = list(label_columns)
    show_columns = list(label_columns)
    add_columns = edit_columns = ["rule", "capacity_line", "source", "assumed"]
    order_columns = ["organisation_type", "rule", "capacity_line"]
    search_columns = ["organisation_type", "rule", "capacity_line"]
    formatters_columns = {"capacity_line": line_name, "source": words.source_words}

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """A formula leads to a capacity row that exists (M-3)."""
        line = (form.capacity_line.data or "").strip()
        known = current_session().scalars(select(TypeModule.code).where(TypeModule.code == line)).first()
        if line != "VERBLIJF" and known is None:
            yield Fault("M-3", "capacity_line", "Vul VERBLIJF in, of de code van een typemodule.")

    def name_of(self, item: Any) -> str:
        """Module and organisation type."""
        return f"{item.type_module.name} ({item.organisation_type})"


class AnswerAdministration(BaseModelView):
    """The answer lists; an answer that is retired stays readable but is no longer offered (E-5)."""

    datamodel = Interface(Answer)
    choices = {"list_name": words.ANSWER_LIST_CHOICES}
    route_base = "/beheer/antwoordlijsten"
    shipped_to = SHIPPED
    exclude_route_methods: ClassVar[set[str]] = {*BaseModelView.exclude_route_methods, "delete"}
    list_title, add_title, edit_title, singular = "Antwoordlijsten", "Nieuw antwoord", "Antwoord wijzigen", "Antwoord"
    intro = "Een antwoord gaat nooit weg. Is het niet meer nodig, zet het dan stop: oude dossiers blijven het tonen."
    label_columns = {
        "list_name": "Lijst",
        "code": "Code",
        "label": "Antwoord",
        "sequence": "Volgorde",
        "retired": "Stopgezet",
        "source": "Bron",
        "assumed": "Aanname",
    }
    description_columns = {
        "code": "Zo staat het antwoord in de ruwe gegevens en in bestanden. De code verandert later niet meer.",
        "retired": "Wordt niet meer aangeboden, maar blijft leesbaar waar het gekozen is.",
        "assumed": "Geen enkele bron noemt dit antwoord.",
    }
    # The code is for files; who looks through a list reads the answer.
    list_columns = [name for name in label_columns if name != "code"]
    show_columns = list(label_columns)
    add_columns = list(label_columns)
    edit_columns = ["label", "sequence", "retired", "source", "assumed"]
    order_columns = ["list_name", "label", "sequence", "retired"]
    search_columns = ["list_name", "label", "retired"]
    formatters_columns = {"source": words.source_words}
    base_order = ("list_name", "asc")
    constraints = {"answer_list_name_code_key": ("code", "Deze code bestaat al in deze lijst.")}

    def faults(self, form: Any, item: Any | None) -> Iterable[Fault]:
        """An answer has a code of its own in its list, and lists that carry rules stay as they are (E-5)."""
        if item is not None:
            if form.retired.data and not item.retired:
                yield from check_retiring(item.list_name, item.code)
            return
        yield from check_new_answer(form.list_name.data)
        codes = select(Answer.code).where(Answer.list_name == form.list_name.data)
        if form.code.data in set(current_session().scalars(codes)):
            yield Fault("E-5", "code", "Deze code bestaat al in deze lijst. Kies een andere, of wijzig dat antwoord.")

    def name_of(self, item: Any) -> str:
        """The answer and its list."""
        return f"{item.label} ({dict(words.ANSWER_LIST_CHOICES).get(item.list_name, item.list_name)})"

    def after_saving(self, form: Any, item: Any) -> None:
        """Offers the changed list at once."""
        forget_catalogue(current_session())
