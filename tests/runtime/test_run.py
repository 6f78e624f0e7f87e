"""`python run.py` starts everything, keeps it running, and leaves nothing behind when it stops."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_of(home: Path) -> dict[int, str]:
    """The living processes that were started for this home."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"BINC_HOME={home}".encode() in environment or f"{home}/" in command:
            found[int(folder.name)] = command
    found.pop(os.getpid(), None)
    return found


def answer(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    return connection.getresponse().status


@contextmanager
def everything(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"BINC_HOME": str(home), "BINC_PORT": str(port), "BINC_DEMO": "0"}
    output = home.parent / f"{home.name}.out"
    with output.open("w") as stream:
        process = subprocess.Popen([sys.executable, "run.py"], cwd=PROJECT, env=environment, stderr=stream, text=True)
    try:
        ready = until(lambda: "is ready" in output.read_text() or process.poll() is not None, 120)
        assert ready, output.read_text()
        assert process.poll() is None, output.read_text()
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        output.unlink()


def test_it_serves_recovers_keeps_its_data_and_stops_clean(home: Path) -> None:
    port = free_port()
    with everything(home, port) as process:
        assert answer(port) < 500
        worker = next(number for number, command in processes_of(home).items() if command.endswith("worker "))
        os.kill(worker, signal.SIGKILL)
        assert until(lambda: any(c.endswith("worker ") and n != worker for n, c in processes_of(home).items()), 20), (
            "a worker that ends is started again"
        )
        second = subprocess.run(
            [sys.executable, "run.py"],
            cwd=PROJECT,
            env=os.environ | {"BINC_HOME": str(home), "BINC_PORT": str(free_port())},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (second.returncode, "already runs" in second.stderr) == (2, True)
    assert process.returncode == 0
    assert until(lambda: not processes_of(home), 5), processes_of(home)

    with everything(home, port):
        assert answer(port) < 500


def test_after_a_kill_nothing_serves_and_the_next_start_takes_over(home: Path) -> None:
    port = free_port()
    with everything(home, port) as process:
        process.kill()
        process.wait()
        assert until(lambda: all("postgres" in command for command in processes_of(home).values()), 20)
    with everything(home, port):
        assert answer(port) < 500
    assert until(lambda: not processes_of(home), 5), processes_of(home)


def test_a_command_starts_the_database_by_itself_and_stops_it(home: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    finished = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "run", "routes"],
        cwd=PROJECT,
        env=environment | {"BINC_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert until(lambda: not processes_of(home), 5), processes_of(home)


@pytest.mark.parametrize("module", ["run"])
def test_importing_the_entry_point_does_no_work(module: str) -> None:
    code = f"import sys; import {module}; print(sorted(m for m in sys.modules if m.split('.')[0] in ('app', 'flask')))"
    finished = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"
