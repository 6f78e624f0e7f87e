"""Where in a file something stands, in words somebody finds it by (G-3)."""

from __future__ import annotations

import re

# What each list of an exchange file holds, by the key of the list.
RECORDS = {
    "type_modules": "typemodule",
    "facilities": "voorziening",
    "capacity": "capaciteitsrij",
    "clients": "cliënt",
    "dossiers": "dossier",
    "decisions": "beslissing",
    "schakelingen": "schakeling",
    "utilisation": "benutting",
    "quarters": "kwartaal",
    "modules": "module",
    "carers": "pleegzorger",
}


PARTS = {
    "type_modules": "Typemodules",
    "facilities": "Voorzieningen",
    "capacity": "Capaciteit",
    "clients": "Cliënten",
    "dossiers": "Dossiers",
    "utilisation": "Benutting",
    "quarters": "Kwartalen",
}
WHOLE = "Het bestand"
_SHEET = re.compile(r"blad '(.{1,60}?)'")


def part_of(place: str) -> str:
    """Which list of an exchange file, or which sheet of a workbook, a place lies in."""
    if place.startswith("/"):
        return PARTS.get(place.split("/")[1], WHOLE)
    sheet = _SHEET.match(place)
    return sheet[1] if sheet else WHOLE


def order_in_file(place: str) -> tuple[tuple[int, str], ...]:
    """Sorts JSON pointers as the file runs: list by list, record by record; a place in a workbook keeps its order."""
    steps = place.split("/")[1:] if place.startswith("/") else []
    lists = [(list(PARTS).index(step), "") if step in PARTS else (len(PARTS), step) for step in steps[:1]]
    return (*lists, *((int(one[:9]), "") if one.isascii() and one.isdigit() else (0, one) for one in steps[1:]))


def place_in_words(pointer: str) -> tuple[str, str]:
    """The record that a JSON pointer leads to, counted from 1, and the field in it; both may be empty.

    `/dossiers/3/decisions/0/begin` is "dossier 4, beslissing 1" and "begin". A place in a workbook has no pointer.
    """
    if not pointer.startswith("/"):
        return "", ""
    records: list[str] = []
    rest: list[str] = []
    steps = pointer.split("/")[1:]
    while steps:
        step = steps.pop(0)
        if step in RECORDS and steps and steps[0].isdigit() and not rest:
            records.append(f"{RECORDS[step]} {int(steps.pop(0)[:9]) + 1}")
        else:
            rest.append(step)
    return ", ".join(records), "/".join(rest)
