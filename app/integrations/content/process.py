"""The check in a process of its own, where a file that is made to harm harms nothing (O-2, O-6).

Files are read there by libraries in C. That process has no secrets in its environment and no connection, may write no
file, and has limits on memory and time; when it dies, the file is refused and the web server goes on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

from app.domain.documents.content import MOST_BYTES, CheckedContent, ContentRefused, Kind, Refusal
from app.domain.documents.names import extension_of, name_for

ROOT = Path(__file__).resolve().parents[3]
# Without the environment, the user's own packages and the current folder; it writes no compiled modules.
COMMAND = (sys.executable, "-I", "-B", str(Path(__file__).with_name("child.py")))
MOST_SECONDS = 20
# Each may take a gigabyte for a moment: no more than these at once in one web process.
_AT_ONCE = BoundedSemaphore(2)


def check_content(file: BinaryIO, name: str) -> CheckedContent:
    """Whether a file may be shared, decided by what is inside, and the name and type it is shared with (O-2).

    Raises ContentRefused.
    """
    content = _content_of(file)
    kind = _answer(content, extension_of(name))
    shared = name_for(name, kind)
    return CheckedContent(shared, kind.media_type, shared.rpartition(".")[2], len(content))


def _content_of(file: BinaryIO) -> bytes:
    """All bytes, unless there are none or too many: not one more than needed to see that is read."""
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    if not content:
        raise ContentRefused(Refusal.EMPTY)
    if len(content) > MOST_BYTES:
        raise ContentRefused(Refusal.TOO_LARGE)
    return content


def _answer(content: bytes, extension: str) -> Kind:
    try:
        with _AT_ONCE:
            done = subprocess.run(
                [*COMMAND, str(ROOT), extension],
                input=content,
                capture_output=True,
                timeout=MOST_SECONDS,
                env={},
                cwd="/",
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise ContentRefused(Refusal.TOO_COMPLEX) from None
    except OSError:
        raise ContentRefused(Refusal.NOT_CHECKED) from None
    what, _, which = done.stdout.decode("ascii", "replace").partition(":")
    if done.returncode == 0 and what == "kind" and which in Kind.__members__:
        return Kind[which]
    if done.returncode == 0 and what == "refusal" and which in {reason.value for reason in Refusal}:
        raise ContentRefused(Refusal(which))
    raise ContentRefused(Refusal.TOO_COMPLEX)
