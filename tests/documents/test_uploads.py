"""A file that is sent lies in memory and nowhere else, however large it says it is (O-2, O-6)."""

from __future__ import annotations

import tempfile
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, Request, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.test import EnvironBuilder

from app.domain.documents.content import MOST_BYTES
from app.factory import Binc
from app.uploads import Upload


@pytest.fixture
def no_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever makes a temporary file fails."""

    def refuse(*_arguments: Any, **_named: Any) -> Any:
        pytest.fail("a temporary file was made")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)


@pytest.fixture
def app() -> Flask:
    return Binc("app")


def sent(content: bytes) -> Any:
    builder = EnvironBuilder(
        method="POST", data={"file": (BytesIO(content), "plan.pdf"), "description": "Handelingsplan"}
    )
    return builder.get_environ()


@pytest.mark.usefixtures("no_temporary_files")
@pytest.mark.parametrize("size", [0, 1, 600_000, MOST_BYTES])
def test_an_upload_stays_in_memory_and_whole_o_6(app: Flask, size: int) -> None:
    content = bytes(number % 256 for number in range(1_000)) * (size // 1_000) + b"x" * (size % 1_000)
    with app.request_context(sent(content)):
        assert isinstance(request.files["file"].stream, Upload)
        assert request.files["file"].read() == content


@pytest.mark.usefixtures("no_temporary_files")
@pytest.mark.parametrize("more", [1, 1_000, 4_000_000])
def test_beyond_ten_megabytes_it_stops_growing_and_the_text_beside_it_is_kept_o_2(app: Flask, more: int) -> None:
    with app.request_context(sent(bytes(MOST_BYTES + more))):
        assert len(request.files["file"].read()) == MOST_BYTES + 1
        assert request.form["description"] == "Handelingsplan"


@pytest.mark.usefixtures("no_temporary_files")
def test_an_upload_that_is_broken_off_leaves_nothing_o_6(app: Flask) -> None:
    environ = sent(bytes(2_000_000))
    environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(1_000_000))
    with app.request_context(environ), pytest.raises(ClientDisconnected):
        request.files["file"]


@pytest.mark.usefixtures("no_temporary_files")
def test_without_our_request_a_temporary_file_would_be_made_o_6() -> None:
    app = Flask("app")
    assert app.request_class is Request
    with app.request_context(sent(bytes(600_000))), pytest.raises(pytest.fail.Exception):
        request.files["file"]
