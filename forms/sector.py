"""Which figures of all facilities somebody compares: quarters, organisation type and province, all in the address."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from app.domain.figures.summary import RateKind
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.quarter import Quarter
from forms.fields import ChoiceField
from forms.quarters import QuarterForm

MEASURE, KIND, PROVINCE = "cijfer", "type", "provincie"


class Measure(StrEnum):
    """Which rate is compared, as the address says it."""

    OCCUPANCY = "bezetting"
    UTILISATION = "benutting"

    @property
    def rate(self) -> RateKind:
        """The rate that the word stands for."""
        return RateKind[self.name]


class SectorForm(QuarterForm):
    """One to four quarters that are over, which rate, and of which facilities; an empty choice means all."""

    measure = ChoiceField("Cijfer", name=MEASURE, choices=[(each.value, each.value) for each in Measure])
    kind = ChoiceField("Type", name=KIND)
    province = ChoiceField("Provincie", name=PROVINCE)

    @classmethod
    def comparing(cls, query: Any, usual: Sequence[Quarter], last: Quarter, provinces: Sequence[str]) -> SectorForm:
        """The form as an address fills it in; `provinces` are those that facilities lie in."""
        form = cls.asked(query, usual, last, ())
        assert isinstance(form, cls)
        form.kind.choices = [("", "alle types"), *((each, each) for each in ORGANISATION_TYPES)]
        form.province.choices = [("", "alle provincies"), *((each, each) for each in provinces)]
        return form

    @property
    def chosen_measure(self) -> Measure:
        """Occupancy unless utilisation was chosen; only once the form was found right."""
        return Measure(self.measure.data or Measure.OCCUPANCY)
