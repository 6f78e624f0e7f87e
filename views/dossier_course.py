"""The course of a dossier as bars under one calendar (look: "time is drawn")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.domain.activities import WORDS
from app.domain.chain_plans import DecisionPlan, ModulePlan, SchakelingPlan
from app.plots import Bar, Lane, timeline
from app.plots.timeline import Timeline
from app.queries.catalogue import CatalogueModule
from app.queries.dossier_page import DossierView
from views.dossier_words import FUNCTION_LABELS

MARGIN = timedelta(days=30)
FURTHEST_AHEAD = timedelta(days=365)
NEXT_DAY = timedelta(days=1)


def course_of(view: DossierView, today: date) -> Timeline | None:
    """Decisions above, one lane for each kind of help below; None while there is nothing to draw."""
    chain = view.chain
    if not chain.decisions:
        return None
    closed_on = view.dossier.closed_on
    lanes = [Lane("Beslissingen", decision_bars(chain.decisions, closed_on))]
    lanes += help_lanes(chain.schakelingen, view.modules)
    first = min(bar.begin for lane in lanes for bar in lane.bars)
    ends = [bar.end or today for lane in lanes for bar in lane.bars]
    last = min(max(*ends, first, closed_on or today), max(today, first) + FURTHEST_AHEAD)
    return timeline(lanes, first, last + MARGIN, today)


def decision_bars(decisions: Sequence[DecisionPlan], closed_on: date | None) -> list[Bar]:
    """Every decision until the next one begins; it has no end of its own (S-1)."""
    ends: list[date | None] = [later.begin for later in decisions[1:]]
    ends.append(max(closed_on, decisions[-1].begin) if closed_on else None)
    return [
        Bar(one.begin, end, WORDS[one.ground].capitalize(), "decision", decision_title(one))
        for one, end in zip(decisions, ends, strict=True)
    ]


def decision_title(decision: DecisionPlan) -> str:
    """What a decision says when one points at its bar."""
    mandated = f", {decision.mandated_service}" if decision.mandated_service else ""
    return f"Beslissing vanaf {decision.begin:%d/%m/%Y}, {WORDS[decision.ground]}{mandated}"


def help_lanes(schakelingen: Sequence[SchakelingPlan], modules: Mapping[str, CatalogueModule]) -> list[Lane]:
    """The kinds of help in the order in which they first began."""
    bars: dict[str, list[Bar]] = {}
    for schakeling in schakelingen:
        for module in schakeling.modules:
            function = modules[module.code].function
            _lengthen(bars.setdefault(function, []), _bar(schakeling, module, modules[module.code]))
    return [Lane(FUNCTION_LABELS[function], found) for function, found in bars.items()]


def _bar(schakeling: SchakelingPlan, module: ModulePlan, facts: CatalogueModule) -> Bar:
    tick = ", verzekerd aanbod" if module.guaranteed else ""
    colour = facts.function.replace(" ", "-")
    return Bar(schakeling.begin, schakeling.end, short_name(facts) + tick, colour)


def _lengthen(bars: list[Bar], new: Bar) -> None:
    """One bar for the same module in schakelingen that follow each other without a day between."""
    for place, bar in enumerate(bars):
        if bar.label == new.label and bar.end is not None and new.begin <= bar.end + NEXT_DAY:
            bars[place] = Bar(bar.begin, new.end, bar.label, bar.colour)
            return
    bars.append(new)


def short_name(facts: CatalogueModule) -> str:
    """A module's name without the words that its lane says already."""
    rest = facts.name.removeprefix(FUNCTION_LABELS[facts.function]).strip()
    if not rest or rest == facts.name:
        return facts.name
    bare = rest.removeprefix("(").removesuffix(")") if rest.startswith("(") else rest
    return bare[0].upper() + bare[1:]
