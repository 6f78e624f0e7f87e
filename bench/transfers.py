"""One file of 10 MB through the pages: its upload and its download, each as one whole request (O-2, O-6)."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from app.domain.documents.content import MEGABYTE
from app.integrations.documents import open_store
from app.presentation import today_in_brussels
from bench.results import Result, timed
from bench.shared_documents import Readers

MOST_FOR_ONE = 1_000.0
# An upload lies in memory, never on a disk in clear, beside what it is encrypted to; a download once, encrypted.
MOST_MEGABYTES = 25.0
TIMES = 5
_RECIPIENT = {"recipients-0-service": "OCJ Meetstad", "recipients-0-person": "Consulent 2"}


@dataclass(frozen=True)
class Sent:
    """A request as it comes over the wire, made once so that making it is not measured."""

    body: bytes
    content_type: str

    @classmethod
    def of(cls, seat: int, name: str, content: bytes) -> Sent:
        """The form of step 2 with this file, sent from this seat."""
        file = {"file": (BytesIO(content), name), "description": "Verslag", "seat": str(seat)}
        builder = EnvironBuilder(method="POST", data=file)
        environ = builder.get_environ()
        return cls(environ["wsgi.input"].read(), environ["CONTENT_TYPE"])


def measure_transfers(app: Flask, readers: Readers, files: dict[str, Callable[[], bytes]]) -> Iterator[Result]:
    """Sharing one file of each family from the facility, and its download by a consultant."""
    own = app.extensions["documents"]
    with TemporaryDirectory() as folder:
        app.extensions["documents"] = open_store(f"{folder}/documents", Path(folder) / "keys", make=True)
        try:
            step = _chosen(readers)
            for name, make in files.items():
                yield from _measure(readers, step, name, make())
        finally:
            app.extensions["documents"] = own


def _chosen(readers: Readers) -> str:
    """The address of step 2, with one consultant chosen and confirmed."""
    until = f"{today_in_brussels() + timedelta(days=20):%d/%m/%Y}"
    typed = {**_RECIPIENT, "recipients-0-until": until}
    asked = readers.staff.post("/documenten/delen/", typed, 422)
    confirmed = re.findall(r'name="confirmed"[^>]*value="([^"]*)"', asked.text)
    return str(readers.staff.post("/documenten/delen/", {**typed, "confirmed": confirmed}).location)


def _measure(readers: Readers, step: str, name: str, content: bytes) -> Iterator[Result]:
    sent, area, size = (
        Sent.of(readers.staff.seat_id, name, content),
        "documents, over the pages",
        f"{len(content) / MEGABYTE:.1f} MB",
    )

    def upload() -> None:
        answer = readers.staff.client.post(step, input_stream=BytesIO(sent.body), content_type=sent.content_type)
        if answer.status_code != 302:
            raise RuntimeError(f"an upload was answered with {answer.status_code}")

    def download() -> None:
        answer = readers.consultant.client.get(f"/documenten/{newest}/bestand/", buffered=False)
        if sum(map(len, answer.iter_encoded())) != len(content):
            raise RuntimeError("a download was not whole")
        answer.close()

    yield Result.of(area, f"upload of {name}", timed(upload, TIMES), target=MOST_FOR_ONE, note=_note(upload, size))
    found = re.search(r'href="/documenten/(\d+)/"', readers.staff.get("/documenten/verzonden/").text)
    newest = found[1] if found else ""
    yield Result.of(
        area, f"download of {name}", timed(download, TIMES), target=MOST_FOR_ONE, note=_note(download, size)
    )
    for way, deed in (("upload", upload), ("download", download)):
        name_of = f"memory at most during the {way} of {name}"
        yield Result(area, name_of, _most_memory(deed), unit="MB", target=MOST_MEGABYTES, note=size)


def seconds_of_processor() -> float:
    """Seconds of the processor that this process and those it started have had."""
    return sum(sum(getrusage(who)[:2]) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


def _note(deed: Callable[[], Any], size: str) -> str:
    before = seconds_of_processor()
    deed()
    return f"{size}, {seconds_of_processor() - before:.2f} s of the processor"


def _most_memory(deed: Callable[[], Any]) -> float:
    tracemalloc.start()
    try:
        deed()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()
