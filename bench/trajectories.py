"""Dossiers, decisions and schakelingen of national size, drawn as columns of numbers.

Days are counted from 1 January 2000, as PostgreSQL does; NO_DAY stands for no date.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from bench.organisations import PACKAGES, Organisations, package_ranges

DAY_ZERO = date(2000, 1, 1)
# A day long before everybody's birth.
NO_DAY = -100_000
YEARS = 12
MEAN_DAYS, MEAN_DAYS_FOSTER_CARE, LONGEST_DAYS = 480, 1_200, 4_380
MEAN_SWITCHES = 2.7
NEVER_STARTED, ONE_DAY, SHARED_DAY, NEXT_DAY = 0.03, 0.02, 0.72, 0.92
NEW_DECISION, OPEN_END, DECIDED_BEFORE_START = 0.29, 0.75, 0.5
START, SWITCH, EXTENSION = 0, 1, 2


@dataclass(frozen=True)
class Columns:
    """Equally long columns of numbers, one row each."""

    def ordered(self, order: np.ndarray) -> Any:
        """The same rows in another order, or a part of them."""
        return type(self)(**{field.name: getattr(self, field.name)[order] for field in fields(self)})

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


@dataclass(frozen=True)
class Dossiers(Columns):
    """Dossiers by day of creation; `facility` counts from 0, `closed` is NO_DAY while open."""

    facility: np.ndarray
    created: np.ndarray
    closed: np.ndarray
    first_begin: np.ndarray
    last_begin: np.ndarray
    last_end: np.ndarray
    last_package: np.ndarray
    last_decision: np.ndarray


@dataclass(frozen=True)
class Decisions(Columns):
    """Decisions; `dossier` counts from 0."""

    dossier: np.ndarray
    begin: np.ndarray


@dataclass(frozen=True)
class Schakelingen(Columns):
    """Schakelingen dossier by dossier in order of time; `dossier` and `decision` count from 0."""

    dossier: np.ndarray
    decision: np.ndarray
    kind: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    package: np.ndarray


@dataclass(frozen=True)
class Trajectories:
    """All that was decided and offered in the made-up sector."""

    dossiers: Dossiers
    decisions: Decisions
    schakelingen: Schakelingen


def day_number(day: date) -> int:
    """The number of a day."""
    return (day - DAY_ZERO).days


def draw_trajectories(sector: Organisations, until: int, random: np.random.Generator) -> Trajectories:
    """Twelve years of help up to a day, included; dossiers stand in order of creation."""
    facility = np.repeat(np.arange(sector.count), sector.sizes)
    created = until - np.floor(random.random(len(facility)) * YEARS * 365.25).astype(np.int64)
    order = np.argsort(created, kind="stable")
    facility, created = facility[order], created[order]
    planned = _planned_days(sector, facility, random)
    chains = _draw_chains(sector, facility, created, planned, until, random)
    decisions = _decisions(chains, created, sector, facility, random)
    return Trajectories(_dossiers(facility, created, planned, chains, decisions, until, random), decisions, chains)


def _planned_days(sector: Organisations, facility: np.ndarray, random: np.random.Generator) -> np.ndarray:
    foster_care = np.array([each == "pleegzorg" for each in sector.types])[facility]
    mean = np.where(foster_care, MEAN_DAYS_FOSTER_CARE, MEAN_DAYS)
    days = mean * np.exp(random.normal(size=len(facility)) - 0.5)
    return np.clip(days, 1, LONGEST_DAYS).astype(np.int64)


def _draw_chains(
    sector: Organisations,
    facility: np.ndarray,
    created: np.ndarray,
    planned: np.ndarray,
    until: int,
    random: np.random.Generator,
) -> Schakelingen:
    helped = np.array([each in PACKAGES for each in sector.types])[facility]
    started = helped & (random.random(len(facility)) >= NEVER_STARTED)
    amount = np.where(started, 1 + random.poisson(MEAN_SWITCHES, len(facility)), 0)
    dossier = np.repeat(np.arange(len(facility)), amount)
    begin, end = _days(dossier, amount, created, planned, random)
    kept = begin <= until
    dossier, begin, end = dossier[kept], begin[kept], end[kept]
    end[(end > until) & (random.random(len(end)) < OPEN_END)] = NO_DAY
    first = np.r_[True, dossier[1:] != dossier[:-1]]
    decided = first | (random.random(len(dossier)) < NEW_DECISION)
    kind = np.where(first, START, np.where(decided, EXTENSION, SWITCH))
    package = _packages(sector, facility[dossier], kind, random)
    return Schakelingen(dossier, np.cumsum(decided) - 1, kind, begin, end, package)


def _days(
    dossier: np.ndarray, amount: np.ndarray, created: np.ndarray, planned: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Mostly sharing the boundary day, some on the next day, some after a gap; never overlapping."""
    parts = random.exponential(size=len(dossier))
    length = np.ceil(parts / np.bincount(dossier, parts, len(amount))[dossier] * planned[dossier]).astype(np.int64)
    length[random.random(len(length)) < ONE_DAY] = 0
    chance = random.random(len(length))
    gap = np.where(chance < SHARED_DAY, 0, np.where(chance < NEXT_DAY, 1, random.integers(2, 60, len(length))))
    # Two one-day intervals cannot stand on one day.
    gap[(length == 0) & (gap == 0)] = 1
    before = np.cumsum(length + gap) - (length + gap)
    first = np.r_[0, np.cumsum(amount)[:-1]]
    start = created + random.integers(0, 21, len(created))
    begin = start[dossier] + before - before[np.minimum(first, len(before) - 1)][dossier]
    return begin, begin + length


