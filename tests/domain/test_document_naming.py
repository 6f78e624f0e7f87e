"""Naming a client without a dossier: what has to be typed, and which dossier it means (O-1)."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.documents.naming import ClientNaming, NamedDossier, check_naming, meant_dossier
from app.domain.documents.visibility import ServiceKind

TODAY = date(2024, 2, 1)
BORN = date(2012, 4, 15)
EMMA = ClientNaming("Eigenaers", "Emma", BORN)


def faults(
    naming: ClientNaming, sender: ServiceKind = ServiceKind.OCJ, to: ServiceKind = ServiceKind.FACILITY
) -> set[str]:
    return {fault.field for fault in check_naming(naming, sender, {to}, today=TODAY)}


@pytest.mark.parametrize("sender", [kind for kind in ServiceKind if kind is not ServiceKind.FACILITY])
def test_every_service_without_dossiers_names_a_client_by_name_and_birth_date_or_number_O_1(
    sender: ServiceKind,
) -> None:
    assert faults(EMMA, sender) == set()
    assert faults(ClientNaming("Eigenaers", "Emma", None, "12041500210"), sender) == set()
    assert faults(ClientNaming("", " "), sender) == set()


@pytest.mark.parametrize(
    ("naming", "field"),
    [
        (ClientNaming(" ", "Emma", BORN), "client_name"),
        (ClientNaming("Eigenaers", "", BORN), "client_first_name"),
        (ClientNaming("Eigenaers", "Emma"), "client_birth_date"),
        (ClientNaming("Eigenaers", "Emma", date(2024, 2, 2)), "client_birth_date"),
    ],
)
def test_what_is_typed_by_half_is_told_at_its_field_O_1(naming: ClientNaming, field: str) -> None:
    assert faults(naming) == {field}


def test_who_is_born_today_can_be_named_O_1() -> None:
    assert faults(ClientNaming("Eigenaers", "Emma", TODAY)) == set()


@pytest.mark.parametrize("to", [kind for kind in ServiceKind if kind is not ServiceKind.FACILITY])
def test_nobody_is_named_to_services_without_dossiers_only_O_1(to: ServiceKind) -> None:
    assert faults(EMMA, ServiceKind.AGENCY, to) == {"client_name"}
    receivers = {to, ServiceKind.FACILITY}
    assert list(check_naming(EMMA, ServiceKind.OCJ, receivers, today=TODAY)) == []


def test_a_facility_names_nobody_outside_a_dossier_O_1() -> None:
    assert faults(EMMA, ServiceKind.FACILITY) == {"client_name"}


def dossier(number: int, client: int, status: str = "closed") -> NamedDossier:
    return NamedDossier(number, client, f"V_{number}", status, "Eigenaers", "Emma")


def test_the_open_dossier_is_meant_else_the_newest_and_none_of_two_clients_O_1() -> None:
    assert meant_dossier([]) is None
    assert meant_dossier([dossier(1, 7), dossier(2, 7)]) == dossier(2, 7)
    assert meant_dossier([dossier(1, 7, "open"), dossier(2, 7)]) == dossier(1, 7, "open")
    assert meant_dossier([dossier(1, 7, "open"), dossier(2, 8)]) is None
