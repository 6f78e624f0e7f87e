"""Random exchange files with quarter totals beside the schakelingen: some filled in, some empty, some not there."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.domain.naive_utilisation import NaiveModule, NaiveQuarter
from tests.figures.random_files import JsonObject, random_file

WIDE: dict[str, tuple[str, ...]] = {
    "OVBJ": ("VBFBJB04", "VBFBJB02", "VBFBJB16", "VBFBJB20", "BEGBJB05", "P-CB-BREED", "P-CB-LAAG", "P-DB-GROEP",
             "P-OB-RTJ", "P-CRISISBEGELEIDING"),
    "OOOC": ("VBFBJB06", "VBFBJB07", "P-DIA-OOOC", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"),
    "CIG": ("P-VBF-GEZIN", "P-VBF-CRISIS-MELDPUNT", "P-CB-OUDERS"),
    "CaH": ("P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"),
    "CKG": ("VBFKG06", "P-VBFKG-KORT", "P-CKG-GEZIN", "P-CKG-DAGOPVANG", "P-CRISISBEGELEIDING"),
}  # fmt: skip
QUARTERS: list[NaiveQuarter] = [
    (2022, 3),
    (2022, 4),
    *((year, number) for year in (2023, 2024) for number in range(1, 5)),
]
RESIDENCE = {"VBFBJB04", "VBFBJB02", "VBFBJB06", "VBFBJB07", "P-VBF-GEZIN", "P-VBF-CRISIS-MELDPUNT", "VBFKG06",
             "P-VBFKG-KORT"}  # fmt: skip
INTENSITY_TWO = {"P-CB-BREED", "P-CB-OUDERS", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"}


def naive_modules(organisation_type: str) -> dict[str, NaiveModule]:
    """What the naive count has to know of each module of an organisation type, written down by hand."""
    return {code: _naive_module(code, organisation_type) for code in WIDE[organisation_type]}


def _naive_module(code: str, organisation_type: str) -> NaiveModule:
    if code in RESIDENCE:
        return NaiveModule("residence", "VERBLIJF", 1)
    if code in ("VBFBJB16", "VBFBJB20"):
        return NaiveModule("residence", code, 1)
    if organisation_type == "CaH":
        return NaiveModule("crisis at home", "P-CAH", 24)
    if organisation_type == "CKG":
        return NaiveModule("ckg points", "P-CKG-GEZIN", 0, typed=False)
    if code in ("P-DB-GROEP", "P-OB-RTJ", "P-DIA-OOOC"):
        function = {"P-DB-GROEP": "day guidance", "P-OB-RTJ": "supporting guidance"}.get(code, "diagnostics")
        return NaiveModule(function, code, 1, typed=code != "P-DIA-OOOC")
    return NaiveModule("context guidance", code, 2 if code in INTENSITY_TWO else 1)


def file_with_totals(seed: int, organisation_type: str, programme: tuple[str, ...] = ()) -> JsonObject:
    """One facility with dossiers, capacity and totals: of most modules, of a few none, an empty one or a zero."""
    programme = programme or WIDE[organisation_type]
    document = random_file(seed, organisation_type, programme)
    random, facility = Random(f"totals {seed} {organisation_type}"), document["facilities"][0]["code"]
    emptiness = random.choice((0.0, 0.05, 0.4))
    typed = [code for code in programme if _naive_module(code, organisation_type).typed]
    document["utilisation"] = [
        {"facility": facility, "quarter": f"{year}-{number}", "module": code, "total": _total(random, emptiness)}
        for year, number in QUARTERS
        for code in typed
        if random.random() >= emptiness
    ]
    return document


def _total(random: Random, emptiness: float) -> Any:
    if random.random() < emptiness:
        return None
    return random.choice((0, random.randrange(2000) / 4, random.randrange(2000) / 2))


def random_quarters(random: Random) -> list[NaiveQuarter]:
    """One to four consecutive quarters of those with totals."""
    count = random.randint(1, 4)
    first = random.randrange(len(QUARTERS) - count + 1)
    return QUARTERS[first : first + count]