def _packages(sector: Organisations, facility: np.ndarray, kind: np.ndarray, random: np.random.Generator) -> np.ndarray:
    begins, counts = package_ranges(sector.types)
    drawn = begins[facility] + np.floor(random.random(len(facility)) * counts[facility]).astype(np.int64)
    # An extension goes on with the offer that stood before it.
    own = np.where(kind == EXTENSION, 0, np.arange(len(kind)))
    return drawn[np.maximum.accumulate(own)]


def _decisions(
    chains: Schakelingen, created: np.ndarray, sector: Organisations, facility: np.ndarray, random: np.random.Generator
) -> Decisions:
    """Each begins with its first schakeling or some days before; some dossiers are decided but not started."""
    first = np.r_[True, chains.decision[1:] != chains.decision[:-1]]
    dossier, begin = chains.dossier[first], chains.begin[first].copy()
    starts = chains.kind[first] == START
    begin[starts] -= random.integers(0, 15, starts.sum())
    waiting = np.setdiff1d(np.flatnonzero(np.array([each in PACKAGES for each in sector.types])[facility]), dossier)
    waiting = waiting[random.random(len(waiting)) < DECIDED_BEFORE_START]
    return Decisions(np.r_[dossier, waiting], np.r_[begin, created[waiting]])


def _dossiers(
    facility: np.ndarray,
    created: np.ndarray,
    planned: np.ndarray,
    chains: Schakelingen,
    decisions: Decisions,
    until: int,
    random: np.random.Generator,
) -> Dossiers:
    count = len(facility)
    first_begin, last_begin, last_end, last_package, last_decision = (np.full(count, NO_DAY) for _ in range(5))
    # Assigning along the chain leaves the last value of each dossier; backwards, the first one.
    first_begin[chains.dossier[::-1]] = chains.begin[::-1]
    last_begin[chains.dossier], last_end[chains.dossier] = chains.begin, chains.end
    last_package[chains.dossier] = chains.package
    order = np.argsort(decisions.begin, kind="stable")
    last_decision[decisions.dossier[order]] = decisions.begin[order]
    ended = np.where(last_begin == NO_DAY, created + planned, last_end)
    closed = ended + random.integers(0, 40, count)
    closed[((last_begin != NO_DAY) & (last_end == NO_DAY)) | (closed > until)] = NO_DAY
    return Dossiers(facility, created, closed, first_begin, last_begin, last_end, last_package, last_decision)
