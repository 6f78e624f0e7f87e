"""An independent count of the reports: plain loops over all rows, once for every table, row and class."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from app.domain.period import Period

OPEN = "not_filled_in"
EVERYTHING = text(
    """
select d.id, d.client_id, d.status, d.created_on, d.closed_on, f.id as facility_id, f.organisation_type as kind,
  coalesce(r.province, f.province) as province, to_jsonb(r) as referral, to_jsonb(c) as client,
  (select min("begin") from schakeling s where s.dossier_id = d.id) as first_begin,
  (select "end" from schakeling s where s.dossier_id = d.id order by "begin" desc, id desc limit 1) as last_end,
  (select count(*) from schakeling s where s.dossier_id = d.id and s.kind not in ('start', 'extension')) as switches,
  (select jsonb_agg(to_jsonb(b)) from decision b where b.dossier_id = d.id) as decisions,
  (select jsonb_object_agg(kind, answers) from registration g where g.dossier_id = d.id) as pages,
  (select coalesce(max(recognised), 0) from capacity_row w where w.facility_id = f.id and w.line = 'VERBLIJF'
    and w.valid_from <= :until) > 0 as housed
from dossier d join facility f on f.id = d.facility_id join referral r on r.dossier_id = d.id
join client c on c.id = d.client_id
"""
)


@dataclass
class Naive:
    """The whole sector in memory, walked anew for each question."""

    dossiers: list[dict[str, Any]]
    period: Period

    @classmethod
    def read(cls, session: Any, period: Period) -> Naive:
        rows = session.execute(EVERYTHING, {"until": period.end}).mappings()
        return cls([dict(row) for row in rows], period)

    def start(self, one: dict[str, Any]) -> date | None:
        """R-2, in the words of H17.2: original start, else the first schakeling."""
        since, referred = _day(one["referral"]["ongoing_since"]), _day(one["referral"]["referral_date"])
        talk = _day((one["pages"] or {}).get("trajectory", {}).get("first_talk"))
        if one["kind"] == "1G1P":
            found = talk or referred or one["created_on"]
        elif one["kind"] in ("HCA", "NAFT") and not one["first_begin"]:
            found = since or referred or one["created_on"]
        else:
            found = since or one["first_begin"]
        return found

    def end(self, one: dict[str, Any]) -> date | None:
        if one["kind"] == "1G1P" or not one["first_begin"]:
            found: date | None = one["closed_on"]
        else:
            found = one["last_end"]
        return found

    def in_population(self, one: dict[str, Any], population: str) -> bool:
        start, end, period = self.start(one), self.end(one), self.period
        if start is None or one["status"] == "deleted":
            return False
        started = period.begin <= start <= period.end
        closed = one["status"] == "closed" and end is not None and period.begin <= end <= period.end
        running = start < period.begin and (one["status"] == "open" or end is None or end > period.end)
        return {"started": started, "closed": closed, "all": started or closed or running}[population]

    def rows(self, facility: dict[str, Any]) -> dict[str, Callable[[dict[str, Any]], bool]]:
        """R-1: who belongs to each row of a facility's table."""
        kind, province = facility["kind"], facility["province"]

        def alike(one: dict[str, Any]) -> bool:
            return bool(one["kind"] == kind)

        rows: dict[str, Callable[[dict[str, Any]], bool]] = {
            "flanders": alike,
            "province": lambda one: alike(one) and one["province"] == province,
            "facility": lambda one: one["facility_id"] == facility["id"],
        }
        if kind == "OVBJ":
            for level in ("flanders", "province"):
                whole = rows[level]
                rows[f"{level}_with_residence"] = lambda one, whole=whole: whole(one) and one["housed"]  # type: ignore[misc]
                rows[f"{level}_without_residence"] = lambda one, whole=whole: whole(one) and not one["housed"]  # type: ignore[misc]
        return rows

    def age(self, one: dict[str, Any], day: date) -> str:
        """R-3: counted birthday by birthday; the class by trial."""
        client = one["client"]
        born = _day(client["birth_date"])
        if born is None and client["presumed_birth_year"] is not None:
            born = date(client["presumed_birth_year"], 12, 31)
            if born.year == day.year:
                born = day
        if born is None or born > day:
            return "unborn_or_unknown"
        age = 0
        while _birthday(born, born.year + age + 1) <= day:
            age += 1
        for last in (2, 5, 8, 11, 14, 17, 20, 24):
            if age <= last:
                first = {2: 0, 5: 3, 8: 6, 11: 9, 14: 12, 17: 15, 20: 18, 24: 21}[last]
                return f"{first}-{last}"
        return "25+"

    def last_day(self, one: dict[str, Any]) -> date:
        end = self.end(one)
        return end if one["status"] == "closed" and end and end <= self.period.end else self.period.end


