"""What the product asks of the place where the content of shared documents is kept (O-6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol

from app.domain.documents.keeping import day_of, key_month


class DocumentStoreError(Exception):
    """The content of a document cannot be kept or given; `cause` holds no personal data."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class ContentGone(DocumentStoreError):
    """The content, or the key without which nobody can read it, has been destroyed (O-6)."""


class ContentDamaged(DocumentStoreError):
    """The content is not what was stored: a byte was changed, cut off, added or swapped."""


class StoreUnavailable(DocumentStoreError):
    """The store or the keys cannot be reached now; trying again later makes sense."""


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What a document remembers of its content (O-6).

    `key` is where it lies, `size` its bytes in clear, `sha256` the digest of the encrypted bytes in hexadecimals: it
    tells nothing about the content and may stay on record.
    """

    key: str
    size: int
    sha256: str

    @property
    def key_month(self) -> date:
        """The month whose key locks this content, as its first day."""
        return key_month(day_of(self.key))


class DocumentStore(Protocol):
    """The door to the content of shared documents, encrypted behind it (O-6)."""

    def put(self, stream: BinaryIO, *, today: date) -> StoredContent:
        """Encrypts with a fresh key and keeps what the stream holds from its begin.

        Raises StoreUnavailable, and ContentRefused beyond MOST_BYTES; nothing is left then.
        """
        ...

    def read(self, stored: StoredContent) -> Iterator[bytes]:
        """The content in clear, in pieces; all of it is checked before the first one is given.

        Raises ContentGone, ContentDamaged or StoreUnavailable, at the call and never in the middle.
        """
        ...

    def destroy(self, key: str) -> None:
        """Destroys the key of this content, then the content; doing it again does nothing. Raises StoreUnavailable."""
        ...

    def keys(self) -> Iterator[str]:
        """Everything that lies in the store, content or key."""
        ...

    def sweep(self, known: Collection[str], *, today: date) -> list[str]:
        """Destroys what no document knows and was stored before today; answers its keys."""
        ...

    def destroy_due_keys(self, *, today: date) -> list[date]:
        """Destroys the keys of the months that ended at least 31 days ago; answers these months."""
        ...
