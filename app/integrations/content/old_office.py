"""Files in the container that Office used until 2007, in which macros, programs and mails hide as well (O-2)."""

from __future__ import annotations

from app.domain.documents.content import Refusal

OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED = (
    ("EncryptedPackage", Refusal.PROTECTED_OFFICE),
    ("__properties_version1.0", Refusal.MAIL),
    ("WordDocument", Refusal.OLD_OFFICE),
    ("Workbook", Refusal.OLD_OFFICE),
    ("Book", Refusal.OLD_OFFICE),
    ("PowerPoint Document", Refusal.OLD_OFFICE),
)


def refusal_of_old_office(content: bytes) -> Refusal:
    """Which sentence helps: none of these files may be shared, whatever is in it."""
    for name, reason in _NAMED:
        if name.encode("utf-16-le") in content:
            return reason
    return Refusal.UNKNOWN_TYPE
