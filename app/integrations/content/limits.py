"""How much a file may become when it is opened (O-2)."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
# Everything inside a document together, unpacked.
MOST_UNPACKED = 256 * MEGABYTE
MOST_PARTS = 5_000
# A part that is parsed as XML, and the parts within parts (a sheet behind a chart).
MOST_XML = 64 * MEGABYTE
MOST_DEPTH = 2
# One image: what a telephone makes in its largest setting; all images of an animation or a scanned file together.
MOST_PIXELS = 64_000_000
MOST_PIXELS_TOGETHER = 256_000_000
MOST_FRAMES = 500
