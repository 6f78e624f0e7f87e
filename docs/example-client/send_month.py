"""Sends the schakelingen of a month from a CSV file to Binc, and says of every refused line why.

    BINC_TOKEN=binc_… python send_month.py https://binc.example.be month.csv

Needs Python 3.11 and httpx. Sending the same file again changes nothing: Binc knows each schakeling by its dossier and
its begin. Exit status: 0 when every line is registered, 1 when some were refused, 2 when Binc could not be reached.
"""

from __future__ import annotations

import csv
import os
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

LINES_A_REQUEST = 500
TRIES = 5
LONGEST_WAIT = 60.0
DONE, REFUSED, UNREACHABLE = 0, 1, 2


def read_month(file: Path) -> list[dict[str, Any]]:
    """The lines of a CSV file as the API takes them; an empty cell is left out."""
    with file.open(encoding="utf-8-sig", newline="") as content:
        return [_line(row) for row in csv.DictReader(content)]


def _line(row: dict[str, str]) -> dict[str, Any]:
    guaranteed = row.get("guaranteed", "").split()
    modules = [{"code": code, "guaranteed": code in guaranteed} for code in row["modules"].split()]
    line: dict[str, Any] = {name: row[name] for name in ("dossier", "kind", "begin")}
    line |= {name: row[name] for name in ("end", "previous_end") if row.get(name)}
    return {**line, "modules": modules, "confirm": row.get("confirm", "").split()}


def send_month(binc: httpx.Client, lines: list[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Sends the lines in parts; answers the number of every line in the file with what came of it."""
    for first in range(0, len(lines), LINES_A_REQUEST):
        answer = _send(binc, {"lines": lines[first : first + LINES_A_REQUEST]})
        for outcome in answer["lines"]:
            # The first line of the file holds the names of the columns.
            yield first + outcome["line"] + 2, outcome


def _send(binc: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    """One request, tried again under the same key: whatever went wrong on the way, it is done once.

    Another run draws other keys, or it would hear the answer of this run again instead of trying what was refused.
    """
    key = str(uuid.uuid4())
    for attempt in range(1, TRIES + 1):
        wait = 2.0**attempt
        try:
            response = binc.post("/api/v1/schakelingen/import", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            if attempt == TRIES:
                raise
        else:
            if response.status_code != 429 and response.status_code < 500:
                response.raise_for_status()
                answer: dict[str, Any] = response.json()
                return answer
            wait = float(response.headers.get("Retry-After", wait))
        time.sleep(min(wait, LONGEST_WAIT))
    raise httpx.ConnectError("Binc kept being too busy")


def main(arguments: list[str], transport: httpx.BaseTransport | None = None) -> int:
    """Sends one file; answers the exit status."""
    address, file = arguments
    headers = {"Authorization": f"Bearer {os.environ['BINC_TOKEN']}"}
    refused = 0
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=120.0, transport=transport) as binc:
            for number, outcome in send_month(binc, read_month(Path(file))):
                refused += outcome["result"] == "refused"
                for one in (*outcome["faults"], *outcome["confirm"]):
                    print(f"line {number}: {one['rule']} {one['field']}: {one['text']}")
    except httpx.HTTPStatusError as problem:
        print(problem.response.text, file=sys.stderr)
        return UNREACHABLE
    except httpx.TransportError as problem:
        print(f"Binc cannot be reached: {problem}", file=sys.stderr)
        return UNREACHABLE
    print(f"{refused} refused" if refused else "everything is registered")
    return REFUSED if refused else DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
