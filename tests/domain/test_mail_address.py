"""What can be the address of a mail (O-1)."""

from __future__ import annotations

import pytest

from app.domain.mail_address import is_mail_address


@pytest.mark.parametrize(
    "text", ["an@voorbeeld.be", "an.de-wit+binc@post.voorbeeld.be", "o'neill@voorbeeld.be", "rené@voorbeeld.be"]
)
def test_a_plain_address_is_one_o_1(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "an",
        "an@voorbeeld",
        "an@ voorbeeld.be",
        "an@voorbeeld.be\nBcc: bo@elders.be",
        "an@voorbeeld.be,bo@elders.be",
        # These made the mail impossible to write, or made it one to other people.
        "an@[.be",
        "an;:@voorbeeld.be",
        "groep:an@voorbeeld.be;",
        '"an"@voorbeeld.be',
        "an@voorbeeld.be,bo",
        "<an@b.be>",
    ],
)
def test_anything_else_is_none_o_1(text: str) -> None:
    assert not is_mail_address(text)
