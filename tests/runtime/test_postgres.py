"""The embedded PostgreSQL starts anywhere, for anybody, and keeps what it was given."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.runtime.account import Account
from app.runtime.postgres import EmbeddedPostgres

POWERS = "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"

_ANOTHER_PROCESS = """
import sys, time
from pathlib import Path
from app.runtime.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), for_tests=True)
server.start()
server.ensure_roles_and_database()
print("started", flush=True)
sys.stdin.read()
server.stop()
"""


def connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def until(condition: Any, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def another_process(home: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _ANOTHER_PROCESS, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def started(home: Path, for_tests: bool = True) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(home, for_tests=for_tests)
    server.start()
    server.ensure_roles_and_database()
    try:
        yield server
    finally:
        server.stop()


def test_a_restart_keeps_the_data(home: Path) -> None:
    with started(home) as server, connect(server.owner_url) as connection:
        connection.execute("create table kept (day date)")
        connection.execute("insert into kept values ('2024-02-29')")
    assert not server.is_running()
    with started(home) as server, connect(server.owner_url) as connection:
        assert connection.execute("select day::text from kept").fetchall() == [("2024-02-29",)]


def test_the_application_role_owns_nothing_and_passes_no_policy(home: Path) -> None:
    with started(home) as server:
        with connect(server.app_url) as connection:
            assert connection.execute(POWERS).fetchone() == (False, False, False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("create table mine ()")
        with connect(server.owner_url) as connection:
            assert connection.execute(POWERS).fetchone() == (False, False, False, False)


def test_the_database_is_utf8_with_the_builtin_locale_and_names_no_values_in_its_log(home: Path) -> None:
    with started(home) as server, connect(server.owner_url) as connection:
        facts = "select pg_encoding_to_char(encoding), datlocprovider::text, datlocale from pg_database"
        where = " where datname = current_database()"
        assert connection.execute(facts + where).fetchone() == ("UTF8", "b", "C.UTF-8")
        assert connection.execute("show log_error_verbosity").fetchone() == ("terse",)
        assert connection.execute("show log_min_error_statement").fetchone() == ("panic",)
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_the_sockets_are_reachable_for_nobody_else(home: Path) -> None:
    with started(home) as server:
        assert server.sockets.stat().st_mode & 0o777 == 0o700
        assert server.data.stat().st_mode & 0o077 == 0


def test_root_can_use_a_folder_that_the_servers_account_cannot_reach(closed_home: Path) -> None:
    with started(closed_home) as server, connect(server.app_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
        assert server.data == closed_home / "postgres"
    assert closed_home.parent.parent.parent.stat().st_mode & 0o777 == 0o700, "no folder above was opened up"


def test_without_the_right_to_pass_closed_folders_the_data_live_outside_and_are_found_again(
    closed_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def withhold(account: Account, *, through_closed_folders: bool) -> Any:
        if through_closed_folders:
            raise PermissionError
        return plainly(account, through_closed_folders=False)

    plainly = Account.become
    monkeypatch.setattr(Account, "become", withhold)
    with started(closed_home) as server, connect(server.owner_url) as connection:
        connection.execute("create table kept ()")
        place = server.data.parent
    try:
        assert closed_home not in place.parents
        assert place.stat().st_mode & 0o777 == 0o700
        with started(closed_home) as server, connect(server.owner_url) as connection:
            assert server.data.parent == place
            connection.execute("select from kept")
    finally:
        subprocess.run(["rm", "-rf", str(place)], check=True)


def test_starts_at_the_same_time_share_one_server(home: Path) -> None:
    servers = [EmbeddedPostgres(home, for_tests=True) for _ in range(3)]

    def start(server: EmbeddedPostgres) -> int:
        server.start()
        server.ensure_roles_and_database()
        return int((server.data / "postmaster.pid").read_text().splitlines()[0])

    with ThreadPoolExecutor() as pool:
        assert len(set(pool.map(start, servers))) == 1
    for server in servers:
        assert server.is_running()
        server.stop()
    assert not servers[0].is_running()


def test_the_last_user_stops_the_server_and_a_killed_user_does_not_count(home: Path) -> None:
    with another_process(home) as process:
        first = EmbeddedPostgres(home, for_tests=True)
        first.start()
        first.stop()
        assert first.is_running(), "the other process still uses it"
        process.kill()
        process.wait()
        assert first.is_running(), "a killed process leaves it running"
        first.start()
        first.stop()
        assert not first.is_running()


def test_a_server_killed_in_the_middle_starts_again_with_its_data(home: Path) -> None:
    with started(home, for_tests=False) as server:
        with connect(server.owner_url) as connection:
            connection.execute("create table kept ()")
        os.kill(int((server.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        assert until(lambda: not server.is_running())
        server.keep_running()
        with connect(server.owner_url) as connection:
            connection.execute("select from kept")


def test_a_process_number_that_another_program_took_over_does_not_prevent_a_start(home: Path) -> None:
    with started(home) as server:
        pass
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n")
    with started(home) as server, connect(server.app_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_an_interrupted_initialisation_is_begun_anew(home: Path) -> None:
    (home / "postgres.new").mkdir()
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")
    with started(home) as server:
        assert server.is_running()


def test_somebody_elses_socket_folder_is_refused(home: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder of somebody else")
    server = EmbeddedPostgres(home, for_tests=True)
    server.sockets.mkdir()
    os.chown(server.sockets, 12345, 12345)
    try:
        with pytest.raises(RuntimeError, match="belongs to somebody else"):
            server.start()
    finally:
        server.sockets.rmdir()
