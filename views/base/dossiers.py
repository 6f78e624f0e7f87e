"""What the pages inside a dossier share: finding it, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, g, redirect, request

from app.database import BincSession
from app.domain.dossiers import last_day_in_bin
from app.domain.faults import NotFound
from app.queries.bin import deletion_of
from app.queries.dossier_page import dossier_with_code
from app.queries.linking import merged_into
from models.client import Client
from models.dossier import Dossier
from models.facility import Facility
from views.base.conflict import Way, gone_page
from views.links import address_of

# Ids in an address; nothing larger fits in the database.
record_number = "<int(max=9223372036854775807):record_id>"
client_number = "<int(max=9223372036854775807):number>"
DOSSIER_DELETED = (
    "Dit dossier is er niet (meer)",
    "Misschien heeft een collega het intussen verwijderd. Er is niets bewaard. Wat je typte, staat hieronder: "
    "neem over wat je nodig hebt.",
)
# A redirect on which a browser posts the same form again.
SAME_FORM = 307
TO_THE_START = Way("Naar de startpagina", "/")


def facility_at_work() -> Facility:
    """The facility for which this request works; a role without one has nothing to find here."""
    facility = g.seat.facility if g.get("seat") else None
    if facility is None:
        raise NotFound
    return facility  # type: ignore[no-any-return]


def dossier_by_code(session: BincSession, code: str) -> Dossier | None:
    """The dossier of one's own facility with this code, or None."""
    return dossier_with_code(session, facility_at_work().id, code)


def find_dossier(session: BincSession, code: str) -> Dossier:
    """The dossier of one's own facility with this code.

    Raises NotFound.
    """
    dossier = dossier_by_code(session, code)
    if dossier is None:
        raise NotFound
    return dossier


def deleted_page(session: BincSession, code: str) -> Any | None:
    """Says that a dossier lies in the bin and until when it can come back (D-8); None when it does not lie there."""
    facility = facility_at_work()
    if dossier_by_code(session, code) is not None:
        return None
    deletion = deletion_of(session, facility.id, code)
    if deletion is None:
        return None
    deleted_on, bin_href = deletion.deleted_on, address_of("BinPage.index")
    message = f"Dit dossier is verwijderd op {deleted_on:%d/%m/%Y}. {way_out_of_bin(deleted_on)}"
    back = Way("Naar de prullenbak", bin_href) if bin_href else TO_THE_START
    return gone_page("Dit dossier is verwijderd", message, back, ())


def way_out_of_bin(deleted_on: date) -> str:
    """Who can put a dossier back that was deleted that day, and until when (D-8)."""
    until = f"{last_day_in_bin(deleted_on):%d/%m/%Y}"
    if address_of("BinPage.index"):
        return f"Je kunt het tot en met {until} terugzetten uit de prullenbak."
    return f"Je verantwoordelijke kan het tot en met {until} terugzetten."


def find_client(session: BincSession, number: int) -> Client:
    """A client that one's own facility has opened.

    Raises NotFound.
    """
    facility_at_work()
    client = session.get(Client, number)
    if client is None:
        _follow_merged(session, number)
        raise NotFound
    return client


def _follow_merged(session: BincSession, number: int) -> None:
    """Leads an old client number to the client that took its place, with what was typed in a posted form (C-4)."""
    client_id = merged_into(session, number)
    # A draft that stayed at the old number is shown there: the client may have one of its own.
    if client_id is not None and not g.get("draft_is_shown"):
        here = request.full_path.rstrip("?")
        abort(redirect(here.replace(f"/clienten/{number}/", f"/clienten/{client_id}/", 1), SAME_FORM))


def dossier_address(dossier: Dossier) -> str:
    """Where the page of a dossier is."""
    return f"/dossiers/{dossier.code}/"


def client_address(client: Client) -> str:
    """Where the page of a client is."""
    return f"/clienten/{client.id}/"


def context_address(client: Client) -> str:
    """Where the households and persons around a client are (C-5)."""
    return f"{client_address(client)}context/"


def crumbs_of(dossier: Dossier, here: str) -> list[tuple[str, Any]]:
    """The way to a page inside a dossier."""
    name = f"{dossier.client_first_name} {dossier.client_name}"
    return [("Overzicht", "/"), (f"{name} · {dossier.code}", dossier_address(dossier)), (here, None)]


def way_back(dossier: Dossier) -> Way:
    """The way back to a dossier."""
    return Way("Naar het dossier", dossier_address(dossier))


def dossier_gone(labels: Sequence[tuple[str, str]]) -> Any:
    """Says that the dossier of a posted form is no longer there, and shows what was typed (D-11)."""
    return gone_page(*DOSSIER_DELETED, TO_THE_START, labels)


def gone_from(session: BincSession, dossier: Dossier, gone: tuple[str, str], labels: Sequence[tuple[str, str]]) -> Any:
    """Says that a record inside a dossier is gone, or the whole dossier with it, and shows what was typed (D-11)."""
    if dossier_by_code(session, dossier.code) is None:
        return dossier_gone(labels)
    return gone_page(*gone, way_back(dossier), labels)
