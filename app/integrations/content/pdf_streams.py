"""The streams of a PDF, unpacked to see how large they become (O-2)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from app.domain.documents.content import ContentRefused, Refusal
from app.integrations.content.limits import MEGABYTE, MOST_UNPACKED

_FILTERS = re.compile(rb"/Filter (\[[^\]]*\]|/\w+|\d+ \d+ R)")
_NAME = re.compile(rb"/(\w+)")
# The bytes of such a stream lie in another file.
_ELSEWHERE = re.compile(rb"/F (?:\(|<|\d+ \d+ R)")
# Images that a reader measures before it unpacks them.
_IMAGES = (b"DCTDecode", b"JPXDecode", b"JBIG2Decode", b"CCITTFaxDecode")
_FLATE = b"FlateDecode"


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its number, its dictionary, and where its bytes begin and end."""

    number: int
    dictionary: bytes
    begin: int
    end: int

    @property
    def filters(self) -> list[bytes] | None:
        """How it is packed, the outermost first; None where that stands elsewhere in the file."""
        found = _FILTERS.search(self.dictionary)
        if found is None:
            return []
        return None if found[1].endswith(b"R") else _NAME.findall(found[1])


def refuse_bombs(plain: bytes, streams: Iterable[Stream]) -> None:
    """Refuses a document that unpacks to more than a reader can bear, or lies elsewhere. Raises ContentRefused."""
    unpacked, odd = 0, []
    for stream in streams:
        if _ELSEWHERE.search(stream.dictionary):
            raise ContentRefused(Refusal.ACTION_IN_PDF)
        filters = stream.filters
        while filters and filters[-1] in _IMAGES:
            filters.pop()
        if filters == [_FLATE]:
            unpacked += inflated_size(plain[stream.begin : stream.end], MOST_UNPACKED - unpacked)
        elif filters != []:
            odd.append(stream.number)
        if unpacked > MOST_UNPACKED:
            raise ContentRefused(Refusal.BOMB)
    if odd:
        _refuse_odd_bombs(plain, odd, MOST_UNPACKED - unpacked)


def _refuse_odd_bombs(plain: bytes, numbers: Iterable[int], left: int) -> None:
    """Streams packed in other ways or more than once are unpacked by qpdf, within its limits."""
    import pikepdf

    with pikepdf.open(BytesIO(plain)) as pdf:
        for number in numbers:
            try:
                left -= len(pdf.get_object((number, 0)).get_stream_buffer())
            except pikepdf.PdfError:
                # It cannot be unpacked, or becomes too large: a reader would have the same trouble.
                raise ContentRefused(Refusal.BOMB) from None
            if left < 0:
                raise ContentRefused(Refusal.BOMB)


def inflated_size(packed: bytes, most: int, window: int = zlib.MAX_WBITS) -> int:
    """How many bytes this becomes; stops soon after `most`. What is damaged counts as far as it opens."""
    unpacker, size = zlib.decompressobj(window), 0
    try:
        while packed and size <= most:
            size += len(unpacker.decompress(packed, MEGABYTE))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return size
    return size
