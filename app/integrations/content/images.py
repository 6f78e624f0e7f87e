"""Images: whole, of the kind they say, and of a size that can be shown (O-2)."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.integrations.content.limits import MOST_FRAMES, MOST_PIXELS, MOST_PIXELS_TOGETHER
from app.integrations.content.signatures import refuse_pages

if TYPE_CHECKING:
    from PIL.Image import Image

# What a telephone makes of several images in one file is a JPEG to everybody else.
_KINDS = {"PNG": Kind.PNG, "JPEG": Kind.JPEG, "MPO": Kind.JPEG, "GIF": Kind.GIF, "TIFF": Kind.TIFF, "WEBP": Kind.WEBP}
_PNG, _PNG_END = b"\x89PNG", b"\x00\x00\x00\x00IEND\xaeB`\x82"
# Decoding at an eighth reads every byte all the same.
_AN_EIGHTH = 8


def check_image(content: bytes) -> Kind:
    """An image that opens to its last pixel. Raises ContentRefused."""
    # Imported here: a library of some size that only this process needs.
    from PIL import Image, UnidentifiedImageError

    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    if content.startswith(_PNG) and not content.endswith(_PNG_END):
        raise ContentRefused(Refusal.TWO_IN_ONE if _PNG_END in content else Refusal.UNREADABLE)
    refuse_pages(content)
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG", "GIF", "TIFF", "WEBP"]) as image:
            _decode(image)
            return _KINDS[image.format or ""]
    except Image.DecompressionBombError:
        raise ContentRefused(Refusal.TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise ContentRefused(Refusal.UNREADABLE) from None
    except (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, EOFError, RuntimeError):
        # A damaged image makes its decoder stumble in many ways, and all say the same.
        raise ContentRefused(Refusal.UNREADABLE) from None


def _decode(image: Image) -> None:
    together = 0
    for frame in range(getattr(image, "n_frames", 1)):
        image.seek(frame)
        pixels = image.width * image.height
        together += pixels
        if pixels > MOST_PIXELS or together > MOST_PIXELS_TOGETHER or frame >= MOST_FRAMES:
            raise ContentRefused(Refusal.TOO_MANY_PIXELS)
        if image.format == "JPEG":
            image.draft(None, (image.width // _AN_EIGHTH or 1, image.height // _AN_EIGHTH or 1))
        image.load()
