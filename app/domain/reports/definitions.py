"""What the populations of the reports mean and why a figure is missing, in the words of screen, workbook and help."""

from __future__ import annotations

from app.domain.organisation_types import WITHOUT_CHAIN
from app.domain.reports.disclosure import FEW_DOSSIERS, FEW_FACILITIES, RESIDUAL
from app.domain.reports.population import Population
from app.domain.reports.tables import Unit

POPULATION_WORDS = {
    Population.STARTED: "Opgestarte dossiers",
    Population.CLOSED: "Afgesloten dossiers",
    Population.ALL: "Alle dossiers",
}
UNIT_WORDS = {Unit.DOSSIERS: "dossiers", Unit.MINORS: "minderjarigen", Unit.DECISIONS: "beslissingen"}
STARTED_WORDS = "de oorspronkelijke startdatum van een lopend dossier, of anders het begin van de eerste schakeling"
ENDED_WORDS = "het einde van de laatste schakeling"
WITHOUT_HELP = {
    "1G1P": ("de datum van het eerste gesprek, of anders de aanmeldingsdatum", "de afsluitdatum"),
    **dict.fromkeys(
        WITHOUT_CHAIN - {"1G1P"},
        (
            f"{STARTED_WORDS}, en zonder schakelingen de aanmeldingsdatum",
            f"{ENDED_WORDS}, en zonder schakelingen de afsluitdatum",
        ),
    ),
}
ADDITION = (
    "Een dossier dat in de periode begint én eindigt, staat bij de opgestarte en bij de afgesloten dossiers, "
    "en telt bij alle dossiers één keer."
)
OPENED = (
    "Tabellen uit een registratie tellen alleen de dossiers waarvan die bladzijde al eens geopend is. "
    "‘Niet ingevuld’ betekent dat de vraag daar nog openstaat."
)
SUPPRESSED = (
    "Een cijfer van de sector dat over heel weinig dossiers gaat, staat er niet: in de rij tellen minder dan drie "
    "voorzieningen mee, of het gaat over één tot vier dossiers van anderen. Soms valt daarnaast een groter getal weg, "
    "omdat het kleine anders te berekenen was. De cijfers van de eigen voorziening zijn altijd volledig."
)
SUPPRESSED_CELL = "te weinig dossiers"
LEFT_OUT_CELL = (
    "Weggelaten: het gaat over één tot vier dossiers van anderen, of een ander weggelaten cijfer was eruit "
    "te berekenen."
)
WHY_A_ROW_IS_LEFT_OUT = {
    FEW_FACILITIES: "minder dan drie voorzieningen tellen mee",
    FEW_DOSSIERS: "het gaat over één tot vier dossiers van anderen",
    RESIDUAL: "een ander weggelaten cijfer was eruit te berekenen",
}
MIDDLE_HALF = (
    "De middelste helft: een kwart van de andere voorzieningen van hetzelfde organisatietype ligt lager, een kwart "
    "ligt hoger. Voorzieningen met minder dan vijf dossiers tellen daarin niet mee. Ze staat er alleen als minstens "
    "drie andere voorzieningen meetellen en het cijfer van Vlaanderen getoond wordt."
)


def definition_of(population: Population, organisation_type: str = "") -> str:
    """Which dossiers a population holds, for the dossiers of an organisation type (R-2)."""
    start, end = WITHOUT_HELP.get(organisation_type, (STARTED_WORDS, ENDED_WORDS))
    if population == Population.STARTED:
        return f"Dossiers waarvan de start in de periode valt. De start is {start}."
    if population == Population.CLOSED:
        return (
            f"Dossiers die afgesloten zijn en waarvan het einde in de periode valt. Het einde is {end}. "
            "Een dossier met een einde dat niemand afsloot, loopt verder."
        )
    return (
        "Alle opgestarte en afgesloten dossiers, en de dossiers die voor de periode startten en nu nog open zijn of "
        f"pas na de periode eindigden. {ADDITION}"
    )
