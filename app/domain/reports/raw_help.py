"""What the raw data say about the help of a dossier, and about each of its schakelingen (R-7, R-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.chain_plans import SchakelingPlan
from app.domain.combinations import Catalogue
from app.domain.reports.population import DossierCourse, end_of, length_of_help, start_of


def help_facts(course: DossierCourse, schakelingen: Sequence[SchakelingPlan]) -> Mapping[str, Any]:
    """The start of the help with its first modules; end, length and last modules of a closed dossier only (R-7).

    The start is that of the first schakeling, also of a dossier that was ongoing when it came along in a merger; the
    length counts from the original start (R-3). `schakelingen` stand in order.
    """
    facts: dict[str, Any] = {"begin": start_of(course._replace(ongoing_since=None))}
    if schakelingen:
        facts["first"] = schakelingen[0].codes
    if course.is_closed:
        facts |= {"end": end_of(course), "days": length_of_help(course)}
        facts["last"] = schakelingen[-1].codes if schakelingen else ()
    return facts


def schakeling_facts(place: int, schakeling: SchakelingPlan, catalogue: Catalogue) -> Mapping[str, Any]:
    """One schakeling, the `place`-th of its dossier, with what its modules ask beside their tick (S-9 to S-13)."""
    end = schakeling.end
    facts: dict[str, Any] = {
        "place": place,
        "kind": schakeling.kind,
        "begin": schakeling.begin,
        "end": end,
        "days": None if end is None else (end - schakeling.begin).days,
        "codes": schakeling.codes,
        "guaranteed": [module.code for module in schakeling.modules if module.guaranteed],
        "elsewhere": schakeling.elsewhere,
        "paid_to_parents": schakeling.paid_to_parents,
    }
    for module in schakeling.modules:
        known = catalogue.get(module.code)
        if module.detail and known is not None and known.detail:
            facts[known.detail] = (*facts.get(known.detail, ()), *module.detail)
    return facts
