"""Every rule that a screen and a program can both meet: in which dossier, and with what (S-1 … S-14, D-4 … D-6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.database import BincSession
from models import Dossier
from tests.api.rule_starts import (
    FOSTER_CARE,
    STAY,
    decided,
    empty,
    ended,
    far_back,
    fostered,
    held_back,
    one_day,
    over_the_year,
    renewed,
    running,
    told,
    two,
    withdrawn,
)
from tests.api.same_input import SUPPORT, Input, decision, referral, schakeling

ROOM, GUIDANCE, DAY = "VBFBJB02", "P-CB-BREED", "P-DB-GROEP"
OFFER = (STAY, ROOM, GUIDANCE, DAY, SUPPORT)
CRISIS = {"through_access_gate": False, "referrer": "crisismeldpunt"}
BRAM = "93051822361"
FOSTER_REFERRAL = {"through_access_gate": True, "foster_care_kind": "network", "foster_care_age_group": "youth"}

# Why the two differ where they do, as docs/decisions.md says it.
NO_FORM = "the screen has no form for it"
PLACE_DECIDES = "the place decides the kind of a schakeling"
NOT_ASKED = "what is not asked on the screen"
OVERTAKEN = "the screen shows what a colleague did meanwhile"


@dataclass(frozen=True)
class Case:
    """One rule: in which dossier, what is asked, and why screen and API differ where they do."""

    rule: str
    start: Callable[[BincSession, Dossier], None]
    call: tuple[str, str]
    page: str
    given: Input
    differs: str | None = None
    of_facility: dict[str, Any] = field(default_factory=dict)
    referral: dict[str, Any] = field(default_factory=lambda: {"through_access_gate": True})
    processed: int | None = None


ADD: dict[str, Any] = {"call": ("post", "schakelingen/"), "page": "schakelingen/nieuw"}
CHANGE: dict[str, Any] = {"call": ("put", "schakelingen/{last}"), "page": "schakelingen/{last}/"}
CHANGE_FIRST: dict[str, Any] = {"call": ("put", "schakelingen/{first}"), "page": "schakelingen/{first}/"}
DELETE: dict[str, Any] = {"call": ("delete", "schakelingen/{last}"), "page": "schakelingen/{last}/verwijderen/"}
DELETE_FIRST: dict[str, Any] = {"call": ("delete", "schakelingen/{first}"), "page": "schakelingen/{first}/verwijderen/"}
ADD_DECISION: dict[str, Any] = {"call": ("post", "decisions/"), "page": "beslissingen/nieuw"}
CHANGE_DECISION: dict[str, Any] = {"call": ("put", "decisions/{decision}"), "page": "beslissingen/{decision}/"}
DELETE_DECISION: dict[str, Any] = {
    "call": ("delete", "decisions/{decision}"),
    "page": "beslissingen/{decision}/verwijderen/",
}
REFER: dict[str, Any] = {"call": ("put", "referral"), "page": "aanmelding/"}
CLOSE: dict[str, Any] = {"call": ("post", "close"), "page": "afsluiten/"}
NOTHING = Input(None, {})
FOSTERING: dict[str, Any] = {
    "of_facility": {"organisation_type": "pleegzorg", "modules": (FOSTER_CARE,)},
    "referral": FOSTER_REFERRAL,
}

CASES = [
    Case("S-1 no modules", empty, **ADD_DECISION, given=decision("01-08")),
    Case("S-1 not approved", empty, **ADD_DECISION, given=decision("01-08", "VBFBJB05")),
    Case("S-1 twice", empty, **ADD_DECISION, given=decision("01-08", STAY, STAY)),
    Case("S-1 past its first schakeling", running, **CHANGE_DECISION, given=decision("01-09", STAY)),
    Case("S-1 another becomes the latest", renewed, **CHANGE_DECISION, given=decision("01-01", STAY)),
    Case("S-1 with schakelingen", running, **DELETE_DECISION, given=NOTHING),
    Case("S-2 earlier than the latest", decided, **ADD_DECISION, given=decision("01-01", STAY)),
    Case("D-11 the same decision", decided, **ADD_DECISION, given=decision("01-08", STAY)),
    Case("S-12 another ground", told, **CHANGE_DECISION, given=decision("01-08", STAY, ground="judicial")),
    Case("S-2 no decision", empty, **ADD, given=schakeling("start", "01-08", STAY), differs=NO_FORM),
    Case("S-2 not approved", decided, **ADD, given=schakeling("start", "01-08", "VBFBJB05")),
    Case("S-2 not in the decision", decided, **ADD, given=schakeling("start", "01-08", GUIDANCE)),
    Case("S-2 far end", decided, **ADD, given=schakeling("start", "01-08", STAY, end="2099-01-01")),
    Case("S-2 no modules", decided, **ADD, given=schakeling("start", "01-08")),
    Case("S-2 twice", decided, **ADD, given=schakeling("start", "01-08", STAY, STAY)),
    Case("S-3 no start", decided, **ADD, given=schakeling("switch", "01-08", STAY), differs=PLACE_DECIDES),
    Case("S-3 a second start", ended, **ADD, given=schakeling("start", "02-01", STAY), differs=PLACE_DECIDES),
    Case("S-4 before the previous end", ended, **ADD, given=schakeling("switch", "01-30", STAY)),
    Case("S-4 before the decision", decided, **ADD, given=schakeling("start", "01-07", STAY)),
    Case("S-4 end before begin", decided, **ADD, given=schakeling("start", "01-10", STAY, end="01-09")),
    Case("S-4 twice on one day", one_day, **ADD, given=schakeling("switch", "01-08", STAY, end="01-08")),
    Case("S-4 changed too early", two, **CHANGE, given=schakeling("switch", "01-30", STAY)),
    Case("S-4 changed end before begin", running, **CHANGE, given=schakeling("start", "01-08", STAY, end="01-07")),
    Case("S-5 the previous one runs", running, **ADD, given=schakeling("switch", "02-01", STAY)),
    Case("S-5 ends before it began", running, **ADD, given=schakeling("switch", "02-01", STAY, previous_end="01-07")),
    Case(
        "S-5 ends after the next begins",
        running,
        **ADD,
        given=schakeling("switch", "02-01", STAY, previous_end="02-02"),
    ),
    Case(
        "S-5 ended before",
        ended,
        **ADD,
        given=schakeling("switch", "02-01", STAY, previous_end="01-30"),
        differs=NOT_ASKED,
    ),
    Case(
        "S-5 none before",
        decided,
        **ADD,
        given=schakeling("start", "02-01", STAY, previous_end="01-30"),
        differs=NOT_ASKED,
    ),
    Case(
        "S-6 changing another than the last",
        two,
        **CHANGE_FIRST,
        given=schakeling("start", "01-08", STAY),
        differs=OVERTAKEN,
    ),
    Case("S-6 deleting another than the last", two, **DELETE_FIRST, given=NOTHING),
    Case("S-7 no later decision", ended, **ADD, given=schakeling("extension", "02-01"), differs=PLACE_DECIDES),
    Case("S-7 another offer", renewed, **ADD, given=schakeling("extension", "02-01", GUIDANCE), differs=NOT_ASKED),
    Case("S-7 no longer approved", withdrawn, **ADD, given=schakeling("extension", "02-01")),
    Case("S-7 before the decision", renewed, **ADD, given=schakeling("extension", "01-31")),
    Case("S-8 two residences", decided, **ADD, given=schakeling("start", "01-08", STAY, ROOM)),
    Case("S-8 day guidance alone", decided, **ADD, given=schakeling("start", "01-08", DAY)),
    Case(
        "S-9 not by the crisismeldpunt",
        decided,
        **ADD,
        given=schakeling("start", "01-08", STAY, guaranteed=[STAY]),
        differs=NOT_ASKED,
    ),
    Case("S-10 no detail", decided, **ADD, given=schakeling("start", "01-08", SUPPORT)),
    Case("S-10 no such detail", decided, **ADD, given=schakeling("start", "01-08", SUPPORT, detail="dansen")),
    Case("S-12 a message", decided, **ADD, given=schakeling("start", "01-08", STAY)),
    Case("S-12 a change of what was told", told, **CHANGE, given=schakeling("start", "01-08", STAY, end="02-15")),
    Case("S-12 the one that ends", told, **ADD, given=schakeling("switch", "02-16", STAY, previous_end="02-15")),
    Case(
        "S-13 no carers",
        fostered,
        **ADD,
        given=schakeling("start", "01-08", FOSTER_CARE, paid_to_parents=False),
        **FOSTERING,
    ),
    Case(
        "S-13 no answer",
        fostered,
        **ADD,
        given=schakeling("start", "01-08", FOSTER_CARE, carers=[(BRAM, "Bram")]),
        **FOSTERING,
    ),
    Case(
        "S-13 one carer twice",
        fostered,
        **ADD,
        given=schakeling("start", "01-08", FOSTER_CARE, carers=[(BRAM, "Bram")] * 2, paid_to_parents=False),
        **FOSTERING,
    ),
    Case(
        "S-13 C-1 a number that is none",
        fostered,
        **ADD,
        given=schakeling("start", "01-08", FOSTER_CARE, carers=[("93051822362", "Bram")], paid_to_parents=False),
        **FOSTERING,
    ),
    Case(
        "S-14 begins in a processed year",
        far_back,
        **ADD,
        given=schakeling("switch", "2023-03-01", STAY),
        processed=2023,
    ),
    Case(
        "S-14 ends in a processed year",
        over_the_year,
        **CHANGE,
        given=schakeling("start", "2023-01-08", STAY, end="2023-12-31"),
        processed=2023,
    ),
    Case(
        "S-14 is ended in a processed year",
        over_the_year,
        **ADD,
        given=schakeling("switch", "02-01", STAY, previous_end="2023-12-30"),
        processed=2023,
    ),
    Case("S-14 began in a processed year", over_the_year, **DELETE, given=NOTHING, processed=2023),
    Case(
        "S-14 ended in a processed year",
        far_back,
        **CHANGE,
        given=schakeling("start", "2023-01-08", STAY, end="02-01"),
        processed=2023,
        differs=OVERTAKEN,
    ),
    Case("D-4 no answer", empty, **REFER, given=referral()),
    Case("D-4 no referrer", empty, **REFER, given=referral(through_access_gate=False)),
    Case("D-4 crisis and time-out", empty, **REFER, given=referral(**CRISIS, specific="time_out")),
    Case("D-4 other without words", empty, **REFER, given=referral(through_access_gate=False, referrer="other")),
    Case("D-4 in the future", empty, **REFER, given=referral(through_access_gate=True, ongoing_since="2199-01-01")),
    Case("D-4 long ago", empty, **REFER, given=referral(through_access_gate=True, ongoing_since="1950-01-01")),
    Case("D-4 outside the offer", decided, **ADD, given=schakeling("start", "01-08", GUIDANCE), referral=CRISIS),
    Case("D-5 guaranteed supply", held_back, **REFER, given=referral(through_access_gate=True), referral=CRISIS),
    Case(
        "D-5 another referrer",
        held_back,
        **REFER,
        given=referral(through_access_gate=False, referrer="caw"),
        referral=CRISIS,
    ),
    Case(
        "S-12 the referral changes what was told",
        told,
        **REFER,
        given=referral(through_access_gate=True, specific="time_out"),
    ),
    Case("D-6 nothing in it", empty, **CLOSE, given=NOTHING),
    Case("D-6 help that runs", running, **CLOSE, given=NOTHING),
]

BOTH_TAKE = [
    Case("S-1 a first decision", empty, **ADD_DECISION, given=decision("01-08", STAY, ground="judicial")),
    Case("S-1 an earlier decision", decided, **ADD_DECISION, given=decision("01-01", STAY)),
    Case("S-1 a change of decision", running, **CHANGE_DECISION, given=decision("01-01", STAY, GUIDANCE)),
    Case("S-1 a decision goes", decided, **DELETE_DECISION, given=NOTHING),
    Case(
        "S-2 outside the decision", decided, **ADD, given=schakeling("start", "01-08", STAY, GUIDANCE, end="2099-01-01")
    ),
    Case("S-3 a start", decided, **ADD, given=schakeling("start", "01-08", STAY)),
    Case("S-4 a seamless switch", ended, **ADD, given=schakeling("switch", "01-31", GUIDANCE)),
    Case("S-5 a switch that ends", told, **ADD, given=schakeling("switch", "02-01", STAY, previous_end="01-31")),
    Case("S-6 an end", told, **CHANGE, given=schakeling("start", "01-08", STAY, end="02-15")),
    Case("S-6 the last goes", two, **DELETE, given=NOTHING),
    Case("S-7 an extension", renewed, **ADD, given=schakeling("extension", "02-01")),
    Case(
        "S-8 S-10 much at once", decided, **ADD, given=schakeling("start", "01-08", STAY, ROOM, SUPPORT, detail="other")
    ),
    Case(
        "S-9 guaranteed", decided, **ADD, given=schakeling("start", "01-08", STAY, guaranteed=[STAY]), referral=CRISIS
    ),
    Case(
        "S-13 a carer",
        fostered,
        **ADD,
        given=schakeling("start", "01-08", FOSTER_CARE, carers=[(BRAM, "Bram")], paid_to_parents=False),
        **FOSTERING,
    ),
    Case(
        "S-14 an end after a processed year",
        over_the_year,
        **CHANGE,
        given=schakeling("start", "2023-01-08", STAY, end="02-15"),
        processed=2023,
    ),
    Case(
        "D-4 another referrer",
        told,
        **REFER,
        given=referral(through_access_gate=False, referrer="caw", own_reference="LG-3"),
    ),
]
