"""Small exchange files to start a test from."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.factories import national_number

TODAY = date(2024, 7, 1)
JsonObject = dict[str, Any]
NOOR = national_number(date(2015, 4, 12), 2)
MATS = national_number(date(2012, 9, 3), 7)
GROWN_UP = national_number(date(1990, 1, 5), 11)


def small_file(**overrides: Any) -> JsonObject:
    """One OVBJ with capacity, one client and one open dossier with a start and a switch."""
    document: JsonObject = {
        "format": "binc-exchange/1",
        "source": "proef",
        "history": True,
        "facilities": [
            {
                "code": "X001",
                "name": "De Proef",
                "organisation_type": "OVBJ",
                "province": "Antwerpen",
                "modules": [
                    {"code": code, "from": "2015-01-01"}
                    for code in ("VBFBJB04", "VBFBJB02", "P-CB-BREED", "P-OB-RTJ")
                ],
            }
        ],
        "capacity": [
            {"facility": "X001", "module": "VERBLIJF", "valid_from": "2024-01-01", "recognised": 12,
             "innovative": 1, "guaranteed": 1}
        ],
        "clients": [client("c1", NOOR)],
        "dossiers": [dossier("d1", "c1")],
        "utilisation": [{"facility": "X001", "quarter": "2024-1", "module": "VBFBJB04", "total": 61.5}],
        "quarters": [{"facility": "X001", "quarter": "2024-1", "state": "sent"}],
    }  # fmt: skip
    return {**document, **overrides}


def client(external_id: str, number: str, **overrides: Any) -> JsonObject:
    """A client with the fields that a file always gives."""
    values = {"id": external_id, "national_number": number, "name": "Peeters", "first_name": "Noor", "sex": "F"}
    return {**values, "nationality": "BE", "country_of_origin": "BE", **overrides}


def dossier(external_id: str, client_id: str, **overrides: Any) -> JsonObject:
    """An open dossier: one decision, a start until 31 March and a switch that still runs."""
    values: JsonObject = {
        "id": external_id,
        "facility": "X001",
        "client": client_id,
        "created": "2024-01-08",
        "status": "open",
        "referral": {"through_access_gate": True},
        "decisions": [
            decision(
                "2024-01-08",
                schakeling("start", "2024-01-08", "2024-03-31", "VBFBJB04", "P-CB-BREED"),
                schakeling("switch", "2024-03-31", None, "P-CB-BREED"),
            )
        ],
    }
    return {**values, **overrides}


def closed_dossier(external_id: str, client_id: str, **overrides: Any) -> JsonObject:
    """A dossier closed after one schakeling, in January 2024."""
    chain = [decision("2024-01-08", schakeling("start", "2024-01-08", "2024-01-20", "P-CB-BREED"))]
    values = {"status": "closed", "closed_on": "2024-01-22", "decisions": chain}
    return dossier(external_id, client_id, **{**values, **overrides})


def decision(begin: str, *schakelingen: JsonObject, **overrides: Any) -> JsonObject:
    """A voluntary decision that recommends residence and context guidance."""
    values = {"begin": begin, "modules": ["VBFBJB04", "P-CB-BREED"], "ground": "voluntary"}
    return {**values, "schakelingen": list(schakelingen), **overrides}


def schakeling(kind: str, begin: str, end: str | None, *codes: str, **overrides: Any) -> JsonObject:
    """A schakeling of these modules, none ticked guaranteed."""
    values = {"kind": kind, "begin": begin, "end": end, "modules": [{"code": code} for code in codes]}
    return {**values, **overrides}


def content(document: Any) -> bytes:
    """A document as the bytes of a file."""
    return json.dumps(document).encode()
