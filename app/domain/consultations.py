"""Why somebody asks the national register about a person, and what came of it (C-1, A-5)."""

from __future__ import annotations

from enum import StrEnum


class ConsultationReason(StrEnum):
    """Every reason there is to ask; the word is what stands in the data."""

    NEW_DOSSIER = "new_dossier"
    LINKING = "linking"
    RELATIVE = "relative"
    RELATIVE_AS_CLIENT = "relative_as_client"
    FOSTER_CARER = "foster_carer"
    DAILY_REFRESH = "daily_refresh"


class ConsultationOutcome(StrEnum):
    """What the register answered; the word is what stands in the data."""

    FOUND = "found"
    NOBODY = "nobody"
    TOO_MANY = "too_many"
    SILENT = "silent"
