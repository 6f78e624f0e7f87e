"""What the product asks of the module database: which facility may offer which module, and when (M-2)."""

from __future__ import annotations

from typing import Protocol


class ModuleDatabaseError(Exception):
    """No delivery came; the text is a Dutch sentence for who looks after the modules."""


class ModuleDatabase(Protocol):
    """The door to the module database, one adapter behind it at a time (G-3)."""

    @property
    def name(self) -> str:
        """How the place it reads from is called on screen."""
        ...

    def fetch(self) -> bytes:
        """The whole of what is approved now, as docs/module-database.schema.json says.

        Raises ModuleDatabaseError.
        """
        ...
