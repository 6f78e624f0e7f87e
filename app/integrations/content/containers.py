"""Zip containers read with suspicion: what every reader sees is the same, and it fits (O-2)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from app.domain.documents.content import ContentRefused, Refusal
from app.integrations.content.limits import MEGABYTE, MOST_PARTS, MOST_UNPACKED

_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_END, _END_SIZE = b"PK\x05\x06", 22
_ENCRYPTED, _DESCRIPTOR, _UTF_8 = 0x0001, 0x0008, 0x0800
_LARGE, _LARGE_SIZES = 0xFFFFFFFF, b"\x01\x00\x10\x00"
_MOST_DESCRIPTOR = 24
_PLAIN_NAME = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]+")
_RAW = -zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Part:
    """One file within a container, unpacked."""

    name: str
    content: bytes


class Container:
    """A container of which the list at its end and what lies in it agree; `left` is how much it may yet unpack to."""

    def __init__(self, content: bytes, left: int = MOST_UNPACKED) -> None:
        self._content = content
        self.left = left
        self._entries = _entries(content)
        self.names = [entry.filename for entry in self._entries]

    def parts(self) -> Iterator[Part]:
        """Every part, unpacked one after the other. Raises ContentRefused for more than a container may hold."""
        for entry in self._entries:
            content = self._unpacked(entry)
            self.left -= len(content)
            yield Part(entry.filename, content)

    def _unpacked(self, entry: ZipInfo) -> bytes:
        begin = _data_begin(self._content, entry)
        packed = memoryview(self._content)[begin : begin + entry.compress_size]
        if entry.file_size > self.left:
            raise ContentRefused(Refusal.BOMB)
        content = bytes(packed) if entry.compress_type == ZIP_STORED else _inflated(packed, self.left)
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise ContentRefused(Refusal.UNREADABLE)
        return content


def _inflated(packed: memoryview, most: int) -> bytes:
    unpacker, pieces, size, rest = zlib.decompressobj(_RAW), [], 0, bytes(packed)
    try:
        while rest:
            piece = unpacker.decompress(rest, MEGABYTE)
            size += len(piece)
            if size > most:
                raise ContentRefused(Refusal.BOMB)
            pieces.append(piece)
            rest = unpacker.unconsumed_tail
        pieces.append(unpacker.flush())
    except zlib.error:
        raise ContentRefused(Refusal.UNREADABLE) from None
    if not unpacker.eof or unpacker.unused_data:
        raise ContentRefused(Refusal.UNREADABLE)
    return b"".join(pieces)


def _entries(content: bytes) -> list[ZipInfo]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries, comment = archive.infolist(), archive.comment
    except (BadZipFile, LargeZipFile, NotImplementedError, ValueError, OSError, UnicodeDecodeError, struct.error):
        raise ContentRefused(Refusal.UNREADABLE) from None
    if not entries or len(entries) > MOST_PARTS:
        raise ContentRefused(Refusal.BOMB if entries else Refusal.ARCHIVE)
    if comment or content.rfind(_END) != len(content) - _END_SIZE:
        raise ContentRefused(Refusal.TWO_IN_ONE)
    for entry in entries:
        _refuse_odd(entry)
    _refuse_doubles(entries)
    _refuse_gaps(content, entries)
    return entries


def _refuse_odd(entry: ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise ContentRefused(Refusal.PROTECTED_OFFICE)
    name = entry.orig_filename
    steps = name.split("/")
    if not _PLAIN_NAME.fullmatch(name) or name.startswith("/") or ".." in steps or "." in steps:
        raise ContentRefused(Refusal.UNREADABLE)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ContentRefused(Refusal.UNREADABLE)


def _refuse_doubles(entries: list[ZipInfo]) -> None:
    """Of two parts with one name, each reader takes the one it likes."""
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise ContentRefused(Refusal.UNREADABLE)


def _refuse_gaps(content: bytes, entries: list[ZipInfo]) -> None:
    """Parts lie one behind the other from the first byte on: none within another, and nothing hidden between them."""
    place = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        room = _MOST_DESCRIPTOR if place else 0
        if not place <= entry.header_offset <= place + room:
            raise ContentRefused(Refusal.TWO_IN_ONE if entry.header_offset > place else Refusal.BOMB)
        place = _data_begin(content, entry) + entry.compress_size
    if not content[place : place + _MOST_DESCRIPTOR + 4].count(b"PK\x01\x02"):
        raise ContentRefused(Refusal.TWO_IN_ONE)


def _data_begin(content: bytes, entry: ZipInfo) -> int:
    """Where the bytes of a part begin, once its own head says the same as the list at the end."""
    head = content[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(head) < _LOCAL.size:
        raise ContentRefused(Refusal.UNREADABLE)
    mark, _version, flags, method, _time, _day, crc, packed, size, name_size, extra_size = _LOCAL.unpack(head)
    name_begin = entry.header_offset + _LOCAL.size
    begin = name_begin + name_size + extra_size
    if _LARGE in (packed, size):
        packed, size = _large_sizes(content[name_begin + name_size : begin])
    agreed = (crc, packed, size) == (entry.CRC, entry.compress_size, entry.file_size) or flags & _DESCRIPTOR
    encoded = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF_8 else "cp437", "replace")
    same_name = content[name_begin : name_begin + name_size] == encoded
    if mark != _LOCAL_MARK or method != entry.compress_type or not same_name or not agreed or flags & _ENCRYPTED:
        raise ContentRefused(Refusal.UNREADABLE)
    return begin


def _large_sizes(extra: bytes) -> tuple[int, int]:
    """The sizes where there is room for very large ones; some programs always write them there."""
    if extra[:4] != _LARGE_SIZES or len(extra) < 20:
        raise ContentRefused(Refusal.UNREADABLE)
    size, packed = struct.unpack("<2Q", extra[4:20])
    return packed, size
