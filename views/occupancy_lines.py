"""The occupancy of a facility as the page shows it: its lines, the cards above them and the drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.database import BincSession
from app.domain.capacity import POOL
from app.domain.figures.occupancy import Occupancy
from app.domain.figures.result import Figure, Part
from app.domain.period import Period, add_years
from app.plots import AreaPlot, area_plot
from app.presentation import number, percent
from app.queries.figures.occupancy import deployed_per_day, occupancy_of
from app.workbooks.figures import counted_in
from models.facility import Facility
from views.figure_question import Question
from views.figure_words import LINE_DETAILS, line_names

NOTHING = "–"


@dataclass(frozen=True)
class ShownLine:
    """One line of the table: a module or the pool, with its figure and the page that says how it was computed."""

    figure: Figure
    name: str
    detail: str
    href: str
    free: Fraction | None

    @property
    def unit(self) -> str:
        """In what the line is counted."""
        return counted_in(self.figure)

    @property
    def counts_places(self) -> bool:
        """Whether its numerator and denominator are places."""
        return counts_places(self.figure)

    @property
    def free_words(self) -> str:
        """The free places of one day in words, or why they cannot be told."""
        if self.free is not None:
            return free_words(self.free)
        return self.figure.sentence or "Wordt niet in plaatsen geteld."


@dataclass(frozen=True)
class Card:
    """One figure that says how things stand, with the words under it."""

    figure: str
    words: str


def counts_places(figure: Figure) -> bool:
    """Whether a figure counts places day by day, not points or registered days (F-1, F-2)."""
    return figure.rule in ("F-1", "F-2")


def free_places(figure: Figure | None) -> Fraction | None:
    """The places of one day that nobody takes: recognised less deployed, innovative and guaranteed (F-9, H16).

    Below zero where more is deployed than recognised; None where the line has no capacity or counts no places.
    """
    if figure is None or figure.rate is None or not counts_places(figure):
        return None
    assert figure.numerator is not None
    assert figure.denominator is not None
    return figure.denominator - figure.numerator


def free_words(free: Fraction) -> str:
    """Free places in words: "2", or "0 (3 meer ingezet dan erkend)"."""
    return number(free) if free >= 0 else f"0 ({number(-free)} meer ingezet dan erkend)"


def shown_lines(session: BincSession, result: Occupancy, question: Question) -> list[ShownLine]:
    """The lines of the table, residence first and the others by name."""
    names = line_names(session)
    lines = [
        ShownLine(
            figure,
            names.get(figure.code, figure.code),
            line_detail(figure, names),
            question.address("OccupancyPage.line", code=figure.code),
            free_places(figure) if question.is_one_day else None,
        )
        for figure in result.figures
    ]
    return sorted(lines, key=lambda line: (line.figure.code != POOL, line.name))


def line_detail(figure: Figure, names: Mapping[str, str]) -> str:
    """What a line holds besides the module after which it is named; of crisis help the modules that joined it (F-4)."""
    if figure.rule != "F-4":
        return LINE_DETAILS.get(figure.rule, "")
    joined = {part.code for part in figure.made_of if part.what == "deployed"} - {figure.code}
    return f"met {' en '.join(sorted(names.get(code, code) for code in joined))}" if joined else ""


def whole_lines(session: BincSession, result: Occupancy) -> list[tuple[str, Figure]]:
    """What the whole of a CKG adds up, residence counted in points; nothing for any other facility (F-6)."""
    names = line_names(session)
    return [(names.get(figure.code, figure.code), figure) for figure in result.whole]


def line_to_draw(lines: Sequence[ShownLine], wanted: str) -> ShownLine | None:
    """The line the drawing and the cards are about: the one asked for, else residence, else the largest.

    Only what is counted in places can be drawn day by day.
    """
    computed = [line for line in lines if line.figure.rate is not None and counts_places(line.figure)]
    by_code = {line.figure.code: line for line in computed}
    largest = max(computed, key=lambda line: line.figure.denominator or Fraction(0), default=None)
    return by_code.get(wanted) or by_code.get(POOL) or largest


def cards_of(
    session: BincSession, facility: Facility, question: Question, result: Occupancy, line: ShownLine | None, today: date
) -> list[Card]:
    """How things stand: the mean, the line drawn, its free places today, and the change since a year ago."""
    before = occupancy_of(session, facility, year_before(question.period), question.codes).result.weighted
    mean = Card(rate_or_nothing(result.weighted), "gewogen gemiddelde")
    change = change_card(result.weighted, before)
    if line is None:
        return [mean, change]
    now = occupancy_of(session, facility, Period(today, today), [line.figure.code]).result.figures
    free = free_places(next((figure for figure in now if figure.code == line.figure.code), None))
    return [mean, Card(rate_or_nothing(line.figure), line.name), free_card(free, line.name), change]


def year_before(period: Period) -> Period:
    """The same days a year earlier."""
    return Period(add_years(period.begin, -1), add_years(period.end, -1))


def free_card(free: Fraction | None, name: str) -> Card:
    """How many places of a line are free today."""
    if free is None:
        return Card(NOTHING, f"vrije plaatsen {name} vandaag: geen erkende capaciteit")
    extra = f", {number(-free)} meer ingezet dan erkend" if free < 0 else ""
    places = "vrije plaats" if free == 1 else "vrije plaatsen"
    return Card(number(max(free, Fraction(0))), f"{places} {name} vandaag{extra}")


def change_card(now: Figure, before: Figure) -> Card:
    """The difference with the same period a year earlier, in percentage points of the weighted mean."""
    if now.rate is None or before.rate is None:
        return Card(NOTHING, "geen vergelijking met een jaar eerder: er is geen cijfer")
    points = (now.rate - before.rate) * 100
    sign = "+" if points > 0 else ""
    return Card(
        f"{sign}{number(points, 1)}".replace("-", "−"), "procentpunt tegenover dezelfde periode een jaar eerder"
    )


def rate_or_nothing(figure: Figure) -> str:
    """A rate as a percentage, or a dash."""
    return percent(figure.rate) if figure.rate is not None else NOTHING


def drawing_of(session: BincSession, facility: Facility, figure: Figure, period: Period) -> AreaPlot:
    """The places of a line in use per day against the recognised capacity (F-1, F-2).

    The days drawn add up to the numerator of the figure, and the capacity to its denominator.
    """
    taken: dict[date, Fraction] = defaultdict(Fraction)
    recognised: dict[date, Fraction] = defaultdict(Fraction)
    for segment, codes in deployed_codes(figure.made_of).items():
        for day, places in deployed_per_day(session, facility, codes, segment):
            taken[day] += places
    for part in figure.made_of:
        if part.what != "deployed":
            for day in Period(part.begin, part.end).days():
                (recognised if part.what == "recognised" else taken)[day] += part.quantity
    days = list(period.days())
    return area_plot([(day, taken[day]) for day in days], [(day, recognised.get(day)) for day in days])


def deployed_codes(parts: Iterable[Part]) -> Mapping[Period, list[str]]:
    """The modules whose deployments a figure was made of, per stretch of the period counted at once."""
    codes: dict[Period, list[str]] = defaultdict(list)
    for part in parts:
        if part.what == "deployed":
            codes[Period(part.begin, part.end)].append(part.code)
    return codes
