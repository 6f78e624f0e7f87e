"""The dossiers of the demonstration: which client comes when, to which facility, for how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from app.demo.accounts import responsible_of
from app.demo.client_pool import ClientPool
from app.demo.population import Person
from app.demo.profiles import exit_answers, family_situation, intake, trajectory
from app.demo.programmes import DemoFacility, Programme
from app.demo.referrals import Arrival, referral
from app.demo.trajectories import Trajectory
from app.domain.age import youngest_age_on
from app.domain.organisation_types import REGISTER_UNBORN
from app.domain.period import OPEN_END, add_years

JsonObject = dict[str, Any]
WINDOW_YEARS = 3
SEAMLESS_WITHIN_DAYS = 40
CARER_BORN = (date(1990, 1, 1), date(1997, 12, 31))
WITHOUT_DECISIONS = frozenset({"1G1P", "HCA", "NAFT"})
AFTER_DIAGNOSTICS = frozenset({"OVBJ", "OBC", "GES+", "pleegzorg"})
BESIDE_OTHER_HELP = frozenset({"1G1P", "HCA", "NAFT", "CaH"})


@dataclass
class Stay:
    """One dossier of one client; `end` is None while the help runs, `closed_on` while the dossier is open."""

    facility: DemoFacility
    programme: Programme
    client: str
    person: Person | None
    begin: date
    end: date | None
    created: date
    closed_on: date | None
    followed: bool = False

    @property
    def last_day(self) -> date:
        """The last day on which this dossier stands in the way of another in the same facility."""
        return self.closed_on or OPEN_END


@dataclass
class DossierMaker:
    """Fills the places of the facilities with clients, one facility after the other."""

    random: Random
    pool: ClientPool
    until: date
    stays: list[Stay] = field(default_factory=list)
    with_unborn: set[str] = field(default_factory=set)

    def fill(self, facility: DemoFacility) -> None:
        """Make the stays of a facility, the crisis ones first so that regular help can follow them."""
        for programme in sorted(facility.programmes, key=lambda programme: programme.kind != "crisis"):
            for begin, end in self._places(programme):
                self.stays.append(self._stay(facility, programme, begin, end))

    def _places(self, programme: Programme) -> list[tuple[date, date | None]]:
        """The periods in which the places of a programme are taken; the last ones may still run."""
        opening = add_years(self.until, -WINDOW_YEARS)
        periods: list[tuple[date, date | None]] = []
        while len(periods) < programme.dossiers:
            room = programme.dossiers - len(periods)
            lane = list(self._lane(programme, opening))
            kept = lane if len(lane) <= room else sorted(self.random.sample(lane, room), key=lambda period: period[0])
            periods += kept
        return periods

    def _lane(self, programme: Programme, opening: date) -> Iterator[tuple[date, date | None]]:
        shortest, longest = programme.days
        begin = opening - timedelta(days=self.random.randint(0, (shortest + longest) // 2))
        while begin <= self.until - timedelta(days=2):
            end = begin + timedelta(days=self.random.randint(shortest, longest) - 1)
            if end >= opening:
                yield begin, end if end < self.until else self._future_end(programme, end)
            begin = end + timedelta(days=self.random.randint(*programme.gap))

    def _future_end(self, programme: Programme, end: date) -> date | None:
        """Help that still runs is mostly without an end; short help often has one agreed."""
        agreed = programme.kind == "crisis" or self.random.random() < 0.06
        return end if agreed and end > self.until else None

    def _stay(self, facility: DemoFacility, programme: Programme, begin: date, end: date | None) -> Stay:
        earlier = self._earlier_stay(facility, programme, begin, end)
        if earlier is not None:
            earlier.followed = True
            if programme.kind == "regular" and facility.organisation_type not in BESIDE_OTHER_HELP:
                begin = self._after(earlier, begin)
        created, closed_on = self._administration(begin, end)
        if earlier is not None and earlier.facility is facility and earlier.closed_on is not None:
            created = max(created, earlier.closed_on)
            closed_on = max(closed_on, created) if closed_on else None
        if earlier is not None:
            return Stay(facility, programme, earlier.client, earlier.person, begin, end, created, closed_on)
        client, person = self._new_client(facility, programme, begin, is_open=closed_on is None)
        return Stay(facility, programme, client, person, begin, end, created, closed_on)

    def _after(self, earlier: Stay, begin: date) -> date:
        """The begin of help that follows other help: often on the very day that ended."""
        soon = earlier.end is not None and (begin - earlier.end).days <= SEAMLESS_WITHIN_DAYS
        return earlier.end if soon and earlier.end is not None else begin

    def _administration(self, begin: date, end: date | None) -> tuple[date, date | None]:
        """When the dossier was made and closed; some ended help waits for its exit registration."""
        created = min(self.until, begin + timedelta(days=self.random.randint(0, 4)))
        if end is None or end >= self.until:
            return created, None
        closed_on = end + timedelta(days=self.random.randint(1, 20))
        recent = (self.until - end).days < 60
        if closed_on > self.until or (recent and self.random.random() < 0.4):
            return created, None
        return min(created, closed_on), closed_on

    def _earlier_stay(self, facility: DemoFacility, programme: Programme, begin: date, end: date | None) -> Stay | None:
        """A client the sector already knows, for whom this help would be believable."""
        draw = self.random.random()
        kind = facility.organisation_type
        wanted: tuple[int, int, bool] | None = None
        if programme.kind == "regular" and draw < 0.18 and any(one.kind == "crisis" for one in facility.programmes):
            wanted = (0, 40, True)
        elif programme.kind == "regular" and kind in AFTER_DIAGNOSTICS and draw < 0.36:
            wanted = (0, 30, False)
        elif kind in BESIDE_OTHER_HELP and draw < 0.25:
            wanted = (-400, 200, False)
        elif draw > 0.95:
            wanted = (60, 500, True)
        if wanted is None:
            return None
        return self._match(facility, programme, begin, end, wanted)

    def _match(
        self, facility: DemoFacility, programme: Programme, begin: date, end: date | None, wanted: tuple[int, int, bool]
    ) -> Stay | None:
        shortest, longest, same_facility = wanted
        for stay in self.stays:
            if stay.followed or stay.person is None or (stay.facility is facility) != same_facility:
                continue
            if same_facility and (stay.closed_on is None or stay.closed_on > self.until - timedelta(days=1)):
                continue
            since = (begin - (stay.end or self.until)).days
            age = youngest_age_on(stay.person.birth_date, stay.person.birth_year, begin)
            fits = age is not None and programme.ages[0] <= age <= programme.ages[1]
            if shortest <= since <= longest and fits and not self._in_the_way(facility, stay, begin, end):
                return stay
        return None

    def _in_the_way(self, facility: DemoFacility, earlier: Stay, begin: date, end: date | None) -> bool:
        """Whether the client has another dossier here that this one would stand beside (D-1)."""
        first = earlier.end if earlier.end is not None and earlier.end < begin else begin
        last = end + timedelta(days=21) if end is not None and end < self.until else OPEN_END
        return any(
            stay is not earlier and stay.client == earlier.client and stay.facility is facility
            and stay.begin <= last and first <= stay.last_day
            for stay in self.stays
        ) or (earlier.facility is facility and end is not None and earlier.last_day > end)  # fmt: skip

    def _new_client(
        self, facility: DemoFacility, programme: Programme, begin: date, *, is_open: bool
    ) -> tuple[str, Person | None]:
        kind = facility.organisation_type
        is_recent = is_open and 0 < (self.until - begin).days < 200
        if is_recent and kind in REGISTER_UNBORN and kind not in self.with_unborn:
            self.with_unborn.add(kind)
            mother = self.pool.somebody(date(1995, 1, 1), date(2004, 12, 31), facility.province, "F")
            return self.pool.unborn_child(mother), None
        youngest, oldest = programme.ages
        born_from = add_years(begin, -(oldest + 1)) + timedelta(days=1)
        born_until = add_years(begin, -youngest)
        person = self._sibling(facility, born_from, born_until)
        if person is None:
            person = self.pool.somebody(born_from, born_until, facility.province)
        return self.pool.client_of(person), person

    def _sibling(self, facility: DemoFacility, born_from: date, born_until: date) -> Person | None:
        last = self.stays[-1] if self.stays else None
        if last is None or last.person is None or last.facility is not facility or self.random.random() > 0.4:
            return None
        return self.pool.sibling(last.person, born_from, born_until)

    def dossiers(self) -> list[JsonObject]:
        """All stays as dossiers of the exchange file, in the order of their creation."""
        ordered = sorted(self.stays, key=lambda stay: (stay.created, stay.facility.code, stay.client, stay.begin))
        return [self._dossier(stay, number) for number, stay in enumerate(ordered, start=1)]

    def _dossier(self, stay: Stay, number: int) -> JsonObject:
        identifier = f"d{number:04d}"
        person = stay.person
        age = youngest_age_on(person.birth_date, person.birth_year, stay.begin) if person else None
        kind = stay.facility.organisation_type
        dossier: JsonObject = {
            "id": identifier,
            "facility": stay.facility.code,
            "client": stay.client,
            "created": stay.created.isoformat(),
            "status": "closed" if stay.closed_on else "open",
            "closed_on": stay.closed_on.isoformat() if stay.closed_on else None,
            "responsible": responsible_of(stay.facility.code, number),
            "referral": referral(self.random, Arrival(kind, stay.programme, stay.begin, age, number)),
            "decisions": [],
        }
        if kind not in WITHOUT_DECISIONS:
            dossier["decisions"] = self._trajectory(stay, identifier, age).make()
        dossier.update(self._registrations(stay, age))
        return dossier

    def _trajectory(self, stay: Stay, identifier: str, age: int | None) -> Trajectory:
        foster_care = stay.facility.organisation_type == "pleegzorg"
        return Trajectory(
            random=self.random,
            programme=stay.programme,
            approved=stay.facility.modules,
            begin=stay.begin,
            end=stay.end,
            until=self.until,
            dossier=identifier,
            under_25=age is None or age < 25,
            carers=self._carers(stay.facility.province) if foster_care else [],
        )

    def _carers(self, province: str) -> list[JsonObject]:
        """One or two grown-ups of the population who take the child into their home (S-13)."""
        people = [self.pool.somebody(*CARER_BORN, province) for _ in range(self.random.choice((1, 2, 2)))]
        unique = {person.national_number: f"{person.first_name} {person.name}" for person in people}
        return [{"national_number": number, "name": name} for number, name in unique.items()]

    def _registrations(self, stay: Stay, age: int | None) -> JsonObject:
        """Intake and exit, or what 1 Gezin, 1 Plan asks instead; due ones are mostly there (E-1 … E-4)."""
        kind = stay.facility.organisation_type
        fresh = (self.until - stay.begin).days < 90
        if kind == "1G1P":
            known = stay.closed_on is not None or self.random.random() < (0.4 if fresh else 0.9)
            return {
                "family_situation": family_situation(self.random) if known else None,
                "trajectory": trajectory(self.random, stay.begin, stay.closed_on) if known else None,
            }
        adult = stay.programme.ages[0] >= 25
        if stay.programme.kind != "regular" or adult or kind in WITHOUT_DECISIONS:
            return {"intake": None, "exit": None}
        begun = stay.closed_on is not None or self.random.random() < (0.5 if fresh else 0.93)
        unaccompanied = bool(stay.person and self.pool.clients[stay.person.national_number]["unaccompanied_minor"])
        answers = intake(self.random, organisation_type=kind, age=age, unaccompanied_minor=unaccompanied)
        return {
            "intake": answers if begun else None,
            "exit": exit_answers(self.random, organisation_type=kind) if stay.closed_on else None,
        }
