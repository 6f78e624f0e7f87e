"""A client as the activities of a dossier tell it, with answers in the words of their lists (D-10)."""

from __future__ import annotations

from typing import Any

from app.database import BincSession
from app.queries.answers import answer_labels
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


def told_client(session: BincSession, client: Client) -> dict[str, Any]:
    """What is known of a client, as an activity keeps it before and after a change (D-10)."""
    told = {name: getattr(client, name) for name in TOLD}
    for name, list_name in TOLD_IN_WORDS.items():
        code = getattr(client, name)
        told[name] = answer_labels(session, list_name).get(code, code) if code else None
    street = " ".join(part for part in (client.street, client.house_number) if part)
    town = " ".join(part for part in (client.postcode, client.municipality) if part)
    return {**told, "address": ", ".join(part for part in (street, town) if part)}
