"""What the pages of quarter statements share: finding one, and what is said when it is gone or processed (Q-1, Q-4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for

from app.database import BincSession
from app.domain.faults import DomainError, NotFound
from app.domain.quarter import Quarter
from app.domain.statements.amounts import ALLOWED
from app.domain.statements.states import StatementState, is_editable
from app.presentation import today_in_brussels
from app.queries.catalogue import modules_by_id
from app.queries.statement_course import course_of
from app.queries.statements import Line, Statement, read_statement
from forms.statements import SheetForm
from views.base.conflict import SavedBefore, Way, conflict_page, gone_page, overtaken_page
from views.base.dossiers import facility_at_work
from views.base.saving import Overtaken, Refused, attempt, save_as_seen
from views.statement_words import UNITS, quarter_name, unit_words

GONE = (
    "Deze kwartaalstaat is er niet (meer)",
    "In dit kwartaal is er geen schakeling meer, dus ook niets in te vullen. Er is niets bewaard. Wat je typte, staat "
    "hieronder.",
)
LINE_GONE = (
    "Deze module staat niet meer in de kwartaalstaat",
    "De laatste schakeling met deze module in dit kwartaal is gewijzigd of verwijderd. Er is niets bewaard. Wat je "
    "typte, staat hieronder.",
)
PROCESSED = (
    "Dit kwartaal is intussen verwerkt",
    "Opgroeien heeft dit kwartaal verwerkt terwijl je bezig was, dus er kan niets meer wijzigen. Er is niets bewaard; "
    "wat je typte, staat hieronder. Vraag Opgroeien om het te heropenen als er nog iets niet klopt.",
)
TO_THE_LIST = Way("Naar de kwartaalstaten", "/kwartaalstaten/")


def quarter_in(text: str) -> Quarter:
    """The quarter of an address, `2026-3`.

    Raises NotFound for anything else, spaces around it included.
    """
    try:
        quarter = Quarter.parse(text)
    except DomainError:
        raise NotFound from None
    if str(quarter) != text:
        raise NotFound
    return quarter


def statement_asked(session: BincSession, text: str) -> Statement | None:
    """The statement of an address at one's own facility, None when there is none now (Q-1)."""
    return read_statement(session, facility_at_work(), quarter_in(text), today_in_brussels())


def line_asked(statement: Statement, code: str, *, per_kind: bool) -> Line | None:
    """The typed line of an address, None when it does not stand in this statement now."""
    found = (line for line in statement.lines if line.code == code and line.is_typed and line.is_per_kind is per_kind)
    return next(found, None)


def sheet_address(quarter: Quarter) -> str:
    """Where the statement of a quarter is filled in."""
    return url_for("StatementPage.fill", quarter=str(quarter))


def line_address(quarter: Quarter, line: Line) -> str | None:
    """Where the figures behind a line are filled in; None for a line that is counted."""
    if not line.is_typed:
        return None
    if line.is_per_kind:
        return url_for("StatementKindPage.fill", quarter=str(quarter), code=line.code)
    return url_for("StatementClientPage.fill", quarter=str(quarter), code=line.code, number=1)


def crumbs_to(quarter: Quarter, here: str | None = None) -> list[tuple[str, str | None]]:
    """The way to a page of a statement."""
    name = quarter_name(quarter)
    first: list[tuple[str, str | None]] = [("Kwartaalstaten", url_for("StatementListPage.index"))]
    return [*first, (name, sheet_address(quarter)), (here, None)] if here else [*first, (name, None)]


def line_words(statement: Statement, line: Line, form: SheetForm, refused: Refused | None) -> dict[str, Any]:
    """What the two sheets behind a total say alike."""
    quarter = statement.quarter
    return {
        "title": line.name,
        "under": f"{quarter_name(quarter)} · {unit_words(line)}",
        "crumbs": crumbs_to(quarter, line.name),
        "editable": is_editable(statement.state),
        "line": line,
        "form": form,
        "faults": refused.faults if refused else (),
        "cautions": refused.cautions if refused else (),
        "unit": UNITS[line.unit],
        "hint": ALLOWED[line.rounding],
        "back_url": sheet_address(quarter),
    }


def typed_labels(session: BincSession) -> list[tuple[str, str]]:
    """What the cells that were posted are called, for a page that can only show them."""
    names = {str(module.id): module.name for module in modules_by_id(session).values()}
    cells = [name for name in request.form if name.partition("_")[0] in ("total", "client", "kind", "non")]
    return [(name, names.get(name.removeprefix("total_"), "Benutting")) for name in cells]


def statement_gone(session: BincSession, words: tuple[str, str] = GONE) -> Any:
    """Says that a statement or a line is no longer there, with what was typed (D-11)."""
    return gone_page(*words, TO_THE_LIST, typed_labels(session))


def overtaken(session: BincSession, quarter: Quarter, form: SheetForm, before: Overtaken) -> Any:
    """Shows who was first: the two texts to choose from, or that the statement is processed or gone (D-11)."""
    back = sheet_address(quarter)
    if before.stored is not None:
        return conflict_page(form, before.stored, before.version, saver_of(session, quarter), back)
    now = read_statement(session, facility_at_work(), quarter, today_in_brussels())
    if now is None:
        return statement_gone(session)
    if now.state is StatementState.PROCESSED:
        return overtaken_page(*PROCESSED, form, Way("Naar de kwartaalstaat", back))
    return statement_gone(session, LINE_GONE)


def saved_or_shown(
    session: BincSession,
    quarter: Quarter,
    form: SheetForm,
    save: Callable[[int, frozenset[str]], Statement],
    stored_now: Callable[[], tuple[SheetForm | None, int]],
    show: Callable[[Refused], Any],
) -> Statement | Any:
    """Saves a sheet: the statement as it stands then, or the page that says why not (D-11).

    `save` gets the version that was seen and the warnings that were confirmed.
    """
    if not form.validate():
        return show(Refused())
    saved = save_as_seen(form, lambda seen: attempt(form, lambda confirmed: save(seen, confirmed)), stored_now)
    if isinstance(saved, Overtaken):
        return overtaken(session, quarter, form, saved)
    return show(saved) if isinstance(saved, Refused) else saved


def saver_of(session: BincSession, quarter: Quarter) -> SavedBefore:
    """Who last did something to a statement."""
    last = course_of(session, facility_at_work().id, quarter, limit=1)
    return SavedBefore(last[0].actor_name, last[0].at) if last else SavedBefore()


def editable(statement: Statement | None) -> Statement | None:
    """A statement in which somebody can type now, else None."""
    return statement if statement is not None and is_editable(statement.state) else None


def draft_title(parts: Mapping[str, Any]) -> str:
    """The name of the draft of a sheet."""
    return f"Kwartaalstaat {parts['quarter']}"
