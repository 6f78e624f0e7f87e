"""What is encrypted opens whole, in order and in its own place, or not at all (O-6)."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.integrations.documents.sealing import (
    FORMAT,
    PIECE,
    TAG,
    NotAuthentic,
    new_key,
    seal,
    unseal,
    unwrap,
    wrap,
)

KEY, PLACE = bytes(range(32)), f"2026-03-01/{'a' * 32}"
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5]
WHOLE = PIECE + TAG


def sealed(content: bytes) -> bytes:
    return b"".join(seal(BytesIO(content), KEY, PLACE))


def content_of_size(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again_o_6(size: int) -> None:
    content = content_of_size(size)
    assert b"".join(unseal(sealed(content), KEY, PLACE)) == content


def test_nothing_of_the_content_shows_o_6() -> None:
    content = b"Handelingsplan van Jef " * 1_000
    assert content[:16] not in sealed(content)
    assert len(sealed(content)) == len(FORMAT) + len(content) + TAG


def test_every_single_byte_counts_o_6() -> None:
    locked = sealed(b"kort")
    for place in range(len(locked)):
        changed = bytearray(locked)
        changed[place] ^= 1
        with pytest.raises(NotAuthentic):
            unseal(bytes(changed), KEY, PLACE)


@pytest.mark.parametrize("kept", [0, 3, len(FORMAT), len(FORMAT) + 1, len(FORMAT) + WHOLE, len(FORMAT) + 2 * WHOLE])
def test_what_is_cut_off_is_noticed_also_between_two_pieces_o_6(kept: int) -> None:
    with pytest.raises(NotAuthentic):
        unseal(sealed(content_of_size(3 * PIECE))[:kept], KEY, PLACE)


def test_pieces_that_are_swapped_doubled_or_added_are_noticed_o_6() -> None:
    locked = sealed(content_of_size(3 * PIECE))
    one, two, three = (locked[len(FORMAT) + turn * WHOLE :][:WHOLE] for turn in range(3))
    for pieces in ((two, one, three), (one, two, two, three), (one, two, three, three), (one, three), (three,)):
        with pytest.raises(NotAuthentic):
            unseal(FORMAT + b"".join(pieces), KEY, PLACE)
    assert unseal(FORMAT + one + two + three, KEY, PLACE)


def test_another_key_or_another_place_opens_nothing_o_6() -> None:
    locked = sealed(b"kort")
    with pytest.raises(NotAuthentic):
        unseal(locked, new_key(), PLACE)
    with pytest.raises(NotAuthentic):
        unseal(locked, KEY, f"2026-03-01/{'b' * 32}")


def test_the_key_of_a_document_only_opens_with_its_month_and_for_its_place_o_6() -> None:
    month = new_key()
    locked = wrap(KEY, month, PLACE)
    assert KEY not in locked
    assert unwrap(locked, month, PLACE) == KEY
    for wrapped, other, place in (
        (locked, new_key(), PLACE),
        (locked, month, f"2026-03-02/{'a' * 32}"),
        (locked[:-1], month, PLACE),
        (b"", month, PLACE),
    ):
        with pytest.raises(NotAuthentic):
            unwrap(wrapped, other, place)


def test_the_same_content_never_looks_the_same_o_6() -> None:
    assert wrap(KEY, KEY, PLACE) != wrap(KEY, KEY, PLACE)
    assert new_key() != new_key()
