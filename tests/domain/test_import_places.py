"""Where in a file something stands, and in which order that is told (G-3)."""

from __future__ import annotations

from app.domain.import_places import order_in_file


def test_findings_are_told_as_the_file_runs_g_3() -> None:
    told = [
        "",
        "/clients/2/name",
        "/dossiers/2",
        "/dossiers/2/decisions/0/schakelingen/0/begin",
        "/dossiers/2/decisions/0/schakelingen/0/modules",
        "/dossiers/10/decisions/0/begin",
        "/utilisation/0/module",
        "/unknown",
        f"/unknown/{'9' * 5_000}/²",
    ]
    assert sorted(set(told), key=order_in_file) == told


def test_places_in_a_workbook_keep_their_order_g_3() -> None:
    places = ["blad 'Totalen', cel E16", "blad 'Cliënten'", "blad 'Cliënten', cel A2"]
    assert sorted(places, key=order_in_file) == places
