"""The store of shared documents: encrypted bytes in one place, their keys in another (O-6)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from datetime import date
from io import SEEK_END, BytesIO
from typing import BinaryIO
from uuid import uuid4

from app.domain.documents.content import MOST_BYTES, ContentRefused, Refusal
from app.domain.documents.keeping import key_month, months_due, orphans
from app.integrations.documents.blobs import Blobs
from app.integrations.documents.key_store import KeyStore
from app.integrations.documents.port import ContentDamaged, DocumentStoreError, StoredContent
from app.integrations.documents.sealing import NotAuthentic, clear_size, new_key, seal, unseal, unwrap, wrap


class EncryptedDocumentStore:
    """Documents that only exist encrypted, each with a key of its own that its month's key locks (O-6)."""

    def __init__(self, blobs: Blobs, keys: KeyStore) -> None:
        self._blobs = blobs
        self._keys = keys

    def put(self, stream: BinaryIO, *, today: date) -> StoredContent:
        """Encrypts in memory, so that nothing in clear ever reaches a disk."""
        size = _size_of(stream)
        if size > MOST_BYTES:
            raise ContentRefused(Refusal.TOO_LARGE)
        place, key = f"{today.isoformat()}/{uuid4().hex}", new_key()
        wrapped = wrap(key, self._keys.month_key(key_month(today), make=True), place)
        sealed = _written(seal(stream, key, place))
        try:
            self._keys.keep(place, wrapped)
            self._blobs.write(place, sealed)
        except DocumentStoreError:
            self._leave_nothing(place)
            raise
        return StoredContent(place, size, hashlib.sha256(sealed).hexdigest())

    def read(self, stored: StoredContent) -> Iterator[bytes]:
        """Proves the whole content before the first piece is given, and opens it piece by piece."""
        wrapped = self._keys.wrapped(stored.key)
        month_key = self._keys.month_key(stored.key_month)
        sealed = self._blobs.read(stored.key)
        if hashlib.sha256(sealed).hexdigest() != stored.sha256:
            raise ContentDamaged("digest")
        try:
            pieces = unseal(sealed, unwrap(wrapped, month_key, stored.key), stored.key)
        except NotAuthentic:
            raise ContentDamaged("seal") from None
        if clear_size(sealed) != stored.size:
            raise ContentDamaged("size")
        return pieces

    def destroy(self, key: str) -> None:
        """The key goes first: from then on nobody reads the content, wherever a copy of it lies."""
        self._keys.forget(key)
        self._blobs.remove(key)

    def keys(self) -> Iterator[str]:
        """Everything that lies in either place."""
        return iter(sorted({*self._blobs.keys(), *self._keys.keys()}))

    def sweep(self, known: Collection[str], *, today: date) -> list[str]:
        """Destroys what an upload left that was broken off or taken back."""
        found = orphans(self.keys(), known, today)
        for key in found:
            self.destroy(key)
        return found

    def destroy_due_keys(self, *, today: date) -> list[date]:
        """Destroys whole months of keys."""
        due = months_due(self._keys.months(), today)
        for month in due:
            self._keys.destroy_month(month)
        return due

    def _leave_nothing(self, place: str) -> None:
        for remove in (self._keys.forget, self._blobs.remove):
            try:
                remove(place)
            except DocumentStoreError:
                # What cannot be reached now is found by the sweep.
                continue


def _written(pieces: Iterator[bytes]) -> bytes:
    """The pieces after each other, without a second copy of all of them."""
    sealed = BytesIO()
    for piece in pieces:
        sealed.write(piece)
    return sealed.getvalue()


def _size_of(stream: BinaryIO) -> int:
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    return size
