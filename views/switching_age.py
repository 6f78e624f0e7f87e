"""The reminder on a dossier that a switching age was reached after the last decision (S-15)."""

from __future__ import annotations

from datetime import date

from app.domain.age import latest_birth
from app.domain.chain_plans import latest_decision
from app.domain.dossiers import OPEN
from app.domain.work_list import ACCESS_GATE, SWITCHING_AGE, WorkFacts, switching_ages_reached, work_of
from app.queries.dossier_page import DossierView
from views.dossier_words import ages_in_words


def switching_reminder(view: DossierView, today: date) -> str | None:
    """The sentence for a dossier whose decision a switching age has overtaken; None where there is nothing to say."""
    last, decision = view.chain.last, latest_decision(view.chain.decisions)
    if view.dossier.status != OPEN or last is None or decision is None:
        return None
    client = view.dossier.client
    facts = WorkFacts(
        created_on=view.dossier.created_on,
        last_decision_begin=decision.begin,
        last_schakeling_begin=last.begin,
        last_schakeling_end=last.end,
        born=latest_birth(client.birth_date, client.birth_year),
        deceased=client.deceased_on is not None,
        by_access_gate=any(view.modules[code].access == ACCESS_GATE for code in last.codes),
    )
    if SWITCHING_AGE.name not in work_of(facts, today):
        return None
    ages = ages_in_words(switching_ages_reached(facts.born, decision.begin, today))
    return (
        f"{client.first_name} werd {ages} na het begin van de laatste beslissing ({decision.begin:%d/%m/%Y}). "
        "Kijk na of de toegangspoort een nieuwe stuurde, en voeg ze dan toe."
    )
