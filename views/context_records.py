"""What the forms around a client share: finding the record again, and what follows a save (C-5, D-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, request

from app.database import BincSession, current_session
from app.domain.faults import NotFound
from models.client import Client
from models.client_context import ContextHousehold, ContextPerson
from views.base.conflict import conflict_page, saver_of_client
from views.base.dossiers import context_address, facility_at_work, find_client
from views.base.saving import Overtaken, Refused

Record = TypeVar("Record", ContextHousehold, ContextPerson)


def record_around(kind: type[Record], session: BincSession, client: Client, record_id: int) -> Record | None:
    """The household or person with this id around this client, or None."""
    found = session.get(kind, record_id)
    return found if found is not None and found.client_id == client.id else None


def change_around(
    kind: type[Record],
    number: int,
    record_id: int,
    gone: Callable[[Client], Any],
    change: Callable[[BincSession, Client, Record], Any],
    show: Callable[[BincSession, Client, Record], Any],
) -> Any:
    """Shows or saves a household or person around a client.

    Who saves one that is gone is told by `gone` and keeps what was typed. Raises NotFound when it is only opened.
    """
    session = current_session()
    client = find_client(session, number)
    record = record_around(kind, session, client, record_id)
    if record is None:
        if request.method == "GET":
            raise NotFound
        return gone(client)
    return change(session, client, record) if request.method == "POST" else show(session, client, record)


def answer_to(
    saved: Any,
    form: Any,
    client: Client,
    record: ContextHousehold | ContextPerson,
    *,
    told: str,
    again: Callable[[Refused], Any],
    gone: Callable[[Client], Any],
) -> Any:
    """What follows a save: the choice between what two people saved, the form again, or the context with `told`."""
    if isinstance(saved, Overtaken):
        if saved.stored is None:
            return gone(client)
        who = saver_of_client(current_session(), record, facility_at_work().id)
        return conflict_page(form, saved.stored, saved.version, who, context_address(client))
    if isinstance(saved, Refused):
        return again(saved)
    flash(told, "success")
    return redirect(context_address(client))
