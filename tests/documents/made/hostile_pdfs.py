"""PDFs that may not be shared, each with the reason."""

from __future__ import annotations

from collections.abc import Callable

from pikepdf import Array, Dictionary, Name, String

from app.domain.documents.content import Refusal
from tests.documents.made import pdfs
from tests.documents.made.containers import zipped

Row = tuple[str, Callable[[], bytes], Refusal]
_SCRIPT, _ACTION = Refusal.SCRIPT_IN_PDF, Refusal.ACTION_IN_PDF


def _opening(kind: str, **more: object) -> Callable[[], bytes]:
    return lambda: pdfs.pdf(OpenAction=pdfs.action(kind, **more))


def _annotation(kind: str) -> Callable[[], bytes]:
    return lambda: pdfs.with_annotation(Subtype=Name(f"/{kind}"))


def _named_scripts() -> bytes:
    return pdfs.pdf(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), pdfs.script()]))))


def _by_itself() -> bytes:
    made = pdfs.document()
    made.pages[0].obj["/AA"] = Dictionary(O=pdfs.action("URI", URI=String("https://x.be")))
    return pdfs.saved(made)


def _next_action() -> bytes:
    went = pdfs.action("GoTo", D=Array([0, Name.Fit]), Next=pdfs.action("URI", URI=String("https://x.be")))
    return pdfs.pdf(OpenAction=went)


def _elsewhere() -> bytes:
    made = pdfs.document()
    stream = made.make_stream(b"x")
    stream.F = String("\\\\server\\geheim.bin")
    made.Root.Extra = stream
    return pdfs.saved(made)


def _named_elsewhere() -> bytes:
    """An action whose kind stands in another object."""
    made = pdfs.document()
    kind = made.make_indirect(Name("/Launch"))
    made.Root.OpenAction = made.make_indirect(Dictionary(S=kind, F=String("cmd.exe")))
    return pdfs.saved(made)


def _target_elsewhere() -> bytes:
    made = pdfs.document()
    target = made.make_indirect(String("javascript:alert(1)"))
    made.Root.Extra = Dictionary(A=pdfs.action("URI", URI=target))
    return pdfs.saved(made)


def _fake_length() -> bytes:
    """A text that looks like the length of a stream, to hide an action behind it."""
    made = pdfs.document()
    stream = made.make_stream(b"x" * 50)
    stream.Aa = String("/Length 400000 ")
    made.Root.Extra = stream
    made.Root.Last = made.make_indirect(Dictionary(A=pdfs.action("Launch", F=String("cmd.exe"))))
    return pdfs.saved(made)


def _earlier_version() -> bytes:
    """A script in a version of an object that a later one replaced; some readers still find it."""
    dead = b"9999 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n"
    return pdfs.pdf().replace(b"xref\n0 ", dead + b"xref\n0 ", 1)


