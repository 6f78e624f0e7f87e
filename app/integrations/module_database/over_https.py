"""A module database that answers over HTTPS, to whom shows the right certificate (M-2, G-3)."""

from __future__ import annotations

from app.integrations.https import (
    AnswerTooLarge,
    Endpoint,
    HttpsNeighbour,
    NeighbourError,
    NeighbourRefused,
    Patience,
)
from app.integrations.module_database.port import ModuleDatabaseError

MOST_BYTES = 32 * 1024 * 1024
# At night nobody waits: a server that starts again is given the time to.
PATIENCE = Patience(connect=10, read=60, whole=300, tries=4, pause=15)
SILENT = "De moduledatabank antwoordde niet. De volgende keer probeert Binc het opnieuw."
TOO_LARGE = "De moduledatabank stuurde meer dan een lijst van modules groot kan zijn."


class HttpsModuleDatabase:
    """Reads the list from one address with GET."""

    name = "moduledatabank (HTTPS)"

    def __init__(self, endpoint: Endpoint, patience: Patience = PATIENCE, most_bytes: int = MOST_BYTES) -> None:
        self._neighbour = HttpsNeighbour(endpoint, patience, most_bytes)

    def fetch(self) -> bytes:
        """The list as it came, as ModuleDatabase says."""
        try:
            return self._neighbour.get()
        except AnswerTooLarge:
            raise ModuleDatabaseError(TOO_LARGE) from None
        except NeighbourRefused as refusal:
            raise ModuleDatabaseError(f"De moduledatabank weigerde te antwoorden (code {refusal.status}).") from None
        except NeighbourError:
            raise ModuleDatabaseError(SILENT) from None
