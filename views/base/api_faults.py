"""What is wrong with a request itself, before any rule is asked (G-3)."""

from __future__ import annotations

from app.domain.faults import DomainError

RULE = "G-3"


class Sentence(str):
    """A Dutch sentence that a field of ours says of a wrong value; what marshmallow says itself is translated."""


class BadRequest(DomainError):
    """A request that is not as the description says; no rule was asked (400)."""


class WrongContentType(DomainError):
    """A body that says to be something else than JSON, or is packed (415)."""


class VersionMissing(DomainError):
    """A change without the version that was seen (428)."""
