"""Zip containers, with everything about them that can be wrong."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

Parts = dict[str, bytes | str]


def zipped(parts: Parts, stored: tuple[str, ...] = (), comment: bytes = b"") -> bytes:
    """A container with these parts, in this order."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in parts.items():
            archive.writestr(name, content, ZIP_STORED if name in stored else ZIP_DEFLATED)
    return out.getvalue()


def with_double(parts: Parts, name: str, content: bytes | str) -> bytes:
    """A container with two parts of one name."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for each, its_content in parts.items():
            archive.writestr(each, its_content)
        archive.writestr("placeholder".ljust(len(name), "_")[: len(name)], content)
    return out.getvalue().replace("placeholder".ljust(len(name), "_")[: len(name)].encode(), name.encode())


def overlapping(parts: Parts) -> bytes:
    """A container whose last entry points at the bytes of the one before it."""
    whole = bytearray(zipped(parts))
    entries = [place for place in range(len(whole)) if whole[place : place + 4] == b"PK\x01\x02"]
    before, last = entries[-2:]
    whole[last + 42 : last + 46] = whole[before + 42 : before + 46]
    return bytes(whole)


def lying_about_size(content: bytes, name: bytes, size: int) -> bytes:
    """A container that says of one part that it unpacks to this size."""
    changed = bytearray(content)
    for mark, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        place = next(
            at
            for at in range(len(changed))
            if changed[at : at + 4] == mark and changed[at + name_at : at + name_at + len(name)] == name
        )
        changed[place + size_at : place + size_at + 4] = size.to_bytes(4, "little")
    return bytes(changed)


def encrypted(content: bytes) -> bytes:
    """A container whose parts say that they are encrypted."""
    changed = bytearray(content)
    for place in range(len(changed) - 4):
        if changed[place : place + 4] == b"PK\x03\x04":
            changed[place + 6] |= 1
        elif changed[place : place + 4] == b"PK\x01\x02":
            changed[place + 8] |= 1
    return bytes(changed)


def with_hidden_bytes(content: bytes, hidden: bytes) -> bytes:
    """A container with bytes between its last part and its list that no list names."""
    begin = content.index(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    moved = bytearray(content[end:])
    moved[16:20] = (begin + len(hidden)).to_bytes(4, "little")
    return content[:begin] + hidden + content[begin:end] + bytes(moved)


def many_zeros(megabytes: int) -> bytes:
    """Zeros that pack to a thousandth."""
    return bytes(megabytes * 1024 * 1024)


def gzip_of(content: bytes) -> bytes:
    """A gzip file."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()
