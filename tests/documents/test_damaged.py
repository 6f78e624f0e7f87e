"""A file that was damaged on its way is shared or refused, and never makes its examiner stumble (O-2)."""

from __future__ import annotations

from random import Random

import pytest

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.domain.documents.names import extension_of
from app.integrations.content.deciding import decide
from tests.documents.made.harmless import HARMLESS

TIMES, LARGE = 12, 500_000


def damaged(content: bytes, chance: Random) -> bytes:
    """The same bytes with a few changed, lost or added."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 8))):
        place = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place : place + chance.randrange(1, 5)]
            case _:
                changed[place:place] = chance.randbytes(3)
    return bytes(changed)


def answer_to(content: bytes, extension: str) -> Kind | Refusal:
    """What the examiner says; anything else that it raises fails the test."""
    try:
        return decide(content, extension)
    except ContentRefused as refused:
        return refused.reason


@pytest.mark.parametrize("which", HARMLESS)
def test_damage_is_met_with_an_answer_o_2(which: str) -> None:
    name, make, kind = HARMLESS[which]
    content, chance = make(), Random(which)
    for _ in range(TIMES if len(content) < LARGE else 1):
        answer = answer_to(damaged(content, chance), extension_of(name))
        assert isinstance(answer, Refusal) or answer in (kind, Kind.TEXT)
