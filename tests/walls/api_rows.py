"""Every call for other programs: which key opens it, what it puts on record, and what its address names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.api_tokens import TokenScope
from tests.walls.world import Place

DOSSIERS, WRITING = TokenScope.READ_DOSSIERS, TokenScope.WRITE_DOSSIERS


@dataclass(frozen=True)
class ApiRow:
    """One call: the scope that its key must have (None: no key is asked), and what its address names of a facility.

    `agency` says that a key of the agency opens it too, `mutates` that it really changes something without content.
    """

    endpoint: str
    scope: TokenScope | None
    method: str = "GET"
    personal: str | None = None
    names: str | None = None
    agency: bool = False
    mutates: bool = False


API_ROWS: tuple[ApiRow, ...] = (
    ApiRow("OpenApiApi.show", None),
    ApiRow("DossierApi.index", DOSSIERS, personal="dossier"),
    ApiRow("DossierApi.show", DOSSIERS, personal="dossier", names="dossier"),
    ApiRow("DossierApi.add", WRITING, "POST"),
    ApiRow("DossierApi.change_referral", WRITING, "PUT", "dossier", "dossier"),
    ApiRow("DossierApi.close", WRITING, "POST", "dossier", "dossier"),
    ApiRow("DossierLifeApi.reopen", WRITING, "POST", "dossier", "dossier"),
    ApiRow("DossierLifeApi.delete", WRITING, "DELETE", "dossier", "dossier"),
    *(
        row
        for view, part in (("DecisionApi", "decision"), ("SchakelingApi", "schakeling"))
        for row in (
            ApiRow(f"{view}.show", DOSSIERS, personal="dossier", names=part),
            ApiRow(f"{view}.add", WRITING, "POST", "dossier", "dossier"),
            ApiRow(f"{view}.change", WRITING, "PUT", "dossier", part),
            ApiRow(f"{view}.delete", WRITING, "DELETE", "dossier", part, mutates=True),
        )
    ),
    ApiRow("SchakelingApi.end", WRITING, "PUT", "dossier", "schakeling"),
    ApiRow("MonthApi.register", WRITING, "POST", "dossier"),
    ApiRow("ChangeApi.index", DOSSIERS, personal="dossier"),
    ApiRow("StatementApi.show", TokenScope.READ_STATEMENTS, names="quarter"),
    ApiRow("StatementApi.fill", TokenScope.WRITE_STATEMENTS, "PUT", names="quarter"),
    ApiRow("SheetApi.index", TokenScope.READ_STATEMENTS, personal="client", names="quarter"),
    ApiRow("SheetApi.fill", TokenScope.WRITE_STATEMENTS, "PUT", "client", "quarter"),
    ApiRow("DocumentApi.received", TokenScope.READ_DOCUMENTS, personal="document"),
    ApiRow("DocumentApi.sent", TokenScope.READ_DOCUMENTS, personal="document"),
    ApiRow("FigureApi.occupancy", TokenScope.READ_FIGURES, names="days", agency=True),
    ApiRow("FigureApi.deployment", TokenScope.READ_FIGURES, names="days", agency=True),
    ApiRow("FigureApi.utilisation", TokenScope.READ_FIGURES, names="quarters", agency=True),
)


def parts_of(place: Place, names: str | None) -> dict[str, Any]:
    """The parts of an address that names something of this place."""
    parts: dict[str | None, dict[str, Any]] = {
        "dossier": {"code": place.code},
        "decision": {"code": place.code, "record_id": place.decision_id},
        "schakeling": {"code": place.code, "record_id": place.schakeling_id},
        "quarter": {"quarter": "2024-1"},
        "days": {"facility": place.facility_code, "from": "2024-01-01", "until": "2024-03-31"},
        "quarters": {"facility": place.facility_code, "from_quarter": "2024-1", "until_quarter": "2024-1"},
        None: {},
    }
    return parts[names]
