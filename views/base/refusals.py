"""What a refusal of the database means, in words for the person who filled in the form."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError

from app.domain.faults import Fault

WORDS_BY_STATE = {
    "23505": "Dit bestaat al. Kies een andere waarde, of wijzig wat er al is.",
    "23503": "Dit verwijst naar iets dat er niet (meer) is. Laad de pagina opnieuw en kies opnieuw.",
    "23514": "Deze waarden gaan niet samen. Kijk ze na.",
    "23P01": "Dit valt samen met iets dat er al is. Pas de datums aan.",
}
OTHERWISE = "Dit kan zo niet bewaard worden. Kijk de velden na."


def explained(error: IntegrityError, constraints: Mapping[str, tuple[str, str]]) -> Fault:
    """The refusal at its field, never with the database's own text: that quotes the row.

    `constraints` says for the name of a constraint at which field, and in which words, it is shown.
    """
    name = str(getattr(getattr(error.orig, "diag", None), "constraint_name", ""))
    words = WORDS_BY_STATE.get(str(getattr(error.orig, "sqlstate", "")), OTHERWISE)
    field, message = constraints.get(name, ("", words))
    return Fault("database", field, message)
