"""The facilities of a made-up sector of national size: how many, of which type, how large, what they offer."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from app.reference.load import derive_occupancy_rule, type_modules_by_code

FACILITIES, DOSSIERS = 500, 600_000
MEDIAN_DOSSIERS, LARGE_DOSSIERS, FOSTER_CARE_DOSSIERS = 760, 5_000, 16_000
# The places of the three facilities with a known size; their ids are one higher.
FOSTER_CARE_PLACE, MEDIAN_PLACE, LARGE_PLACE = 0, 1, 2
FOSTER_CARE_EVERY = 100
FEWEST_FACILITIES = 12

# Of every twenty facilities; foster care comes beside these.
TYPES_OF_TWENTY = (
    *("OVBJ",) * 9,
    *("OOOC",) * 2,
    "OBC",
    "GES+",
    *("CKG",) * 2,
    "CIG",
    "CaH",
    "HCA",
    "NAFT",
    "1G1P",
)
PROVINCES = ("Antwerpen", "Oost-Vlaanderen", "West-Vlaanderen", "Limburg", "Vlaams-Brabant", "Brussel")

# The combinations of modules that schakelingen at each organisation type hold; none: it works without schakelingen.
PACKAGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "OVBJ": (
        ("VBFBJB04", "P-CB-BREED"),
        ("VBFBJB04", "P-CB-BREED"),
        ("VBFBJB02", "P-CB-BREED"),
        ("BEGBJB05",),
        ("P-DB-GROEP", "BEGBJB16"),
        ("P-CB-LAAG", "VBFBJB05", "P-OB-RTJ"),
        ("P-OB-RTJ",),
    ),
    "OOOC": (
        ("P-DIA-OOOC", "VBFBJB06"),
        ("P-DIA-OOOC", "VBFBJB07"),
        ("P-DIA-OOOC",),
        ("P-VBF-CRISIS-MELDPUNT", "P-CRISISBEGELEIDING"),
    ),
    "OBC": (("VBFBJB17", "P-BEH-DIA"), ("VBFBJB17", "P-BEH-DIA"), ("P-BEH-DIA",)),
    "GES+": (("VBFBJB19",),),
    "CKG": (
        ("VBFKG06",),
        ("P-CKG-GEZIN", "P-CKG-DAGOPVANG"),
        ("P-CKG-GEZIN",),
        ("P-VBF-CRISIS-MELDPUNT", "P-CRISISBEGELEIDING"),
    ),
    "CIG": (("P-VBF-GEZIN", "P-CB-OUDERS"), ("P-CB-OUDERS",)),
    "CaH": (("P-CAH",), ("P-CRISISINTERVENTIE",), ("P-CRISISBEGELEIDING",)),
    "pleegzorg": (
        ("VBFINT04", "P-BEGINT-PLEEG"),
        ("VBFINT05", "P-BEGINT-PLEEG"),
        ("VBFINT06", "P-BEGINT-PLEEG"),
        ("P-VBFINT-ONDERST-KORT", "P-BEGINT-PLEEG"),
        ("VBFINT04", "P-BEGINT-PLEEG", "P-BEGINT-BEHANDEL"),
    ),
}
DETAIL_ANSWERS = {"bridging_care": "no", "treatment_aimed_at": "foster_child", "supporting_kind": "dagactivering"}
SUPPLY_CAN_BE_GUARANTEED = frozenset({"OVBJ", "OOOC", "CKG", "CIG"})


@dataclass(frozen=True)
class Organisations:
    """The facilities in order of their ids, which begin at 1: organisation type, province and number of dossiers."""

    types: tuple[str, ...]
    provinces: tuple[str, ...]
    sizes: np.ndarray

    @property
    def count(self) -> int:
        """How many facilities there are."""
        return len(self.types)


def organisations(scale: float, random: np.random.Generator) -> Organisations:
    """The facilities of a sector of `scale` times the national size (1 = 500 facilities, 600,000 dossiers)."""
    count = max(FEWEST_FACILITIES, round(FACILITIES * scale))
    types = tuple(_type_at(place) for place in range(count))
    provinces = tuple(PROVINCES[place % len(PROVINCES)] for place in range(count))
    return Organisations(types, provinces, _sizes(count, round(DOSSIERS * scale), random))


def packages() -> list[tuple[str, ...]]:
    """All combinations of modules, those of one organisation type after those of another."""
    return [package for offered in PACKAGES.values() for package in offered]


def package_ranges(types: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Where in `packages()` the combinations of each of these facilities begin, and how many there are."""
    begins, begin = {}, 0
    for organisation_type, offered in PACKAGES.items():
        begins[organisation_type] = begin
        begin += len(offered)
    first = [begins.get(each, 0) for each in types]
    return np.array(first), np.array([len(PACKAGES.get(each, ())) for each in types])


def approved_codes(organisation_type: str) -> list[str]:
    """The modules that a facility of this type may offer."""
    return sorted({code for package in PACKAGES.get(organisation_type, ()) for code in package})


def detail_answer(code: str) -> str:
    """The answer to what a module asks beside its tick; nothing where it asks nothing (S-10)."""
    return DETAIL_ANSWERS.get(type_modules_by_code()[code].detail or "", "")


def capacity_line(code: str, organisation_type: str) -> str | None:
    """The capacity row on which a module counts at an organisation type; None where none is recognised (F-7)."""
    module = type_modules_by_code()[code]
    rule, line = derive_occupancy_rule(
        code=code,
        function=module.function,
        pooled_residential=module.pooled_residential,
        ckg_points=module.ckg_points,
        organisation_type=organisation_type,
    )
    return None if rule == "none" else line


def _type_at(place: int) -> str:
    if place % FOSTER_CARE_EVERY == FOSTER_CARE_PLACE:
        return "pleegzorg"
    return TYPES_OF_TWENTY[(place - 1) % len(TYPES_OF_TWENTY)]


def _sizes(count: int, total: int, random: np.random.Generator) -> np.ndarray:
    """Log-normal sizes that add up to the total; a small sector gets smaller known facilities too."""
    known = {
        FOSTER_CARE_PLACE: min(FOSTER_CARE_DOSSIERS, total // 5),
        LARGE_PLACE: min(LARGE_DOSSIERS, total // 8),
        MEDIAN_PLACE: min(MEDIAN_DOSSIERS, total // 16),
    }
    others = [place for place in range(count) if place not in known]
    sizes = np.zeros(count, dtype=np.int64)
    sizes[list(known)] = list(known.values())
    sizes[random.permutation(others)] = _log_normal(len(others), total - sum(known.values()))
    return sizes


def _log_normal(count: int, total: int) -> np.ndarray:
    normal = NormalDist()
    deviations = np.array([normal.inv_cdf((place + 0.5) / count) for place in range(count)])
    mean, median = total / count, min(MEDIAN_DOSSIERS, 0.65 * total / count)
    shape = np.exp(np.sqrt(2 * np.log(mean / median)) * deviations)
    sizes = np.maximum(1, np.floor(shape * total / shape.sum())).astype(np.int64)
    sizes[count // 2] += total - sizes.sum()
    return sizes
