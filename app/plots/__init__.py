"""Where bars, lines and labels stand in the drawings of the screens.

Pure arithmetic from dates and values to coordinates; `macros/plots.html` draws them. The drawings show what the
tables beside them say (docs/architecture.md §8: every plot has its table).
"""

from app.plots.area import AreaPlot, area_plot
from app.plots.pairs import PairPlot, pair_plot
from app.plots.rates import Rate, RatePlot, rate_plot
from app.plots.shares import Bounds, ShareLane, SharesPlot, shares_plot
from app.plots.spread import RatesOfKind, SpreadPlot, spread_plot
from app.plots.steps import Step, StepPlot, step_plot
from app.plots.timeline import Bar, Lane, Timeline, shortened, timeline

__all__ = [
    "AreaPlot",
    "Bar",
    "Bounds",
    "Lane",
    "PairPlot",
    "Rate",
    "RatePlot",
    "RatesOfKind",
    "ShareLane",
    "SharesPlot",
    "SpreadPlot",
    "Step",
    "StepPlot",
    "Timeline",
    "area_plot",
    "pair_plot",
    "rate_plot",
    "shares_plot",
    "shortened",
    "spread_plot",
    "step_plot",
    "timeline",
]
