"""The demonstration sector keeps the rules of the product, whatever day it is made for."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from app.demo.accounts import DEMO_ACCOUNTS
from app.demo.population import population
from app.demo.sector import demo_sector, services
from app.domain.age import is_under
from app.domain.chain import (
    ApprovedModule,
    Carer,
    DecisionPlan,
    ModulePlan,
    SchakelingPlan,
    check_decision,
    check_schakeling,
    conflict,
    extension_allowed,
    in_order,
)
from app.domain.clients import is_within_age
from app.domain.closing import check_closing, check_within_closing
from app.domain.combinations import ModuleFacts, combination_cautions, outside_offer_cautions
from app.domain.details import check_details
from app.domain.guaranteed import check_guaranteed
from app.domain.national_number import NationalNumber
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.period import Period
from app.domain.referral import Referral, check_referral
from app.domain.registration_fields import DATE, fields_of
from app.domain.registrations import check_answers, is_optional, missing_fields
from app.domain.roles import AGENCY_ROLES, Role
from app.reference.load import answer_codes, occupancy_rules, type_modules

Document = dict[str, Any]
UNTIL = date(2026, 6, 30)
DAYS = (UNTIL, date(2026, 11, 22), date(2025, 1, 1), date(2024, 2, 29))
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "exchange.schema.json"
FOSTER_STAYS = {"VBFINT04", "VBFINT05", "VBFINT06"}
PERSPECTIVE_OFFERING = {row.code for row in type_modules() if row.perspective_offering}
CATALOGUE = {
    row.code: ModuleFacts(
        row.code, row.name, row.function, row.pooled_residential, row.groeipakket, row.detail, row.organisation_types
    )
    for row in type_modules()
}


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def known_day(text: str) -> date:
    return date.fromisoformat(text)


def facility_of(sector: Document, dossier: Document) -> Document:
    return next(one for one in sector["facilities"] if one["code"] == dossier["facility"])


def referral_of(dossier: Document) -> Referral:
    values = dict(dossier["referral"])
    for key in ("ongoing_since", "referral_date"):
        values[key] = day(values.get(key))
    for key in ("waiting_functions", "learning_projects"):
        values[key] = tuple(values.get(key) or ())
    return Referral(**values)


def decision_plans(dossier: Document) -> list[DecisionPlan]:
    return [
        DecisionPlan(
            one["id"], known_day(one["begin"]), tuple(one["modules"]), one["ground"], one["mandated_service"], place
        )
        for place, one in enumerate(dossier["decisions"])
    ]


def schakeling_plans(dossier: Document) -> list[SchakelingPlan]:
    return [
        SchakelingPlan(
            key=one["id"],
            decision_key=decision["id"],
            kind=one["kind"],
            begin=known_day(one["begin"]),
            end=day(one["end"]),
            modules=tuple(
                ModulePlan(module["code"], module["guaranteed"], tuple(module.get("detail") or ()))
                for module in one["modules"]
            ),
            elsewhere=one["elsewhere"],
            paid_to_parents=one.get("paid_to_parents"),
            carers=tuple(Carer(carer["national_number"], carer["name"]) for carer in one.get("carers", ())),
        )
        for decision in dossier["decisions"]
        for one in decision["schakelingen"]
    ]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def sector(request: pytest.FixtureRequest) -> Document:
    return demo_sector(request.param)


@pytest.fixture
def until(sector: Document, request: pytest.FixtureRequest) -> date:
    parameter = request.node.callspec.params["sector"]
    assert isinstance(parameter, date)
    return parameter


def test_the_file_has_the_published_shape(sector: Document) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"), parse_float=Decimal)
    document = json.loads(json.dumps(sector), parse_float=Decimal)
    found = Draft202012Validator(schema, format_checker=FormatChecker(["date"])).iter_errors(document)
    assert [f"{error.json_path} {error.message}" for error in found] == []


def test_it_has_twelve_facilities_of_all_types_and_six_hundred_dossiers(sector: Document) -> None:
    types = Counter(facility["organisation_type"] for facility in sector["facilities"])
    assert len(sector["facilities"]) == 12
    assert set(types) == set(ORGANISATION_TYPES) - {"GI"}
    assert types["OVBJ"] == 2
    assert len(sector["dossiers"]) == 600


def test_it_is_the_same_every_time() -> None:
    assert demo_sector(UNTIL) == demo_sector(UNTIL)
    assert demo_sector(UNTIL, seed=7) != demo_sector(UNTIL)


def test_ids_and_national_numbers_are_unique_and_every_reference_is_there(sector: Document) -> None:
    for key in ("clients", "dossiers"):
        assert len({one["id"] for one in sector[key]}) == len(sector[key])
    clients = {client["id"] for client in sector["clients"]}
    codes = {facility["code"] for facility in sector["facilities"]}
    assert {dossier["client"] for dossier in sector["dossiers"]} <= clients
    assert {dossier["facility"] for dossier in sector["dossiers"]} <= codes


def test_every_client_lives_in_the_synthetic_register_unless_unborn(sector: Document) -> None:
    """C-1, C-4."""
    known = population().by_number
    unborn = [client for client in sector["clients"] if client.get("unborn")]
    for client in sector["clients"]:
        if not client.get("unborn"):
            assert NationalNumber.parse(client["national_number"]).digits in known
            assert known[client["national_number"]].deceased_on is None
        assert client["residence_status"] in answer_codes("residence_status")
        assert client.get("language", "nl") in answer_codes("language")
        assert client["country_of_origin"] in answer_codes("country")
    assert 1 <= len(unborn) <= 3


def test_clients_are_under_25_when_their_dossier_is_made_except_in_foster_care(sector: Document) -> None:
    """C-2."""
    clients = {client["id"]: client for client in sector["clients"]}
    for dossier in sector["dossiers"]:
        client = clients[dossier["client"]]
        kind = facility_of(sector, dossier)["organisation_type"]
        birth_year = client.get("presumed_birth_year")
        assert is_within_age(day(client.get("birth_date")), birth_year, known_day(dossier["created"]), kind)
        first = min((plan.begin for plan in schakeling_plans(dossier)), default=known_day(dossier["created"]))
        assert client.get("birth_date") is None or known_day(client["birth_date"]) <= first


def test_every_chain_could_have_been_typed_step_by_step(sector: Document) -> None:
    """S-1 to S-5, S-7."""
    for dossier in sector["dossiers"]:
        approved = [
            ApprovedModule(module["code"], known_day(module["from"]), day(module["until"]))
            for module in facility_of(sector, dossier)["modules"]
        ]
        decisions = decision_plans(dossier)
        schakelingen = schakeling_plans(dossier)
        for place, decision in enumerate(decisions, start=1):
            assert check_decision(decision, approved) == []
            earlier = [one for one in schakelingen if one.decision_key in {d.key for d in decisions[: place - 1]}]
            for new in (one for one in schakelingen if one.decision_key == decision.key):
                assert check_schakeling(new, earlier, decisions[:place], approved) == [], (dossier["id"], new)
                earlier.append(new)


def test_no_two_schakelingen_of_a_dossier_overlap(sector: Document) -> None:
    """S-4."""
    for dossier in sector["dossiers"]:
        chain = in_order(schakeling_plans(dossier))
        pairs = [(a, b) for index, a in enumerate(chain) for b in chain[index + 1 :]]
        assert not any(conflict(a.period, b.period) for a, b in pairs), dossier["id"]


def test_referrals_are_complete_for_their_organisation_type(sector: Document) -> None:
    """D-4, D-5, S-9."""
    for dossier in sector["dossiers"]:
        referral = referral_of(dossier)
        kind = facility_of(sector, dossier)["organisation_type"]
        assert check_referral(referral, kind, False) == [], dossier["id"]
        for plan in schakeling_plans(dossier):
            assert check_guaranteed(referral, plan.modules) == []


def test_details_are_there_and_hardly_any_combination_asks_for_confirmation(sector: Document) -> None:
    """S-8, S-10."""
    cautions = 0
    for dossier in sector["dossiers"]:
        kind = facility_of(sector, dossier)["organisation_type"]
        for plan in schakeling_plans(dossier):
            assert check_details(plan.modules, CATALOGUE) == []
            cautions += len(combination_cautions(plan.modules, CATALOGUE, kind))
            cautions += len(outside_offer_cautions(plan.modules, CATALOGUE, referral_of(dossier)))
    assert cautions <= 20


def test_foster_carers_are_named_where_the_groeipakket_asks_them(sector: Document) -> None:
    """S-13."""
    clients = {client["id"]: client for client in sector["clients"]}
    for dossier in sector["dossiers"]:
        client = clients[dossier["client"]]
        for plan in schakeling_plans(dossier):
            codes = set(plan.codes)
            young = is_under(25, day(client.get("birth_date")), client.get("presumed_birth_year"), plan.begin)
            if young and codes & PERSPECTIVE_OFFERING:
                assert plan.paid_to_parents is not None
            if young and codes & FOSTER_STAYS:
                assert (plan.paid_to_parents is True) == (plan.carers == ())
                assert all(NationalNumber.parse(carer.national_number) for carer in plan.carers)


def test_one_open_dossier_a_client_in_a_facility_at_every_moment(sector: Document) -> None:
    """D-1."""
    lives = defaultdict(list)
    for dossier in sector["dossiers"]:
        closed = day(dossier["closed_on"]) or date.max
        lives[dossier["facility"], dossier["client"]].append((known_day(dossier["created"]), closed))
    for spans in lives.values():
        ordered = sorted(spans)
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(ordered))


def test_closed_dossiers_have_what_closing_needs(sector: Document, until: date) -> None:
    """D-6, E-1 to E-4."""
    for dossier in sector["dossiers"]:
        closed_on = day(dossier["closed_on"])
        assert known_day(dossier["created"]) <= (closed_on or until) <= until
        assert (dossier["status"] == "closed") == (closed_on is not None)
        if closed_on is None:
            continue
        kind = facility_of(sector, dossier)["organisation_type"]
        plans = schakeling_plans(dossier)
        if kind not in ("1G1P", "HCA", "NAFT"):
            assert check_closing(decision_plans(dossier), plans, closed_on) == []
        assert not any(check_within_closing(plan.begin, plan.end, closed_on) for plan in plans)
        if is_optional(referral_of(dossier)) or kind in ("HCA", "NAFT"):
            continue
        pages = ("family_situation", "trajectory") if kind == "1G1P" else ("intake", "exit")
        for page in pages:
            assert missing_fields(fields_of(page, kind), dossier[page]) == [], (dossier["id"], page)


def test_registrations_hold_only_answers_of_their_lists(sector: Document) -> None:
    """E-5."""
    for dossier in sector["dossiers"]:
        kind = facility_of(sector, dossier)["organisation_type"]
        for page in ("intake", "exit", "family_situation", "trajectory"):
            answers = dossier.get(page)
            if answers is None:
                continue
            fields = fields_of(page, kind)
            dates = {field.key for field in fields if field.kind == DATE}
            given = {key: day(value) if key in dates else value for key, value in answers.items()}
            assert check_answers(fields, given) == [], (dossier["id"], page)
            for field in fields:
                value = answers.get(field.key)
                if field.answers and value:
                    chosen = set(value) if isinstance(value, list) else {value}
                    assert chosen <= answer_codes(field.answers), (field.key, chosen)


def test_nothing_begins_after_the_day_it_is_made_for(sector: Document, until: date) -> None:
    for dossier in sector["dossiers"]:
        assert known_day(dossier["created"]) <= until
        assert all(plan.begin <= until for plan in schakeling_plans(dossier))


def test_there_is_something_of_everything(sector: Document) -> None:
    plans = {dossier["id"]: schakeling_plans(dossier) for dossier in sector["dossiers"]}
    everything = [plan for chain in plans.values() for plan in chain]
    steps = [pair for chain in plans.values() for pair in pairwise(in_order(chain))]
    assert {plan.kind for plan in everything} == {"start", "switch", "extension"}
    assert any(plan.begin == plan.end for plan in everything)
    assert any(plan.end is None for plan in everything)
    assert any(module.guaranteed for plan in everything for module in plan.modules)
    assert any(earlier.end == later.begin for earlier, later in steps)
    assert any(earlier.end is not None and earlier.end < later.begin for earlier, later in steps)
    specifics = {dossier["referral"].get("specific") for dossier in sector["dossiers"]}
    assert specifics >= {"time_out", "short_crisis_stay", "supporting_guidance_only", None}
    assert Counter(dossier["status"] for dossier in sector["dossiers"])["open"] >= 60
    assert {row["state"] for row in sector["quarters"]} == {"processed", "sent", "open", "to_send_again"}
    assert any(row["counts_toward"] for row in sector["capacity"])
    assert any(row["innovative"] for row in sector["capacity"])
    assert any(row["guaranteed"] for row in sector["capacity"])


def test_some_clients_are_known_in_two_facilities_and_some_return_on_the_day_they_left(sector: Document) -> None:
    """The boundary day of two dossiers of one client counts once (§9)."""
    facilities = defaultdict(set)
    days = defaultdict(list)
    for dossier in sector["dossiers"]:
        facilities[dossier["client"]].add(dossier["facility"])
        for plan in schakeling_plans(dossier):
            days[dossier["facility"], dossier["client"]].append((dossier["id"], plan))
    shared = [
        (one, other)
        for spans in days.values()
        for one_id, one in spans
        for other_id, other in spans
        if one_id != other_id and one.end == other.begin
    ]
    assert sum(len(codes) >= 2 for codes in facilities.values()) >= 15
    assert len(shared) >= 2


def test_schakelingen_of_one_client_in_one_facility_share_at_most_a_boundary_day(sector: Document) -> None:
    spans: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for dossier in sector["dossiers"]:
        spans[dossier["facility"], dossier["client"]] += [plan.period for plan in schakeling_plans(dossier)]
    for periods in spans.values():
        for place, one in enumerate(periods):
            for other in periods[place + 1 :]:
                common = one.overlap(other)
                assert common is None or common.day_count == 1


def test_capacity_rows_are_in_order_and_hold_what_they_reserve(sector: Document) -> None:
    """M-3."""
    seen = Counter((row["facility"], row["module"], row["valid_from"]) for row in sector["capacity"])
    assert max(seen.values()) == 1
    for row in sector["capacity"]:
        assert row["innovative"] + row["guaranteed"] <= row["recognised"]
    assert any(count > 1 for count in Counter((row["facility"], row["module"]) for row in sector["capacity"]).values())


def test_occupancy_by_the_day_looks_like_that_of_a_real_sector(sector: Document, until: date) -> None:
    """F-1, F-2: over the last whole year, per facility, all lines that count by the day."""
    year = Period.year(until.year - 1)
    kinds = {facility["code"]: facility["organisation_type"] for facility in sector["facilities"]}
    rules = {(rule.module, rule.organisation_type): rule for rule in occupancy_rules()}
    deployed: dict[str, set[tuple[str, str, date]]] = defaultdict(set)
    for dossier in sector["dossiers"]:
        kind = kinds[dossier["facility"]]
        for plan in schakeling_plans(dossier):
            active = plan.period.overlap(year)
            for module in plan.modules:
                rule = rules[module.code, kind].rule
                if active is not None and rule in ("day", "pool") and not module.guaranteed:
                    deployed[dossier["facility"]] |= {(dossier["client"], module.code, d) for d in active.days()}
    for code, kind in kinds.items():
        rows = [row for row in sector["capacity"] if row["facility"] == code and row["counts_toward"] is None]
        by_day = [row for row in rows if is_by_day(row["module"], kind)]
        if not by_day:
            continue
        recognised, reserved = 0, 0
        for one_day in year.days():
            for line in {row["module"] for row in by_day}:
                valid = [r for r in by_day if r["module"] == line and known_day(r["valid_from"]) <= one_day]
                row = max(valid, key=lambda one: str(one["valid_from"]))
                recognised += row["recognised"]
                reserved += row["innovative"] + row["guaranteed"]
        rate = (len(deployed[code]) + reserved) / recognised
        assert 0.7 <= rate <= 1.05, (code, rate)


def is_by_day(line: str, organisation_type: str) -> bool:
    return any(
        rule.capacity_line == line and rule.organisation_type == organisation_type and rule.rule in ("day", "pool")
        for rule in occupancy_rules()
    )


def test_a_boundary_day_lies_within_the_window_of_three_years(sector: Document, until: date) -> None:
    opening = until - timedelta(days=3 * 366 + 1)
    for dossier in sector["dossiers"]:
        ends = [plan.end for plan in schakeling_plans(dossier)]
        assert not ends or ends[-1] is None or ends[-1] >= opening


def test_utilisation_is_of_quarters_with_a_deployment_and_totals_add_up(sector: Document) -> None:
    """Q-1, Q-2, Q-3."""
    rounding = {row.code: row.rounding for row in type_modules()}
    steps = {"quarter": Decimal("0.25"), "half": Decimal("0.5"), "none": Decimal(1)}
    assert sector["utilisation"]
    for row in sector["utilisation"]:
        assert Decimal(str(row["total"])) % steps[rounding[row["module"]]] == 0
        if "kinds" in row:
            assert row["total"] == sum(row["kinds"].values()) + row["non_client_bound"]


def test_accounts_have_long_passwords_and_seats_that_exist(sector: Document) -> None:
    """A-1, A-4."""
    codes = {facility["code"] for facility in sector["facilities"]}
    service_codes = {service.code for service in services()}
    names = [account.user_name for account in DEMO_ACCOUNTS]
    assert len(names) == len(set(names))
    for account in DEMO_ACCOUNTS:
        assert len(account.password) >= 12
        for seat in account.seats:
            role = Role(seat.role)
            assert seat.facility_code is None or seat.facility_code in codes
            assert seat.service_code is None or seat.service_code in service_codes
            assert (role in AGENCY_ROLES) == (seat.facility_code is None and seat.service_code is None)
    assert {dossier["responsible"] for dossier in sector["dossiers"]} <= set(names)


def test_an_extension_stands_only_first_under_a_later_decision(sector: Document) -> None:
    """S-7."""
    for dossier in sector["dossiers"]:
        decisions = {plan.key: plan for plan in decision_plans(dossier)}
        chain = schakeling_plans(dossier)
        for place, plan in enumerate(chain):
            if plan.kind == "extension":
                assert extension_allowed(decisions[plan.decision_key], chain[:place], list(decisions.values()))
