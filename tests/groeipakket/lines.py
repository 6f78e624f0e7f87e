"""A receiver behind a real line with certificates on both sides, for tests that let it fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.over_https import PATIENCE, HttpsReceiver
from app.integrations.groeipakket.receiving_server import Faults, LineFault, ReceivingServer, no_faults
from app.integrations.https import Patience
from tests.integrations.papers import Papers

# Whoever waits for an answer on this machine gives up soon.
QUICK = replace(PATIENCE, read=2.0)


@contextmanager
def line_to(
    papers: Papers, receiver: DemoReceiver, faults: Faults = no_faults, patience: Patience = QUICK
) -> Iterator[tuple[ReceivingServer, HttpsReceiver]]:
    """The receiver listening, and the adapter that reaches it."""
    with ReceivingServer(receiver, faults=faults, delay=3.0, trust=papers.of_server()).running() as server:
        yield server, HttpsReceiver(papers.endpoint(server.url), patience)


class EachOnce:
    """Lets every fault there is happen to every message, one after the other, and then lets it through."""

    def __init__(self, *faults: LineFault) -> None:
        self._faults = faults
        self._seen: dict[str, int] = {}

    def __call__(self, content: Mapping[str, Any]) -> LineFault | None:
        place = self._seen.get(content["key"], 0)
        self._seen[content["key"]] = place + 1
        return self._faults[place] if place < len(self._faults) else None
