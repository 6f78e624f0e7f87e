"""A module database that leaves its list as a file in a folder (M-2, G-3)."""

from __future__ import annotations

from pathlib import Path

from app.integrations.module_database.over_https import MOST_BYTES, TOO_LARGE
from app.integrations.module_database.port import ModuleDatabaseError

NOTHING_THERE = "In de map van de moduledatabank staat geen JSON-bestand."
UNREADABLE = "Het bestand in de map van de moduledatabank kan niet gelezen worden."


class FolderModuleDatabase:
    """Reads the newest of the files `*.json`: the last one by name, so that a date in the name decides."""

    name = "moduledatabank (bestand)"

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most_bytes = folder, most_bytes

    def fetch(self) -> bytes:
        """The newest file, as ModuleDatabase says."""
        files = sorted(self._folder.glob("*.json"))
        if not files:
            raise ModuleDatabaseError(NOTHING_THERE)
        try:
            with files[-1].open("rb") as file:
                content = file.read(self._most_bytes + 1)
        except OSError:
            raise ModuleDatabaseError(UNREADABLE) from None
        if len(content) > self._most_bytes:
            raise ModuleDatabaseError(TOO_LARGE)
        return content
