"""Encrypting one document: AES-256-GCM in pieces that only open whole, in order, and in their own place (O-6)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"BINC\x01"
PIECE = 256 * 1024
TAG = 16
KEY_BYTES = 32
NONCE = 12


class NotAuthentic(Exception):
    """These bytes were not sealed with this key, for this place, in this order, or not all of them are there."""


def new_key() -> bytes:
    """A fresh key."""
    return os.urandom(KEY_BYTES)


def seal(stream: BinaryIO, key: bytes, place: str) -> Iterator[bytes]:
    """The encrypted pieces of what the stream holds; the key must be fresh, since the pieces are numbered from zero.

    Each piece is bound to `place`, to its number and to being the last one or not.
    """
    cipher = _cipher(key)
    yield FORMAT
    number, piece = 0, stream.read(PIECE)
    while True:
        following = stream.read(PIECE) if len(piece) == PIECE else b""
        last = not following
        yield cipher.encrypt(_nonce(number, last), piece, _bound_to(place, number))
        if last:
            return
        number, piece = number + 1, following


def unseal(sealed: bytes, key: bytes, place: str) -> Iterator[bytes]:
    """The pieces in clear, one at a time, once all of them proved authentic: twice the work, and no second copy.

    Raises NotAuthentic, before the first piece, when any byte differs from what was sealed.
    """
    from cryptography.exceptions import InvalidTag

    try:
        for _ in _opened(sealed, key, place):
            pass
    except (InvalidTag, ValueError):
        raise NotAuthentic from None
    return _opened(sealed, key, place)


def clear_size(sealed: bytes) -> int:
    """How many bytes lie sealed here, by what each piece adds to them."""
    return len(sealed) - len(FORMAT) - TAG * len(_begins(sealed))


def _opened(sealed: bytes, key: bytes, place: str) -> Iterator[bytes]:
    cipher, begins = _cipher(key), _begins(sealed)
    if not sealed.startswith(FORMAT) or not begins:
        raise NotAuthentic
    for number, begin in enumerate(begins):
        piece = sealed[begin : begin + PIECE + TAG]
        yield cipher.decrypt(_nonce(number, begin == begins[-1]), piece, _bound_to(place, number))


def _begins(sealed: bytes) -> range:
    return range(len(FORMAT), len(sealed), PIECE + TAG)


def wrap(key: bytes, month_key: bytes, place: str) -> bytes:
    """The key of one document locked with the key of its month, bound to the document's place."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(month_key).encrypt(nonce, key, _bound_to(place, None))


def unwrap(wrapped: bytes, month_key: bytes, place: str) -> bytes:
    """The key of one document. Raises NotAuthentic when it was locked with another key or for another place."""
    from cryptography.exceptions import InvalidTag

    try:
        return _cipher(month_key).decrypt(wrapped[:NONCE], wrapped[NONCE:], _bound_to(place, None))
    except (InvalidTag, ValueError):
        raise NotAuthentic from None


def _cipher(key: bytes) -> AESGCM:
    # Imported when first needed: an application that starts shares no document yet.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(NONCE - 1, "big") + bytes([last])


def _bound_to(place: str, number: int | None) -> bytes:
    return f"binc document 1|{place}|{'key' if number is None else number}".encode()
