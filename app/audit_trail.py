"""What a transaction has to put on record, gathered while it runs (A-5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Action = tuple[str, str, tuple[str, ...], str]


@dataclass
class AuditTrail:
    """What the running transaction has read and changed, written in one go as its last statement (A-5)."""

    reads: dict[str, set[int]] = field(default_factory=dict)
    actions: dict[Action, set[int]] = field(default_factory=dict)

    def read(self, kind: str, ids: Iterable[int]) -> None:
        """Notes that these records' personal data were read."""
        self.reads.setdefault(kind, set()).update(ids)

    def add(self, action: str, kind: str, ids: Iterable[int], fields: Iterable[str] = (), page: str = "") -> None:
        """Notes one action with its subjects and the names of the fields concerned, never their values."""
        key = (action, kind, tuple(sorted(set(fields))), page)
        self.actions.setdefault(key, set()).update(ids)

    def snapshot(self) -> dict[Action, set[int]]:
        """What is noted so far, to go back to when a part of the transaction is undone."""
        return {key: set(ids) for key, ids in self.actions.items()}

    def restore(self, snapshot: dict[Action, set[int]]) -> None:
        """Forgets the actions noted since the snapshot; what was read stays noted."""
        self.actions = snapshot

    def take(self, page: str) -> list[dict[str, Any]]:
        """Empties the trail: one entry for each kind of action, with all its subjects."""
        actions, self.actions, reads, self.reads = self.actions, {}, self.reads, {}
        for kind, ids in reads.items():
            actions.setdefault(("read", kind, (), page), set()).update(ids)
        return [
            {"action": action, "kind": kind, "ids": sorted(ids), "fields": fields, "page": named or page}
            for (action, kind, fields, named), ids in actions.items()
        ]
