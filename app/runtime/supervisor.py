"""Everything that `make run` starts, watches and stops."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from app.runtime.children import Child, Signals, stop_all
from app.runtime.machine import MachineError, check_machine
from app.runtime.place import make_home
from app.runtime.postgres import EmbeddedPostgres
from app.runtime.redis import EmbeddedRedis

if TYPE_CHECKING:
    from config import Settings

_READY_SECONDS = 120.0
_LOOK_FOR_READY = 0.1
_LOOK_AGAIN = 2.0
_WEB_PROCESSES = 2
_WEB_THREADS = 4


class KeptRunning(Protocol):
    """A server or process that is looked after."""

    def keep_running(self) -> None:
        """Start it again when it has ended by itself."""


def supervise(settings: Settings, prepare: Callable[[Settings], None], welcome: Callable[[Settings], str]) -> int:
    """Start servers, web, worker and scheduler; keep them running until asked to stop; stop them in order.

    `prepare` makes the database ready before anything is served; `welcome` is the text shown once it is. Answers the
    exit status. Raises MachineError when the machine lacks something, KeyboardInterrupt when stopped before it is
    ready.
    """
    check_machine(settings.port)
    # Until everything is ready a request to stop breaks off what is being done; KeyboardInterrupt unwinds it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.ExitStack() as running:
        running.enter_context(_only_one(settings))
        settings, servers = start_servers(settings, running)
        prepare(settings)
        signals = Signals()
        children = _children(settings)
        running.callback(stop_all, children)
        for child in children:
            child.start()
        _serve(settings, [*servers, *children], signals, welcome)
        _say("Stopping…")
    return 0


def start_servers(settings: Settings, running: contextlib.ExitStack) -> tuple[Settings, list[KeptRunning]]:
    """Start the embedded servers that no address names.

    Answers the settings with their addresses filled in, and the servers; `running` stops them in reverse order.
    """
    servers: list[KeptRunning] = []
    if settings.database_url is None:
        postgres = EmbeddedPostgres(settings.home)
        running.callback(postgres.stop)
        postgres.start()
        postgres.ensure_roles_and_database()
        settings = replace(settings, database_url=postgres.app_url, database_owner_url=postgres.owner_url)
        servers.append(postgres)
    if settings.redis_url is None:
        redis = EmbeddedRedis(settings.home)
        running.callback(redis.stop)
        redis.start()
        settings = replace(settings, redis_url=redis.url)
        servers.append(redis)
    return settings, servers


@contextlib.contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    with (make_home(settings.home) / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MachineError(f"The product already runs on {settings.home}; stop it first.") from None
        yield


def _children(settings: Settings) -> list[Child]:
    environment = _environment(settings)
    web = ["-m", "gunicorn", "run:create_app()", "--bind", f"127.0.0.1:{settings.port}", "--worker-class", "gthread"]
    web += ["--workers", str(_WEB_PROCESSES), "--threads", str(_WEB_THREADS), "--timeout", "60"]
    web += ["--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"]
    return [
        Child("web", web, environment),
        Child("worker", ["-m", "flask", "--app", "run", "worker"], environment),
        Child("scheduler", ["-m", "flask", "--app", "run", "scheduler"], environment),
    ]


def _environment(settings: Settings) -> Mapping[str, str]:
    addresses = {
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
        "REDIS_URL": settings.redis_url,
        "BINC_HOME": str(settings.home),
    }
    return dict(os.environ) | {name: value for name, value in addresses.items() if value}


def _serve(
    settings: Settings, watched: Sequence[KeptRunning], signals: Signals, welcome: Callable[[Settings], str]
) -> None:
    welcomed, deadline = False, time.monotonic() + _READY_SECONDS
    while not signals.stop_requested:
        for one in watched:
            one.keep_running()
        if not welcomed and _answers(settings):
            welcomed = True
            _say(welcome(settings))
        if not welcomed and time.monotonic() > deadline:
            raise RuntimeError("The web server does not answer; the messages above say why.")
        signals.wait(_LOOK_AGAIN if welcomed else _LOOK_FOR_READY)


def _answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
