"""What the product asks of whoever looks at files before they are shared (O-2)."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from app.domain.documents.content import CheckedContent


class ContentCheck(Protocol):
    """The door to the check of files."""

    def __call__(self, file: BinaryIO, name: str) -> CheckedContent:
        """Looks at all of the file and leaves it at its begin; the answer holds the name it may be shared under.

        Raises ContentRefused with the reason.
        """
        ...
