"""What a colleague did to a dossier while somebody filled in its next schakeling (D-11)."""

from __future__ import annotations

from app.domain.chain import PREVIOUS_RUNS
from forms.schakeling_place import Place

# What happened, and what to do: a title and a text for each way in which a form of a schakeling becomes pointless.
GONE = (
    "Deze schakeling is er niet (meer)",
    "Misschien heeft een collega ze intussen verwijderd. Er is niets bewaard. Wat je typte, staat hieronder; "
    "kijk in het dossier hoe het er nu voor staat.",
)
NOT_THE_LAST = (
    "Deze schakeling is niet meer de laatste",
    "Een collega voegde intussen een nieuwe schakeling toe. Alleen de laatste kun je nog wijzigen, dus er is niets "
    "bewaard. Wat je typte, staat hieronder. Wil je toch iets verbeteren, verwijder dan eerst de nieuwe schakeling.",
)
NO_DECISION = (
    "Er is geen beslissing meer",
    "Een collega verwijderde intussen de beslissing waaronder deze schakeling zou komen. Er is niets bewaard. Wat je "
    "typte, staat hieronder; voeg eerst een beslissing toe.",
)
REOPENED = (
    "Dit dossier is niet meer afgesloten",
    "Een collega heropende het intussen, dus er is niets bewaard. Wat je typte, staat hieronder. In een open dossier "
    "voeg je eerst de beslissing toe en daarna de schakeling.",
)
CLOSED_NOW = "Een collega sloot dit dossier intussen af. Daarom bewaar je de beslissing nu samen met haar schakeling."


def changed_meanwhile(basis: str, place: Place, typed_end: str | None) -> list[str]:
    """What changed in a dossier since the form of a new schakeling was opened, in sentences (D-11).

    `basis` is what the form was built on, `place` how it stands now, `typed_end` what was typed for the previous one.
    """
    decision, last, _end, locked_until = (*basis.split("|"), "", "", "")[:4]
    now, news = place.chain.last, []
    if locked_until != locked_day(place):
        news.append(_processed(place))
    if decision != str(place.decision.key or ""):
        news.append(
            f"De laatste beslissing is nu die van {place.decision.begin:%d/%m/%Y}. Deze schakeling komt daaronder."
        )
    if now is None:
        return [*news, "Een collega verwijderde intussen de vorige schakeling."]
    if last != str(now.key):
        news.append(f"De schakelingen zijn intussen gewijzigd: de laatste begint nu op {now.begin:%d/%m/%Y}.")
    if now.end is None:
        return [*news, PREVIOUS_RUNS.message]
    typed = f" Jij typte {typed_end}." if typed_end else ""
    return [*news, f"De vorige schakeling eindigt nu op {now.end:%d/%m/%Y}.{typed}"]


def locked_day(place: Place) -> str:
    """The last processed day as the basis of a form has it; empty where none is."""
    return str(place.locked_until or "")


def _processed(place: Place) -> str:
    if place.locked_until is None:
        return "Opgroeien heropende intussen een verwerkt jaar."
    last = f"{place.locked_until:%d/%m/%Y}"
    return f"De jaren tot en met {place.locked_until.year} zijn nu verwerkt: een schakeling begint na {last}."
