"""Registrations in and out as one documented JSON file, under the rules of the screens."""

from app.services.exchange.exporting import export_facility
from app.services.exchange.importing import PlanChanged, import_exchange, import_file
from app.services.exchange.report import ExchangeRefusedError, ImportReport, PlacedFault

__all__ = [
    "ExchangeRefusedError",
    "ImportReport",
    "PlacedFault",
    "PlanChanged",
    "export_facility",
    "import_exchange",
    "import_file",
]
