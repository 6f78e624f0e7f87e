"""Sending a file to be read in, confirming what it does, and narrowing what was found in it (G-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FileField, Form
from wtforms.validators import DataRequired

from forms.fields import ChoiceField
from forms.versioned import HelpfulForm

SEEN = "Vink aan dat je de waarschuwingen gelezen hebt."


class SentFileForm(HelpfulForm):
    """One file; what it is, is seen from what is inside."""

    file = FileField(
        "Bestand", description="Hoogstens 10 MB: een uitwisselingsbestand (JSON) of een kwartaalrooster (Excel)."
    )


class SectorFileForm(HelpfulForm):
    """One file of the agency."""

    file = FileField("Bestand", description="Hoogstens 10 MB: een uitwisselingsbestand (JSON).")


class ConfirmForm(HelpfulForm):
    """The tick by which somebody confirms the warnings of a file (S-8, S-12)."""

    seen = BooleanField("Ik heb deze waarschuwingen gelezen en bevestig ze", [DataRequired(SEEN)])


class FindingFilter(Form):  # type: ignore[misc]
    """The rule and the part of the file to which the list is narrowed; both stand in the address."""

    regel = ChoiceField("Regel")
    deel = ChoiceField("Waar")

    @classmethod
    def asked(
        cls, query: Mapping[str, str], rules: Sequence[tuple[str, int]], parts: Sequence[tuple[str, int]]
    ) -> FindingFilter:
        """The filter of an address; a choice that does not exist is all."""
        form = cls(data={name: query.get(name, "") for name in ("regel", "deel")})
        form.regel.choices = _counted("alle regels", rules)
        form.deel.choices = _counted("overal", parts)
        for field in (form.regel, form.deel):
            if field.data not in {value for value, _ in field.choices}:
                field.data = ""
        return form


def _counted(everything: str, found: Sequence[tuple[str, int]]) -> list[Any]:
    return [("", everything), *((name, f"{name} ({number})") for name, number in found)]
