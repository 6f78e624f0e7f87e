"""The people who can sign in to the demonstration; their passwords are shown in demo mode only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoSeat:
    """A place to sit: a role, for a facility or for another service; neither means the agency (A-4)."""

    role: str
    facility_code: str | None = None
    service_code: str | None = None


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who works in the demonstration sector, with what they can choose after signing in (A-1)."""

    user_name: str
    first_name: str
    last_name: str
    password: str
    description: str
    seats: tuple[DemoSeat, ...]


def _staff(
    user_name: str, first_name: str, last_name: str, password: str, description: str, *codes: str
) -> DemoAccount:
    seats = tuple(DemoSeat("facility_staff", code) for code in codes)
    return DemoAccount(user_name, first_name, last_name, password, description, seats)


def _manager(
    user_name: str, first_name: str, last_name: str, password: str, description: str, code: str
) -> DemoAccount:
    seats = (DemoSeat("facility_manager", code),)
    return DemoAccount(user_name, first_name, last_name, password, description, seats)


DEMO_ACCOUNTS = (
    _staff("ann.vlier", "Ann", "Verstraeten", "vlier-in-bloei", "Begeleider bij De Vlier (OVBJ)", "F001"),
    _staff("bart.vlier", "Bart", "Lauwereys", "vlier-na-regen", "Begeleider bij De Vlier (OVBJ)", "F001"),
    _manager("carine.vlier", "Carine", "Moerenhout", "vlier-met-zon", "Verantwoordelijke van De Vlier (OVBJ)", "F001"),
    _staff("dries.kompas", "Dries", "Wyckmans", "kompas-naar-noord", "Begeleider bij 't Kompas (OVBJ)", "F002"),
    _manager("els.kompas", "Els", "Ghesquiere", "kompas-naar-zuid", "Verantwoordelijke van 't Kompas (OVBJ)", "F002"),
    _staff("femke.wegwijzer", "Femke", "Rosiers", "wegwijzer-links", "Begeleider bij De Wegwijzer (OOOC)", "F003"),
    _manager(
        "geert.wegwijzer",
        "Geert",
        "Tollenaere",
        "wegwijzer-rechts",
        "Verantwoordelijke van De Wegwijzer (OOOC)",
        "F003",
    ),
    _staff("hilde.anker", "Hilde", "Vercruysse", "anker-in-zee", "Begeleider bij Het Anker (OBC)", "F004"),
    _staff("ilse.horizon", "Ilse", "Gorissen", "horizon-blauw", "Begeleider bij De Horizon (GES+)", "F005"),
    _staff("jan.speelvogel", "Jan", "De Kimpe", "speelvogel-zingt", "Begeleider bij De Speelvogel (CKG)", "F006"),
    _manager(
        "katrien.speelvogel",
        "Katrien",
        "Uyttersprot",
        "speelvogel-fluit",
        "Verantwoordelijke van De Speelvogel (CKG)",
        "F006",
    ),
    _staff("lien.linde", "Lien", "Van Sande", "linde-schaduw", "Begeleider bij De Linde (CIG)", "F007"),
    _staff(
        "marc.dijleland",
        "Marc",
        "Swevers",
        "dijle-stroomt",
        "Begeleider bij Crisishulp aan huis Dijleland (CaH)",
        "F008",
    ),
    _staff("nele.brug", "Nele", "Van Opstal", "brug-over-water", "Begeleider bij Pleegzorg De Brug", "F009"),
    _manager(
        "olivier.brug", "Olivier", "Cautereels", "brug-onder-maan", "Verantwoordelijke van Pleegzorg De Brug", "F009"
    ),
    _staff(
        "petra.kempen", "Petra", "Vangenechten", "kempen-dennen", "Medewerker van 1 Gezin, 1 Plan Zuiderkempen", "F010"
    ),
    _staff("rik.maasland", "Rik", "Opdenacker", "maas-en-grind", "Begeleider bij HCA Maasland", "F011"),
    _staff("sofie.koers", "Sofie", "Debruyckere", "koers-op-kasseien", "Begeleider bij NAFT Koers", "F012"),
    DemoAccount(
        "tom.overal",
        "Tom",
        "Adriaenssens",
        "overal-en-ergens",
        "Werkt voor De Vlier, voor De Wegwijzer en als analist voor het agentschap",
        (DemoSeat("facility_staff", "F001"), DemoSeat("facility_staff", "F003"), DemoSeat("agency_analyst")),
    ),
    DemoAccount(
        "beleid",
        "Ursula",
        "Wellens",
        "beleid-op-maat",
        "Voorzieningenbeleid van het agentschap",
        (DemoSeat("agency_policy"),),
    ),
    DemoAccount(
        "behandelaar",
        "Viktor",
        "Depuydt",
        "dossier-heropend",
        "Dossierbehandelaar van het agentschap",
        (DemoSeat("agency_case_handler"),),
    ),
    DemoAccount(
        "analist",
        "Wendy",
        "Baetens",
        "cijfers-en-letters",
        "Analist van het agentschap: cijfers, geen namen",
        (DemoSeat("agency_analyst"),),
    ),
    DemoAccount(
        "beheer",
        "Xavier",
        "Stroobants",
        "beheer-en-orde",
        "Beheerder: gebruikers, rollen en referentiedata",
        (DemoSeat("admin"),),
    ),
    DemoAccount(
        "consulent",
        "Yvonne",
        "Termote",
        "consulent-luistert",
        "Consulent bij OCJ Antwerpen",
        (DemoSeat("consultant", None, "OCJ-ANT"),),
    ),
    DemoAccount(
        "administratie",
        "Anouk",
        "Verhelst",
        "administratie-ordent",
        "Administratief medewerker van OCJ Antwerpen",
        (DemoSeat("consultant_admin", None, "OCJ-ANT"),),
    ),
    DemoAccount(
        "teamlead",
        "Bernard",
        "Claessens",
        "team-gaat-voor",
        "Teamverantwoordelijke van OCJ Antwerpen",
        (DemoSeat("consultant_lead", None, "OCJ-ANT"),),
    ),
    DemoAccount(
        "consulent.twee",
        "Chantal",
        "Goossens",
        "consulent-vraagt",
        "Nog een consulent bij OCJ Antwerpen",
        (DemoSeat("consultant", None, "OCJ-ANT"),),
    ),
    DemoAccount(
        "sdj",
        "Daan",
        "Hermans",
        "jeugdrechtbank-hoort",
        "Consulent bij SDJ Antwerpen",
        (DemoSeat("consultant", None, "SDJ-ANT"),),
    ),
    DemoAccount(
        "campus",
        "Zakaria",
        "Bulckaert",
        "campus-de-zande",
        "Medewerker van een gemeenschapsinstelling",
        (DemoSeat("gi_staff", None, "GI-ZANDE"),),
    ),
)


def made_up_number(number: int) -> str:
    """A valid national number for the n-th person of the demonstration, born in January 1985 (O-5)."""
    first = 850101000 + number % 28 * 1000 + number * 2 + 1
    return f"{first}{97 - first % 97:02d}"


def responsible_of(facility_code: str, number: int) -> str:
    """The user name of the colleague who owns the n-th dossier: the staff of its facility in turn."""
    own = [
        account.user_name
        for account in DEMO_ACCOUNTS
        if any(seat.role == "facility_staff" and seat.facility_code == facility_code for seat in account.seats)
    ]
    return own[number % len(own)]
