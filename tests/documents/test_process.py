"""The process that looks at files can do no harm and takes nobody along when it dies (O-2, O-6)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pytest

from app.domain.documents.content import MOST_BYTES, ContentRefused, Refusal
from app.integrations.content import check_content, child, process
from app.integrations.documents import DocumentStore
from tests.documents.made.harmless import exactly
from tests.documents.made.hostile import HOSTILE
from tests.documents.world import content_of, files_under, folder_store

HARMLESS = BytesIO(b"Beste Zo")


def reason_of(file: BytesIO, name: str = "nota.txt") -> Refusal:
    with pytest.raises(ContentRefused) as refused:
        check_content(file, name)
    return refused.value.reason


def played_by(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program takes the place of the examiner."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-I", "-c", program))


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 11)",
        "import os; os.kill(os.getpid(), 9)",
        "raise ValueError",
        "",
        "print('kind:PDF en meer')",
        "print('kind:EXE', end='')",
        "print('refusal:unheard of', end='')",
        "import sys; sys.stdout.buffer.write(bytes([255]))",
    ],
)
def test_a_file_that_kills_or_confuses_its_examiner_is_refused_o_2(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    played_by(monkeypatch, program)
    assert reason_of(HARMLESS) == Refusal.TOO_COMPLEX


def test_a_file_that_keeps_its_examiner_busy_is_refused_o_2(monkeypatch: pytest.MonkeyPatch) -> None:
    played_by(monkeypatch, "import signal; signal.pause()")
    monkeypatch.setattr(process, "MOST_SECONDS", 0.2)
    assert reason_of(HARMLESS) == Refusal.TOO_COMPLEX


def test_where_no_process_can_be_started_nothing_is_shared_o_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", ("/nergens/python",))
    assert reason_of(HARMLESS) == Refusal.NOT_CHECKED


def test_the_examiner_knows_no_secrets_o_6(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINC_SECRET_KEY", "geheim" * 6)
    played_by(monkeypatch, "import os; print('kind:TEXT' if set(os.environ) <= {'LC_CTYPE'} else 'x', end='')")
    assert check_content(HARMLESS, "nota.txt").extension == "txt"


def done_within_limits(deed: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = f"import runpy; runpy.run_path({child.__file__!r})['set_limits'](); {deed}"
    command = [sys.executable, "-I", "-B", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


@pytest.mark.parametrize(
    ("deed", "failure"),
    [
        ("open('spoor', 'wb', buffering=0).write(b'Handelingsplan')", "File too large"),
        ("bytes(2 << 30)", "MemoryError"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
    ],
)
def test_the_examiner_can_write_no_file_and_take_no_more_than_its_share_o_6(
    tmp_path: Path, deed: str, failure: str
) -> None:
    done = done_within_limits(deed, tmp_path)
    assert done.returncode != 0
    assert failure in done.stderr
    assert not any(path.stat().st_size for path in files_under(tmp_path))


def test_a_crash_leaves_no_memory_on_the_disk_o_6(tmp_path: Path) -> None:
    done = done_within_limits("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))", tmp_path)
    assert done.stdout.strip() == "(0, 0)"


def shared(store: DocumentStore, content: bytes, name: str) -> bytes | None:
    """What can be read back of a file that is offered, None where it is refused."""
    from tests.documents.test_store import TODAY

    file = BytesIO(content)
    try:
        check_content(file, name)
        return content_of(store, store.put(file, today=TODAY))
    except ContentRefused:
        return None


def test_ten_megabytes_are_shared_whole_and_one_byte_more_is_not_o_2(tmp_path: Path) -> None:
    store = folder_store(tmp_path)
    assert shared(store, exactly(MOST_BYTES), "nota.txt") == exactly(MOST_BYTES)
    assert shared(store, exactly(MOST_BYTES + 1), "nota.txt") is None
    assert len(list(store.keys())) == 1


LEFT_BEHIND = ["docx bomb", "pdf with an attachment", "program named pdf", "csv behind a sum", "gif that is a pdf too"]


def test_what_is_refused_leaves_nothing_in_the_store_and_no_temporary_file_o_6(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    store = folder_store(tmp_path / "store")
    for which in LEFT_BEHIND:
        name, make, _reason = HOSTILE[which]
        assert shared(store, make(), name) is None
    assert list(files_under(tmp_path)) == []
