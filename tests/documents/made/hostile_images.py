"""Images that may not be shared, each with the reason."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.documents.content import Refusal
from tests.documents.made.containers import zipped
from tests.documents.made.images import animation, huge_png, image
from tests.documents.made.pdfs import pdf

Row = tuple[str, Callable[[], bytes], Refusal]

HOSTILE_IMAGES: dict[str, Row] = {
    "png of too many pixels": ("f.png", lambda: huge_png(30_000, 30_000), Refusal.TOO_MANY_PIXELS),
    "gif of too many images": ("f.gif", lambda: animation("GIF", 600), Refusal.TOO_MANY_PIXELS),
    "png cut in half": ("f.png", lambda: image(size=(200, 200))[:5_000], Refusal.UNREADABLE),
    "jpeg cut in half": ("f.jpg", lambda: image("JPEG", (200, 200))[:3_000], Refusal.UNREADABLE),
    "gif that is only a head": ("f.gif", lambda: b"GIF89a\x01\x00\x01\x00", Refusal.UNREADABLE),
    "png with a program behind": ("f.png", lambda: image() + b"MZ" + bytes(500), Refusal.TWO_IN_ONE),
    "png that is a zip too": ("f.png", lambda: image() + zipped({"a": "b"}), Refusal.TWO_IN_ONE),
    "jpeg that is a zip too": ("f.jpg", lambda: image("JPEG") + zipped({"a": "b"}), Refusal.TWO_IN_ONE),
    "gif that is a zip too": ("f.gif", lambda: image("GIF") + zipped({"a": "b"}), Refusal.TWO_IN_ONE),
    "jpeg with a rar behind": ("f.jpg", lambda: image("JPEG") + b"Rar!\x1a\x07\x01\x00", Refusal.TWO_IN_ONE),
    "jpeg with a page behind": ("f.jpg", lambda: image("JPEG") + b"<script>alert(1)</script>", Refusal.TWO_IN_ONE),
    "gif that is a script too": ("f.gif", lambda: image("GIF") + b"<?php system('ls');", Refusal.TWO_IN_ONE),
    "gif that is a pdf too": ("f.gif", lambda: image("GIF", (2, 2)) + pdf(), Refusal.TWO_IN_ONE),
    "bitmap": ("f.bmp", lambda: image("BMP"), Refusal.UNKNOWN_TYPE),
    "wave named webp": ("f.webp", lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40), Refusal.UNKNOWN_TYPE),
}
