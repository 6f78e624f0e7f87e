"""What the facilities of the demonstration do: their kinds of help, how long it lasts and for whom."""

from __future__ import annotations

from dataclasses import dataclass

Modules = tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """A kind of help of one facility, and how many dossiers it leaves in three years.

    `days` is the shortest and longest stay, `gap` the days a place stays empty, `ages` the age at the start;
    `phases` are the modules of the successive schakelingen. `kind` is regular, crisis, time_out, short_crisis_stay
    or supporting_guidance_only. `judicial` is how often the help is imposed, between 0 and 1.
    """

    dossiers: int
    days: tuple[int, int]
    gap: tuple[int, int]
    ages: tuple[int, int]
    phases: tuple[Modules, ...] = ()
    kind: str = "regular"
    judicial: float = 0.3
    guaranteed: bool = False


@dataclass(frozen=True)
class DemoFacility:
    """A facility of the demonstration with the modules it may tick and its programmes."""

    code: str
    name: str
    organisation_type: str
    province: str
    street: str
    house_number: str
    postcode: str
    municipality: str
    modules: Modules
    programmes: tuple[Programme, ...]


CRISIS_STAY = ("P-VBF-CRISIS-MELDPUNT",)
CRISIS_STAY_GUIDED = ("P-VBF-CRISIS-MELDPUNT", "P-CRISISBEGELEIDING")

