"""A receiver behind a real line with certificates on both sides, for tests that let it fail."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme

from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.over_https import HttpsReceiver, HttpsSettings
from app.integrations.groeipakket.receiving_server import Faults, LineFault, ReceivingServer, no_faults


class Papers:
    """Certificates of both sides, by one authority, as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._authority = trustme.CA()
        self.authority = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.authority))
        self.certificate, self.key = self.issue("binc.example")

    def issue(self, name: str, by: trustme.CA | None = None) -> tuple[Path, Path]:
        """A certificate of a place and its key, by this authority unless another one is given."""
        issued = (by or self._authority).issue_cert(name)
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        issued.cert_chain_pems[0].write_to_path(str(certificate))
        issued.private_key_pem.write_to_path(str(key))
        return certificate, key

    def of_server(self) -> ssl.SSLContext:
        """What the receiver shows, and that it talks only to who shows a certificate of this authority."""
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("127.0.0.1").configure_cert(trust)
        self._authority.configure_trust(trust)
        trust.verify_mode = ssl.CERT_REQUIRED
        return trust

    def settings(self, url: str, **said: Any) -> HttpsSettings:
        """How the product reaches it."""
        values = {"certificate": self.certificate, "key": self.key, "authority": self.authority, "read": 2.0}
        return HttpsSettings(url, **{**values, **said})


@contextmanager
def line_to(
    papers: Papers, receiver: DemoReceiver, faults: Faults = no_faults, **said: Any
) -> Iterator[tuple[ReceivingServer, HttpsReceiver]]:
    """The receiver listening, and the adapter that reaches it."""
    with ReceivingServer(receiver, faults=faults, delay=3.0, trust=papers.of_server()).running() as server:
        yield server, HttpsReceiver(papers.settings(server.url, **said))


class EachOnce:
    """Lets every fault there is happen to every message, one after the other, and then lets it through."""

    def __init__(self, *faults: LineFault) -> None:
        self._faults = faults
        self._seen: dict[str, int] = {}

    def __call__(self, content: Mapping[str, Any]) -> LineFault | None:
        place = self._seen.get(content["key"], 0)
        self._seen[content["key"]] = place + 1
        return self._faults[place] if place < len(self._faults) else None
