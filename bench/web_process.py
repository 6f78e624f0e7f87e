"""How much memory a web process takes after a day of pages, and how many pages it serves over a socket."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import Flask

from bench.organisations import FOSTER_CARE_PLACE, LARGE_PLACE
from bench.pages import START_VARIANTS, figure_pages, known_of
from bench.results import Result, timing_of
from bench.visitor import Visitor, visitor_of
from config import Settings

MOST_MEGABYTES = 250.0
ROUNDS = 8
START_SECONDS = 60


def measure_web_process(app: Flask, until: date) -> Iterator[Result]:
    """One gunicorn worker as in production, asked for every kind of page of two large facilities again and again."""
    settings: Settings = app.extensions["settings"]
    with _gunicorn(settings) as (port, worker):
        yield Result("web process", "memory before the first page", _megabytes(worker), unit="MB")
        times = [
            _fetch(port, visitor, path)
            for _ in range(ROUNDS)
            for visitor, paths in _visits(app, until)
            for path in paths
        ]
        timing = timing_of(times)
        yield Result.of("web process", f"a page over http, {len(times)} pages", timing)
        yield Result("web process", "memory after these", _megabytes(worker), unit="MB", target=MOST_MEGABYTES)


def _visits(app: Flask, until: date) -> list[tuple[Visitor, list[str]]]:
    visits = []
    for facility_id in (LARGE_PLACE + 1, FOSTER_CARE_PLACE + 1):
        dossiers = [f"/dossiers/{code}/" for code in known_of(app, facility_id).codes]
        paths = [*START_VARIANTS.values(), *dossiers, *figure_pages(until).values()]
        visits.append((visitor_of(app, facility_id), paths))
    return visits


def _fetch(port: int, visitor: Visitor, path: str) -> float:
    cookie = visitor.client.get_cookie("binc")
    assert cookie is not None
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": f"binc={cookie.value}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path.split('?')[0]} answered {response.status} over http")
    return (time.perf_counter() - begin) * 1_000


@contextmanager
def _gunicorn(settings: Settings) -> Iterator[tuple[int, int]]:
    """The port of a fresh server and the process id of its one worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "BINC_HOME": str(settings.home),
        "BINC_SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url or "",
        "DATABASE_OWNER_URL": settings.database_owner_url or "",
    }
    options = ["--workers", "1", "--threads", "4", "--worker-class", "gthread", "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "run:create_app()", "--log-level", "error", *options]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield port, _worker_of(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/hulp/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("gunicorn does not answer")


def _worker_of(server: int) -> int:
    return int(Path(f"/proc/{server}/task/{server}/children").read_text().split()[0])


def _megabytes(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the web process is gone")
