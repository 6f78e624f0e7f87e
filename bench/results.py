"""What was measured, beside what it should be."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeVar

WARM_UP, TIMES = 3, 20
T = TypeVar("T")


@dataclass(frozen=True)
class Timing:
    """How long something took, in milliseconds: half of the times at most `median`, nineteen of twenty `p95`."""

    median: float
    p95: float
    fastest: float


@dataclass(frozen=True)
class Result:
    """One thing measured. `target` is the most it may be (the least, where `at_least`), None where none was set."""

    area: str
    name: str
    value: float
    unit: str = "ms"
    p95: float | None = None
    fastest: float | None = None
    target: float | None = None
    at_least: bool = False
    statements: int | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the target is met."""
        if self.target is None:
            return ""
        met = self.value >= self.target if self.at_least else self.value <= self.target
        return "ok" if met else "MISSED"

    @classmethod
    def of(cls, area: str, name: str, timing: Timing, **more: Any) -> Result:
        """How long something took."""
        return cls(area, name, timing.median, p95=timing.p95, fastest=timing.fastest, **more)


def timed(action: Callable[[], Any], times: int = TIMES) -> Timing:
    """How long an action takes once it is warm."""
    for _ in range(WARM_UP):
        action()
    return timing_of([clocked(action) for _ in range(times)])


def timed_deeds(
    prepare: Callable[[int], T], deed: Callable[[T], Any], times: int = TIMES, warm_up: int = WARM_UP
) -> Timing:
    """How long a deed takes once it is warm; what makes it ready each time, by its turn, is not counted."""
    return timing_of([_clocked_deed(prepare(turn), deed) for turn in range(warm_up + times)][warm_up:])


def _clocked_deed(ready: T, deed: Callable[[T], Any]) -> float:
    return clocked(lambda: deed(ready))


def clocked(action: Callable[[], Any]) -> float:
    """How many milliseconds one call took."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1_000


def timing_of(milliseconds: list[float]) -> Timing:
    """The middle and the slow end of these times; of one time it is both."""
    several = milliseconds if len(milliseconds) > 1 else milliseconds * 2
    slow_end = quantiles(several, n=20, method="inclusive")[-1]
    return Timing(median(milliseconds), slow_end, min(milliseconds))


def as_table(results: Iterable[Result]) -> str:
    """The results as a table in Markdown."""
    lines = [
        "| what | measured | p95 | fastest | statements | target | |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in results:
        p95, fastest = ("" if each is None else _amount(each, one.unit) for each in (one.p95, one.fastest))
        sign = "at least" if one.at_least else "at most"
        target = "" if one.target is None else f"{sign} {_amount(one.target, one.unit)}"
        name = f"{one.area}: {one.name}{f' ({one.note})' if one.note else ''}"
        cells = (name, _amount(one.value, one.unit), p95, fastest, str(one.statements or ""), target, one.verdict)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def write_json(path: Path, results: Iterable[Result], about: Mapping[str, Any]) -> None:
    """Keeps the results for a program to compare."""
    rows = [{**asdict(one), "verdict": one.verdict} for one in results]
    path.write_text(json.dumps({**about, "results": rows}, indent=1))


def _amount(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()
