"""What the reports of one period are counted from: the dossiers of all facilities, read once (R-1, R-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from app.domain.period import Period
from app.domain.reports.population import Population


class ClientFacts(NamedTuple):
    """What the reports tell of a client; an unborn child has neither birth date nor year."""

    sex: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    nationality: str | None = None
    country_of_origin: str | None = None


class Place(NamedTuple):
    """Where a dossier counts: its facility, and the province of its referral or else of the main address (R-1)."""

    facility_id: int
    province: str


NO_PAGES: Mapping[str, Mapping[str, Any]] = {}


class CountedDossier(NamedTuple):
    """A dossier as the reports count it.

    `place` is its index among the places of the base, `age_day` the day on which the current age is told, `length` the
    days of help, None while it runs (R-3). `pages` holds the answers of the referral and of each registration that was
    opened. `decisions` are pairs of legal ground and mandated service; `switches` leaves out start and extensions.
    """

    place: int
    client_id: int
    populations: frozenset[Population]
    start: date
    age_day: date
    length: int | None = None
    pages: Mapping[str, Mapping[str, Any]] = NO_PAGES
    decisions: tuple[tuple[str, str | None], ...] = ()
    switches: int = 0


@dataclass(frozen=True)
class ReportFacility:
    """A facility as the reports compare it; `with_residence`: recognised residential capacity above 0 in the period."""

    id: int
    name: str
    organisation_type: str
    province: str
    with_residence: bool = False


@dataclass(frozen=True)
class ListedClass:
    """One answer of an answer list; a retired one is shown only where somebody still has it (E-5)."""

    code: str
    words: str
    retired: bool = False


AnswerLists = Mapping[str, Sequence[ListedClass]]


class Cohort(NamedTuple):
    """The dossiers of a population where some page was opened, and beside each what is read of it again and again.

    Its place, its client, whether it is alone (its minor has no other in the population), and the answers of the page.
    """

    dossiers: Sequence[CountedDossier]
    places: Sequence[int]
    clients: Sequence[ClientFacts]
    alone: Sequence[bool]
    answers: Sequence[Mapping[str, Any]] = ()


@dataclass
class ReportBase:
    """Everything that one period's reports are counted from, of every facility."""

    period: Period
    facilities: Mapping[int, ReportFacility]
    clients: Mapping[int, ClientFacts]
    places: Sequence[Place]
    dossiers: Sequence[CountedDossier]
    answer_lists: AnswerLists
    _populations: dict[Population, list[CountedDossier]] = field(default_factory=dict)
    _cohorts: dict[tuple[Population, tuple[str, ...]], Cohort] = field(default_factory=dict)

    def of(self, population: Population) -> list[CountedDossier]:
        """The dossiers of a population (R-2)."""
        if population not in self._populations:
            self._populations[population] = [one for one in self.dossiers if population in one.populations]
        return self._populations[population]

    def opened(self, population: Population, pages: tuple[str, ...]) -> Cohort:
        """The dossiers of a population where one of these pages was opened; all of them where none is named (R-2)."""
        if (population, pages) not in self._cohorts:
            dossiers = self.of(population)
            if pages:
                dossiers = [one for one in dossiers if any(page in one.pages for page in pages)]
            several = self._shared(population)
            self._cohorts[population, pages] = Cohort(
                dossiers,
                [one.place for one in dossiers],
                [self.clients[one.client_id] for one in dossiers],
                [one.client_id not in several for one in dossiers],
                [next(one.pages[page] for page in pages if page in one.pages) for one in dossiers] if pages else (),
            )
        return self._cohorts[population, pages]

    def _shared(self, population: Population) -> frozenset[int]:
        """The clients with more than one dossier in a population: they count once at each level."""
        times = Counter(one.client_id for one in self.of(population))
        return frozenset(client for client, count in times.items() if count > 1)

    def facility_at(self, place: int) -> ReportFacility:
        """The facility of a place."""
        return self.facilities[self.places[place].facility_id]
