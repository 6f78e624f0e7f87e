"""Half a million made-up clients with valid national numbers, some of them known to several facilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.demo.names import BOYS_NAMES, FREQUENT_SURNAMES, GIRLS_NAMES, SURNAMES, SURNAMES_FROM_ABROAD
from bench.trajectories import DAY_ZERO, NO_DAY, Columns, Dossiers

FIRST_CLIENT_NUMBER = 1_000_000
SHARE_RETURNING, SHARE_ELSEWHERE = 0.10, 0.10
OLDEST_YEARS = 17
UNKNOWN_BIRTHDAY = 0.004
DOUBLE_SURNAMES = 4_000
SHARE_DOUBLE = 0.25
BORN_SINCE_2000 = 2_000_000_000
EPOCH = np.datetime64(DAY_ZERO)


@dataclass(frozen=True)
class People(Columns):
    """Clients; their id is FIRST_CLIENT_NUMBER plus their place. `national_number` is -1 where there is none.

    `name` and `first_name` are places in `surnames()` and `first_names()`; `born` is NO_DAY where only the year is
    known.
    """

    born: np.ndarray
    birth_year: np.ndarray
    national_number: np.ndarray
    is_male: np.ndarray
    name: np.ndarray
    first_name: np.ndarray


def draw_people(dossiers: Dossiers, random: np.random.Generator) -> tuple[People, np.ndarray]:
    """The clients, and for each dossier the place of its client among them.

    A tenth of the dossiers is of a client who came back to the same facility, a tenth of one known elsewhere too; no
    client has two open dossiers in one facility.
    """
    client = _shared_clients(dossiers, random)
    first_dossier, client = np.unique(client, return_inverse=True)
    count = len(first_dossier)
    age = np.floor(random.beta(2.2, 1.6, count) * OLDEST_YEARS * 365.25).astype(np.int64)
    born = dossiers.created[first_dossier] - age
    is_male = random.random(count) < 0.52
    number = _national_numbers(born, is_male)
    year = _calendar(born)[0]
    unknown = random.random(count) < UNKNOWN_BIRTHDAY
    number[unknown], born[unknown] = -1, NO_DAY
    return People(born, year, number, is_male, _draw_names(count, random), _draw_first_names(is_male, random)), client


def surnames() -> list[str]:
    """All surnames, single ones first; the list is the same for every run."""
    single = [*FREQUENT_SURNAMES, *SURNAMES, *(name for name, _ in SURNAMES_FROM_ABROAD)]
    pairs = np.random.default_rng(1).integers(0, len(single), (DOUBLE_SURNAMES, 2))
    return [*single, *(f"{single[one]}-{single[other]}" for one, other in pairs)]


def first_names() -> list[str]:
    """All first names, those of girls first."""
    return [*GIRLS_NAMES, *BOYS_NAMES]


def _shared_clients(dossiers: Dossiers, random: np.random.Generator) -> np.ndarray:
    count = len(dossiers)
    client, is_open = np.arange(count), dossiers.closed == NO_DAY
    taken = np.zeros(count, dtype=bool)
    order = np.lexsort((random.random(count), dossiers.facility))
    one, other = _pairs(order)
    fits = (dossiers.facility[one] == dossiers.facility[other]) & ~(is_open[one] & is_open[other])
    _join(client, taken, one[fits], other[fits], int(count * SHARE_RETURNING), random)
    one, other = _pairs(random.permutation(np.flatnonzero(~taken)))
    fits = dossiers.facility[one] != dossiers.facility[other]
    _join(client, taken, one[fits], other[fits], int(count * SHARE_ELSEWHERE), random)
    return client


def _pairs(order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    even = len(order) - len(order) % 2
    return order[:even:2], order[1:even:2]


def _join(
    client: np.ndarray,
    taken: np.ndarray,
    one: np.ndarray,
    other: np.ndarray,
    wanted: int,
    random: np.random.Generator,
) -> None:
    chosen = random.permutation(len(one))[:wanted]
    one, other = one[chosen], other[chosen]
    client[np.maximum(one, other)] = np.minimum(one, other)
    taken[one] = taken[other] = True


def _national_numbers(born: np.ndarray, is_male: np.ndarray) -> np.ndarray:
    """Numbers counted up per day of birth, odd for boys, with the check digits of their century (C-1)."""
    order = np.lexsort((is_male, born))
    group = np.r_[True, (born[order][1:] != born[order][:-1]) | (is_male[order][1:] != is_male[order][:-1])]
    place = np.arange(len(order))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = place - np.maximum.accumulate(np.where(group, place, 0))
    serial = 2 * rank + np.where(is_male, 1, 2)
    if serial.max() > 998:
        raise ValueError("more people were born on one day than national numbers allow")
    year, month, day = _calendar(born)
    nine = ((year % 100) * 10_000 + month * 100 + day) * 1_000 + serial
    check = 97 - (nine + np.where(year >= 2000, BORN_SINCE_2000, 0)) % 97
    return nine * 100 + check


def _calendar(born: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    days = EPOCH + born.astype("timedelta64[D]")
    months = days.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    return year, months.astype(np.int64) % 12 + 1, (days - months).astype(np.int64) + 1


def _draw_names(count: int, random: np.random.Generator) -> np.ndarray:
    weights = np.r_[np.full(len(FREQUENT_SURNAMES), 6), np.full(len(SURNAMES), 2), np.ones(len(SURNAMES_FROM_ABROAD))]
    single = random.choice(len(weights), count, p=weights / weights.sum())
    double = len(weights) + random.integers(0, DOUBLE_SURNAMES, count)
    return np.where(random.random(count) < SHARE_DOUBLE, double, single)


def _draw_first_names(is_male: np.ndarray, random: np.random.Generator) -> np.ndarray:
    girls, boys = len(GIRLS_NAMES), len(BOYS_NAMES)
    return np.where(is_male, girls + random.integers(0, boys, len(is_male)), random.integers(0, girls, len(is_male)))
