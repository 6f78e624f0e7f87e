"""Makes records for tests; every argument can be overridden, and nothing depends on today."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text
from stdnum.be import nn

from app.database import BincSession
from app.domain.names import name_key
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.services.accounts import create_account, give_seat
from app.services.deployments import rewrite_deployments
from models import (
    Account,
    ApprovedModule,
    CapacityQuestion,
    CapacityRow,
    Client,
    ContextHousehold,
    ContextPerson,
    Decision,
    DecisionModule,
    Dossier,
    Facility,
    ProcessedYear,
    QuarterStatement,
    Referral,
    Schakeling,
    SchakelingModule,
    Seat,
    TypeModule,
    UtilisationTotal,
)

_serial = itertools.count(1)
PASSWORD = "een lang oefenwachtwoord"
FAR_PAST = date(2015, 1, 1)


def national_number(birth: date, serial: int) -> str:
    """A valid national number for this birth date."""
    nine = f"{birth:%y%m%d}{serial:03d}"
    check = 97 - int(("2" if birth.year >= 2000 else "") + nine) % 97
    number = f"{nine}{check:02d}"
    assert nn.is_valid(number)
    return number


def create_facility(session: BincSession, **overrides: Any) -> Facility:
    """A facility (OVBJ in Antwerpen unless said otherwise) with VBFBJB04 and P-CB-BREED approved since 2015."""
    modules = overrides.pop("modules", ("VBFBJB04", "P-CB-BREED"))
    number = next(_serial)
    values = {
        "code": f"T{number:05d}",
        "name": f"Voorziening {number}",
        "organisation_type": "OVBJ",
        "province": "Antwerpen",
    }
    facility = Facility(**{**values, **overrides})
    session.add(facility)
    session.flush()
    for code in modules:
        approve(session, facility, code)
    return facility


def type_module(session: BincSession, code: str) -> TypeModule:
    """A module of the shipped catalogue."""
    return session.scalars(select(TypeModule).where(TypeModule.code == code)).one()


def approve(session: BincSession, facility: Facility, code: str, **overrides: Any) -> ApprovedModule:
    """Lets a facility tick a module."""
    values = {"valid_from": FAR_PAST, "valid_until": None}
    approved = ApprovedModule(
        facility_id=facility.id, type_module_id=type_module(session, code).id, **{**values, **overrides}
    )
    session.add(approved)
    session.flush()
    return approved


def create_capacity(session: BincSession, facility: Facility, line: str = "VERBLIJF", **overrides: Any) -> CapacityRow:
    """A capacity row: ten recognised places since 2015 unless said otherwise."""
    values = {"valid_from": FAR_PAST, "recognised": Decimal(10), "innovative": Decimal(0), "guaranteed": Decimal(0)}
    row = CapacityRow(facility_id=facility.id, line=line, **{**values, **overrides})
    session.add(row)
    session.flush()
    return row


def create_capacity_question(session: BincSession, facility: Facility, **overrides: Any) -> CapacityQuestion:
    """A question of somebody about the places for residence, that waits for an answer."""
    values = {"line": "VERBLIJF", "question": "Klopt het aantal plaatsen?", "asked_by_name": "An Peeters"}
    question = CapacityQuestion(facility_id=facility.id, **{**values, **overrides})
    session.add(question)
    session.flush()
    return question


def process_years(session: BincSession, facility: Facility, *years: int) -> None:
    """Marks these years of a facility as processed, which locks its schakelingen up to the end of the last one."""
    for year in years:
        session.add(ProcessedYear(facility_id=facility.id, year=year, state="processed", locks=True))
    session.flush()


def create_client(session: BincSession, facility: Facility, **overrides: Any) -> Client:
    """A client known to the facility, with a valid national number of its own."""
    serial = next(_serial)
    birth = overrides.get("birth_date", date(2012, 5, 1 + serial % 28))
    values: dict[str, Any] = {
        "name": f"Peeters{serial}",
        "first_name": "Noor",
        "sex": "F",
        "birth_date": birth,
        "national_number": national_number(birth, 1 + serial % 997) if birth else None,
        "nationality": "BE",
        "country_of_origin": "BE",
        "residence_status": None,
    }
    values.update(overrides)
    values["name_key"], values["first_name_key"] = name_key(values["name"]), name_key(values["first_name"])
    person = Client(**values)
    columns = {
        column.key: value.isoformat() if isinstance(value := getattr(person, column.key), date) else value
        for column in Client.__table__.columns
        if getattr(person, column.key) is not None
    }
    query = text("select open_client(:facility, 'test', cast(:person as jsonb))").bindparams(facility=facility.id)
    client_id = session.execute(query, {"person": json.dumps(columns)}).scalar_one()
    return session.get_one(Client, client_id)


def create_household(session: BincSession, client: Client, **overrides: Any) -> ContextHousehold:
    """A home with an address around a client."""
    values = {"kind": "home", "street": "Groenstraat", "house_number": "45", "postcode": "2140"}
    household = ContextHousehold(client_id=client.id, **{**values, **overrides})
    session.add(household)
    session.flush()
    return household


def create_relative(
    session: BincSession, client: Client, household: ContextHousehold | None = None, **overrides: Any
) -> ContextPerson:
    """The mother of a client unless said otherwise, in a household or outside all of them."""
    values = {"relation": "moeder", "name": "Erckens", "first_name": "Maria"}
    home = household.id if household else None
    person = ContextPerson(client_id=client.id, household_id=home, **{**values, **overrides})
    session.add(person)
    session.flush()
    return person


def create_dossier(session: BincSession, client: Client, facility: Facility, **overrides: Any) -> Dossier:
    """An open dossier with a general referral through the access gate."""
    number = next(_serial)
    created = overrides.pop("created_on", date(2024, 1, 8))
    referral = overrides.pop("referral", {"through_access_gate": True})
    values = {"code": f"BNC_{created:%Y%m%d}_{900000 + number}", "status": "open"}
    dossier = Dossier(facility_id=facility.id, client_id=client.id, created_on=created, **{**values, **overrides})
    session.add(dossier)
    session.flush()
    session.add(Referral(facility_id=facility.id, dossier_id=dossier.id, **referral))
    session.flush()
    session.refresh(dossier)
    return dossier


def create_decision(session: BincSession, dossier: Dossier, **overrides: Any) -> Decision:
    """A voluntary decision from the day the dossier was made, for VBFBJB04."""
    modules = overrides.pop("modules", ("VBFBJB04",))
    values = {"begin": dossier.created_on, "ground": "voluntary", "mandated_service": None}
    decision = Decision(facility_id=dossier.facility_id, dossier_id=dossier.id, **{**values, **overrides})
    decision.modules = [
        DecisionModule(facility_id=dossier.facility_id, type_module_id=type_module(session, code).id)
        for code in modules
    ]
    session.add(decision)
    session.flush()
    return decision


def create_schakeling(session: BincSession, decision: Decision, **overrides: Any) -> Schakeling:
    """A schakeling from the decision's begin on, with VBFBJB04; deployments follow."""
    modules = overrides.pop("modules", ("VBFBJB04",))
    guaranteed = overrides.pop("guaranteed", ())
    moment = datetime(2024, 1, 8, 12, tzinfo=UTC)
    values = {"kind": "start", "begin": decision.begin, "end": None, "begin_registered_at": moment}
    schakeling = Schakeling(
        facility_id=decision.facility_id,
        dossier_id=decision.dossier_id,
        decision_id=decision.id,
        **{**values, **overrides},
    )
    schakeling.modules = [
        SchakelingModule(
            facility_id=decision.facility_id,
            type_module_id=type_module(session, code).id,
            guaranteed=code in guaranteed,
            detail=[],
        )
        for code in modules
    ]
    session.add(schakeling)
    session.flush()
    dossier = session.get_one(Dossier, decision.dossier_id)
    rewrite_deployments(session, dossier.facility_id, dossier.client_id)
    return schakeling


