"""The demonstration sector: one exchange file with everything in it (docs/exchange.schema.json)."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from app.demo.capacities import capacity_rows, deployments, quarter_rows, utilisation_rows
from app.demo.client_pool import ClientPool
from app.demo.dossiers import DossierMaker
from app.demo.population import population
from app.demo.programmes import DEMO_FACILITIES, DemoFacility
from app.demo.services import DemoService, services
from app.demo.unfinished import leave_unfinished

__all__ = ["DemoService", "demo_sector", "services"]

JsonObject = dict[str, Any]
FORMAT = "binc-exchange/1"
DEFAULT_SEED = 2024
FACILITY_START = "2015-01-01"


def demo_sector(until: date, seed: int = DEFAULT_SEED) -> JsonObject:
    """Twelve facilities with 600 dossiers over the three years before a day (included), as one exchange file.

    Always the same for the same day and seed; its clients live in the synthetic national register.
    """
    # Nothing here is a secret: the generator only has to give the same sector for the same seed.
    random, drawing = Random(seed), Random(seed + 1)  # noqa: S311
    maker = DossierMaker(random, ClientPool(drawing, population().people), until)
    for facility in sorted(DEMO_FACILITIES, key=lambda facility: facility.organisation_type != "OOOC"):
        maker.fill(facility)
    dossiers = maker.dossiers()
    leave_unfinished(dossiers, until)
    work = deployments(dossiers)
    return {
        "format": FORMAT,
        "source": "demo",
        "history": True,
        "type_modules": [],
        "facilities": [_facility(facility) for facility in DEMO_FACILITIES],
        "capacity": capacity_rows(until, work),
        "clients": maker.pool.all_clients(),
        "dossiers": dossiers,
        "utilisation": utilisation_rows(until, work),
        "quarters": quarter_rows(until, work),
    }


def _facility(facility: DemoFacility) -> JsonObject:
    return {
        "code": facility.code,
        "name": facility.name,
        "organisation_type": facility.organisation_type,
        "province": facility.province,
        "address": {
            "street": facility.street,
            "house_number": facility.house_number,
            "postcode": facility.postcode,
            "municipality": facility.municipality,
            "country": "BE",
        },
        "email": f"info@{facility.code.lower()}.example.be",
        "modules": [{"code": code, "from": FACILITY_START, "until": None} for code in facility.modules],
    }
