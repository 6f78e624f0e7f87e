"""The store keeps documents encrypted, gives them back whole, and destroys them for good (O-6)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from app.domain.documents.content import MOST_BYTES, ContentRefused, Refusal
from app.integrations.documents import (
    ContentDamaged,
    ContentGone,
    DocumentStore,
    StoredContent,
    StoreUnavailable,
)
from app.integrations.documents.blobs import FolderBlobs
from app.integrations.documents.key_store import FolderKeys
from tests.documents.world import STORES, content_of, files_under, folder_store, stream_of

TODAY, TOMORROW = date(2026, 1, 31), date(2026, 2, 1)
LAST_DAY, KEY_ENDS = date(2026, 3, 2), date(2026, 3, 3)
SECRET = b"Handelingsplan van Jef Peeters " * 40_000


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    return STORES[request.param](tmp_path)


def test_what_is_put_is_read_back_o_6(store: DocumentStore) -> None:
    stored = store.put(stream_of(SECRET), today=TODAY)
    assert content_of(store, stored) == SECRET
    assert (stored.size, stored.key_month) == (len(SECRET), date(2026, 1, 1))
    assert list(store.keys()) == [stored.key]


def test_nothing_in_clear_lies_on_the_disk_o_6(tmp_path: Path) -> None:
    stored = folder_store(tmp_path).put(stream_of(SECRET), today=TODAY)
    files = list(files_under(tmp_path))
    assert len(files) == 3, "the content, its key and the key of the month"
    assert not any(SECRET[:24] in path.read_bytes() for path in files)
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    assert stored.sha256 not in (path.name for path in files)


def test_ten_megabytes_are_kept_and_one_byte_more_is_not_o_2(store: DocumentStore) -> None:
    stored = store.put(stream_of(bytes(MOST_BYTES)), today=TODAY)
    assert content_of(store, stored) == bytes(MOST_BYTES)
    with pytest.raises(ContentRefused) as refused:
        store.put(stream_of(bytes(MOST_BYTES + 1)), today=TODAY)
    assert refused.value.reason == Refusal.TOO_LARGE
    assert list(store.keys()) == [stored.key]


@pytest.mark.parametrize("place", [0, 5, 6, 100, -1])
def test_a_changed_byte_is_detected_before_anything_is_given_o_6(tmp_path: Path, place: int) -> None:
    store = folder_store(tmp_path)
    stored = store.put(stream_of(SECRET), today=TODAY)
    path = tmp_path / "documents" / stored.key.replace("/", "_")
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    with pytest.raises(ContentDamaged):
        store.read(stored)


def test_a_content_that_was_cut_swapped_or_misdescribed_is_refused_o_6(tmp_path: Path) -> None:
    store = folder_store(tmp_path)
    one, other = (store.put(stream_of(content), today=TODAY) for content in (SECRET, SECRET[::-1]))
    first, second = (tmp_path / "documents" / stored.key.replace("/", "_") for stored in (one, other))
    keys = [tmp_path / "keys" / "2026-01" / path.name for path in (first, second)]
    with pytest.raises(ContentDamaged):
        store.read(replace(one, size=one.size + 1))
    shutil.copy(first, second)
    with pytest.raises(ContentDamaged):
        store.read(replace(other, sha256=one.sha256))
    shutil.copy(keys[0], keys[1])
    with pytest.raises(ContentDamaged):
        store.read(replace(other, sha256=one.sha256))
    first.write_bytes(first.read_bytes()[:-300_000])
    with pytest.raises(ContentDamaged):
        store.read(one)


def test_what_is_destroyed_is_gone_and_destroying_again_does_nothing_o_6(store: DocumentStore) -> None:
    stored, other = (store.put(stream_of(SECRET), today=TODAY) for _ in range(2))
    store.destroy(stored.key)
    store.destroy(stored.key)
    with pytest.raises(ContentGone):
        store.read(stored)
    assert list(store.keys()) == [other.key]
    assert content_of(store, other) == SECRET


def test_a_restored_backup_cannot_read_what_was_destroyed_o_6(tmp_path: Path) -> None:
    """Also within the same month, while the key of that month still opens other documents."""
    store = folder_store(tmp_path)
    destroyed, kept = (store.put(stream_of(SECRET), today=TODAY) for _ in range(2))
    shutil.copytree(tmp_path / "documents", tmp_path / "backup")
    store.destroy(destroyed.key)
    shutil.rmtree(tmp_path / "documents")
    shutil.copytree(tmp_path / "backup", tmp_path / "documents")
    restored = folder_store(tmp_path)
    assert destroyed.key in set(restored.keys())
    with pytest.raises(ContentGone):
        restored.read(destroyed)
    assert content_of(restored, kept) == SECRET


def test_a_month_past_its_last_day_opens_nothing_any_more_o_6(store: DocumentStore) -> None:
    old = store.put(stream_of(SECRET), today=TODAY)
    new = store.put(stream_of(SECRET), today=TOMORROW)
    assert store.destroy_due_keys(today=LAST_DAY) == []
    assert content_of(store, old) == SECRET
    assert store.destroy_due_keys(today=KEY_ENDS) == [date(2026, 1, 1)]
    with pytest.raises(ContentGone):
        store.read(old)
    assert content_of(store, new) == SECRET
    assert store.destroy_due_keys(today=KEY_ENDS) == []


def test_no_new_key_is_made_for_a_month_that_was_destroyed_o_6(store: DocumentStore) -> None:
    store.put(stream_of(SECRET), today=TODAY)
    store.destroy_due_keys(today=KEY_ENDS)
    with pytest.raises(ContentGone):
        store.put(stream_of(SECRET), today=TODAY)


def test_the_key_of_a_month_leaves_nothing_but_the_note_that_it_is_gone_o_6(tmp_path: Path) -> None:
    store = folder_store(tmp_path)
    store.put(stream_of(SECRET), today=TODAY)
    store.destroy_due_keys(today=KEY_ENDS)
    assert [(path.name, path.stat().st_size) for path in (tmp_path / "keys").rglob("*")] == [("2026-01.destroyed", 0)]


def test_the_sweep_destroys_what_no_document_knows_but_not_what_came_in_today_o_6(store: DocumentStore) -> None:
    known, orphan = (store.put(stream_of(SECRET), today=TODAY) for _ in range(2))
    on_its_way = store.put(stream_of(SECRET), today=TOMORROW)
    assert store.sweep({known.key}, today=TOMORROW) == [orphan.key]
    assert set(store.keys()) == {known.key, on_its_way.key}
    assert content_of(store, known) == SECRET


def test_the_sweep_finds_a_key_without_content_and_content_without_key_o_6(tmp_path: Path) -> None:
    store = folder_store(tmp_path)
    keyless, empty = (store.put(stream_of(SECRET), today=TODAY) for _ in range(2))
    (tmp_path / "keys" / "2026-01" / keyless.key.replace("/", "_")).unlink()
    (tmp_path / "documents" / empty.key.replace("/", "_")).unlink()
    assert store.sweep(set(), today=TOMORROW) == sorted((keyless.key, empty.key))
    assert list(store.keys()) == []


def test_what_else_lies_in_the_folders_is_left_alone_o_6(tmp_path: Path) -> None:
    store = folder_store(tmp_path)
    for folder in ("documents", "keys"):
        (tmp_path / folder / "lost+found").mkdir()
        (tmp_path / folder / "lees mij.txt").write_text("van de beheerder")
    assert store.sweep(set(), today=TOMORROW) == []
    assert store.destroy_due_keys(today=KEY_ENDS) == []
    assert len(list(files_under(tmp_path))) == 2


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "2026-01-31/x", f"2026-01-31/../{'a' * 32}"])
def test_a_key_that_the_store_did_not_make_leads_nowhere_o_6(store: DocumentStore, key: str) -> None:
    for deed in (lambda: store.read(StoredContent(key, 1, "")), lambda: store.destroy(key)):
        with pytest.raises(ContentGone):
            deed()


@pytest.mark.parametrize("missing", ["documents", "keys"])
def test_a_disk_that_is_away_is_not_a_content_that_is_gone_o_6(tmp_path: Path, missing: str) -> None:
    store = folder_store(tmp_path)
    stored = store.put(stream_of(SECRET), today=TODAY)
    (tmp_path / missing).rename(tmp_path / "away")
    deeds: list[Callable[[], Any]] = [
        lambda: store.put(stream_of(SECRET), today=TODAY),
        lambda: store.read(stored),
        lambda: store.destroy(stored.key),
        lambda: list(store.keys()),
        lambda: store.sweep(set(), today=TOMORROW),
    ]
    for deed in deeds:
        with pytest.raises(StoreUnavailable):
            deed()
    assert not (tmp_path / missing).exists(), "nothing is made in the place of the disk"
    (tmp_path / "away").rename(tmp_path / missing)


class FullDisk(FolderBlobs):
    """A folder that takes half of each document."""

    def write(self, key: str, content: bytes) -> None:
        super().write(key, content[: len(content) // 2])
        raise StoreUnavailable("OSError")


def test_a_put_that_fails_leaves_neither_content_nor_key_o_6(tmp_path: Path) -> None:
    from app.integrations.documents.encrypted import EncryptedDocumentStore

    folder_store(tmp_path)
    store = EncryptedDocumentStore(FullDisk(tmp_path / "documents"), FolderKeys(tmp_path / "keys"))
    with pytest.raises(StoreUnavailable):
        store.put(stream_of(SECRET), today=TODAY)
    assert list(store.keys()) == []
    assert [path.name for path in files_under(tmp_path)] == ["month"]


def key_made_at(folder: Path, _turn: int) -> bytes:
    return FolderKeys(folder).month_key(date(2026, 1, 1), make=True)


def test_processes_that_make_the_key_of_a_month_at_once_get_the_same_one_o_6(tmp_path: Path) -> None:
    with get_context("fork").Pool(8) as processes:
        made = processes.starmap(key_made_at, [(tmp_path, turn) for turn in range(64)])
    assert len(set(made)) == 1
    assert [path.name for path in files_under(tmp_path)] == ["month"]


def test_a_key_is_overwritten_before_it_is_removed_o_6(tmp_path: Path) -> None:
    keys, key = FolderKeys(tmp_path), f"2026-01-31/{'a' * 32}"
    keys.month_key(date(2026, 1, 1), make=True)
    keys.keep(key, b"de sleutel van een document")
    path = tmp_path / "2026-01" / key.replace("/", "_")
    # A second name for the same bytes shows what became of them.
    (tmp_path / "witness").hardlink_to(path)
    keys.forget(key)
    assert not path.exists()
    assert (tmp_path / "witness").read_bytes() != b"de sleutel van een document"
