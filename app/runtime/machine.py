"""What the machine must offer before anything is started."""

import platform
import socket
import sys


class MachineError(RuntimeError):
    """Something is missing on this machine; the text says what."""


def check_machine(port: int) -> None:
    """Make sure that the product can run here; raises MachineError that names everything that is missing."""
    missing = []
    if platform.system() != "Linux" or platform.machine() not in ("x86_64", "AMD64"):
        missing.append(f"Linux on x86-64 is needed; this is {platform.system()} on {platform.machine()}.")
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        missing.append(f"Python 3.11 or 3.12 is needed; this is {platform.python_version()}.")
    if not _is_free(port):
        missing.append(f"Port {port} is in use. Stop what uses it, or choose another one: BINC_PORT=8081 make run")
    if missing:
        raise MachineError("\n".join(missing))


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
