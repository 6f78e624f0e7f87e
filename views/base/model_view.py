"""The base of every list and form that the framework makes for a table: its holes closed, its texts Dutch.

Saves only flush: the request's transaction commits when its answer is good (app/factory.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelView, expose
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.faults import Fault
from app.domain.roles import Role
from app.security import record_refusal
from forms.converter import Choices, FormPlan, form_from
from forms.faults import place_faults
from forms.versioned import VersionedForm, with_choices
from views.base.conflict import SavedBefore, conflict_page
from views.base.filters import FiltersOfRequest, read_filters
from views.base.interface import Interface
from views.base.page import REFUSED, page
from views.base.reading import readable_arguments, whole_number_or_400
from views.base.refusals import explained
from views.base.table_rules import TableRules

LARGEST_PAGE = 100
NO_VERSION = -1


class BaseModelView(TableRules, ModelView):  # type: ignore[misc]
    """Lists and forms of one table.

    `shipped_to` says which roles get "list", "show", "add", "edit" and "delete" at installation. `choices` gives
    columns a fixed list of answers, in forms, search row and lists alike. `constraints` says for a constraint of the
    database at which field, and in which words, a refusal is shown. Row and bulk actions are off unless a view opens
    them. What else a view may say of its table stands in TableRules.
    """

    shipped_to: ClassVar[Mapping[str, Iterable[Role]]] = {}
    exclude_route_methods: ClassVar[set[str]] = {"download", "action", "action_post"}
    page_size = 50
    singular: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    choices: ClassVar[Mapping[str, Choices]] = {}
    constraints: ClassVar[Mapping[str, tuple[str, str]]] = {}
    list_template = "pages/administration/list.html"
    show_template = "pages/administration/record.html"
    add_template = edit_template = "pages/administration/form.html"
    add_row_message = edit_row_message = "Bewaard."
    delete_row_message = "Verwijderd."
    in_use_message = "Dit kan niet weg: er hangen nog gegevens aan. Verwijder die eerst."
    _filters = FiltersOfRequest()
    datamodel: Interface
    search_columns: Any = None
    label_columns: Any = None
    order_columns: Any = None
    formatters_columns: Any = None

    def _init_properties(self) -> None:
        self.datamodel.chosen = frozenset(self.choices)
        self.search_columns = self.search_columns or []
        self.label_columns = dict(self.label_columns or {})
        self.order_columns = list(self.order_columns or [])
        self._refuse_english()
        super()._init_properties()
        self.formatters_columns = {**self._labels_of_choices(), **self.formatters_columns}
        self._filters = self.datamodel.get_filters(self.search_columns)

    def _refuse_english(self) -> None:
        """A column without a Dutch name would show one made from the code; no search columns would mean all of them."""
        groups = (self.list_columns, self.show_columns, self.add_columns, self.edit_columns, self.search_columns)
        nameless = sorted({name for group in groups for name in group or ()} - set(self.label_columns))
        if nameless or not self.list_title or not self.singular or not self.search_columns:
            raise TypeError(f"{type(self).__name__} lacks titles, search columns or Dutch names for {nameless}.")

    def _labels_of_choices(self) -> dict[str, Any]:
        fixed = {name: dict(pairs) for name, pairs in self.choices.items() if not callable(pairs)}
        return {name: lambda value, labels=labels: _say(value, labels) for name, labels in fixed.items()}

    def _init_forms(self) -> None:
        self.search_form = self._form(self.search_columns)
        self.add_form = self._form(self.add_columns, self.add_form_extra_fields)
        self.edit_form = self._form(self.edit_columns, self.edit_form_extra_fields)

    def _form(self, columns: Iterable[str], extra: Mapping[str, Any] | None = None) -> type[VersionedForm]:
        words = {"labels": self.label_columns, "hints": self.description_columns, "choices": self.choices}
        return form_from(FormPlan(self.datamodel.obj, tuple(columns), extra=extra or {}, **words))

    # The pages

    @page("/list/", permission="list", personal=None)
    def list(self) -> Any:
        """The rows that match, a page at a time."""
        arguments = readable_arguments()
        read_filters(self._filters, arguments)
        column, direction = self._order(arguments)
        widgets = self._get_list_widget(
            filters=self._filters,
            order_column=column,
            order_direction=direction,
            page=whole_number_or_400(self._argument("page", arguments), at_most=10**9) or 0,
            page_size=whole_number_or_400(self._argument("psize", arguments), at_most=LARGEST_PAGE) or self.page_size,
            amounts=self.datamodel.amounts,
        )
        widgets = self._get_search_widget(form=self.search_form(formdata=None), widgets=widgets)
        return self.render_template(self.list_template, title=self.list_title, widgets=widgets, intro=self.intro)

    @page("/show/<int:pk>", permission="show", personal=None)
    def show(self, pk: int) -> Any:
        """One row with all that is known of it."""
        item = self.find(pk)
        values = {name: self.datamodel._get_attr_value(item, name) for name in self.show_columns}
        facts = [(name, self.label_columns[name], self._words(name, value), value) for name, value in values.items()]
        words = {"title": self.name_of(item), "view": self, "item": item, "facts": facts, "back_url": self.list_url()}
        return self.render_template(self.show_template, **words, **self.shown(item))

    @page("/add", permission="add", methods=("GET", "POST"), personal=None)
    def add(self) -> Any:
        """A form for a new row."""
        if request.method == "GET":
            given = self.given_by_address(readable_arguments())
            return self._form_page(self.add_form(formdata=None, data=given), self.add_title, self.list_url())
        form, item = self.add_form(), self.datamodel.obj()
        if self._is_accepted(form, None):
            if (step := self.step_before_saving(form, None)) is not None:
                return step
            if self._is_saved(form, item):
                flash(self.add_row_message, "success")
                return redirect(self.url_after_saving(item))
        return self._form_page(form, self.add_title, self.list_url()), REFUSED

    @page("/edit/<int:pk>", permission="edit", methods=("GET", "POST"), personal=None)
    def edit(self, pk: int) -> Any:
        """The form of a row; what somebody else saved meanwhile is shown beside what was typed (D-11)."""
        item = self.find(pk, lock=request.method == "POST")
        stored, version = self._stored_form(item), getattr(item, "version", NO_VERSION)
        if request.method == "GET":
            stored.remember(stored, max(version, 0))
            return self._form_page(stored, self.edit_title, self.url_after_saving(item))
        form = self.edit_form(formdata=with_choices(request.form, stored), obj=item)
        if form.is_stale(stored, version):
            saved_before = SavedBefore(at=getattr(item, "changed_at", None))
            return conflict_page(form, stored, max(version, 0), saved_before, self.url_after_saving(item))
        if self._is_accepted(form, item):
            if (step := self.step_before_saving(form, item)) is not None:
                return step
            if self._is_saved(form, item):
                flash(self.edit_row_message, "success")
                return redirect(self.url_after_saving(item))
        return self._form_page(form, self.edit_title, url_for(f"{self.endpoint}.edit", pk=pk)), REFUSED

    @page("/delete/<int:pk>", permission="delete", methods=("POST",), personal=None)
    def delete(self, pk: int) -> Any:
        """Removes a row that nothing else leans on."""
        item = self.find(pk, lock=True)
        session, refusal = self.datamodel.session, self.refusal_to_delete(item)
        if refusal:
            flash(refusal, "danger")
            return redirect(self.list_url())
        try:
            with session.begin_nested():
                session.delete(item)
        except IntegrityError:
            flash(self.in_use_message, "danger")
        else:
            flash(self.delete_row_message, "success")
        return redirect(self.list_url())

    @expose("/action/<string:name>/<int:pk>", methods=("POST",))
    def action(self, name: str, pk: int) -> Any:
        """Does something with one row; open only where a view says so."""
        return self._permitted_action(name).func(self.find(pk, lock=True))

    @expose("/action_post", methods=("POST",))
    def action_post(self) -> Any:
        """Does something with the ticked rows, each of them within reach; open only where a view says so."""
        action = self._permitted_action(request.form.get("action", ""))
        chosen = [whole_number_or_400(text) or 0 for text in request.form.getlist("rowid")]
        return action.func([self.find(pk, lock=True) for pk in chosen])

    action._personal = action_post._personal = None  # type: ignore[attr-defined]

    # The parts of those pages

    def list_url(self) -> str:
        """The address of the list."""
        return url_for(f"{self.endpoint}.list")

    def url_after_saving(self, item: Any) -> str:
        """Where to go once a row is saved."""
        return url_for(f"{self.endpoint}.show", pk=item.id)

    def find(self, pk: int, lock: bool = False) -> Any:
        """The row with this id within the seat's reach; anything else does not exist (404)."""
        item = self.datamodel.get(pk, self._base_filters, lock=lock)
        return abort(404) if item is None else item

    def _argument(self, name: str, arguments: Any) -> str | None:
        return arguments.get(f"{name}_{type(self).__name__}")  # type: ignore[no-any-return]

    def _order(self, arguments: Any) -> tuple[str, str]:
        column, direction = self._argument("_oc", arguments) or "", self._argument("_od", arguments) or "asc"
        if direction not in ("asc", "desc") or (column and column not in self.order_columns):
            abort(400)
        return column, direction

    def _permitted_action(self, name: str) -> Any:
        action = self.actions.get(name) or abort(404)
        if not self.appbuilder.sm.has_access(self.get_action_permission_name(name), self.class_permission_name):
            record_refusal("forbidden")
            abort(403)
        return action

    def _stored_form(self, item: Any) -> Any:
        form = self.edit_form(formdata=None, obj=item)
        self.prefill(form, item)
        return form

    def _is_accepted(self, form: Any, item: Any | None) -> bool:
        if not form.validate():
            return False
        with self.datamodel.session.no_autoflush:
            self._place(form, self.faults(form, item))
        return not form.errors

    def _place(self, form: Any, faults: Iterable[Fault]) -> None:
        form.form_errors = [*form.form_errors, *(fault.message for fault in place_faults(form, faults))]

    def _is_saved(self, form: Any, item: Any) -> bool:
        session: Session = self.datamodel.session
        try:
            with session.begin_nested():
                self._take_over(form, item)
                self.before_saving(form, item)
                session.add(item)
                session.flush()
                self.after_saving(form, item)
                session.flush()
        except IntegrityError as error:
            self._place(form, [explained(error, self.constraints)])
            return False
        return True

    def _take_over(self, form: Any, item: Any) -> None:
        columns = self.datamodel.list_columns
        for field in form:
            if field.short_name in columns and field.short_name not in ("id", "version"):
                field.populate_obj(item, field.short_name)

    def _form_page(self, form: Any, title: str, back_url: str) -> str:
        hints = {"form": form, "title": title, "back_url": back_url, "view": self}
        return self.render_template(self.edit_template, **hints)  # type: ignore[no-any-return]

    def _words(self, name: str, value: Any) -> Any:
        formatter = self.formatters_columns.get(name)
        return formatter(value) if formatter else value


def _say(value: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return ", ".join(labels.get(one, one) for one in value)
    return labels.get(value, value)
