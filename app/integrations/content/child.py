"""The process that looks at one file: `child.py ROOT EXTENSION`, with the file on standard input."""

from __future__ import annotations

import resource
import sys

MEMORY = 1024 * 1024 * 1024
SECONDS = 10
OPEN_FILES = 64


def main() -> int:
    """Answers `kind:…` or `refusal:…`; whatever else happens, the caller refuses the file."""
    set_limits()
    root, extension = sys.argv[1:]
    sys.path.insert(0, root)
    content = sys.stdin.buffer.read()
    from app.domain.documents.content import ContentRefused, Refusal
    from app.integrations.content.deciding import decide

    try:
        answer = f"kind:{decide(content, extension).name}"
    except ContentRefused as refused:
        answer = f"refusal:{refused.reason.value}"
    except MemoryError:
        answer = f"refusal:{Refusal.BOMB.value}"
    sys.stdout.write(answer)
    return 0


def set_limits() -> None:
    """No file can be written here, nor the memory of a crash; memory and time have an end."""
    for what, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    raise SystemExit(main())
