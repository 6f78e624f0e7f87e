"""What an exchange file did, or why it was refused, place by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.domain.faults import Caution, DomainError, Fault

# Fields of the rules that are no key of the file: the fault then stands at the record itself.
NO_KEY = frozenset({"decision", "schakeling", "client", "dossier", "registration", "status"})
OTHER_KEY = {"client_known": "client", "previous_end": "begin", "valid_from": "from", "valid_until": "until"}


@dataclass(frozen=True)
class PlacedFault:
    """One thing wrong in a file: the JSON pointer of its place, the rule, and what to do about it in Dutch."""

    pointer: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message}"


class ExchangeRefusedError(DomainError):
    """A file that was not imported, with every fault at its place; nothing was changed."""

    def __init__(self, placed: Iterable[PlacedFault]) -> None:
        self.placed = tuple(placed)
        super().__init__(*(Fault(fault.rule, fault.pointer, fault.message) for fault in self.placed))


@dataclass
class Findings:
    """Everything found so far in one file: faults that refuse it, and cautions that only have to be seen."""

    faults: list[PlacedFault] = field(default_factory=list)
    cautions: list[PlacedFault] = field(default_factory=list)

    def fault(self, pointer: str, rule: str, message: str) -> None:
        """Notes one fault."""
        self.faults.append(PlacedFault(pointer, rule, message))

    def caution(self, pointer: str, rule: str, message: str) -> None:
        """Notes one warning that the file confirms by itself (S-8, S-12)."""
        self.cautions.append(PlacedFault(pointer, rule, message))

    def place(self, pointer: str, found: Iterable[Fault | Caution]) -> bool:
        """Notes what the rules said about the record at this place; answers whether a fault was among it."""
        refused = False
        for one in found:
            placed = PlacedFault(pointer_of(pointer, one.field), one.rule, one.message)
            refused = refused or isinstance(one, Fault)
            (self.faults if isinstance(one, Fault) else self.cautions).append(placed)
        return refused

    def refuse(self) -> None:
        """Stops the import where a fault was found. Raises ExchangeRefusedError with all of them, each once."""
        if self.faults:
            raise ExchangeRefusedError(dict.fromkeys(self.faults))


def pointer_of(pointer: str, field_name: str) -> str:
    """The JSON pointer of a field of the record at `pointer`."""
    if not field_name or field_name in NO_KEY:
        return pointer
    return f"{pointer}/{OTHER_KEY.get(field_name, field_name)}"


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do: how many records of each kind are new or changed, and what it warned of.

    `plan` is a digest of all that is written: two imports of a file with the same one do the same to the same data.
    """

    source: str
    dry_run: bool
    created: Counter[str]
    changed: Counter[str]
    cautions: tuple[PlacedFault, ...]
    unchanged: Counter[str] = field(default_factory=Counter)
    plan: str = ""

    @property
    def changes(self) -> int:
        """How many records were made or changed; 0 when the file was known already."""
        return self.created.total() + self.changed.total()

    def as_json(self) -> dict[str, Any]:
        """The report as the command prints it."""
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            "changes": self.changes,
            "created": dict(sorted(self.created.items())),
            "changed": dict(sorted(self.changed.items())),
            "warnings": [{"pointer": one.pointer, "rule": one.rule, "message": one.message} for one in self.cautions],
        }
