"""The figures of a facility without what they were made of, as lists of all facilities show them (F-7, F-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.figures.occupancy import Occupancy
from app.domain.figures.result import Figure
from app.domain.figures.utilisation import Utilisation


class RateKind(StrEnum):
    """Which of the two rates of a facility."""

    OCCUPANCY = "occupancy"
    UTILISATION = "utilisation"


@dataclass(frozen=True)
class Summary:
    """The figures of one facility by code; `missing` is how many totals still have to be filled in (F-8).

    Of an occupancy the lines and their mean, of a utilisation the groups and the modules outside them.
    """

    figures: Mapping[str, Figure]
    missing: int = 0

    @classmethod
    def of_occupancy(cls, result: Occupancy) -> Summary:
        """The lines of a facility and their weighted mean (F-7)."""
        return cls({figure.code: bare(figure) for figure in (result.weighted, *result.figures)})

    @classmethod
    def of_utilisation(cls, result: Utilisation) -> Summary:
        """The groups of a facility, and what stands outside them (F-8)."""
        shown = (*(group.figure for group in result.groups), *result.alone)
        return cls({figure.code: bare(figure) for figure in shown}, len(result.missing))


def bare(figure: Figure) -> Figure:
    """A figure that no longer knows what it was made of."""
    return Figure(figure.code, figure.numerator, figure.denominator, figure.reason, rule=figure.rule)
