"""The work on the start page: how much of each kind, whose, and the list that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.work_list import FAMILY_DUE, INTAKE_DUE, LATE, SOON, WorkKind
from app.queries.overview import OverviewChoice
from app.queries.work_list import WorkSummary
from views.dossier_words import days_left
from views.links import address_of
from views.overview_choice import query_for

CARDS = 4
# What a kind of work comes to, where its name does not say it.
DETAILS = {
    "intake_late": "meer dan drie maanden na de start",
    "family_late": "meer dan drie maanden na de aanmelding",
    "follow_up": "registreer wat volgt, of sluit af",
    "not_started": "registreer de start van de hulp",
    "switching_age": "kijk na of er een nieuwe beslissing is",
    "unborn": "is het kind geboren, koppel het dan",
    "to_close": "de hulp is meer dan een week gestopt",
}


@dataclass(frozen=True)
class Task:
    """Work of one kind, with the list it opens and the first names on it."""

    number: int
    words: str
    detail: str
    state: str
    names: str
    href: str | None
    urgency: int = SOON


def tasks_of(work: Sequence[WorkSummary], *, mine: bool, today: date) -> list[Task]:
    """The work as the start page shows it, the most pressing first."""
    return [
        Task(
            each.number,
            counted_words(each.kind, each.number),
            detail_of(each, today),
            "late" if each.kind.urgency == LATE else "due",
            names_of(each),
            address_of("StartPage.index", **query_for(OverviewChoice(mine=mine), attention=each.kind.name)),
            each.kind.urgency,
        )
        for each in work
    ]


def by_urgency(tasks: Sequence[Task]) -> list[Task]:
    """What is late first, then what is due; what is equally pressing in the order in which it came."""
    return sorted(tasks, key=lambda task: task.urgency)


def counted_words(kind: WorkKind, number: int) -> str:
    """What a number of things of one kind are called."""
    return kind.one if number == 1 else kind.several


def detail_of(work: WorkSummary, today: date) -> str:
    """What has to be done, or when the first is due."""
    if work.kind in (INTAKE_DUE, FAMILY_DUE):
        return f"de eerste: {days_left(work.first_day, today)}"
    return DETAILS[work.kind.name]


def names_of(work: WorkSummary) -> str:
    """The first names on the list, and how many more there are."""
    more = work.number - len(work.names)
    return ", ".join(work.names) + (f" en nog {more}" if more else "")
