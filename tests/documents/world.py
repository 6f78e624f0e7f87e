"""Stores of documents for tests."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from app.integrations.documents import DocumentStore, StoredContent, open_store


def folder_store(home: Path) -> DocumentStore:
    """A store in two folders under one place."""
    return open_store(str(home / "documents"), home / "keys", make=True)


def bucket_store(home: Path) -> DocumentStore:
    """A store in an object store that lives in memory, of its own, with its keys in a folder."""
    return open_store(f"memory://{uuid4().hex}/documents", home / "keys", make=True)


def local_object_store(home: Path) -> DocumentStore:
    """The adapter for object stores on a disk."""
    return open_store(f"file://{home}/documents", home / "keys", make=True)


STORES = {"folder": folder_store, "bucket": bucket_store, "objects on disk": local_object_store}


def content_of(store: DocumentStore, stored: StoredContent) -> bytes:
    """The whole content in clear."""
    return b"".join(store.read(stored))


def stream_of(content: bytes) -> BytesIO:
    """A stream that holds this."""
    return BytesIO(content)


def files_under(folder: Path) -> Iterator[Path]:
    """Every file under a folder."""
    return (path for path in folder.rglob("*") if path.is_file())
