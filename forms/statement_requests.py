"""Asking to reopen a processed quarter, and answering that (Q-4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from flask_wtf import FlaskForm

from app.domain.reopening import LONGEST_REASON
from forms.reopening import reason_field
from forms.versioned import HelpfulForm


class QuarterRequestForm(HelpfulForm):
    """Why a facility wants a processed quarter reopened (Q-4)."""

    help_texts: ClassVar[Mapping[str, str]] = {
        "motive": (
            "Schrijf welke module of schakeling niet klopt en wat het moet worden. Opgroeien ziet alleen totalen per "
            "module, dus namen van jongeren laat je weg. Wordt het kwartaal heropend, dan verbeter je de cijfers en "
            "verzend je het opnieuw."
        ),
    }

    motive = reason_field(
        "Waarom moet dit kwartaal opnieuw open?",
        "Schrijf in een paar zinnen waarom je dit kwartaal wilt heropenen.",
        f"Zonder namen of andere persoonsgegevens. Hoogstens {LONGEST_REASON} tekens.",
    )


class QuarterRejectionForm(FlaskForm):  # type: ignore[misc]
    """Why the agency does not reopen a quarter; the facility reads it (Q-4)."""

    answer = reason_field(
        "Waarom niet?",
        "Schrijf waarom je dit kwartaal niet heropent. De voorziening leest het.",
        f"De voorziening leest dit. Hoogstens {LONGEST_REASON} tekens.",
    )
