"""Files that people send: kept in memory and never on a disk in clear (O-2, O-6)."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request

from app.domain.documents.content import MOST_BYTES


class Upload(BytesIO):
    """A file as it comes in. Beyond one byte too many it grows no further, and is refused by its size afterwards.

    It is not refused at once: the rest of the form, with what somebody typed, has yet to come.
    """

    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        """Takes as much as fits and says that all was taken."""
        room = MOST_BYTES + 1 - self.tell()
        super().write(content[: max(room, 0)])
        return len(content)


class UploadRequest(Request):
    """A request whose files stay in memory: Werkzeug's own would write them to a temporary file in clear."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return Upload()
