"""Which columns of the raw data an organisation type has, in the one order that all of them share (R-7)."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import registration_fields as asked
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.referral_forms import ANSWER_LISTS, referral_form
from app.domain.reports.raw import ANSWER, DOSSIERS, REFERRAL, SCHAKELINGEN, RawColumn, RawTable
from app.domain.reports.raw_columns import (
    COURSE,
    IDENTITY,
    KIND_IN_REFERRAL,
    KIND_OF_QUESTION,
    MODULES_OF_HELP,
    SCHAKELING_COLUMNS,
)
from app.domain.reports.raw_names import REFERRAL_WORDS, REGISTRATION_NAMES

REGISTRATIONS = (asked.INTAKE, asked.FAMILY_SITUATION, asked.TRAJECTORY, asked.EXIT)


def raw_tables(organisation_type: str, *, with_chain: bool, several_provinces: bool = False) -> tuple[RawTable, ...]:
    """The tables of a facility: its dossiers, and where it registers help its schakelingen (R-7, D-4)."""
    columns = dossier_columns(organisation_type, with_chain=with_chain, several_provinces=several_provinces)
    dossiers = RawTable(DOSSIERS, "dossier", "Dossiers", columns)
    return (dossiers, SCHAKELING_TABLE) if with_chain else (dossiers,)


SCHAKELING_TABLE = RawTable(SCHAKELINGEN, "schakeling", "Schakelingen", SCHAKELING_COLUMNS)


def dossier_columns(
    organisation_type: str, *, with_chain: bool, several_provinces: bool = False
) -> tuple[RawColumn, ...]:
    """The columns of a dossier: who, the referral, the registrations and the help (R-7).

    `several_provinces` is said of a CKG that asks for the province of a dossier (A-6).
    """
    questions = {rule.field for rule in referral_form(organisation_type, several_provinces)}
    referral = (_referral_column(field) for field in REFERRAL_WORDS if field in questions)
    registrations = (
        _registration_column(registration, field)
        for registration in REGISTRATIONS
        for field in asked.fields_of(registration, organisation_type)
    )
    return (*IDENTITY, *referral, *registrations, *COURSE, *(MODULES_OF_HELP if with_chain else ()))


def every_table() -> tuple[RawTable, ...]:
    """Both tables with the columns of all organisation types, each once: what the published schema describes (R-7)."""
    return RawTable(DOSSIERS, "dossier", "Dossiers", tuple(_each_once(_all_columns()))), SCHAKELING_TABLE


def _all_columns() -> Iterable[RawColumn]:
    """The columns of every organisation type, in the order that each of them keeps."""
    yield from IDENTITY
    yield from (_referral_column(field) for field in REFERRAL_WORDS)
    for registration in REGISTRATIONS:
        for kind in ORGANISATION_TYPES:
            yield from (_registration_column(registration, field) for field in asked.fields_of(registration, kind))
    yield from (*COURSE, *MODULES_OF_HELP)


def in_every_type() -> frozenset[str]:
    """The columns of a dossier that no organisation type lacks."""
    fewest = (dossier_columns(kind, with_chain=False) for kind in ORGANISATION_TYPES)
    return frozenset.intersection(*(frozenset(column.key for column in columns) for columns in fewest))


def _each_once(columns: Iterable[RawColumn]) -> Iterable[RawColumn]:
    found: dict[str, RawColumn] = {}
    for column in columns:
        found.setdefault(column.key, column)
    return found.values()


def _referral_column(field: str) -> RawColumn:
    key, title, meaning = REFERRAL_WORDS[field]
    kind = KIND_IN_REFERRAL.get(field, ANSWER)
    return RawColumn(key, kind, title, meaning, "Aanmelding", REFERRAL, field, ANSWER_LISTS.get(field))


def _registration_column(registration: str, field: asked.FieldDefinition) -> RawColumn:
    key, page = REGISTRATION_NAMES[registration][field.key], asked.TITLES[registration]
    return RawColumn(
        key,
        KIND_OF_QUESTION[field.kind],
        field.label,
        f"{field.label}, zoals ingevuld op de pagina {page}.",
        page,
        registration,
        field.key,
        field.answers,
        field.tick,
    )