def create_user(session: BincSession, **overrides: Any) -> Account:
    """A person with a local account and the password PASSWORD."""
    number = next(_serial)
    values = {
        "user_name": f"persoon{number}",
        "first_name": "An",
        "last_name": f"Peeters{number}",
        "password": PASSWORD,
    }
    return create_account(session, **{**values, **overrides})


def create_seat(
    session: BincSession, facility: Facility | None = None, role: Role | None = None, user: Account | None = None
) -> Seat:
    """A seat for a new person: facility staff where a facility is given, else the agency's policy team."""
    chosen = role or (Role.FACILITY_STAFF if facility else Role.AGENCY_POLICY)
    return give_seat(session, user or create_user(session), chosen, facility_id=facility.id if facility else None)


def create_statement(
    session: BincSession, facility: Facility, quarter: Quarter, state: str = "open", **totals: Decimal | int
) -> QuarterStatement:
    """A quarter statement in this state, reached along the table, with totals by module code."""
    record = QuarterStatement(facility_id=facility.id, year=quarter.year, quarter=quarter.number, state="open")
    session.add(record)
    for code, total in totals.items():
        create_total(session, facility, quarter, code, total)
    session.flush()
    way = {"open": (), "sent": ("sent",), "to_send_again": ("sent", "to_send_again")}
    way |= {"processed": ("sent", "processed"), "reopened": ("sent", "processed", "reopened")}
    for each in way[state]:
        record.state = each
        record.sent_at = datetime(quarter.year, 12, 31, 12, tzinfo=UTC) if each == "sent" else record.sent_at
        session.flush()
    return record


def create_total(
    session: BincSession, facility: Facility, quarter: Quarter, code: str, total: Decimal | int | None, **overrides: Any
) -> UtilisationTotal:
    """The registered utilisation of one module in a quarter, typed by hand unless said otherwise."""
    module = type_module(session, code.replace("_", "-"))
    values = {"total": None if total is None else Decimal(total), "computed": False, "kinds": {}, **overrides}
    row = UtilisationTotal(
        facility_id=facility.id, year=quarter.year, quarter=quarter.number, type_module_id=module.id, **values
    )
    session.add(row)
    session.flush()
    return row
