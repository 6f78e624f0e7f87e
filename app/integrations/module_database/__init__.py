"""The module database: which facility may offer which type module, from when until when (M-2, G-3)."""

from __future__ import annotations

from pathlib import Path

from app.integrations.https import Endpoint
from app.integrations.module_database.in_folder import FolderModuleDatabase
from app.integrations.module_database.over_https import HttpsModuleDatabase
from app.integrations.module_database.port import ModuleDatabase, ModuleDatabaseError

__all__ = ["ModuleDatabase", "ModuleDatabaseError", "open_module_database"]


def open_module_database(place: str | None, certificate: Path | None, authority: Path | None) -> ModuleDatabase | None:
    """The adapter for an address (https) or a folder; None where none is named: then the agency types everything."""
    if not place:
        return None
    if "://" in place:
        return HttpsModuleDatabase(Endpoint(place, certificate, authority))
    return FolderModuleDatabase(Path(place))
