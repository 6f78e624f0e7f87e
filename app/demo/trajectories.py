"""The decisions and schakelingen of one demonstration dossier, as facilities really record them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.demo.programmes import Modules, Programme
from app.domain.civil_time import BRUSSELS
from app.reference.load import type_modules, type_modules_by_code

JsonObject = dict[str, Any]
PERSPECTIVE_OFFERING = frozenset(row.code for row in type_modules() if row.perspective_offering)
FOSTER_STAYS = PERSPECTIVE_OFFERING | {"VBFINT06"}
TRANSITION_RULE_BEFORE = date(2019, 1, 1)
SUPPORTING_KINDS = ("ontheming", "dagactivering", "ervaringstraject", "time_out")
SEGMENT_DAYS = {"regular": (90, 320), "crisis": (6, 6), "supporting_guidance_only": (15, 35)}
CRISIS_NIGHT = "P-VBF-CRISIS-KORT"
REGISTERED_SINCE_DAYS = 420


@dataclass
class Trajectory:
    """The chain of one dossier while it is being made; `end` is None when the help still runs on `until`."""

    random: Random
    programme: Programme
    approved: Modules
    begin: date
    end: date | None
    until: date
    dossier: str
    under_25: bool
    carers: list[JsonObject] = field(default_factory=list)
    decisions: list[JsonObject] = field(default_factory=list)
    phase: int = 0

    def make(self) -> list[JsonObject]:
        """The decisions with their schakelingen, in the order in which they were made (S-1 … S-7, S-9 … S-11, S-13)."""
        self._decide(self.begin)
        cuts = self._cuts()
        begins = [self.begin, *cuts]
        ends = [*cuts, self.end]
        self._add("start", begins[0], ends[0], self._offer(begins[0]))
        for cut, end in zip(begins[1:], ends[1:], strict=True):
            self._continue(cut, end)
        return self.decisions

    @property
    def _judicial(self) -> bool:
        return bool(self.decisions and self.decisions[-1]["ground"] == "judicial")

    def _cuts(self) -> list[date]:
        """The days on which the help changes or is prolonged."""
        segment = SEGMENT_DAYS.get(self.programme.kind)
        if segment is None:
            return []
        last = min(self.end or self.until, self.until)
        margin = 0 if self.programme.kind == "crisis" else 20
        cuts: list[date] = []
        cut = self.begin + timedelta(days=self.random.randint(*segment))
        while cut < last - timedelta(days=margin) and (
            self.programme.kind != "crisis" or len(self.programme.phases) > 1
        ):
            cuts.append(cut)
            cut += timedelta(days=self.random.randint(*segment) + (1 if self.programme.kind == "crisis" else 0))
        return cuts

    def _continue(self, cut: date, end: date | None) -> None:
        """One more schakeling from the day the previous one ended, or some days later."""
        supporting = self.programme.kind == "supporting_guidance_only"
        changes = self.phase + 1 < len(self.programme.phases) and self.programme.kind != "crisis"
        if not supporting and not (changes and self.random.random() < 0.6):
            self._extend(cut, end)
            return
        self.phase = min(self.phase + 1, len(self.programme.phases) - 1)
        if CRISIS_NIGHT in self.approved and self.programme.kind == "regular" and self.random.random() < 0.12:
            self._add("switch", cut, cut, {"modules": [_module(CRISIS_NIGHT)], "elsewhere": False})
        begin = cut if self.random.random() < 0.75 else cut + timedelta(days=self.random.randint(1, 14))
        if self.random.random() < 0.5:
            self._decide(begin)
        self._add("switch", begin, end, self._offer(begin))

    def _extend(self, cut: date, end: date | None) -> None:
        previous = self.decisions[-1]["schakelingen"][-1]
        copied = {key: deepcopy(previous[key]) for key in ("modules", "elsewhere", "carers", "paid_to_parents")
                  if key in previous}  # fmt: skip
        self._decide(cut)
        self._add("extension", cut, end, copied)

    def _decide(self, first_use: date) -> None:
        """A decision that begins on, or shortly before, the day it is first used."""
        earliest = date.fromisoformat(self.decisions[-1]["begin"]) if self.decisions else date.min
        begin = max(earliest, first_use - timedelta(days=self.random.choice((0, 0, 0, 1, 3, 7, 10))))
        names = list(self.programme.phases[self.phase])
        if self.phase + 1 < len(self.programme.phases) and self.random.random() < 0.5:
            names += [code for code in self.programme.phases[self.phase + 1] if code not in names]
        judicial = self._judicial if self.decisions else self.random.random() < self.programme.judicial
        if self.decisions and self.random.random() < 0.1:
            judicial = not judicial and self.programme.judicial > 0
        self.decisions.append(
            {
                "id": f"{self.dossier}-b{len(self.decisions) + 1}",
                "begin": begin.isoformat(),
                "modules": names,
                "ground": "judicial" if judicial else "voluntary",
                "mandated_service": None if judicial else self.random.choice((None, None, None, "OCJ", "OCJ", "VK")),
                "schakelingen": [],
            }
        )

    def _offer(self, begin: date) -> JsonObject:
        """What is offered from a day: the modules of the phase with the details they ask for."""
        codes = self.programme.phases[self.phase]
        offer: JsonObject = {
            "modules": [_module(code, self.programme.guaranteed, self._detail(code)) for code in codes],
            "elsewhere": "VBFBJB05" in codes and self.random.random() < 0.15,
        }
        if self.under_25 and FOSTER_STAYS & set(codes):
            offer.update(self._payment(codes))
        return offer

    def _payment(self, codes: Modules) -> JsonObject:
        if not PERSPECTIVE_OFFERING & set(codes):
            return {"carers": deepcopy(self.carers)}
        if self.begin < TRANSITION_RULE_BEFORE:
            return {"paid_to_parents": True}
        return {"paid_to_parents": False, "carers": deepcopy(self.carers)}

    def _detail(self, code: str) -> list[str] | None:
        asked = type_modules_by_code()[code].detail
        if asked == "bridging_care":
            return [self.random.choice(("yes", "no"))]
        if asked == "treatment_aimed_at":
            return self.random.choice((["foster_child"], ["foster_child", "foster_parents"], ["parents"]))
        if asked == "supporting_kind":
            used = sum(len(decision["schakelingen"]) for decision in self.decisions)
            return [SUPPORTING_KINDS[(len(self.dossier) + self.begin.day + used) % len(SUPPORTING_KINDS)]]
        return None

    def _add(self, kind: str, begin: date, end: date | None, offer: JsonObject) -> None:
        schakeling: JsonObject = {
            "id": f"{self.dossier}-s{sum(len(decision['schakelingen']) for decision in self.decisions) + 1}",
            "kind": kind,
            "begin": begin.isoformat(),
            "end": end.isoformat() if end else None,
            **offer,
        }
        registered = _registered(self.random, begin, self.until)
        if registered is not None:
            schakeling["registered"] = registered
            self._end_with(begin, registered)
        self.decisions[-1]["schakelingen"].append(schakeling)
        # Drawn apart, so that the rest of the sector stays as it was; who has a sequel is ended with that.
        apart = Random(f"{schakeling['id']} {end}")  # noqa: S311
        ended = _registered(apart, end, self.until) if end else None
        if ended is not None:
            schakeling["end_registered"] = max(ended, registered or ended, key=datetime.fromisoformat)

    def _end_with(self, begin: date, registered: str) -> None:
        """A begin that is saved on the day of the previous end ends it (S-5)."""
        earlier = [one for decision in self.decisions for one in decision["schakelingen"]]
        if earlier and earlier[-1]["end"] == begin.isoformat():
            earlier[-1]["end_registered"] = registered


def _registered(random: Random, day: date, until: date) -> str | None:
    """When a begin or an end was saved: mostly within the week, now and then far too late (G-2)."""
    lag = random.randint(0, 6) if random.random() < 0.9 else random.randint(9, 40)
    saved = day + timedelta(days=lag)
    if saved > until or (until - day).days > REGISTERED_SINCE_DAYS:
        return None
    hour, minute = random.randint(8, 17), random.randint(0, 59)
    return datetime(saved.year, saved.month, saved.day, hour, minute, tzinfo=BRUSSELS).isoformat()


def _module(code: str, guaranteed: bool = False, detail: list[str] | None = None) -> JsonObject:
    module: JsonObject = {"code": code, "guaranteed": guaranteed}
    if detail is not None:
        module["detail"] = detail
    return module
