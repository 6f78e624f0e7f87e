"""Where encrypted bytes lie: a folder, or an object store such as S3."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.integrations.documents.port import ContentGone, StoreUnavailable

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_KEY = re.compile(r"\d{4}-\d{2}-\d{2}/[0-9a-f]{32}")


def is_key(name: str) -> bool:
    """Whether this is a key as the store makes them: a day and 32 hexadecimals."""
    return _KEY.fullmatch(name) is not None


class Blobs(Protocol):
    """Bytes under keys: each is written once, and nobody looks for it before that is done."""

    def write(self, key: str, content: bytes) -> None:
        """Keeps the bytes for good. Raises StoreUnavailable."""
        ...

    def read(self, key: str) -> bytes:
        """All bytes. Raises ContentGone or StoreUnavailable."""
        ...

    def remove(self, key: str) -> None:
        """Removes them; again does nothing. Raises StoreUnavailable."""
        ...

    def keys(self) -> Iterator[str]:
        """Every key there is. Raises StoreUnavailable."""
        ...


class FolderBlobs:
    """A folder with one file a document, readable by nobody but its owner."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, key: str, content: bytes) -> None:
        """Writes under the name it keeps: what a killed process leaves has a key that no document knows."""
        try:
            write_new(self._path(key), content)
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def read(self, key: str) -> bytes:
        """All bytes."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            refuse_without_folder(self._folder)
            raise ContentGone("content") from None
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def remove(self, key: str) -> None:
        """Removes the file."""
        refuse_without_folder(self._folder)
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def keys(self) -> Iterator[str]:
        """Every file with a name that the store gave."""
        refuse_without_folder(self._folder)
        return keys_among(self._folder.iterdir())

    def _path(self, key: str) -> Path:
        return self._folder / file_name(key)


class ObjectBlobs:
    """A bucket of an S3-compatible store, or whatever else fsspec reaches; writing an object is one deed there."""

    def __init__(self, address: str) -> None:
        self._address = address

    def make(self) -> None:
        """Makes the place where the objects lie; elsewhere than in a demonstration it is there, or nothing is kept."""
        with self._files() as (files, root):
            files.makedirs(root, exist_ok=True)

    def write(self, key: str, content: bytes) -> None:
        """Writes one object."""
        with self._at(key) as (files, path):
            files.pipe_file(path, content)

    def read(self, key: str) -> bytes:
        """All bytes."""
        try:
            with self._at(key) as (files, path):
                return bytes(files.cat_file(path))
        except FileNotFoundError:
            raise ContentGone("content") from None

    def remove(self, key: str) -> None:
        """Removes one object."""
        with suppress(FileNotFoundError), self._at(key) as (files, path):
            files.rm_file(path)

    def keys(self) -> Iterator[str]:
        """Every object with a name that the store gave."""
        with self._files() as (files, root):
            return keys_among(map(Path, files.find(root)))

    @contextmanager
    def _at(self, key: str) -> Iterator[tuple[AbstractFileSystem, str]]:
        name = file_name(key)
        with self._files() as (files, root):
            yield files, f"{root.rstrip('/')}/{name}"

    @contextmanager
    def _files(self) -> Iterator[tuple[AbstractFileSystem, str]]:
        """The client of this process and thread: none survives a fork, so none is kept here; fsspec remembers them.

        Every client has errors of its own, whose texts quote addresses: only their class is told.
        """
        # Imported only where it is used: most installations keep their documents in a folder.
        from fsspec.core import url_to_fs

        try:
            yield url_to_fs(self._address, use_listings_cache=False)
        except FileNotFoundError:
            raise
        except Exception as failure:
            raise StoreUnavailable(type(failure).__name__) from None


def file_name(key: str) -> str:
    """The name of a file or object for a key; anything that the store did not make up itself is gone (ContentGone)."""
    if not is_key(key):
        raise ContentGone("key")
    return key.replace("/", "_")


def keys_among(paths: Iterable[Path]) -> Iterator[str]:
    """The keys of those paths that have one."""
    return filter(is_key, (path.name.replace("_", "/", 1) for path in paths))


def refuse_without_folder(folder: Path) -> None:
    """A folder that is not there is a disk that is not there, and says nothing about what lies on it."""
    if not folder.is_dir():
        raise StoreUnavailable("NoFolder")


def write_new(path: Path, content: bytes) -> None:
    """Writes a file that only its owner reads, so that it survives a power cut. Raises OSError."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes sure that the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
