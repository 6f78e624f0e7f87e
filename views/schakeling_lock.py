"""A year that the agency processed while the form of a stored schakeling was open (S-14, D-11)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.database import BincSession
from app.domain.locks import Lock
from forms.schakeling_place import Place
from forms.schakelingen import make_schakeling_form
from models.dossier import Dossier
from views.base.conflict import Way, overtaken_page
from views.base.dossiers import dossier_address, way_back
from views.base.saving import posted
from views.chain_news import locked_day

PROCESSED = "Dit jaar is verwerkt"
NOTHING_SAVED = "Er is niets bewaard. Wat je typte, staat hieronder."


def processed_meanwhile(session: BincSession, dossier: Dossier, place: Place) -> Any | None:
    """Says what a processed year locked of a schakeling since its form was opened, with everything typed.

    None where it locked nothing, or where the form already asked the end only.
    """
    formdata = posted()
    seen = formdata.get("basis", "").split("|")[-1]
    if place.lock is Lock.OPEN or (place.lock is Lock.END_ONLY and seen == locked_day(place)):
        return None
    typed = make_schakeling_form(session, replace(place, locked_until=None), formdata=formdata)
    return overtaken_page(PROCESSED, f"{place.why_locked} {NOTHING_SAVED}", typed, _way_on(dossier, place))


def _way_on(dossier: Dossier, place: Place) -> Way:
    """To the form that is left of a schakeling that a processed year locked, else to the dossier."""
    if not place.end_only or place.stored is None:
        return way_back(dossier)
    return Way("Naar de einddatum", f"{dossier_address(dossier)}schakelingen/{place.stored.key}/")
