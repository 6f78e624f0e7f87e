"""What is made to harm is refused for the reason it deserves, and leaves nothing behind (O-2, O-6)."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.domain.documents.content import REFUSAL_TEXTS, ContentRefused, Refusal
from app.domain.documents.names import extension_of
from app.integrations.content import check_content
from app.integrations.content.deciding import decide
from tests.documents.made.hostile import HOSTILE, Maker

# These two are decided by counting, before anybody looks inside.
_COUNTED = {Refusal.EMPTY, Refusal.TOO_LARGE}
_INSIDE = {which: row for which, row in HOSTILE.items() if row[2] not in _COUNTED}


@pytest.mark.parametrize(("name", "make", "reason"), _INSIDE.values(), ids=_INSIDE)
def test_it_is_refused_with_its_reason_o_2(name: str, make: Maker, reason: Refusal) -> None:
    with pytest.raises(ContentRefused) as refused:
        decide(make(), extension_of(name))
    assert refused.value.reason == reason


def test_there_are_at_least_sixty_of_them_and_every_reason_is_met_o_2() -> None:
    assert len(HOSTILE) >= 150
    met = {reason for _, _, reason in HOSTILE.values()}
    # A file that kills its examiner and a machine that is full are shown on their own.
    assert set(Refusal) - met == {Refusal.TOO_COMPLEX, Refusal.NOT_CHECKED}
    assert set(REFUSAL_TEXTS) == set(Refusal)


_BY_PROCESS = [
    "nothing",
    "one byte more than 10 MB",
    "program with two extensions",
    "name that reads backwards",
    "docx bomb",
    "pdf bomb packed three times",
    "png of too many pixels",
    "pdf with a script on opening",
]


@pytest.mark.parametrize("which", _BY_PROCESS)
def test_the_process_of_its_own_refuses_it_as_well_and_says_what_to_do_o_2(which: str) -> None:
    name, make, reason = HOSTILE[which]
    with pytest.raises(ContentRefused) as refused:
        check_content(BytesIO(make()), name)
    assert refused.value.reason == reason
    assert refused.value.message == REFUSAL_TEXTS[reason]
