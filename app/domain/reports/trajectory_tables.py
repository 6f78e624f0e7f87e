"""The trajectories of 1G1P that were closed (R-1, E-4, G4.3)."""

from __future__ import annotations

from app.domain.registration_fields import SPECIALISED_HELP, TRAJECTORY
from app.domain.reports.parts import asked, length_of_help_parts
from app.domain.reports.population import Bracket
from app.domain.reports.tables import CLOSED, SEVERAL, YES, ReportKind, ReportTable, Within

COACHED = Within("family_coach", "family_coach", YES)
SEEN_BY_PSYCHOLOGIST = Within("psychologist", "psychologist", YES)
SPECIALISED = Within("specialised_help", "specialised_help_needed", YES)
SESSIONS = (
    Bracket("0-3", "0 tot en met 3 sessies", 3),
    Bracket("4-6", "4 tot en met 6 sessies", 6),
    Bracket("7-10", "7 tot en met 10 sessies", 10),
    Bracket("11+", "11 sessies en meer", None),
)
TRAJECTORY_KIND = ReportKind(
    "trajectory",
    "Traject (afgesloten dossiers)",
    (
        ReportTable(
            "trajectory_length", "Duur van het traject", "Duur", length_of_help_parts(), only=frozenset({"1G1P"})
        ),
        ReportTable(
            "trajectory_services",
            "Betrokken diensten",
            "Betrokken diensten",
            (
                asked(TRAJECTORY, "mandated_service", CLOSED, title="Gemandateerde voorziening"),
                asked(TRAJECTORY, "youth_court_social_service", CLOSED, title="Sociale dienst jeugdrechtbank"),
                asked(TRAJECTORY, "crisis_network", CLOSED, title="Crisisnetwerk"),
            ),
        ),
        ReportTable(
            "family_coach",
            "Begeleiding door een gezinscoach",
            "Gezinscoach",
            (
                asked(TRAJECTORY, "family_coach", CLOSED, title="Gezinscoach"),
                asked(TRAJECTORY, "coach_end_reason", CLOSED, title="Reden van het einde", within=COACHED),
                asked(TRAJECTORY, "family_plan", CLOSED, title="Gezinsplan opgesteld", within=COACHED),
            ),
        ),
        ReportTable(
            "psychologist",
            "Eerstelijnspsycholoog",
            "Eerstelijnspsycholoog",
            (
                asked(TRAJECTORY, "psychologist", CLOSED, title="Ingeschakeld"),
                asked(
                    TRAJECTORY,
                    "psychologist_sessions",
                    CLOSED,
                    title="Sessies",
                    within=SEEN_BY_PSYCHOLOGIST,
                    brackets=SESSIONS,
                ),
            ),
        ),
        ReportTable(
            "specialised_help",
            "Resultaat: eigen kracht of gespecialiseerde hulp",
            "Resultaat",
            (
                asked(TRAJECTORY, "own_strength", CLOSED, title="Eigen kracht"),
                asked(TRAJECTORY, "specialised_help_needed", CLOSED, title="Gespecialiseerde hulp nodig"),
                asked(TRAJECTORY, "specialised_help", CLOSED, title="Welke hulp", within=SPECIALISED),
            ),
            SEVERAL,
        ),
        ReportTable(
            "specialised_help_realised",
            "Gespecialiseerde hulp gerealiseerd",
            "Hulp gerealiseerd",
            tuple(
                asked(
                    TRAJECTORY,
                    f"realised_{kind}",
                    CLOSED,
                    title=words,
                    within=Within("specialised_help", "specialised_help", kind),
                )
                for kind, words in SPECIALISED_HELP.items()
            ),
        ),
        ReportTable(
            "trajectory_sequel",
            "Gezinsplan en netwerk na het traject",
            "Gezinsplan en netwerk",
            (
                asked(TRAJECTORY, "family_plan_in_sequel", CLOSED, title="Gezinsplan in het vervolg"),
                asked(TRAJECTORY, "formal_network_attuned", CLOSED, title="Formele netwerk beter afgestemd"),
                asked(TRAJECTORY, "informal_network_attuned", CLOSED, title="Informele netwerk beter afgestemd"),
            ),
        ),
    ),
)
