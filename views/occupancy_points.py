"""The rows behind a figure in points: schakelingen of crisis help at home, dossiers of a CKG (F-4, F-5, F-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.database import BincSession
from app.domain.figures.cah import INTERVENTION, POINTS_OF_INTERVENTION, Length, Window, length_within, points_of
from app.domain.figures.crisis_windows import crisis_windows
from app.domain.figures.lines import ModuleLines
from app.domain.figures.result import Figure
from app.domain.period import ONE_DAY, OPEN_END, Period
from app.presentation import day
from app.queries.figures.deployment import deployments_behind
from app.queries.figures.guidance_behind import GuidanceBehind, guidance_behind
from app.queries.figures.occupancy import OccupancyAnswer
from models.facility import Facility
from views.occupancy_counted import Counted, dossier_address, shown_schakeling

EVERY_DAY_COUNTS = "vroegere rekenregel: de laatste dag telt mee"


def crisis_schakelingen(
    session: BincSession,
    facility: Facility,
    figure: Figure,
    answer: OccupancyAnswer,
    lines: ModuleLines,
    names: Mapping[str, str],
) -> tuple[Counted, ...]:
    """Every schakeling on a line of crisis help at home with its days within the period and its points."""
    found = []
    windows = crisis_windows(answer.period, answer.rows, lines)
    for window, codes in codes_by_window(windows, figure.code).items():
        for row in deployments_behind(session, facility, codes, window.days, window):
            length = length_within(window.days, row.begin, row.end)
            remark = remark_on_length(row.module, length)
            found.append(shown_schakeling(row, points_of(row.module, length), remark, names, length.days))
    return tuple(found)


def remark_on_length(module: str, length: Length) -> str:
    """Why the points of a schakeling are not simply two for each begun week; empty when they are."""
    if module == INTERVENTION:
        return f"een crisisinterventie heeft altijd {POINTS_OF_INTERVENTION} punten"
    return EVERY_DAY_COUNTS if length.rule_set.crisis_help == "every_day" else ""


def codes_by_window(windows: Mapping[str, Iterable[tuple[Window, str]]], line: str) -> Mapping[Window, list[str]]:
    """The modules on one line of crisis help at home, per window in which they count there."""
    found: dict[Window, list[str]] = defaultdict(list)
    for code, own in windows.items():
        for window, counted_on in own:
            if counted_on == line:
                found[window].append(code)
    return found


def guidance_of_dossiers(
    session: BincSession, facility: Facility, period: Period, names: Mapping[str, str]
) -> tuple[Counted, ...]:
    """Every module in every dossier of a CKG with its days, begun months and points."""
    return tuple(shown_guidance(one, period, names) for one in guidance_behind(session, facility, period))


def shown_guidance(one: GuidanceBehind, period: Period, names: Mapping[str, str]) -> Counted:
    """One module of one dossier in words, with the schakelingen its days come from."""
    points = one.points
    spans = tuple((span.begin, None if span.end == OPEN_END else span.end) for span in one.schakelingen)
    return Counted(
        one.dossier_code,
        dossier_address(one.dossier_code),
        names.get(points.module, points.module),
        points.counted_from,
        None,
        points.days,
        points.points,
        remark_on_guidance(one, period),
        points.months,
        spans,
    )


def remark_on_guidance(one: GuidanceBehind, period: Period) -> str:
    """Why days count otherwise than all of them together, in words."""
    if one.why_none:
        return one.why_none
    remarks = []
    if one.points.guaranteed:
        remarks.append("verzekerd aanbod: telt apart, tegenover de gereserveerde punten")
    if one.points.counted_from > period.begin:
        paid = day(one.points.counted_from - ONE_DAY)
        remarks.append(f"tot en met {paid} al betaald in {period.begin.year - 1}")
    return "; ".join(remarks)
