"""The two doors to the module database give the same list, or a reason in Dutch (M-2, G-3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.integrations.module_database import ModuleDatabaseError, open_module_database
from app.integrations.module_database.in_folder import FolderModuleDatabase
from app.integrations.module_database.over_https import HttpsModuleDatabase
from tests.integrations.https_server import HANG, QUICK, Answer, HttpsServer

LIST = b'{"format": "binc-modules/1"}'


def test_a_list_is_fetched_as_it_is_m_2(neighbour: HttpsServer, tmp_path: Path) -> None:
    neighbour.answer = lambda _: (200, LIST)
    (tmp_path / "modules.json").write_bytes(LIST)
    for database in (HttpsModuleDatabase(neighbour.endpoint, QUICK), FolderModuleDatabase(tmp_path)):
        assert database.fetch() == LIST
    assert [(one.method, one.body) for one in neighbour.asked] == [("GET", b"")]


def test_of_several_files_the_last_by_name_counts_and_others_are_left_m_2(tmp_path: Path) -> None:
    for name, content in (("2026-06-30.json", b"oud"), ("2026-07-01.json", LIST), ("zz.json.tmp", b"half")):
        (tmp_path / name).write_bytes(content)
    assert FolderModuleDatabase(tmp_path).fetch() == LIST


@pytest.mark.parametrize(
    ("misdeeds", "words"),
    [([HANG] * 3, "antwoordde niet"), ([(500, b"")] * 3, "antwoordde niet"), ([(403, b"geheim")], "code 403")],
)
def test_no_answer_is_a_reason_in_dutch_without_what_came_m_2(
    neighbour: HttpsServer, misdeeds: list[str | Answer], words: str
) -> None:
    neighbour.misdeeds = list(misdeeds)
    with pytest.raises(ModuleDatabaseError, match=words) as failure:
        HttpsModuleDatabase(neighbour.endpoint, QUICK).fetch()
    assert "geheim" not in str(failure.value)


def test_a_list_that_is_too_large_is_refused_at_either_door_m_2(neighbour: HttpsServer, tmp_path: Path) -> None:
    neighbour.answer = lambda _: (200, LIST)
    (tmp_path / "modules.json").write_bytes(LIST)
    short = len(LIST) - 1
    for database in (HttpsModuleDatabase(neighbour.endpoint, QUICK, short), FolderModuleDatabase(tmp_path, short)):
        with pytest.raises(ModuleDatabaseError, match="groot"):
            database.fetch()


def test_an_empty_folder_and_one_that_is_not_there_say_so_m_2(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nergens"):
        with pytest.raises(ModuleDatabaseError, match="geen JSON-bestand"):
            FolderModuleDatabase(folder).fetch()


def test_the_setting_chooses_the_door_m_2(neighbour: HttpsServer) -> None:
    files = (neighbour.endpoint.certificate, neighbour.endpoint.authority)
    assert open_module_database(None, *files) is None
    assert isinstance(open_module_database("/srv/modules", *files), FolderModuleDatabase)
    neighbour.answer = lambda _: (200, LIST)
    over_https = open_module_database(neighbour.endpoint.url, *files)
    assert isinstance(over_https, HttpsModuleDatabase)
    assert over_https.fetch() == LIST
