"""The kinds of care organisation, and what sets them apart."""

from __future__ import annotations

ORGANISATION_TYPES: tuple[str, ...] = (
    "OVBJ",
    "OOOC",
    "OBC",
    "GES+",
    "CKG",
    "CIG",
    "CaH",
    "pleegzorg",
    "HCA",
    "NAFT",
    "1G1P",
    "GI",
)

FOSTER_CARE = "pleegzorg"

# These register unborn children by hand (C-4, H3.2).
REGISTER_UNBORN: frozenset[str] = frozenset({"CIG", "CKG", "1G1P"})

# These have no decisions and schakelingen, unless modules are configured for HCA or NAFT (D-4).
WITHOUT_CHAIN: frozenset[str] = frozenset({"1G1P", "HCA", "NAFT"})


def has_chain(organisation_type: str, modules_configured: bool) -> bool:
    """Whether the dossiers of a facility hold decisions and schakelingen (D-4, G4.1)."""
    if organisation_type in ("HCA", "NAFT"):
        return modules_configured
    return organisation_type not in WITHOUT_CHAIN


def has_statements(organisation_type: str) -> bool:
    """Whether a facility sends quarter statements (Q-1): not 1G1P, HCA, NAFT and the community institutions."""
    return organisation_type not in WITHOUT_CHAIN | {"GI"}
