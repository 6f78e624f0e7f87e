"""Where keys lie: the key of each month, and the key of each document locked with it. Never in a backup (O-6)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Protocol

from app.domain.documents.keeping import day_of, key_month
from app.integrations.documents.blobs import file_name, keys_among, refuse_without_folder, sync_folder, write_new
from app.integrations.documents.port import ContentGone, StoreUnavailable
from app.integrations.documents.sealing import new_key

MONTH_KEY = "month"
DESTROYED = ".destroyed"
_MONTH = re.compile(r"\d{4}-\d{2}")


class KeyStore(Protocol):
    """Keys outside the documents and outside every backup: what is destroyed here is destroyed for good (O-6)."""

    def month_key(self, month: date, *, make: bool = False) -> bytes:
        """The key of a month, made where there is none yet and `make` says so.

        Raises ContentGone for a month whose key is gone, and StoreUnavailable.
        """
        ...

    def keep(self, key: str, wrapped: bytes) -> None:
        """Keeps the locked key of one document. Raises StoreUnavailable."""
        ...

    def wrapped(self, key: str) -> bytes:
        """The locked key of one document. Raises ContentGone or StoreUnavailable."""
        ...

    def forget(self, key: str) -> None:
        """Destroys the key of one document; again does nothing. Raises StoreUnavailable."""
        ...

    def keys(self) -> Iterator[str]:
        """Every document that has a key. Raises StoreUnavailable."""
        ...

    def months(self) -> Iterator[date]:
        """Every month that has a key. Raises StoreUnavailable."""
        ...

    def destroy_month(self, month: date) -> None:
        """Destroys the key of a month with those of its documents; no new one is ever made. Raises StoreUnavailable."""
        ...


class FolderKeys:
    """A folder that only its owner reads, with a folder a month; what is destroyed is overwritten first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def month_key(self, month: date, *, make: bool = False) -> bytes:
        """Two processes that make the key of a month at once end up with the same one."""
        path = self._month(month) / MONTH_KEY
        try:
            if make and not path.exists() and not self._is_destroyed(month):
                self._make(path)
            return path.read_bytes()
        except FileNotFoundError:
            raise self._gone("month") from None
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def keep(self, key: str, wrapped: bytes) -> None:
        """Writes one small file."""
        try:
            write_new(self._path(key), wrapped)
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def wrapped(self, key: str) -> bytes:
        """Reads one small file."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise self._gone("key") from None
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def forget(self, key: str) -> None:
        """Overwrites and removes one small file."""
        refuse_without_folder(self._folder)
        try:
            _erase(self._path(key))
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def keys(self) -> Iterator[str]:
        """Every small file of a document."""
        refuse_without_folder(self._folder)
        return keys_among(self._folder.glob("*/*"))

    def months(self) -> Iterator[date]:
        """Every folder of a month, also one whose destruction was broken off."""
        refuse_without_folder(self._folder)
        return (date.fromisoformat(f"{path.name}-01") for path in self._folder.iterdir() if _MONTH.fullmatch(path.name))

    def destroy_month(self, month: date) -> None:
        """The month's own key goes first: without it the others open nothing."""
        refuse_without_folder(self._folder)
        folder = self._month(month)
        try:
            with suppress(FileExistsError):
                write_new(self._tombstone(month), b"")
            _erase(folder / MONTH_KEY)
            for path in list(folder.glob("*")):
                _erase(path)
            with suppress(FileNotFoundError):
                folder.rmdir()
            sync_folder(self._folder)
        except OSError as failure:
            raise StoreUnavailable(type(failure).__name__) from None

    def _make(self, path: Path) -> None:
        # Without parents: where the whole folder is missing, a disk is, and no key may be made in its place.
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_name(f"{MONTH_KEY}.{os.urandom(8).hex()}")
        write_new(draft, new_key())
        # A link appears whole and only once, so that nobody reads half a key and the first one made stays.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        sync_folder(path.parent)
        sync_folder(self._folder)

    def _path(self, key: str) -> Path:
        name = file_name(key)
        return self._month(key_month(day_of(key))) / name

    def _month(self, month: date) -> Path:
        return self._folder / f"{month:%Y-%m}"

    def _tombstone(self, month: date) -> Path:
        return self._folder / f"{month:%Y-%m}{DESTROYED}"

    def _is_destroyed(self, month: date) -> bool:
        return self._tombstone(month).exists()

    def _gone(self, what: str) -> Exception:
        refuse_without_folder(self._folder)
        return ContentGone(what)


def _erase(path: Path) -> None:
    """Overwrites before it removes, so that the key does not lie in the free space of the disk."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(path.parent)
