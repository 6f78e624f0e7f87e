"""Where bars, lines and labels stand in the drawings of the screens.

Pure arithmetic from dates and values to coordinates; `macros/plots.html` draws them. The drawings show what the
tables beside them say (docs/architecture.md §8: every plot has its table).
"""

from app.plots.area import AreaPlot, area_plot
from app.plots.steps import Step, StepPlot, step_plot
from app.plots.timeline import Bar, Lane, Timeline, shortened, timeline

__all__ = ["AreaPlot", "Bar", "Lane", "Step", "StepPlot", "Timeline", "area_plot", "shortened", "step_plot", "timeline"]
