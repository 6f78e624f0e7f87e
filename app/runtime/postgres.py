"""The embedded PostgreSQL: a real server from a Python package, for installs that name no server of their own."""

import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from app.runtime.account import server_account
from app.runtime.place import (
    exclusively,
    has_users,
    hold_shared,
    make_home,
    make_private,
    place_outside,
    socket_folder,
)
from app.runtime.programs import copy_binaries, find_binaries

logger = logging.getLogger(__name__)

SUPERUSER = "postgres"
OWNER = "binc_owner"
APPLICATION = "binc_app"

_START_SECONDS = 600  # A recovery after a crash may take minutes and must not be broken off.
_STOP_SECONDS = 60
_CONNECT_SECONDS = 60
_SETTINGS_FILE = "binc.conf"

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    # Error texts quote the values of keys: none of them may reach a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    # Index-only scans of the figures depend on a fresh visibility map.
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
    "autovacuum_analyze_scale_factor": "0.02",
}
_TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """The database server inside the project folder, shared by every process that needs it.

    The first to start it starts it for all, the last to stop it stops it. A server left behind by a killed process is
    taken over. `settings` overrides PostgreSQL settings by name; `for_tests` gives up safety against power cuts.
    """

    def __init__(self, home: Path, for_tests: bool = False, settings: Mapping[str, str] | None = None) -> None:
        self.account = server_account()
        self.home = make_home(home)
        self.binaries = find_binaries()
        self._through_closed_folders = not self.account.can_reach(self.binaries, self.home)
        place = self.home
        if self._through_closed_folders and not self._may_pass():
            place = place_outside(self.home, self.account)
            self.binaries = copy_binaries(self.binaries, place / "programs")
            self._through_closed_folders = False
        self.data = place / "postgres"
        self.sockets = socket_folder(self.home, "postgres")
        self._for_tests = for_tests
        self._settings = _SETTINGS | (_TEST_SETTINGS if for_tests else {}) | dict(settings or {})
        self._start_lock = self.home / "postgres.lock"
        self._user_lock = self.home / "postgres.users"
        self._held: tuple[int, int] | None = None

    @property
    def superuser_url(self) -> str:
        """The address for making roles and databases; never for the application."""
        return self.url(SUPERUSER, "postgres")

    @property
    def owner_url(self) -> str:
        """The address under which migrations run."""
        return self.url(OWNER)

    @property
    def app_url(self) -> str:
        """The address under which web, worker and commands run."""
        return self.url(APPLICATION)

    def url(self, user: str, database: str = "binc") -> str:
        """The SQLAlchemy address of a database for one role."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.sockets}"

    def start(self) -> None:
        """Make sure the server runs and answers, and count this process among its users.

        Raises RuntimeError with what went wrong.
        """
        if self._held is not None:
            return
        with exclusively(self._start_lock):
            descriptor = hold_shared(self._user_lock)
            try:
                self._ensure_running()
            except BaseException:
                os.close(descriptor)
                raise
            self._held = (os.getpid(), descriptor)

    def stop(self) -> None:
        """Stop using the server, and stop the server itself when nobody else uses it."""
        if self._held is None or self._held[0] != os.getpid():
            return
        with exclusively(self._start_lock):
            os.close(self._held[1])
            self._held = None
            if not has_users(self._user_lock):
                self._stop_server()
                shutil.rmtree(self.sockets, ignore_errors=True)

    def keep_running(self) -> None:
        """Start the server again when it has ended by itself."""
        if self._held is not None and not self.is_running():
            logger.warning("PostgreSQL ended and is started again.")
            with exclusively(self._start_lock):
                self._ensure_running()

    def is_running(self) -> bool:
        """Whether a server of this data folder runs."""
        return self._postmaster() is not None

    def ensure_roles_and_database(self, name: str = "binc") -> None:
        """Make the two database roles and the database, where they are missing.

        The owner migrates; the application role owns nothing and no policy lets it pass by.
        """
        with exclusively(self._start_lock):
            self._ensure_roles()
            self._ensure_database(name)

    def _ensure_roles(self) -> None:
        with self._connect("postgres") as connection:
            for role in (OWNER, APPLICATION):
                if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                    connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))

    def _ensure_database(self, name: str) -> None:
        database, owner, application = map(sql.Identifier, (name, OWNER, APPLICATION))
        with self._connect("postgres") as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                statement = sql.SQL("create database {} owner {} encoding 'UTF8'")
                connection.execute(statement.format(database, owner))
        with self._connect(name) as connection:
            connection.execute("revoke create on schema public from public")
            connection.execute(sql.SQL("grant usage, create on schema public to {}").format(owner))
            connection.execute(sql.SQL("grant usage on schema public to {}").format(application))

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.sockets), user=SUPERUSER, dbname=database, autocommit=True)

    def _ensure_running(self) -> None:
        self._ensure_data()
        if self._postmaster() is not None:
            if self._answers():
                return
            logger.warning("The running database server does not answer; it is started again.")
            self._stop_server()
        # What a crash left behind, also the socket of a server whose data were removed under it.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        make_private(self.sockets, self.account)
        for socket in self.sockets.iterdir():
            socket.unlink()
        self._write_settings()
        self._run("pg_ctl", "start", "-w", "-t", str(_START_SECONDS), "-D", str(self.data), "-l", str(self._log_file()))
        if not self._answers():
            raise RuntimeError(f"The embedded PostgreSQL does not answer; see {self._log_file()}.")

    def _ensure_data(self) -> None:
        if not self.data.exists():
            self._initialise()
        if not self.account.owns(self.data):
            raise RuntimeError(f"{self.data} belongs to another account; start the program as before.")

    def _initialise(self) -> None:
        """Build the data folder beside its place and move it there whole: a killed start leaves no half folder."""
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.give(fresh)
        arguments = ["-D", str(fresh), "-U", SUPERUSER, "--encoding=UTF8", "--locale-provider=builtin"]
        arguments += ["--builtin-locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject"]
        self._run("initdb", *arguments, *(["--no-sync"] if self._for_tests else []))
        with (fresh / "postgresql.conf").open("a") as settings:
            settings.write(f"\ninclude_if_exists '{_SETTINGS_FILE}'\n")
        fresh.rename(self.data)

    def _write_settings(self) -> None:
        settings = self._settings | {"unix_socket_directories": str(self.sockets)}
        path = self.data / _SETTINGS_FILE
        path.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
        self.account.give(path)

    def _log_file(self) -> Path:
        return self.data / "server.log"

    def _postmaster(self) -> int | None:
        """The process of the running server; a number that another program has taken over since does not count."""
        try:
            process = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError, IndexError):
            return None
        # Every container lets us read the command line; the working folder of another account it may not.
        return process if os.fsencode(self.data) in command and command[0].endswith(b"postgres") else None

    def _answers(self) -> bool:
        deadline = time.monotonic() + _CONNECT_SECONDS
        while self._postmaster() is not None:
            try:
                with self._connect("postgres"):
                    return True
            except psycopg.OperationalError as failure:
                # No socket means no server that is still getting ready: the folder was cleared under it.
                if time.monotonic() > deadline or not self.sockets.is_dir():
                    logger.warning("No connection to the embedded database: %s", type(failure).__name__)
                    return False
                time.sleep(0.05)
        return False

    def _stop_server(self) -> None:
        process = self._postmaster()
        if process is None:
            return
        try:
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-t", str(_STOP_SECONDS), "-D", str(self.data))
        except RuntimeError:
            logger.warning("The embedded database did not stop in time; it is stopped at once.")
            os.kill(process, signal.SIGQUIT)

    def _may_pass(self) -> bool:
        try:
            return self._call("initdb", "--version", output=subprocess.DEVNULL) == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def _run(self, program: str, *arguments: str) -> None:
        # The server inherits its streams from pg_ctl: a pipe would stay open as long as the server lives.
        output = self.home / f"{program}.out"
        with output.open("w") as stream:
            status = self._call(program, *arguments, output=stream.fileno())
        if status != 0:
            raise RuntimeError(f"{program} failed ({status}): {output.read_text().strip()[-2000:]}")

    def _call(self, program: str, *arguments: str, output: int) -> int:
        return subprocess.run(
            [str(self.binaries / program), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath},
            cwd="/",
            start_new_session=True,
            preexec_fn=self.account.become(through_closed_folders=self._through_closed_folders),
        ).returncode
