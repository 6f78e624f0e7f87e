"""A certificate for 127.0.0.1, made for the test that asks it and trusted by nobody else."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A new certificate and its key in this folder; skips the test where the machine has no openssl."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("No openssl on this machine.")
    certificate, key = folder / "mail.crt", folder / "mail.key"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run([program, *kind, *subject, *files], check=True, capture_output=True)
    return certificate, key


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """What a server needs to show this certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
