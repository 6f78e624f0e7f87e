"""Certificates for tests that talk over a real line: of us, of who answers, and of strangers, by one authority."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme

from app.integrations.https import Endpoint


class Papers:
    """Certificates of both sides, each with its key in one file (PEM) of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._authority = trustme.CA()
        self.authority = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.authority))
        self.certificate = self.issue("binc.example")

    def issue(self, name: str, by: trustme.CA | None = None) -> Path:
        """A certificate of a place and its key, by this authority unless another one is given."""
        file = self.folder / f"{name}.pem"
        (by or self._authority).issue_cert(name).private_key_and_cert_chain_pem.write_to_path(str(file))
        return file

    def of_server(self, *, asking: bool = True) -> ssl.SSLContext:
        """What a server shows; when `asking`, it talks only to who shows a certificate of this authority."""
        trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert("127.0.0.1").configure_cert(trust)
        self._authority.configure_trust(trust)
        trust.verify_mode = ssl.CERT_REQUIRED if asking else ssl.CERT_NONE
        return trust

    def endpoint(self, url: str) -> Endpoint:
        """How the product reaches somebody who believes it."""
        return Endpoint(url, self.certificate, self.authority)
