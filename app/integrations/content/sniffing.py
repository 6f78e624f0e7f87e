"""What libmagic takes a file for."""

from __future__ import annotations

from functools import cache
from typing import Any


def media_type_of(content: bytes) -> str:
    """The type that libmagic finds, by content alone."""
    return str(_magic().from_buffer(content))


@cache
def _magic() -> Any:
    # The first one makes the second find the library that comes with it, so that nothing has to be installed beside us.
    import pylibmagic
    import magic  # isort: skip

    return magic.Magic(mime=True, magic_file=str(pylibmagic.data.joinpath("magic.mgc")))
