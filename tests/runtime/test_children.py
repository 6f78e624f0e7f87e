"""A process that ends is started again, not too fast, and none outlives its supervisor."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.runtime import children
from app.runtime.children import Child, stop_all
from app.runtime.machine import MachineError, check_machine

_PARENT = """
import os, sys
from app.runtime.children import Child
child = Child("sleeper", ["-c", "import time; time.sleep(600)"], os.environ)
child.start()
print(child.process_id, flush=True)
sys.stdin.read()
"""


def child_of(code: str) -> Child:
    return Child("child", ["-c", code], os.environ)


def until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_process_that_ends_is_started_again_after_a_pause_that_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: clock[0])
    child = child_of("raise SystemExit(3)")
    child.start()
    for pause in (1.0, 2.0, 4.0):
        assert child.process_id is not None
        os.waitid(os.P_PID, child.process_id, os.WEXITED | os.WNOWAIT)
        child.keep_running()
        clock[0] += pause - 0.1
        child.keep_running()
        assert child.process_id is None, "not before the pause is over"
        clock[0] += 0.1
        child.keep_running()
        assert child.process_id is not None
    child.kill()


def test_a_process_ends_with_its_parent_however_that_one_ends() -> None:
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    process_id = int(parent.stdout.readline())
    assert is_alive(process_id)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    assert until(lambda: not is_alive(process_id))


def test_a_process_that_does_not_listen_is_made_to_stop(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(children, "_PATIENCE_SECONDS", (0.05, 0.05))
    deaf = child_of(
        "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    )
    deaf.start()
    process_id = deaf.process_id
    assert process_id is not None
    assert until(lambda: "deaf" in capfd.readouterr().out)
    stop_all([deaf])
    assert not is_alive(process_id)


def test_a_port_in_use_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(MachineError, match=f"Port {port} is in use.*BINC_PORT"):
            check_machine(port)


@pytest.mark.parametrize(
    ("what", "value", "message"),
    [
        ("platform.system", "Darwin", "Linux on x86-64 is needed; this is Darwin"),
        ("platform.machine", "aarch64", "on aarch64"),
        ("sys.version_info", (3, 10, 2), "Python 3.11 or 3.12 is needed"),
        ("sys.version_info", (3, 13, 0), "Python 3.11 or 3.12 is needed"),
    ],
)
def test_what_the_machine_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, what: str, value: object, message: str
) -> None:
    monkeypatch.setattr(f"app.runtime.machine.{what}", value if what.startswith("sys") else lambda: value)
    with pytest.raises(MachineError, match=message):
        check_machine(0)
