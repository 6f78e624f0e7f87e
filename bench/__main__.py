"""`python -m bench`: makes the data of national size where they are missing, and measures what people wait for."""

from __future__ import annotations

import argparse
import logging
import os
import platform
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from app.bootstrap import prepare
from app.factory import create_app, settle_memory
from app.presentation import today_in_brussels
from bench.agency import measure_agency
from bench.api import measure_api
from bench.beside_naive import measure_beside_naive
from bench.documents import measure_documents
from bench.figures import measure_figures
from bench.generate import ensure_generated
from bench.groeipakket import measure_groeipakket
from bench.imports import measure_imports
from bench.late import measure_late
from bench.life_pages import measure_life
from bench.pages import measure_pages
from bench.place import MEASURING, server_at, settings_for
from bench.raw import measure_raw
from bench.report_runs import measure_report_runs
from bench.reports import measure_reports
from bench.results import Result, as_table, write_json
from bench.round_trip import measure_round_trip
from bench.saving import measure_saving
from bench.web_process import measure_web_process
from bench.workbooks import measure_workbooks

PARTS: dict[str, Callable[[Flask, date], Iterator[Result]]] = {
    "round-trip": lambda app, _until: measure_round_trip(app),
    "pages": measure_pages,
    "life": measure_life,
    "figures": measure_figures,
    "agency": measure_agency,
    "late": measure_late,
    "naive": measure_beside_naive,
    "reports": measure_reports,
    "report-runs": measure_report_runs,
    "saving": measure_saving,
    "workbooks": measure_workbooks,
    "raw": measure_raw,
    "web-process": measure_web_process,
    "api": measure_api,
    "imports": measure_imports,
    "groeipakket": measure_groeipakket,
    "documents": measure_documents,
}


def main() -> int:
    """Answers 1 when a target was missed."""
    wanted = _arguments()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    home = wanted.home.absolute()
    known = ensure_generated(home, scale=wanted.scale, until=wanted.until, fresh=wanted.fresh)
    print(f"data: {known}", flush=True)
    if wanted.only_generate:
        return 0
    with server_at(home, MEASURING) as server:
        # The data are kept between runs: this version may have newer tables and permissions.
        prepare(settings_for(server))
        app = create_app(settings_for(server))
        app.config["WTF_CSRF_ENABLED"] = False
        settle_memory()
        results = [each for part in wanted.part or PARTS for each in _measured(app, part, wanted.until)]
    print(as_table(results))
    if wanted.json:
        write_json(wanted.json, results, _about(known))
    return int(any(one.verdict == "MISSED" for one in results))


def _measured(app: Flask, part: str, until: date) -> Iterator[Result]:
    for one in PARTS[part](app, until):
        print(as_table([one]).splitlines()[-1], flush=True)
        yield one


def _about(known: dict[str, Any]) -> dict[str, Any]:
    return {"data": known, "machine": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("var/bench"), help="where the data are kept between runs")
    parser.add_argument("--scale", type=float, default=1.0, help="1 = 500 facilities with 600,000 dossiers")
    parser.add_argument(
        "--until", type=date.fromisoformat, default=today_in_brussels(), help="the last day of the data"
    )
    parser.add_argument("--fresh", action="store_true", help="make the data again")
    parser.add_argument("--only-generate", action="store_true", help="make the data and measure nothing")
    parser.add_argument("--part", action="append", choices=PARTS, help="measure only this part (may be repeated)")
    parser.add_argument("--json", type=Path, help="write the results to this file too")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
