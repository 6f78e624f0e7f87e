"""A client as activities and history tell it, with answers in the words of their lists (C-5, D-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.database import BincSession
from app.domain.client_context import ADDRESS_FIELDS, told
from app.queries.answers import labels_by_list
from models.client import Client

TOLD = (
    "national_number",
    "name",
    "first_name",
    "birth_date",
    "presumed_birth_year",
    "deceased_on",
    "birth_place",
    "phone",
    "email",
    "call_name",
)
TOLD_IN_WORDS = {
    "sex": "sex",
    "nationality": "country",
    "country_of_origin": "country",
    "birth_country": "country",
    "residence_status": "residence_status",
    "language": "language",
}


# The history tells an address field by field.
IN_HISTORY = (*TOLD, *(name for name in ADDRESS_FIELDS if name != "country"), "address_unknown")
IN_HISTORY_IN_WORDS = {**TOLD_IN_WORDS, "country": "country"}


def told_client(session: BincSession, client: Client) -> dict[str, Any]:
    """What is known of a client, as an activity keeps it before and after a change (D-10)."""
    known = {name: getattr(client, name) for name in TOLD}
    street = " ".join(part for part in (client.street, client.house_number) if part)
    town = " ".join(part for part in (client.postcode, client.municipality) if part)
    address = ", ".join(part for part in (street, town) if part)
    return {**known, **_in_words(session, client, TOLD_IN_WORDS), "address": address}


def told_details(session: BincSession, client: Client) -> dict[str, str]:
    """What is known of a client, as the shared history keeps it before and after a change (C-3, C-5)."""
    known = {name: getattr(client, name) for name in IN_HISTORY}
    alone = client.unaccompanied_minor
    known["unaccompanied_minor"] = None if alone is None else "ja" if alone else "nee"
    return told({**known, **_in_words(session, client, IN_HISTORY_IN_WORDS)}, {})


def _in_words(session: BincSession, client: Client, lists: Mapping[str, str]) -> dict[str, str | None]:
    labels = labels_by_list(session, *lists.values())
    codes = {name: getattr(client, name) for name in lists}
    return {name: labels[lists[name]].get(code, code) if code else None for name, code in codes.items()}