def _day(kept: str | date | None) -> date | None:
    return date.fromisoformat(kept) if isinstance(kept, str) else kept


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def length_class(days: int) -> str:
    """R-3: a length by trial of the limits."""
    for first, last in ((0, 30), (31, 90), (91, 182), (183, 365), (366, 730), (731, 1095)):
        if days <= last:
            return f"{first}-{last}"
    return "1096+"


def one_or_open(answer: Any) -> list[str]:
    """An answer as classes: yes, no, a code, several, or open."""
    if isinstance(answer, bool):
        return ["yes"] if answer else ["no"]
    if isinstance(answer, list):
        return answer or [OPEN]
    return [OPEN] if answer is None else [str(answer)]


def tally(classes: Iterable[str]) -> dict[str, int]:
    """How often each class occurs."""
    found: dict[str, int] = {}
    for code in classes:
        found[code] = found.get(code, 0) + 1
    return found


STARTED_TABLES = [
    "age_at_entry",
    "referrals",
    "referrer",
    "waiting_list",
    "learning_projects",
    "day_activity",
    "education_level",
    "years_behind",
    "pregnant",
    "unaccompanied_minors",
    "family_situation",
    "adoptive_and_foster_family",
    "foster_care",
    "income_source",
    "family_education_level",
    "housing",
    "health",
    "debts",
    "home_language",
    "children_involved",
]
ALL_TABLES = ["current_age", "nationality", "country_of_origin"]
BY_POPULATION = ["dossiers", "minors", "dossiers_by_sex", "minors_by_sex"]
MINORS = ["minors", "minors_by_sex", "current_age", "nationality", "country_of_origin", "unaccompanied_minors"]
REFERRAL_TABLES = ["referrals", "referrer", "waiting_list", "learning_projects", "foster_care"]
COURSE_TABLES = [
    "dossiers",
    "minors",
    "age_at_entry",
    "decisions_and_switches",
    "grounds",
    "length",
    "trajectory_length",
]
CLIENT_TABLES = ["dossiers_by_sex", "minors_by_sex", "current_age", "nationality", "country_of_origin"]
INTAKE_TABLES = [
    "day_activity",
    "education_level",
    "years_behind",
    "pregnant",
    "unaccompanied_minors",
    "income_source",
    "family_education_level",
    "housing",
    "health",
    "debts",
    "home_language",
]
EXIT_TABLES = [
    "dropout",
    "reason_dropout",
    "reason",
    "goals_reached",
    "parallel_offer",
    "cooperation_welfare_health",
    "cooperation_other",
    "follow_up_inside",
    "follow_up_outside",
    "final_advice",
    "bridging_advice",
]
TICKS = [
    "adoptive_family",
    "foster_family",
    "youth_court_social_service",
    "crisis_network",
    "family_coach",
    "psychologist",
    "outflow_from_institution",
]
ONLY_WHERE: dict[str, tuple[str, Any]] = {
    "waiting_functions": ("waiting_list", "yes"),
    "reason_dropout": ("dropout", True),
    "reason": ("dropout", False),
    "coach_end_reason": ("family_coach", True),
    "family_plan": ("family_coach", True),
    "psychologist_sessions": ("psychologist", True),
    "specialised_help": ("specialised_help_needed", True),
}


def population_of(table: str, part: str) -> str:
    """Which dossiers a table counts, by hand."""
    if table in BY_POPULATION:
        return part
    return "started" if table in STARTED_TABLES else "all" if table in ALL_TABLES else "closed"