DEMO_FACILITIES = (
    DemoFacility(
        "F001", "De Vlier", "OVBJ", "Antwerpen", "Vlierbeekstraat", "12", "2800", "Mechelen",
        ("VBFBJB02", "VBFBJB04", "VBFBJB05", "P-VBF-CRISIS-KORT", "P-VBF-CRISIS-MELDPUNT", "P-CB-BREED", "P-CB-LAAG",
         "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE", "P-DB-GROEP", "P-OB-RTJ", "BEGBJB05"),
        (
            Programme(24, (240, 900), (3, 20), (9, 16), (("VBFBJB04", "P-CB-BREED"), ("VBFBJB05", "P-CB-BREED"),
                                                         ("P-CB-LAAG",)), judicial=0.5),
            Programme(7, (200, 500), (5, 25), (16, 18), (("VBFBJB02", "P-CB-LAAG"), ("BEGBJB05",)), judicial=0.3),
            Programme(23, (150, 420), (2, 20), (6, 15), (("P-CB-BREED",), ("P-CB-BREED", "P-DB-GROEP"),
                                                         ("P-CB-LAAG",)), judicial=0.2),
            Programme(12, (180, 330), (2, 20), (6, 14), (("P-CB-BREED", "P-DB-GROEP"), ("P-CB-LAAG",)), judicial=0.1),
            Programme(12, (2, 14), (40, 110), (7, 17), (CRISIS_STAY, CRISIS_STAY), "crisis", 0.1, guaranteed=True),
            Programme(3, (4, 14), (150, 300), (12, 17), (("VBFBJB04",),), "time_out", 0.5),
            Programme(9, (15, 70), (10, 30), (12, 17), (("P-OB-RTJ",), ("P-OB-RTJ",)), "supporting_guidance_only", 0.1),
        ),
    ),
    DemoFacility(
        "F002", "'t Kompas", "OVBJ", "Oost-Vlaanderen", "Kouterdreef", "45", "9000", "Gent",
        ("VBFBJB04", "VBFBJB16", "VBFBJB20", "P-VBF-CRISIS-KORT", "P-CB-BREED", "P-CB-LAAG", "P-CB-KORT-INTENSIEF",
         "P-CB-HERORIENTERING", "P-CB-SOFS", "P-CB-DELICT", "BEGBJB05", "BEGBJB16", "P-OB-PROJECT", "P-DIA-KORT"),
        (
            Programme(14, (240, 800), (5, 25), (12, 17), (("VBFBJB04", "P-CB-BREED"), ("BEGBJB16",)), judicial=0.5),
            Programme(10, (120, 360), (2, 15), (14, 17), (("VBFBJB16", "P-CB-BREED"), ("VBFBJB04", "P-CB-BREED")),
                      judicial=0.9),
            Programme(5, (500, 1100), (5, 30), (3, 12), (("VBFBJB20", "P-CB-LAAG"),), judicial=0.4),
            Programme(14, (120, 360), (3, 25), (16, 20), (("BEGBJB05",), ("P-CB-LAAG",)), judicial=0.1),
            Programme(12, (80, 140), (3, 15), (8, 17), (("P-CB-KORT-INTENSIEF",), ("P-CB-BREED",)), judicial=0.3),
            Programme(11, (90, 200), (3, 25), (10, 17), (("P-CB-HERORIENTERING",),), judicial=0.1),
            Programme(4, (3, 14), (90, 250), (10, 17), (("P-VBF-CRISIS-KORT",),), "short_crisis_stay", 0.2),
        ),
    ),
    DemoFacility(
        "F003", "De Wegwijzer", "OOOC", "Vlaams-Brabant", "Diestsesteenweg", "208", "3010", "Leuven",
        ("VBFBJB06", "VBFBJB07", "P-VBF-CRISIS-KORT", "P-VBF-CRISIS-MELDPUNT", "P-DIA-OOOC", "P-DIA-KORT",
         "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"),
        (
            Programme(44, (60, 130), (2, 12), (8, 17), (("P-DIA-OOOC", "VBFBJB06"), ("P-DIA-OOOC", "VBFBJB07")),
                      judicial=0.7),
            Programme(18, (55, 125), (2, 15), (6, 17), (("P-DIA-OOOC",),), judicial=0.5),
            Programme(18, (1, 14), (20, 60), (6, 17), (CRISIS_STAY_GUIDED, CRISIS_STAY), "crisis", 0.3, True),
        ),
    ),
    DemoFacility(
        "F004", "Het Anker", "OBC", "West-Vlaanderen", "Torhoutsesteenweg", "310", "8200", "Brugge",
        ("VBFBJB17", "P-BEH-DIA"),
        (
            Programme(32, (180, 600), (3, 20), (9, 17), (("VBFBJB17", "P-BEH-DIA"), ("P-BEH-DIA",)), judicial=0.4),
            Programme(8, (90, 240), (5, 25), (8, 17), (("P-BEH-DIA",),), judicial=0.2),
        ),
    ),
    DemoFacility(
        "F005", "De Horizon", "GES+", "Limburg", "Bosstraat", "88", "3500", "Hasselt",
        ("VBFBJB19",),
        (Programme(24, (200, 700), (4, 25), (12, 18), (("VBFBJB19",),), judicial=0.6),),
    ),
    DemoFacility(
        "F006", "De Speelvogel", "CKG", "Oost-Vlaanderen", "Moerbeekstraat", "19", "9300", "Aalst",
        ("VBFKG06", "P-VBFKG-KORT", "P-VBF-CRISIS-MELDPUNT", "P-CRISISBEGELEIDING", "P-CKG-GEZIN", "P-CKG-DAGOPVANG",
         "P-CKG-TRAINING-OUDERS", "P-CKG-TRAINING-GROEP"),
        (
            Programme(14, (150, 400), (3, 15), (0, 9), (("VBFKG06",), ("P-CKG-GEZIN",)), judicial=0.3),
            Programme(10, (30, 90), (4, 30), (0, 10), (("P-VBFKG-KORT",), ("P-CKG-GEZIN",)), judicial=0.0),
            Programme(22, (80, 220), (3, 15), (0, 11), (("P-CKG-GEZIN",), ("P-CKG-TRAINING-OUDERS",)), judicial=0.0),
            Programme(14, (90, 240), (3, 20), (0, 4), (("P-CKG-DAGOPVANG",), ("P-CKG-GEZIN",)), judicial=0.0),
            Programme(10, (3, 14), (40, 110), (0, 10), (CRISIS_STAY_GUIDED, CRISIS_STAY_GUIDED), "crisis", 0.1, True),
        ),
    ),
    DemoFacility(
        "F007", "De Linde", "CIG", "Antwerpen", "Lindelei", "31", "2600", "Antwerpen",
        ("P-VBF-GEZIN", "P-VBF-CRISIS-MELDPUNT", "P-CB-OUDERS"),
        (
            Programme(17, (150, 400), (5, 25), (0, 3), (("P-VBF-GEZIN", "P-CB-OUDERS"), ("P-CB-OUDERS",)),
                      judicial=0.1),
            Programme(6, (120, 300), (5, 25), (0, 4), (("P-CB-OUDERS",),), judicial=0.1),
            Programme(3, (3, 7), (150, 320), (0, 3), (CRISIS_STAY,), "crisis", 0.0, True),
        ),
    ),
    DemoFacility(
        "F008", "Crisishulp aan huis Dijleland", "CaH", "Vlaams-Brabant", "Vaartkom", "4", "3000", "Leuven",
        ("P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"),
        (
            Programme(38, (22, 28), (2, 25), (2, 17), (("P-CAH",),), "crisis", 0.05),
            Programme(8, (1, 3), (50, 150), (4, 17), (("P-CRISISINTERVENTIE",),), "crisis", 0.0),
            Programme(4, (14, 28), (120, 260), (4, 17), (("P-CRISISBEGELEIDING",),), "crisis", 0.0),
        ),
    ),
    DemoFacility(
        "F009", "Pleegzorg De Brug", "pleegzorg", "Antwerpen", "Statielei", "77", "2140", "Antwerpen",
        ("VBFINT04", "VBFINT05", "VBFINT06", "P-VBFINT-ONDERST-KORT", "P-VBFINT-ONDERST-LAAG", "P-BEGINT-PLEEG",
         "P-BEGINT-BEHANDEL"),
        (
            Programme(34, (700, 2000), (1, 40), (0, 13), (("VBFINT04", "P-BEGINT-PLEEG"),
                                                          ("VBFINT04", "P-BEGINT-PLEEG", "P-BEGINT-BEHANDEL"),
                                                          ("VBFINT05", "P-BEGINT-PLEEG")), judicial=0.6),
            Programme(12, (180, 400), (5, 40), (0, 10), (("VBFINT06", "P-BEGINT-PLEEG"),
                                                         ("VBFINT04", "P-BEGINT-PLEEG")), judicial=0.6),
            Programme(12, (20, 120), (10, 60), (0, 12), (("P-VBFINT-ONDERST-KORT", "P-BEGINT-PLEEG"),), judicial=0.1),
            Programme(8, (200, 700), (10, 60), (2, 14), (("P-VBFINT-ONDERST-LAAG", "P-BEGINT-PLEEG"),), judicial=0.1),
            Programme(4, (900, 1800), (10, 60), (25, 31), (("VBFINT04", "P-BEGINT-PLEEG"),), judicial=0.0),
        ),
    ),
    DemoFacility(
        "F010", "1 Gezin, 1 Plan Zuiderkempen", "1G1P", "Antwerpen", "Markt", "9", "2440", "Geel",
        (),
        (Programme(40, (90, 300), (2, 20), (1, 17)),),
    ),
    DemoFacility(
        "F011", "HCA Maasland", "HCA", "Limburg", "Vaartstraat", "27", "3600", "Genk",
        (),
        (Programme(25, (40, 180), (2, 30), (12, 17)),),
    ),
    DemoFacility(
        "F012", "NAFT Koers", "NAFT", "West-Vlaanderen", "Meensesteenweg", "150", "8500", "Kortrijk",
        (),
        (Programme(15, (40, 130), (10, 60), (11, 17)),),
    ),
)  # fmt: skip
