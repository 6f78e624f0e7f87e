"""Naming a client without a dossier: what a service types, and which dossier of the receiver it means (O-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.documents.visibility import ServiceKind
from app.domain.dossiers import OPEN
from app.domain.faults import Fault

RULE = "O-1"
LONGEST_NAME = 120


@dataclass(frozen=True)
class ClientNaming:
    """The client that a document is about, in the words of a sender without dossiers.

    The receiver's dossier is found by the national number (eleven digits), or without one by names and birth date.
    """

    name: str
    first_name: str
    birth_date: date | None = None
    national_number: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed: the document names nobody."""
        return not (self.name.strip() or self.first_name.strip() or self.birth_date or self.national_number)


@dataclass(frozen=True)
class NamedDossier:
    """A dossier of the receiver that a naming means, under the name that the receiver knows its client by."""

    dossier_id: int
    client_id: int
    code: str
    status: str
    name: str
    first_name: str


def check_naming(
    naming: ClientNaming, sender: ServiceKind, receivers: Collection[ServiceKind], *, today: date
) -> Iterator[Fault]:
    """What keeps a sender from naming this client; nothing here tells whether anybody knows the client (O-1)."""
    if naming.is_empty:
        return
    if sender is ServiceKind.FACILITY:
        yield Fault(RULE, "client_name", "Een voorziening deelt over een cliënt vanuit het dossier.")
    if not naming.name.strip():
        yield Fault(RULE, "client_name", "Vul ook de naam in.")
    if not naming.first_name.strip():
        yield Fault(RULE, "client_first_name", "Vul ook de voornaam in.")
    if naming.birth_date is None and naming.national_number is None:
        words = "Vul de geboortedatum in, of het rijksregisternummer: alleen een naam is niet genoeg."
        yield Fault(RULE, "client_birth_date", words)
    if naming.birth_date is not None and naming.birth_date > today:
        yield Fault(RULE, "client_birth_date", "Deze dag moet nog komen. Kijk de geboortedatum na.")
    if ServiceKind.FACILITY not in receivers:
        words = "Een cliënt noem je alleen als je met een voorziening deelt: de andere diensten hebben geen dossiers."
        yield Fault(RULE, "client_name", words)


def meant_dossier(found: Sequence[NamedDossier]) -> NamedDossier | None:
    """The dossier that a naming means: the open one, else the newest; none where it may be more than one client."""
    if len({one.client_id for one in found}) != 1:
        return None
    return max(found, key=lambda one: (one.status == OPEN, one.dossier_id))
