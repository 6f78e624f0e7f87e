"""Which store an installation uses, from the two places that its settings name."""

from __future__ import annotations

from pathlib import Path

from app.integrations.documents.blobs import Blobs, FolderBlobs, ObjectBlobs
from app.integrations.documents.encrypted import EncryptedDocumentStore
from app.integrations.documents.key_store import FolderKeys
from app.integrations.documents.port import DocumentStore


def open_store(documents: str, keys: Path, *, make: bool = False) -> DocumentStore:
    """The store behind a folder or the address of a bucket (`s3://…`), with its keys in a folder.

    `make` makes folders that are not there yet, for a demonstration: elsewhere a missing folder is a missing disk.
    """
    if make:
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    return EncryptedDocumentStore(_blobs(documents, make), FolderKeys(keys))


def _blobs(documents: str, make: bool) -> Blobs:
    if "://" in documents:
        objects = ObjectBlobs(documents)
        if make:
            objects.make()
        return objects
    folder = Path(documents)
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FolderBlobs(folder)
