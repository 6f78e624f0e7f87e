"""Decisions, end, cooperation and follow-up of the dossiers that were closed (R-1, H17)."""

from __future__ import annotations

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.registration_fields import EXIT
from app.domain.reports.parts import amount, asked, length_of_help_parts
from app.domain.reports.tables import (
    CLOSED,
    DECISION,
    NO,
    SEVERAL,
    YES,
    ReportKind,
    ReportTable,
    Source,
    TablePart,
    Unit,
    Within,
)

ALL_BUT_1G1P = frozenset(ORGANISATION_TYPES) - {"1G1P"}
DECISIONS_KIND = ReportKind(
    "decisions",
    "Beslissingen en schakelingen (afgesloten dossiers)",
    (
        ReportTable(
            "decisions_and_switches",
            "Beslissingen en schakelingen",
            "Beslissingen en schakelingen",
            (
                amount("decisions", "Beslissingen", DECISION, ("Aantal beslissingen", "Gemiddeld per dossier")),
                amount("switches", "Schakelingen", DECISION, ("Aantal schakelingen", "Gemiddeld per dossier")),
            ),
            "Een schakeling is hier een wijziging van het hulpaanbod: de start en verlengingen tellen niet mee.",
        ),
        ReportTable(
            "grounds",
            "Beslissingen naar verwijzingsgrond en gemandateerde voorziening",
            "Verwijzingsgrond",
            (
                TablePart(
                    "ground",
                    CLOSED,
                    "Verwijzingsgrond",
                    unit=Unit.DECISIONS,
                    source=Source((DECISION,), "ground", "Verwijzingsgrond"),
                    answers="ground",
                ),
                TablePart(
                    "mandated_service",
                    CLOSED,
                    "Gemandateerde voorziening",
                    unit=Unit.DECISIONS,
                    source=Source((DECISION,), "mandated_service", "Gemandateerde voorziening betrokken"),
                    answers="mandated_service",
                    blank="none",
                ),
            ),
            "De getallen zijn beslissingen, niet dossiers.",
        ),
        ReportTable("length", "Begeleidingsduur", "Begeleidingsduur", length_of_help_parts(), only=ALL_BUT_1G1P),
    ),
)

DROPPED_OUT = Within("dropout", "dropout", YES)
NOT_DROPPED_OUT = Within("dropout", "dropout", NO)
END_KIND = ReportKind(
    "end_reason",
    "Reden einde (afgesloten dossiers)",
    (
        ReportTable("dropout", "Uitval of geen uitval", "Uitval", (asked(EXIT, "dropout", CLOSED),)),
        ReportTable(
            "reason_dropout",
            "Reden einde: uitval",
            "Reden einde - uitval",
            (asked(EXIT, "reason_dropout", CLOSED, within=DROPPED_OUT),),
        ),
        ReportTable(
            "reason",
            "Reden einde: geen uitval",
            "Reden einde - geen uitval",
            (asked(EXIT, "reason", CLOSED, within=NOT_DROPPED_OUT),),
        ),
        ReportTable(
            "goals_reached", "Doelstellingen bereikt", "Doelstellingen", (asked(EXIT, "goals_reached", CLOSED),)
        ),
    ),
)

COOPERATION_KIND = ReportKind(
    "cooperation",
    "Samenwerking (afgesloten dossiers)",
    (
        ReportTable(
            "parallel_offer",
            "Gelijktijdig aanbod voor de cliënt",
            "Gelijktijdig aanbod",
            (asked(EXIT, "parallel_offer", CLOSED),),
            SEVERAL,
        ),
        ReportTable(
            "cooperation_welfare_health",
            "Samenwerking met de welzijns- en gezondheidssector",
            "Welzijn en gezondheid",
            (asked(EXIT, "cooperation_welfare_health", CLOSED),),
            SEVERAL,
        ),
        ReportTable(
            "cooperation_other",
            "Samenwerking met andere sectoren",
            "Andere sectoren",
            (asked(EXIT, "cooperation_other", CLOSED),),
            SEVERAL,
        ),
    ),
)

ADVISED, REALISED = "Aangewezen", "Gerealiseerd"
FOLLOW_UP_KIND = ReportKind(
    "follow_up",
    "Vervolghulpverlening (afgesloten dossiers)",
    (
        ReportTable(
            "follow_up_inside",
            "Aangewezen hulp binnen Opgroeien",
            "Binnen Opgroeien",
            (
                asked(EXIT, "follow_up_inside", CLOSED, title=ADVISED),
                asked(EXIT, "follow_up_inside_realised", CLOSED, title=REALISED),
            ),
            SEVERAL,
        ),
        ReportTable(
            "follow_up_outside",
            "Aangewezen hulp buiten Opgroeien",
            "Buiten Opgroeien",
            (
                asked(EXIT, "follow_up_outside", CLOSED, title=ADVISED),
                asked(EXIT, "follow_up_outside_realised", CLOSED, title=REALISED),
            ),
            SEVERAL,
        ),
        ReportTable("final_advice", "Eindadvies", "Eindadvies", (asked(EXIT, "final_advice", CLOSED),), SEVERAL),
        ReportTable(
            "bridging_advice",
            "Overbruggingsadvies",
            "Overbruggingsadvies",
            (asked(EXIT, "bridging_advice", CLOSED),),
            SEVERAL,
        ),
    ),
)
