"""Random exchange files with everything in them that makes counting days hard."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.factories import national_number

JsonObject = dict[str, Any]
FIRST, LAST = date(2022, 6, 1), date(2024, 12, 31)
TODAY = date(2031, 1, 1)
PROGRAMMES: dict[str, tuple[str, ...]] = {
    "OVBJ": ("VBFBJB04", "VBFBJB02", "VBFBJB16", "P-CB-BREED", "P-CB-LAAG", "P-CRISISBEGELEIDING"),
    "OOOC": ("VBFBJB06", "VBFBJB07", "P-DIA-OOOC", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"),
    "CIG": ("P-VBF-GEZIN", "P-VBF-CRISIS-MELDPUNT", "P-CB-OUDERS"),
    "pleegzorg": ("VBFINT06", "P-BEGINT-PLEEG"),
}
# Facilities whose figures are not, or not only, counted in days; the first word is the organisation type.
IN_POINTS: dict[str, tuple[str, ...]] = {
    "CaH (points)": ("P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"),
    "CKG (points)": ("VBFKG06", "P-VBF-CRISIS-MELDPUNT", "P-CRISISBEGELEIDING", "P-CKG-GEZIN", "P-CKG-TRAINING-GROEP"),
    "OVBJ (OB)": ("P-OB-RTJ", "VBFBJB04"),
}
# The lengths, in days after the first, at which a figure in points turns; crisis help also began before December 2021.
LENGTHS = {"CaH (points)": (0, 1, 6, 7, 8, 27, 28), "CKG (points)": (0, 1, 10, 28, 29, 30, 60, 200)}
BEGINS = {"CaH (points)": date(2021, 10, 1)}
POOLED = frozenset(
    {"VBFBJB02", "VBFBJB04", "VBFBJB06", "VBFBJB07", "VBFBJB17", "VBFBJB19", "P-VBF-GEZIN", "P-VBF-CRISIS-MELDPUNT",
     "VBFKG06", "P-VBFKG-KORT"}
)  # fmt: skip
LINE_OF = dict.fromkeys(POOLED, "VERBLIJF")
TOWARD = {"OVBJ": "P-CB-LAAG", "OOOC": "P-DIA-OOOC", "CIG": "P-CB-OUDERS", "CaH": "P-CAH", "CKG": "P-CKG-GEZIN"}
CRISIS = {"through_access_gate": False, "referrer": "crisismeldpunt"}


def random_file(seed: int, kind: str, programme: tuple[str, ...] = ()) -> JsonObject:
    """One facility with some clients, each with one to three dossiers that may follow on or overlap each other.

    `kind` is a key of PROGRAMMES or IN_POINTS, or an organisation type with a programme of its own.
    """
    programme, organisation_type = programme or (PROGRAMMES | IN_POINTS)[kind], kind.split()[0]
    random = Random(f"{seed} {kind}")
    code = f"R{seed}-{kind.replace(' ', '')}"
    clients, dossiers = [], []
    for number in range(random.randint(1, 5)):
        external = f"{code}-c{number}"
        born = date(2008, 1, 1) + timedelta(days=random.randrange(3000))
        clients.append(
            {"id": external, "national_number": national_number(born, 1 + (seed * 7 + number) % 990), "name": "Proef"}
        )
        dossiers += _dossiers(random, code, external, kind, programme)
    return {
        "format": "binc-exchange/1",
        "source": code,
        "history": True,
        "facilities": [_facility(code, organisation_type, programme)],
        "capacity": _capacity(random, code, organisation_type, programme),
        "clients": _each_number_once(clients, random),
        "dossiers": dossiers,
        "utilisation": _registered(random, code) if kind in IN_POINTS and "P-OB-RTJ" in programme else [],
    }


def _facility(code: str, organisation_type: str, programme: tuple[str, ...]) -> JsonObject:
    modules = [{"code": module, "from": "2015-01-01"} for module in programme]
    return {
        "code": code,
        "name": code,
        "organisation_type": organisation_type,
        "province": "Limburg",
        "modules": modules,
    }


def _each_number_once(clients: list[JsonObject], random: Random) -> list[JsonObject]:
    seen: set[str] = set()
    for client in clients:
        while client["national_number"] in seen:
            born = date(2008, 1, 1) + timedelta(days=random.randrange(3000))
            client["national_number"] = national_number(born, random.randint(1, 997))
        seen.add(client["national_number"])
    return clients


def _registered(random: Random, facility: str) -> list[JsonObject]:
    """The total of supporting guidance of most quarters; of some it was not filled in."""
    quarters = [f"{year}-{number}" for year in (2022, 2023, 2024) for number in (1, 2, 3, 4)]
    return [
        {"facility": facility, "quarter": quarter, "module": "P-OB-RTJ", "total": random.choice((0, 1, 7.5, 30, 61.5))}
        for quarter in quarters
        if random.random() < 0.9
    ]


def _dossiers(random: Random, facility: str, client: str, kind: str, programme: tuple[str, ...]) -> list[JsonObject]:
    begin = BEGINS.get(kind, FIRST) + timedelta(days=random.randrange(500))
    found: list[JsonObject] = []
    count = random.randint(1, 3)
    for number in range(count):
        last = number == count - 1
        chain = _chain(random, begin, kind, programme, open_end=last and random.random() < 0.5)
        end = chain[-1]["end"]
        dossier: JsonObject = {
            "id": f"{client}-d{number}",
            "facility": facility,
            "client": client,
            "created": begin.isoformat(),
            "status": "open" if last else "closed",
            "referral": CRISIS,
            "decisions": [
                {"begin": begin.isoformat(), "modules": list(programme), "ground": "voluntary", "schakelingen": chain}
            ],
        }
        if not last:
            dossier["closed_on"] = (date.fromisoformat(end) + timedelta(days=random.randrange(3))).isoformat()
            begin = max(begin, date.fromisoformat(end) + timedelta(days=random.choice((-20, -1, 0, 0, 1, 30))))
        found.append(dossier)
    return found


def _chain(random: Random, begin: date, kind: str, programme: tuple[str, ...], open_end: bool) -> list[JsonObject]:
    chain: list[JsonObject] = []
    count = random.randint(1, 4)
    single: date | None = None
    for number in range(count):
        end = begin + timedelta(days=random.choice(LENGTHS.get(kind, (0, 0, 1, 6, 40, 200))))
        if begin == end == single:
            end += timedelta(days=3)
        last = number == count - 1
        modules = random.sample(programme, random.randint(1, min(3, len(programme))))
        chain.append(
            {
                "kind": "switch" if number else "start",
                "begin": begin.isoformat(),
                "end": None if last and open_end else end.isoformat(),
                "modules": [{"code": code, "guaranteed": random.random() < 0.25} for code in sorted(modules)],
            }
        )
        single = begin if begin == end else None
        begin = end + timedelta(days=random.choice((0, 0, 0, 1, 9)))
    return chain


def _capacity(random: Random, facility: str, organisation_type: str, programme: tuple[str, ...]) -> list[JsonObject]:
    if organisation_type == "pleegzorg":
        return []
    rows = []
    own_lines = {LINE_OF.get(code, code) for code in programme}
    for line in sorted(own_lines):
        days = sorted(random.sample(range(900), random.randint(0, 3)))
        rows += [_row(random, facility, line, FIRST + timedelta(days=day), organisation_type) for day in days]
    return rows


def _row(random: Random, facility: str, line: str, day: date, organisation_type: str) -> JsonObject:
    row: JsonObject = {"facility": facility, "module": line, "valid_from": day.isoformat(), "recognised": 0}
    if random.random() < 0.85:
        row["recognised"] = random.randint(6, 60) / 4
        row["innovative"] = random.choice((0, 0.25, 1))
        row["guaranteed"] = random.choice((0, 0.5))
    if line.startswith("P-CRISIS") and random.random() < 0.6:
        row["counts_toward"] = TOWARD[organisation_type]
    return row


def random_period(random: Random) -> tuple[date, date]:
    """A period of one day to one year, at times beginning on the first of January."""
    begin = FIRST + timedelta(days=random.randrange((LAST - FIRST).days))
    if random.random() < 0.3:
        begin = date(begin.year, 1, 1)
    return begin, begin + timedelta(days=random.choice((0, 1, 30, 90, 200, 364)))
