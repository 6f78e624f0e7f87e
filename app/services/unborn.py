"""Unborn children: registering one by hand, after its mother (C-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.clients import (
    ClientDetails,
    check_details_complete,
    check_mother_named,
    mother_first_name,
    same_mother_cautions,
)
from app.domain.faults import refuse
from app.domain.names import name_key
from app.domain.scope import Actor
from app.queries.unborn import unborn_of_mother
from app.services.clients import open_client
from app.services.confirmation import ask
from app.services.refusals import saving
from models.client import Client
from models.facility import Facility

REASON = "Ongeboren kind, met de hand geregistreerd"
ASKED = ("nationality", "residence_status", "country_of_origin", "birth_date", "presumed_birth_year")


def register_unborn(
    session: BincSession,
    facility: Facility,
    values: Mapping[str, Any],
    *,
    confirmed: frozenset[str] = frozenset(),
    actor: Actor,
    today: date,
) -> Client:
    """Makes a client of a child that is still to be born, under its mother's names (C-4, H3.2).

    `values` by column name, the first name as `unborn_first_name` makes it. Raises DomainError with every fault,
    NeedsConfirmation while it is not confirmed that an unborn child of the same mother is another child.
    """
    details = ClientDetails(**{name: values.get(name) for name in ASKED}, unborn=True)
    refuse(
        [
            *check_mother_named(values.get("name"), values.get("first_name")),
            *check_details_complete(details, facility.organisation_type, today),
        ]
    )
    name, first_name = values["name"], values["first_name"]
    mother = f"{mother_first_name(first_name)} {name}"
    ask(same_mother_cautions(mother, unborn_of_mother(session, facility.id, name, first_name)), confirmed)
    given = {column: value for column, value in values.items() if value is not None}
    keys = {"name_key": name_key(name), "first_name_key": name_key(first_name)}
    with saving(session):
        return open_client(session, facility, REASON, {**given, **keys, "unborn": True})
