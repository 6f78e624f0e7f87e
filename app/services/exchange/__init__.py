"""Registrations in and out as one documented JSON file, under the rules of the screens."""

from app.services.exchange.importing import import_exchange, import_file
from app.services.exchange.report import ExchangeRefused, ImportReport, PlacedFault

__all__ = ["ExchangeRefused", "ImportReport", "PlacedFault", "import_exchange", "import_file"]
