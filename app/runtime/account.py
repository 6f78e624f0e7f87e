"""The operating-system account under which the embedded servers run.

PostgreSQL refuses to run as root, and the account that takes root's place must be able to reach a project folder that
root keeps to itself. No folder above the project is ever opened up for it.
"""

import ctypes
import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
# Rights survive the change of user, and access(2), which initdb asks about its own programs, takes them into account.
_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522
# Reading and passing through folders is all that is needed; writing past permissions is the second choice, for
# containers that withhold the first.
_CAP_DAC_READ_SEARCH = 2
_CAP_DAC_OVERRIDE = 1

_libc = ctypes.CDLL(None, use_errno=True)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilitySets(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


@dataclass(frozen=True)
class Account:
    """Who runs the embedded servers: the person who started the program, or `nobody` in the place of root."""

    user_id: int
    group_id: int
    replaces_root: bool

    def owns(self, path: Path) -> bool:
        """Whether the folder or file belongs to this account."""
        return path.lstat().st_uid == self.user_id

    def give(self, path: Path) -> None:
        """Make the account the owner of one folder or file that root made for it."""
        if self.replaces_root:
            os.chown(path, self.user_id, self.group_id)

    def can_reach(self, *paths: Path) -> bool:
        """Whether the account may pass through every folder above and including these, without special rights."""
        if not self.replaces_root:
            return True
        return all(self._may_enter(folder) for path in paths for folder in (path, *path.parents) if folder.is_dir())

    def _may_enter(self, folder: Path) -> bool:
        facts = folder.stat()
        return bool(facts.st_mode & (0o100 if facts.st_uid == self.user_id else 0o001))

    def become(self, *, through_closed_folders: bool) -> Callable[[], None] | None:
        """What a new process does to run as this account, or None if it does already.

        `through_closed_folders` keeps the one right of root that closed parent folders ask for. The function runs
        between fork and exec and raises OSError when the system refuses.
        """
        if not self.replaces_root:
            return None
        capability = _passing_capability() if through_closed_folders else None

        def step_down() -> None:
            if capability is not None:
                _prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP)
            os.setgroups([])
            os.setresgid(self.group_id, self.group_id, self.group_id)
            os.setresuid(self.user_id, self.user_id, self.user_id)
            if capability is not None:
                _keep_only(capability)

        return step_down


def server_account() -> Account:
    """The account for the embedded servers of whoever runs this process."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), replaces_root=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534, replaces_root=True)
    return Account(nobody.pw_uid, nobody.pw_gid, replaces_root=True)


def die_with_parent(signal_number: int) -> None:
    """Ask the kernel to send this process a signal when its parent ends; runs between fork and exec."""
    _prctl(_PR_SET_PDEATHSIG, signal_number)


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    if _libc.prctl(ctypes.c_int(option), *padded) != 0:
        raise OSError(ctypes.get_errno(), "prctl refused")


def _passing_capability() -> int:
    status = Path("/proc/self/status").read_text()
    held = int(next(line.split()[1] for line in status.splitlines() if line.startswith("CapPrm:")), 16)
    return _CAP_DAC_READ_SEARCH if held & (1 << _CAP_DAC_READ_SEARCH) else _CAP_DAC_OVERRIDE


def _keep_only(capability: int) -> None:
    mask = 1 << capability
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    sets = (_CapabilitySets * 2)(_CapabilitySets(mask, mask, mask), _CapabilitySets(0, 0, 0))
    if _libc.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capset refused")
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)
