"""What can be the address of a mail (O-1)."""

from __future__ import annotations

import re

# The plain form only: what stands in quotes, brackets or a group is read by every mail program in its own way.
_PLAIN = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")


def is_mail_address(text: str) -> bool:
    """Whether a text is one address that mail can be sent to, as far as its form tells (O-1)."""
    return _PLAIN.fullmatch(text) is not None
