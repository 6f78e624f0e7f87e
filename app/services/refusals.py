"""What the database itself refuses, said as the rules say it: two people can save at the same moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.database import BincSession
from app.domain.clients import NO_UNBORN_HERE
from app.domain.faults import Conflict, DomainError, Fault
from app.domain.reopening import ASKED_BEFORE
from app.domain.statements.requests import ASKED_BEFORE as QUARTER_ASKED_BEFORE
from app.domain.statements.states import PROCESSED_ALREADY
from app.services.holding import STALE

FAULTS: Mapping[str, Fault] = {
    "schakeling_no_overlap": Fault(
        "S-4", "begin", "Op deze dagen is er al een schakeling in dit dossier. Kies een andere begin- of einddatum."
    ),
    "schakeling_order": Fault("S-4", "end", "De einddatum ligt voor de begindatum. Kies dezelfde dag of een latere."),
    "schakeling_of_decision": Fault(
        "D-11", "decision", "Een collega heeft de beslissing intussen verwijderd. Er is niets bewaard."
    ),
    "registration_dossier_id_kind_key": Fault(
        "D-11", "registration", "Een collega maakte deze registratie intussen al aan. Er is niets bewaard."
    ),
    "decision_of_dossier": Fault("D-11", "dossier", "Een collega heeft dit dossier intussen verwijderd."),
    "dossier_one_open": Fault(
        "D-1", "client", "Deze cliënt heeft al een open dossier in je voorziening. Werk daarin verder of sluit het af."
    ),
    "client_national_number_key": Fault(
        "C-1", "national_number", "Iemand registreerde dit nummer op dit moment ook. Probeer het opnieuw."
    ),
    "dossier_code_key": Fault("D-1", "code", "Dit dossiernummer bestaat al. Laat het leeg of kies een ander."),
    "schakeling_in_processed_year": Fault(
        "S-14", "schakeling", "Dit jaar is verwerkt door Opgroeien, dus hieraan kan niets meer wijzigen."
    ),
    "reopening_request_one_waiting": ASKED_BEFORE,
    "dossier_of_client_gone": Fault(
        "D-11",
        "client",
        "Een collega heeft deze cliënt intussen gekoppeld aan iemand die al cliënt was. Open die cliënt en probeer het "
        "daar opnieuw.",
    ),
    "client_unborn_here": NO_UNBORN_HERE,
    "quarter_statement_step": Fault(
        "Q-4", "state", "Een collega of Opgroeien was je voor met deze kwartaalstaat. Kijk na hoe ze er nu voor staat."
    ),
    "utilisation_processed": PROCESSED_ALREADY,
    "statement_request_one_waiting": QUARTER_ASKED_BEFORE,
    "api_token_name_once": Fault("G-3", "name", "Er is al een token met deze naam. Kies een andere naam."),
    "foster_carer_place": Fault("S-13", "carers", "Vul één of twee pleegzorgers in."),
}


class DatabaseRefusal(DomainError):
    """The database refused a registration; `constraint` is the name of what stopped it."""

    def __init__(self, constraint: str, fault: Fault) -> None:
        super().__init__(fault)
        self.constraint = constraint


def refusal_of(error: IntegrityError) -> DatabaseRefusal | None:
    """The Dutch fault for a constraint that stopped a save, or None for one that no user can run into."""
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
    fault = FAULTS.get(constraint)
    return DatabaseRefusal(constraint, fault) if fault else None


@contextmanager
def saving(session: BincSession) -> Iterator[None]:
    """Writes what happens inside in one go, or nothing of it, and leaves the transaction usable either way.

    Raises DatabaseRefusal where a constraint stopped it, Conflict where a record was changed or removed meanwhile.
    """
    noted = session.trail.snapshot()
    try:
        with session.begin_nested():
            yield
    except (IntegrityError, StaleDataError) as error:
        session.trail.restore(noted)
        raise _told(error) from None


def _told(error: IntegrityError | StaleDataError) -> Exception:
    if isinstance(error, StaleDataError):
        return Conflict(STALE)
    return refusal_of(error) or error
