"""How old somebody is on a day, also when only the year of birth is known."""

from __future__ import annotations

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """The age in whole years on a day; somebody born on 29 February turns a year older on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def latest_birth(birth_date: date | None, birth_year: int | None) -> date | None:
    """The birth date, or the last day of the year where only that is known (C-2, S-12, S-15).

    None when neither is known, as for an unborn child.
    """
    if birth_date is not None:
        return birth_date
    return None if birth_year is None else date(birth_year, 12, 31)


def youngest_age_on(birth_date: date | None, birth_year: int | None, day: date) -> int | None:
    """The age on a day, or the youngest it can be when only the birth year is known (C-2, S-12).

    None when neither is known, as for an unborn child.
    """
    born = latest_birth(birth_date, birth_year)
    return None if born is None else age_on(born, day)


def is_under(years: int, birth_date: date | None, birth_year: int | None, day: date) -> bool:
    """Whether somebody has not reached an age on a day; who cannot be shown to have reached it, has not."""
    age = youngest_age_on(birth_date, birth_year, day)
    return age is None or age < years


def age_in_words(birth_date: date | None, birth_year: int | None, day: date, *, unborn: bool = False) -> str:
    """The age as the screens show it: "9 jaar", "ongeveer 9 jaar" by the birth year alone, or "leeftijd onbekend".

    An unborn child is "ongeboren" (C-4).
    """
    if unborn:
        return "ongeboren"
    if birth_date is not None:
        return f"{age_on(birth_date, day)} jaar"
    return "leeftijd onbekend" if birth_year is None else f"ongeveer {day.year - birth_year} jaar"
