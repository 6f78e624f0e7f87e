"""Images, right and wrong."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def image(form: str = "PNG", size: tuple[int, int] = (40, 30), **how: Any) -> bytes:
    """An image of this form."""
    out = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, form, **how)
    return out.getvalue()


def animation(form: str, frames: int, size: tuple[int, int] = (4, 4)) -> bytes:
    """Several images in one file."""
    out = BytesIO()
    shades = [Image.new("RGB", size, (number % 256, number // 256, 0)) for number in range(frames)]
    shades[0].save(out, form, save_all=True, append_images=shades[1:])
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A small PNG of very many equal pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">2I5B", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