HOSTILE_PDFS: dict[str, Row] = {
    "pdf with a script on opening": ("p.pdf", lambda: pdfs.pdf(OpenAction=pdfs.script()), _SCRIPT),
    "pdf with scripts by name": ("p.pdf", _named_scripts, _SCRIPT),
    "pdf with a script in a packed object": ("p.pdf", pdfs.with_script_in_object_stream, _SCRIPT),
    "pdf with a script spelled by numbers": ("p.pdf", pdfs.with_script_spelled_out, _SCRIPT),
    "pdf with a script behind a link": ("p.pdf", lambda: pdfs.with_link("javascript:alert(1)"), _ACTION),
    "pdf with a link in disguise": ("p.pdf", lambda: pdfs.with_link(" jAva\tscript:alert(1)"), _ACTION),
    "pdf with a link by percents": ("p.pdf", lambda: pdfs.with_link("%6aavascript:alert(1)"), _ACTION),
    "pdf with a link to a server": ("p.pdf", lambda: pdfs.with_link("file://server/deel/x"), _ACTION),
    "pdf with a link to a program": ("p.pdf", lambda: pdfs.with_link("file:///C:/Windows/System32/calc.exe"), _ACTION),
    "pdf with a link to a tool": ("p.pdf", lambda: pdfs.with_link("ms-msdt:/id PCWDiagnostic"), _ACTION),
    "pdf with a link written elsewhere": ("p.pdf", _target_elsewhere, _ACTION),
    "pdf that starts a program": ("p.pdf", _opening("Launch", F=String("cmd.exe")), _ACTION),
    "pdf whose action is named elsewhere": ("p.pdf", _named_elsewhere, _ACTION),
    "pdf that hides behind a length": ("p.pdf", _fake_length, _ACTION),
    "pdf that opens a page of the internet": ("p.pdf", _opening("URI", URI=String("https://x.be")), _ACTION),
    "pdf that opens one after another": ("p.pdf", _next_action, _ACTION),
    "pdf that acts by itself": ("p.pdf", _by_itself, _ACTION),
    "pdf that sends a form": ("p.pdf", _opening("SubmitForm", F=String("https://x.be")), _ACTION),
    "pdf that reads data in": ("p.pdf", _opening("ImportData", F=String("x.fdf")), _ACTION),
    "pdf that opens another": ("p.pdf", _opening("GoToR", F=String("\\\\server\\x.pdf")), _ACTION),
    "pdf that opens one within": ("p.pdf", _opening("GoToE", T=Dictionary(R=Name.C)), _ACTION),
    "pdf whose bytes lie elsewhere": ("p.pdf", _elsewhere, _ACTION),
    "pdf with an attachment": ("p.pdf", pdfs.with_attachment, Refusal.ATTACHMENT_IN_PDF),
    "pdf with an attached mark": ("p.pdf", _annotation("FileAttachment"), Refusal.ATTACHMENT_IN_PDF),
    "pdf that is a portfolio": ("p.pdf", lambda: pdfs.pdf(Collection=Dictionary()), Refusal.ATTACHMENT_IN_PDF),
    "pdf with an XFA form": ("p.pdf", lambda: pdfs.pdf(AcroForm=Dictionary(XFA=String("x"))), Refusal.FORM_IN_PDF),
    "pdf with media": ("p.pdf", _annotation("RichMedia"), Refusal.MEDIA_IN_PDF),
    "pdf with 3D": ("p.pdf", _annotation("3D"), Refusal.MEDIA_IN_PDF),
    "pdf with a film": ("p.pdf", _annotation("Movie"), Refusal.MEDIA_IN_PDF),
    "pdf with a password": ("p.pdf", lambda: pdfs.encrypted("geheim"), Refusal.PROTECTED_PDF),
    "pdf with restrictions": ("p.pdf", lambda: pdfs.encrypted(""), Refusal.PROTECTED_PDF),
    "pdf bomb": ("p.pdf", pdfs.bomb, Refusal.BOMB),
    "pdf bomb packed twice": ("p.pdf", lambda: pdfs.bomb(2), Refusal.BOMB),
    "pdf bomb packed three times": ("p.pdf", lambda: pdfs.bomb(3), Refusal.BOMB),
    "pdf that is a zip too": ("p.pdf", lambda: pdfs.pdf() + zipped({"a": "b"}), Refusal.TWO_IN_ONE),
    "pdf with a program behind": ("p.pdf", lambda: pdfs.pdf() + b"MZ" + bytes(5000), Refusal.TWO_IN_ONE),
    "pdf with a rar inside": ("p.pdf", lambda: pdfs.pdf() + b"Rar!\x1a\x07\x00", Refusal.TWO_IN_ONE),
    "pdf of an earlier version": ("p.pdf", _earlier_version, Refusal.UNREADABLE),
    "pdf cut in half": ("p.pdf", lambda: pdfs.pdf()[:300], Refusal.UNREADABLE),
    "pdf without its list": ("p.pdf", lambda: pdfs.pdf().replace(b"startxref", b"startxxxx"), Refusal.UNREADABLE),
    "pdf that is only a head": ("p.pdf", lambda: b"%PDF-1.7\n%%EOF\n", Refusal.UNREADABLE),
    "pdf behind something else": ("p.pdf", lambda: b"x\n" + pdfs.pdf(), Refusal.UNKNOWN_TYPE),
}
