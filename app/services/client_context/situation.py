"""How and where a client stays, and which service accompanies (C-5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from app.database import BincSession
from app.domain.client_context import MAIN, SHARED, SITUATION_FIELDS, stay_faults, told
from app.domain.faults import Conflict, Fault, refuse
from app.queries.answers import answer_labels
from app.queries.client_context import households_of, situation_of
from app.services.client_context.history import HOUSEHOLD, SITUATION, household_name, household_words, note_change
from app.services.client_context.holding import STALE, hold_context
from app.services.client_context.persons import NO_SUCH_HOUSEHOLD
from models.client import Client
from models.client_context import ContextHousehold, ContextSituation

SUBJECT = "Verblijf en begeleidende dienst"


def save_situation(
    session: BincSession,
    client: Client,
    values: Mapping[str, Any],
    *,
    main: int | None,
    shared: frozenset[int],
    seen_version: int | None,
) -> ContextSituation:
    """Says how the client stays: in which household mainly, and in which beside it (C-5).

    `values` by column name; `main` and `shared` are ids of households; `seen_version` is 0 where nothing stood yet.
    Raises DomainError with every fault, Conflict when it was changed meanwhile (D-11).
    """
    hold_context(session, client)
    record, households = situation_of(session, client.id), households_of(session, client.id)
    if seen_version is not None and seen_version != (record.version if record else 0):
        raise Conflict(STALE)
    refuse([*stay_faults(main, shared), *_unknown(households, main, shared)])
    before = _told(session, record, households) if record else _told_stay(households)
    if record is None:
        record = ContextSituation(client_id=client.id)
        session.add(record)
    for name in SITUATION_FIELDS:
        setattr(record, name, values.get(name))
    for household in households:
        household.stay = MAIN if household.id == main else SHARED if household.id in shared else None
    # The places stand with the households: a move alone changes what this form shows as well.
    if record.id is not None:
        flag_modified(record, "changed_at")
    session.flush()
    note_change(session, client, "changed", (SITUATION, record.id, SUBJECT), before, _told(session, record, households))
    return record


def _unknown(households: list[ContextHousehold], main: int | None, shared: frozenset[int]) -> list[Fault]:
    known = {household.id for household in households}
    if (main is None or main in known) and shared <= known:
        return []
    return [Fault("D-11", "main_household", NO_SUCH_HOUSEHOLD)]


def note_situations_merged(session: BincSession, client: Client, childs: ContextSituation | None) -> None:
    """Tells what is no longer shown where an unborn child and the client it turned out to be both had one (C-4, C-5).

    `childs` is that of the child; both hang on the client now, and the one that was changed last is shown.
    """
    if childs is None:
        return
    shown = situation_of(session, client.id)
    hidden = situation_of(session, client.id, but=childs.id) if shown is childs else childs
    if shown is not None and hidden is not None:
        subject = (SITUATION, hidden.id, SUBJECT)
        note_change(session, client, "changed", subject, _told_itself(session, hidden), _told_itself(session, shown))


def main_households(session: BincSession, client_id: int) -> frozenset[int]:
    """The households in which a client mainly lives; at most one, but for two clients that have just become one."""
    return frozenset(one.id for one in households_of(session, client_id) if one.stay == MAIN)


def leave_one_main_household(
    session: BincSession, client: Client, childs: ContextSituation | None, homes_of_child: frozenset[int]
) -> None:
    """Leaves one main household where an unborn child and the client it turned out to be each had one (C-4, C-5).

    The one that goes with the stay that is shown remains; in the other the client lives as well, and the history says
    so. `childs` and `homes_of_child` are the stay and the main household of the child.
    """
    homes = main_households(session, client.id)
    counts_child = childs is not None and situation_of(session, client.id) is childs
    if len(homes) < 2:
        return
    leaving = homes - homes_of_child if counts_child else homes & homes_of_child
    for household in (one for one in households_of(session, client.id) if one.id in leaving):
        household.stay = SHARED
        name, subject = household_name(household), (HOUSEHOLD, household.id, household_words(household))
        note_change(session, client, "changed", subject, {"main_household": name}, {"shared_households": name})


def _told(session: BincSession, record: ContextSituation, households: list[ContextHousehold]) -> dict[str, str]:
    return {**_told_itself(session, record), **_told_stay(households)}


def _told_itself(session: BincSession, record: ContextSituation) -> dict[str, str]:
    free = {name: getattr(record, name) for name in SITUATION_FIELDS if name != "stay_situation"}
    stay = told({"stay_situation": record.stay_situation}, answer_labels(session, "stay_situation"))
    return {**stay, **told(free, {})}


def _told_stay(households: list[ContextHousehold]) -> dict[str, str]:
    words = {MAIN: "main_household", SHARED: "shared_households"}
    named: dict[str, list[str]] = {}
    for household in households:
        if household.stay:
            named.setdefault(words[household.stay], []).append(household_name(household))
    return {name: ", ".join(sorted(names)) for name, names in named.items()}
