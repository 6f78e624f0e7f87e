"""Taking over dossiers from a colleague, and handing one's own over (D-9)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.database import BincSession
from app.domain.activities import ActivityKind, activity_values
from app.domain.dossiers import OPEN
from app.domain.faults import Conflict, Fault, refuse
from app.domain.scope import Actor
from app.queries.colleagues import Colleague, colleague_of
from app.services.activities import note_activity
from models.dossier import Dossier
from models.notice import Notice

NOTHING_TICKED = Fault("D-9", "dossiers", "Vink minstens één dossier aan.")
NO_COLLEAGUE = Fault("D-9", "colleague", "Kies een collega die bij je voorziening werkt.")
NOTHING_LEFT = Fault("D-11", "dossiers", "Deze dossiers staan intussen op een andere naam, of zijn niet meer open.")


def take_over(
    session: BincSession, facility_id: int, former_id: int | None, codes: Sequence[str], *, actor: Actor
) -> list[str]:
    """Puts ticked open dossiers of a colleague, or of nobody, on one's own name; answers their codes (D-9, H6).

    What changed hands or closed meanwhile is left alone. Raises DomainError when nothing was ticked, Conflict when
    nothing was left to take.
    """
    refuse([] if codes else [NOTHING_TICKED])
    former = colleague_of(session, facility_id, former_id)
    moved = _move(session, facility_id, former_id, _person(actor), codes)
    told = {"former": former.name if former else "niemand", "owner": actor.name}
    _note(session, moved, ActivityKind.DOSSIER_TAKEN_OVER, told, actor)
    taken = sorted(dossier.code for dossier in moved)
    _tell(session, facility_id, _person(actor), "took", told["former"], taken)
    if former is not None:
        _tell(session, facility_id, former.id, "taken", actor.name, taken)
    return taken


def hand_over(
    session: BincSession, facility_id: int, colleague_id: int, codes: Sequence[str], *, actor: Actor
) -> list[str]:
    """Puts ticked open dossiers of one's own on the name of a colleague of the facility; answers their codes (D-9).

    Raises DomainError when nothing was ticked or nobody was chosen, Conflict when nothing was left to give.
    """
    colleague = colleague_of(session, facility_id, colleague_id)
    is_other = colleague is not None and colleague.works_here and colleague.id != actor.user_id
    refuse([*([] if codes else [NOTHING_TICKED]), *([] if is_other else [NO_COLLEAGUE])])
    assert isinstance(colleague, Colleague)
    moved = _move(session, facility_id, actor.user_id, colleague.id, codes)
    _note(session, moved, ActivityKind.DOSSIER_HANDED_OVER, {"former": actor.name, "owner": colleague.name}, actor)
    given = sorted(dossier.code for dossier in moved)
    _tell(session, facility_id, _person(actor), "gave", colleague.name, given)
    _tell(session, facility_id, colleague.id, "given", actor.name, given)
    return given


def dismiss_notice(session: BincSession, notice_id: int, *, actor: Actor) -> bool:
    """Takes away a notice that its reader has seen; answers whether it was there."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.user_id != actor.user_id:
        return False
    session.delete(notice)
    return True


def _person(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def _move(
    session: BincSession, facility_id: int, former_id: int | None, owner_id: int, codes: Sequence[str]
) -> list[Dossier]:
    query = (
        select(Dossier)
        .where(
            Dossier.facility_id == facility_id,
            Dossier.code.in_(codes),
            Dossier.status == OPEN,
            Dossier.owner_id.is_not_distinct_from(former_id),
        )
        # Everybody locks in the same order, so that two bulk moves never wait for each other.
        .order_by(Dossier.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    moved = list(session.scalars(query)) if former_id != owner_id else []
    if not moved:
        raise Conflict(NOTHING_LEFT)
    for dossier in moved:
        dossier.owner_id = owner_id
    return moved


def _note(
    session: BincSession, moved: Sequence[Dossier], kind: ActivityKind, told: dict[str, str], actor: Actor
) -> None:
    for dossier in moved:
        note_activity(session, dossier, kind, activity_values(told, {}, {}), actor=actor)


def _tell(session: BincSession, facility_id: int, user_id: int, kind: str, colleague: str, codes: list[str]) -> None:
    session.add(Notice(facility_id=facility_id, user_id=user_id, kind=kind, colleague=colleague, codes=codes))
