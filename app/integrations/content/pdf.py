"""PDF: nothing in it may run, open or carry anything (O-2).

qpdf reads the file strictly and writes it anew, plainly and with every name spelled out, so that one look at what
stands outside streams and texts sees all that a reader would act upon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.domain.documents.content import ContentRefused, Kind, Refusal
from app.integrations.content.limits import MOST_UNPACKED
from app.integrations.content.links import is_harmless_link
from app.integrations.content.pdf_streams import Stream, refuse_bombs

if TYPE_CHECKING:
    from pikepdf import Pdf

# A name ends where the next token begins.
_END = rb"(?=[\s/<>\[\]()])"
_NAMES: tuple[tuple[Refusal, tuple[bytes, ...]], ...] = (
    (Refusal.SCRIPT_IN_PDF, (b"JavaScript", b"JS")),
    (Refusal.FORM_IN_PDF, (b"XFA",)),
    (Refusal.ATTACHMENT_IN_PDF, (b"EF", b"EmbeddedFile", b"FileAttachment", b"Collection")),
    (
        Refusal.MEDIA_IN_PDF,
        (b"RichMedia", b"RichMediaExecute", b"Rendition", b"Movie", b"Sound", b"3D"),
    ),
    (Refusal.ACTION_IN_PDF, (b"Launch", b"SubmitForm", b"ImportData", b"GoToE", b"GoToR")),
)
_FORBIDDEN = tuple((reason, re.compile(rb"/(?:" + rb"|".join(names) + rb")" + _END)) for reason, names in _NAMES)
# Something that happens by itself, when a page is opened or a field is left.
_BY_ITSELF = re.compile(rb"/AA (?!<< >>)")
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_TARGET = re.compile(rb"/URI (\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>|\d+ \d+ R)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?=[()\\])")
# qpdf writes no such line outside a stream: within texts it spells the end of a line out.
_STREAM, _STREAM_END = b">>\nstream\n", b"\nendstream\n"
_LENGTH = re.compile(rb"/Length (\d+)" + _END)
# Long enough never to stand in packed bytes by chance: what qpdf leaves behind, another reader might see.
_ANYWHERE = (
    (b"/JavaScript", Refusal.SCRIPT_IN_PDF),
    (b"/EmbeddedFile", Refusal.ATTACHMENT_IN_PDF),
    (b"/RichMedia", Refusal.MEDIA_IN_PDF),
    (b"/SubmitForm", Refusal.ACTION_IN_PDF),
    (b"/ImportData", Refusal.ACTION_IN_PDF),
    (b"/Launch", Refusal.ACTION_IN_PDF),
)
_MOST_AFTER_THE_END = 1024


def check_pdf(content: bytes) -> Kind:
    """A PDF that is whole, open to everybody and does nothing by itself. Raises ContentRefused."""
    _refuse_more_behind(content)
    plain = _written_anew(content)
    outside, streams = _taken_apart(plain)
    _refuse_what_acts(outside)
    for mark, reason in _ANYWHERE:
        if (found := content.count(mark)) and found > plain.count(mark):
            raise ContentRefused(reason)
    refuse_bombs(plain, streams)
    return Kind.PDF


def _refuse_more_behind(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise ContentRefused(Refusal.UNREADABLE)
    if len(content) - end > _MOST_AFTER_THE_END:
        raise ContentRefused(Refusal.TWO_IN_ONE)


def _written_anew(content: bytes) -> bytes:
    # Imported here: a library of some size that only this process needs.
    import pikepdf

    pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_UNPACKED, run_length_max_memory=MOST_UNPACKED)
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise ContentRefused(Refusal.PROTECTED_PDF)
            if not len(pdf.pages):
                raise ContentRefused(Refusal.UNREADABLE)
            _refuse_opening(pdf)
            return _plain(pdf)
    except pikepdf.PasswordError:
        raise ContentRefused(Refusal.PROTECTED_PDF) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        raise ContentRefused(Refusal.UNREADABLE) from None


def _plain(pdf: Pdf) -> bytes:
    from pikepdf import ObjectStreamMode, StreamDecodeLevel

    out = BytesIO()
    pdf.save(
        out,
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,
        compress_streams=False,
        fix_metadata_version=False,
        static_id=True,
    )
    return out.getvalue()


def _refuse_opening(pdf: Pdf) -> None:
    """On opening, a reader may go to a page of this very document and do nothing else."""
    from pikepdf import Dictionary

    action: Any = pdf.Root.get("/OpenAction")
    if not isinstance(action, Dictionary):
        return
    if str(action.get("/S", "/GoTo")) not in ("/GoTo", "/Named") or "/Next" in action:
        raise ContentRefused(Refusal.SCRIPT_IN_PDF if "/JS" in action else Refusal.ACTION_IN_PDF)


def _taken_apart(plain: bytes) -> tuple[bytes, list[Stream]]:
    """What stands outside the streams, and the streams with their dictionaries, as qpdf writes them."""
    outside: list[bytes] = []
    streams: list[Stream] = []
    place = 0
    while (found := plain.find(_STREAM, place)) >= 0:
        begin = found + len(_STREAM)
        head = plain.rfind(b" 0 obj\n", place, found)
        dictionary = plain[head:begin]
        number = int(plain[plain.rfind(b"\n", 0, head) + 1 : head])
        streams.append(Stream(number, dictionary, begin, begin + _length(plain, begin, dictionary)))
        outside.append(plain[place:begin])
        place = streams[-1].end
    outside.append(plain[place:])
    return b"".join(outside), streams


def _length(plain: bytes, begin: int, dictionary: bytes) -> int:
    """The length that leads to the end of the stream; the shortest, where a file plays with several."""
    said = sorted(int(found[1]) for found in _LENGTH.finditer(_STRING.sub(b"()", dictionary)))
    fitting = (length for length in said if plain.startswith(_STREAM_END, begin + length))
    length = next(fitting, None)
    if length is None:
        raise ContentRefused(Refusal.UNREADABLE)
    return length


def _refuse_what_acts(outside: bytes) -> None:
    if not all(is_harmless_link(target) for target in _targets(outside)):
        raise ContentRefused(Refusal.ACTION_IN_PDF)
    bare = _STRING.sub(b"()", outside)
    for reason, names in _FORBIDDEN:
        if names.search(bare):
            raise ContentRefused(reason)
    if _BY_ITSELF.search(bare):
        raise ContentRefused(Refusal.ACTION_IN_PDF)


def _targets(outside: bytes) -> Iterator[str]:
    """Where the links lead; one that stands elsewhere in the file reads as a link that leads nowhere good."""
    for found in _TARGET.finditer(outside):
        text = found[1]
        if text.startswith(b"<"):
            digits = re.sub(rb"\s", b"", text[1:-1])
            yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()).decode("latin-1")
        else:
            yield _ESCAPE.sub("", text[1:-1].decode("latin-1")) if text.startswith(b"(") else "elsewhere:"
