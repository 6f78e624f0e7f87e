"""The processes that serve the product, and what happens when one of them ends."""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from types import FrameType

from app.runtime.account import die_with_parent

logger = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0
# A job under way gets this long to finish; a second request makes the worker give it back to the queue.
_PATIENCE_SECONDS = (8.0, 4.0)


class Child:
    """One process that is started again when it ends, after a pause that doubles with each quick end."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._arguments = [sys.executable, *arguments]
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._due: float | None = None

    @property
    def process_id(self) -> int | None:
        """The number of the running process, or None."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the process; it ends with the process that started it, however that one ends."""
        self._due = None
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self._arguments,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, signal.SIGTERM),
        )

    def keep_running(self) -> None:
        """Plan a new start when the process has ended, and start it when the pause is over."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            steady = now - self._started >= _STEADY_SECONDS
            self._pause = FIRST_PAUSE if steady else self._pause
            logger.warning("%s ended (%s); new start in %.0f s.", self.name, self._process.returncode, self._pause)
            self._due, self._process = now + self._pause, None
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        if self._due is not None and now >= self._due:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it is doing and end."""
        self._due = None
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def ended_within(self, seconds: float) -> bool:
        """Whether the process ends within so many seconds."""
        try:
            return self._process is None or self._process.wait(max(seconds, 0.0)) is not None
        except subprocess.TimeoutExpired:
            return False

    def kill(self) -> None:
        """End the process and what it started, at once."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """Stop all processes together: asked twice, then made to."""
    for patience in _PATIENCE_SECONDS:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + patience
        if all(child.ended_within(deadline - time.monotonic()) for child in children):
            return
    for child in children:
        child.kill()


class Signals:
    """Lets a process sleep until a child ends or somebody asks it to stop."""

    def __init__(self) -> None:
        self.stop_requested = False
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, self._wake)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)

    def wait(self, seconds: float | None) -> None:
        """Sleep until the next signal, or for so many seconds."""
        select.select([self._reader], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._reader, 4096)

    def _wake(self, _number: int, _frame: FrameType | None) -> None:
        """A handler must exist for the signal to reach the pipe."""

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requested = True
