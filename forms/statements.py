"""The sheets of a quarter statement: totals per module, figures per client, days per kind (Q-2, Q-3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.statements.lines import UNBOUND, cell_behind, cell_of
from app.presentation import number
from app.queries.statement_clients import ClientShare
from app.queries.statements import Line, Statement
from app.services.statement_lines import TotalInput
from app.services.statement_totals import KindsInput
from forms.fields import ChoiceField, ExactDecimalField
from forms.versioned import VersionedForm

TYPED, COMPUTED = "typed", "computed"
PER_CLIENT = [(TYPED, "ingetypt"), (COMPUTED, "opgeteld per cliënt")]
PER_KIND = [(TYPED, "ingetypt"), (COMPUTED, "opgeteld per soort")]
DECIMALS = {"quarter": 2, "half": 1, "none": None}
SWITCH = "how"


class AmountField(ExactDecimalField):
    """An amount of utilisation with a decimal comma, shown with the decimals of its rounding (Q-3)."""

    def __init__(self, label: str | None = None, validators: Any = None, rounding: str = "none", **options: Any):
        super().__init__(label, validators, **options)
        self.rounding = rounding

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return written(self.data, self.rounding)


class SheetForm(VersionedForm):
    """A form with a cell for each row of a sheet, and what stands behind each cell."""

    def amounts(self) -> dict[str, Decimal | None]:
        """What was typed, by the name of the cell."""
        return {field.short_name: field.data for field in self if isinstance(field, AmountField)}

    @property
    def is_computed(self) -> bool:
        """Whether the switch of the sheet stands on the sum."""
        return bool(self[SWITCH].data == COMPUTED)


def written(amount: Decimal | None, rounding: str) -> str:
    """An amount as it stands in a cell: the decimals of its rounding, no points."""
    return number(amount, DECIMALS[rounding]).replace(".", "")


def switch_of(line: Line) -> str:
    """The name of the switch beside the total of a line."""
    return f"how_{line.module_id}"


def make_statement_form(statement: Statement, formdata: MultiDict[str, str] | None = None) -> SheetForm:
    """The sheet of a statement: a total and a switch for each line that is typed (Q-2)."""
    typed = [line for line in statement.lines if line.is_typed]
    cells: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for line in typed:
        total, how = cell_of(line.module_id), switch_of(line)
        choices = PER_KIND if line.is_per_kind else PER_CLIENT
        cells[total] = AmountField(line.name, rounding=line.rounding)
        cells[how] = ChoiceField(f"{line.name}: hoe komt het totaal er?", choices=choices)
        data |= {total: line.total, how: COMPUTED if line.computed else TYPED}
    return _made(cells, data, formdata)


def totals_in(form: SheetForm, statement: Statement) -> dict[int, TotalInput]:
    """What was filled in for each line that the form holds."""
    return {
        line.module_id: TotalInput(form[cell_of(line.module_id)].data, form[switch_of(line)].data == COMPUTED)
        for line in statement.lines
        if cell_of(line.module_id) in form and switch_of(line) in form
    }


def make_client_form(
    line: Line, clients: Sequence[ClientShare], formdata: MultiDict[str, str] | None = None
) -> SheetForm:
    """The sheet of one module: an amount for each client, and the switch of the total (Q-2)."""
    cells = {client_cell(one.client_id): AmountField(one.name, rounding=line.rounding) for one in clients}
    data: dict[str, Any] = {client_cell(one.client_id): one.amount for one in clients}
    places = {cell_behind(line.module_id, one.client_id): client_cell(one.client_id) for one in clients}
    return _with_switch(line, {**cells, "fault_fields": places}, data, PER_CLIENT, formdata)


def client_cell(client_id: int) -> str:
    """The name of the cell of a client."""
    return f"client_{client_id}"


def clients_in(form: SheetForm) -> dict[int, Decimal | None]:
    """What was typed, by client."""
    return {int(name.removeprefix("client_")): amount for name, amount in form.amounts().items()}


def make_kinds_form(
    line: Line, kinds: Iterable[tuple[str, str]], formdata: MultiDict[str, str] | None = None
) -> SheetForm:
    """The sheet of supporting guidance: always the five kinds, and the row bound to no client (Q-2)."""
    cells = {f"kind_{code}": AmountField(label, rounding=line.rounding) for code, label in kinds}
    data: dict[str, Any] = {f"kind_{code}": amount for code, amount in line.kinds.items()}
    if line.has_non_client_bound:
        cells[UNBOUND] = AmountField("Niet aan een cliënt gebonden", rounding=line.rounding)
        data[UNBOUND] = line.non_client_bound
    places = {cell_behind(line.module_id, name.removeprefix("kind_")): name for name in cells}
    return _with_switch(line, {**cells, "fault_fields": places}, data, PER_KIND, formdata)


def kinds_in(form: SheetForm) -> KindsInput:
    """What was typed per kind, and bound to no client."""
    amounts = form.amounts()
    unbound = amounts.pop(UNBOUND, None)
    return KindsInput({name.removeprefix("kind_"): amount for name, amount in amounts.items()}, unbound)


def _with_switch(
    line: Line,
    cells: dict[str, Any],
    data: dict[str, Any],
    choices: list[tuple[str, str]],
    formdata: MultiDict[str, str] | None,
) -> SheetForm:
    cells[SWITCH] = ChoiceField(
        "Totaal",
        choices=choices,
        description="Opgeteld volgt het totaal de cijfers hieronder; ingetypt staan ze er los van.",
    )
    how = COMPUTED if line.is_summed_unless_said else TYPED
    return _made(cells, {**data, SWITCH: how}, formdata)


def _made(cells: dict[str, Any], data: dict[str, Any], formdata: MultiDict[str, str] | None) -> SheetForm:
    kind = type("Sheet", (SheetForm,), cells)
    if formdata is None:
        form: SheetForm = kind(formdata=None, data=data)
        return form
    form = kind(formdata=formdata)
    # What its user did not see, they do not empty.
    unseen = [
        field.short_name for field in form if field.short_name in cells and field.short_name not in {*formdata, SWITCH}
    ]
    for name in unseen:
        del form[name]
    return form
