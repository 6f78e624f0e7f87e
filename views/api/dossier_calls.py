"""What every call about a dossier declares and answers."""

from __future__ import annotations

from typing import Any

from app.database import current_session
from app.domain.api_tokens import TokenScope
from models.dossier import Dossier
from views.base.api import Answer

READ: dict[str, Any] = {"permission": "read", "scope": TokenScope.READ_DOSSIERS, "personal": "dossier"}
WRITE: dict[str, Any] = {"permission": "write", "scope": TokenScope.WRITE_DOSSIERS, "personal": "dossier"}


def confirmed(body: dict[str, Any]) -> frozenset[str]:
    """The rules whose warnings the program read and accepted (S-2, S-8, S-12)."""
    return frozenset(body["confirm"])


def dossier_state(dossier: Dossier, location: str | None = None) -> Answer:
    """The code and new version of the dossier; `location` is the address of what was made."""
    current_session().flush()
    return Answer({"code": dossier.code, "version": dossier.version}, dossier.version, location)
