"""The filter with which the agency looks at messages to the Groeipakket (G-1)."""

from __future__ import annotations

from typing import Any

from wtforms import Form, HiddenField, StringField

from app.queries.groeipakket.reconciliation import Attention
from forms.search import trimmed

LONGEST_WORDS = 100


class AttentionFilter(Form):  # type: ignore[misc]
    """Which messages of which facilities to list; everything goes into the address."""

    staat = HiddenField()
    zoek = StringField("Naam of code van de voorziening", filters=[trimmed])

    @classmethod
    def asked(cls, query: Any) -> AttentionFilter:
        """The filter as an address has it; what it does not understand becomes everything."""
        form = cls(query)
        if form.staat.data not in list(Attention):
            form.staat.data = ""
        return form

    @property
    def attention(self) -> Attention | None:
        """The one reason that was asked for; None = all of them."""
        return Attention(self.staat.data) if self.staat.data else None

    @property
    def words(self) -> str:
        """What the name or code of the facility holds."""
        return (self.zoek.data or "")[:LONGEST_WORDS]