def page_of(table: str, one: dict[str, Any]) -> dict[str, Any] | None:
    """The answers that a table reads of a dossier; None where the page was never opened."""
    pages = one["pages"] or {}
    if table in REFERRAL_TABLES:
        answers: dict[str, Any] = one["referral"]
        return answers
    if table in INTAKE_TABLES:
        name = "intake"
    elif table in EXIT_TABLES:
        name = "exit"
    elif table in ("family_situation", "adoptive_and_foster_family", "children_involved"):
        name = "family_situation" if one["kind"] == "1G1P" else "intake"
    else:
        name = "trajectory"
    return pages.get(name)


def count_naively(naive: Naive, table: str, part: str, belongs: Callable[[Any], bool]) -> tuple[int, dict[str, int]]:
    """The total of a row and the number in each class (sum under "sum"), by walking every dossier."""
    population = population_of(table, part)
    chosen = [one for one in naive.dossiers if belongs(one) and naive.in_population(one, population)]
    if table in MINORS:
        return _count_minors(naive, table, chosen)
    if table in COURSE_TABLES or table in CLIENT_TABLES:
        return _count_courses(naive, table, part, chosen)
    found: list[list[str]] = []
    for one in chosen:
        page = page_of(table, one)
        if page is not None and _is_within(part, page, one):
            found.append(_read(part, page))
    return len(found), tally(code for codes in found for code in codes)


def _is_within(part: str, page: dict[str, Any], one: dict[str, Any]) -> bool:
    if part == "referrer":
        return one["kind"] in ("CaH", "1G1P") or page["through_access_gate"] is False
    if part.startswith("realised_"):
        return part.removeprefix("realised_") in (page.get("specialised_help") or [])
    if part in ONLY_WHERE:
        key, answer = ONLY_WHERE[part]
        return bool(page.get(key) == answer)
    return True


def _read(part: str, page: dict[str, Any]) -> list[str]:
    answer = page.get(part)
    if part in TICKS:
        return ["yes" if answer else "no"]
    if part == "specific" and answer is None:
        return ["regular"]
    if part == "children_involved" and answer is not None:
        return ["5+" if answer >= 5 else str(answer)]
    if part == "psychologist_sessions" and answer is not None:
        return ["0-3" if answer < 4 else "4-6" if answer < 7 else "7-10" if answer < 11 else "11+"]
    return one_or_open(answer)


def _count_courses(naive: Naive, table: str, part: str, chosen: list[dict[str, Any]]) -> tuple[int, dict[str, int]]:
    total = len(chosen)
    if table == "dossiers":
        return total, {}
    if table == "dossiers_by_sex":
        return total, tally(one["client"]["sex"] or OPEN for one in chosen)
    if table == "age_at_entry":
        return total, tally(naive.age(one, naive.start(one) or date.max) for one in chosen)
    if table == "grounds":
        told = [decision[part] or "none" for one in chosen for decision in one["decisions"] or []]
        return len(told), tally(told)
    lengths = [max(0, ((naive.end(one) or date.max) - (naive.start(one) or date.max)).days) for one in chosen]
    if part == "length":
        return total, tally(length_class(days) for days in lengths)
    amounts = {"days": lengths, "switches": [one["switches"] for one in chosen]}
    amounts["decisions"] = [len(one["decisions"] or []) for one in chosen]
    return total, {"sum": sum(amounts[part])}


def _count_minors(naive: Naive, table: str, chosen: list[dict[str, Any]]) -> tuple[int, dict[str, int]]:
    if table == "unaccompanied_minors":
        chosen = [one for one in chosen if page_of(table, one) is not None]
    minors: dict[int, list[dict[str, Any]]] = {}
    for one in chosen:
        minors.setdefault(one["client_id"], []).append(one)
    told = [] if table == "minors" else [_class_of_minor(naive, table, own) for own in minors.values()]
    return len(minors), tally(told)


def _class_of_minor(naive: Naive, table: str, own: list[dict[str, Any]]) -> str:
    client = own[0]["client"]
    sex = client["sex"] or OPEN
    if table == "minors_by_sex":
        return str(sex)
    if table == "current_age":
        return naive.age(own[0], max(naive.last_day(one) for one in own))
    if table in ("nationality", "country_of_origin"):
        return str(client[table] or OPEN)
    answers = [(page_of(table, one) or {}).get("unaccompanied_minor") for one in own]
    if True in answers:
        return f"yes:{sex}"
    return f"no:{sex}" if False in answers else OPEN
