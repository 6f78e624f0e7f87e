"""Where the embedded servers keep their data, sockets and locks."""

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.runtime.account import Account

# A socket's full name may have at most 107 bytes, so sockets never live below the project folder.
_SOCKETS = Path("/tmp")  # noqa: S108 - only folders checked to be ours and private are used


def make_home(home: Path) -> Path:
    """The absolute folder of all embedded data, made when it is not there yet."""
    home = home.absolute()
    # Others may pass through but not look inside: the account of the servers has its own folder below this one.
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    return home.resolve()


def socket_folder(home: Path, name: str) -> Path:
    """The short name of the folder for the sockets of one server of one home."""
    digest = hashlib.sha256(f"{name}:{home}".encode()).hexdigest()[:16]
    return _SOCKETS / f"binc-{os.geteuid()}-{digest}"


def make_private(folder: Path, account: Account) -> None:
    """Make a folder that only the account may enter, or check that one that exists is so.

    Raises RuntimeError when somebody else already has a folder of that name.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in (account.user_id, os.geteuid()):
        raise RuntimeError(f"{folder} belongs to somebody else; remove it and start again.")
    account.give(folder)
    folder.chmod(0o700)


def place_outside(home: Path, account: Account) -> Path:
    """The private folder outside the home for an account that cannot reach it, remembered in the home itself.

    For containers that withhold the right to pass closed folders. Raises RuntimeError when the folder is gone.
    """
    note = home / "postgres.place"
    if note.exists():
        place = Path(note.read_text().strip())
        if not place.is_dir():
            raise RuntimeError(f"The data in {place} are gone; remove {note} to start with an empty database.")
        return place
    place = Path(tempfile.mkdtemp(prefix="binc-", dir="/var/tmp"))
    account.give(place)
    note.write_text(f"{place}\n")
    return place


@contextlib.contextmanager
def exclusively(lock_file: Path) -> Iterator[None]:
    """Wait until no other process works under this lock, and hold it."""
    descriptor = _open_lock(lock_file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def hold_shared(lock_file: Path) -> int:
    """Register as one of several users of something; the kernel forgets the user when its process ends.

    Returns the descriptor to close when done.
    """
    descriptor = _open_lock(lock_file)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def has_users(lock_file: Path) -> bool:
    """Whether any process still holds the lock of `hold_shared`."""
    descriptor = _open_lock(lock_file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _open_lock(lock_file: Path) -> int:
    return os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
