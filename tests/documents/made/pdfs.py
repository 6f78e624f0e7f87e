"""PDFs, with whatever somebody puts into them."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String


def saved(document: Pdf, **how: Any) -> bytes:
    """The bytes of a document."""
    out = BytesIO()
    document.save(out, **how)
    return out.getvalue()


def pdf(**root: Any) -> bytes:
    """A PDF of one page, with this in its catalogue."""
    return saved(document(**root))


def document(**root: Any) -> Pdf:
    """A document of one page, with this in its catalogue."""
    made = Pdf.new()
    made.add_blank_page()
    made.pages[0].Contents = made.make_stream(b"BT (Handelingsplan) Tj ET")
    for name, value in root.items():
        made.Root[f"/{name}"] = value
    return made


def action(kind: str, **more: Any) -> Dictionary:
    """An action of this kind."""
    return Dictionary(S=Name(f"/{kind}"), **more)


def script() -> Dictionary:
    """An action that runs a script."""
    return action("JavaScript", JS=String("app.alert(1)"))


def with_annotation(**annotation: Any) -> bytes:
    """A PDF with one mark on its page."""
    made = document()
    rect = Array([0, 0, 100, 100])
    made.pages[0].Annots = Array([made.make_indirect(Dictionary(Type=Name.Annot, Rect=rect, **annotation))])
    return saved(made)


def with_link(target: str) -> bytes:
    """A PDF with one link."""
    return with_annotation(Subtype=Name.Link, A=action("URI", URI=String(target)))


def with_attachment() -> bytes:
    """A PDF that carries a file."""
    made = document()
    made.attachments["plan.exe"] = b"MZ\x90\x00"
    return saved(made)


def with_script_in_object_stream() -> bytes:
    """A script in a packed object, where a search through the file does not find it."""
    return saved(document(OpenAction=script()), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def with_script_spelled_out() -> bytes:
    """A script whose names are written with numbers, in a file that is otherwise right."""
    whole = pdf(Extra=Dictionary(Aa=script()))
    return rebuilt(whole.replace(b"/JavaScript", b"/J#61vaS#63ript").replace(b"/JS ", b"/#4AS "))


def rebuilt(content: bytes) -> bytes:
    """The table of places made right again after the bytes were changed."""
    head, _, _ = content.rpartition(b"xref\n0 ")
    head = head.rpartition(b"xref\n0 ")[0] or head
    trailer = content[content.index(b"trailer ") :].partition(b"startxref")[0]
    numbers = sorted(
        (int(head[head.rfind(b"\n", 0, place) + 1 : place]), head.rfind(b"\n", 0, place) + 1)
        for place in _objects(head)
    )
    table = b"".join(b"%010d 00000 n \n" % place for _, place in numbers)
    count = len(numbers) + 1
    xref = b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    return head + xref + trailer + b"startxref\n%d\n%%%%EOF\n" % len(head)


def _objects(head: bytes) -> list[int]:
    places, place = [], head.find(b" 0 obj\n")
    while place >= 0:
        places.append(place)
        place = head.find(b" 0 obj\n", place + 1)
    return places


def with_packed_stream(content: bytes, filters: Any) -> bytes:
    """A PDF with one stream of which the bytes are packed already."""
    made = document()
    stream = made.make_stream(b"")
    stream.write(content, filter=filters, decode_parms=None)
    made.Root.Extra = stream
    return saved(made)


def bomb(times: int = 1) -> bytes:
    """A PDF with a stream that unpacks to 300 MB, packed once or more."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(300)) + packer.flush()
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return with_packed_stream(packed, Array([Name.FlateDecode] * times))


def encrypted(user: str) -> bytes:
    """A PDF with a password for reading, or only one for changing."""
    return saved(document(), encryption=pikepdf.Encryption(owner="eigenaar", user=user))
