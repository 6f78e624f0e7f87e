"""The dossiers of one facility as raw data, read in pieces so that a large facility needs no more memory (R-7, R-2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.database import BincSession
from app.domain.chain_plans import ModulePlan, SchakelingPlan, in_order
from app.domain.dossiers import CLOSED
from app.domain.organisation_types import WITHOUT_CHAIN
from app.domain.period import Period
from app.domain.registration_fields import TRAJECTORY
from app.domain.reports.population import DossierCourse, Population, populations_of
from app.domain.reports.raw import (
    CLIENT,
    DOSSIER,
    HELP,
    REFERRAL,
    SCHAKELING,
    TYPE_MODULE,
    Facts,
    RawTable,
    Words,
    lists_of,
)
from app.domain.reports.raw_help import help_facts, schakeling_facts
from app.domain.reports.raw_names import REFERRAL_WORDS
from app.domain.reports.raw_tables import raw_tables
from app.queries.catalogue import CatalogueModule, modules_by_code, modules_by_id, registers_help
from app.queries.registrations import listed_answers
from models.client import Client
from models.dossier import Dossier, Referral, Registration
from models.facility import Facility
from models.schakeling import Schakeling, SchakelingModule

AT_A_TIME = 200
OF_REFERRAL = tuple(REFERRAL_WORDS)


@dataclass(frozen=True)
class RawDossier:
    """One dossier with all that its columns ask, and each of its schakelingen in order."""

    facts: Facts
    schakelingen: tuple[Facts, ...]


def raw_tables_of(session: BincSession, facility: Facility) -> tuple[RawTable, ...]:
    """The tables that a facility's raw data have (R-7)."""
    return raw_tables(
        facility.organisation_type,
        with_chain=registers_help(session, facility),
        several_provinces=facility.several_provinces,
    )


def raw_words(session: BincSession, table: RawTable) -> Words:
    """The words of every answer in a table, by list and code; retired ones too, since they stay readable (E-5)."""
    listed = listed_answers(session, lists_of(table.columns))
    words: dict[str, Mapping[str, str]] = {
        name: {answer.code: answer.label for answer in answers} for name, answers in listed.items()
    }
    words[TYPE_MODULE] = {module.code: module.name for module in modules_by_code(session).values()}
    return words


def raw_dossiers(
    session: BincSession, facility: Facility, period: Period, population: Population
) -> Iterator[RawDossier]:
    """The dossiers of a population, in the order in which they were made (R-2, R-7).

    One statement, read `AT_A_TIME` rows at a time: the whole export shows one moment. The statement narrows, the rule
    of R-2 decides. The session may not commit while it is read.
    """
    query = _dossiers(facility, period, population).execution_options(yield_per=AT_A_TIME)
    modules, by_code = modules_by_id(session), modules_by_code(session)
    for row in session.execute(query):
        schakelingen = in_order(_schakeling(one, modules) for one in row.schakelingen or ())
        course = _course(row, facility.organisation_type, schakelingen)
        if population in populations_of(course, period):
            yield _raw_dossier(row, course, schakelingen, by_code)


OF_CLIENT = ("birth_date", "presumed_birth_year", "sex", "nationality", "country_of_origin", "postcode")
COLUMNS: tuple[Any, ...] = (
    Dossier.code,
    Dossier.status,
    Dossier.closed_on,
    Dossier.created_on,
    Dossier.client_id,
    Client.unborn,
    *(getattr(Client, field) for field in OF_CLIENT),
    *(getattr(Referral, field) for field in OF_REFERRAL),
)


def _dossiers(facility: Facility, period: Period, population: Population) -> Select[Any]:
    own = Dossier
    return (
        select(*COLUMNS, _registrations().label("registrations"), _schakelingen().label("schakelingen"))
        .join(Client, Client.id == own.client_id)
        .outerjoin(Referral, and_(Referral.facility_id == own.facility_id, Referral.dossier_id == own.id))
        .where(own.facility_id == facility.id, *_narrowed(facility, period, population))
        .order_by(own.id)
    )


def _narrowed(facility: Facility, period: Period, population: Population) -> list[ColumnElement[bool]]:
    """What every dossier of the population has; where help hangs on no schakeling, its start is left to the rule."""
    own, within = Dossier, (period.begin, period.end)
    if population == Population.CLOSED:
        return [own.status == CLOSED, or_(own.last_schakeling_end.between(*within), own.closed_on.between(*within))]
    if population != Population.STARTED or facility.organisation_type in WITHOUT_CHAIN:
        return []
    return [func.coalesce(Referral.ongoing_since, own.first_schakeling_begin).between(*within)]


def _registrations() -> ScalarSelect[Any]:
    of_dossier = (Registration.facility_id == Dossier.facility_id, Registration.dossier_id == Dossier.id)
    return select(func.jsonb_object_agg(Registration.kind, Registration.answers)).where(*of_dossier).scalar_subquery()


def _schakelingen() -> ScalarSelect[Any]:
    module, own = SchakelingModule, Schakeling
    ticked = func.json_build_array(module.type_module_id, module.guaranteed, module.detail)
    modules = (
        select(func.json_agg(aggregate_order_by(ticked, module.type_module_id)))
        .where(module.facility_id == own.facility_id, module.schakeling_id == own.id)
        .scalar_subquery()
    )
    # Without the foster carers: the raw data hold no names.
    offered = func.json_build_array(own.id, own.kind, own.begin, own.end, own.elsewhere, own.paid_to_parents, modules)
    of_dossier = (own.facility_id == Dossier.facility_id, own.dossier_id == Dossier.id)
    return select(func.json_agg(offered)).where(*of_dossier).scalar_subquery()


def _schakeling(one: list[Any], catalogue: Mapping[int, CatalogueModule]) -> SchakelingPlan:
    key, kind, begin, end, elsewhere, paid_to_parents, modules = one
    return SchakelingPlan(
        key,
        0,
        kind,
        date.fromisoformat(begin),
        date.fromisoformat(end) if end else None,
        tuple(
            ModulePlan(catalogue[type_id].code, guaranteed, tuple(detail))
            for type_id, guaranteed, detail in modules or ()
        ),
        elsewhere,
        paid_to_parents,
    )


def _course(row: Any, organisation_type: str, schakelingen: tuple[SchakelingPlan, ...]) -> DossierCourse:
    talk = ((row.registrations or {}).get(TRAJECTORY) or {}).get("first_talk")
    return DossierCourse(
        organisation_type,
        row.status,
        row.created_on,
        row.ongoing_since,
        schakelingen[0].begin if schakelingen else None,
        schakelingen[-1].end if schakelingen else None,
        row.closed_on,
        date.fromisoformat(talk) if talk else None,
        row.referral_date,
    )


def _raw_dossier(
    row: Any,
    course: DossierCourse,
    schakelingen: tuple[SchakelingPlan, ...],
    catalogue: Mapping[str, CatalogueModule],
) -> RawDossier:
    dossier = {"code": row.code, "status": row.status, "closed_on": row.closed_on}
    client = {field: getattr(row, field) for field in OF_CLIENT}
    client |= {"number": row.client_id, "by_hand": "unborn" if row.unborn else None}
    facts: Facts = {
        DOSSIER: dossier,
        CLIENT: client,
        REFERRAL: {field: getattr(row, field) for field in OF_REFERRAL},
        HELP: help_facts(course, schakelingen),
        **(row.registrations or {}),
    }
    following = (schakeling_facts(place, one, catalogue) for place, one in enumerate(schakelingen, start=1))
    return RawDossier(facts, tuple({DOSSIER: dossier, CLIENT: client, SCHAKELING: one} for one in following))
