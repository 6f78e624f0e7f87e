"""Names as they are searched and sorted."""

from __future__ import annotations

import unicodedata

SEPARATE_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


def name_key(text: str) -> str:
    """The name as it is compared: capitals, accents and punctuation make no difference (D-3).

    Apostrophes vanish ("D'Hondt" is found as "dhondt"), other punctuation becomes a space, spaces are single.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(SEPARATE_LETTERS)
    return " ".join("".join(map(plain_character, plain)).split())


def plain_character(character: str) -> str:
    """What one character adds to the key: itself, a space, or nothing."""
    if character.isalnum():
        return character
    if unicodedata.combining(character) or character in "'’‘`´ʼ":
        return ""
    return " "
