"""What the product sends: how it fares for an admin, and a mailbox in a demonstration (D-7)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.outbox import DROPPED, FAILED, SENT, STATES, WAITING
from app.domain.roles import Role
from app.queries.outbox import ROWS_A_PAGE, read_mailbox, read_outbox
from app.services.outbox import resend_message
from views.base.dossiers import record_number
from views.base.page import BasePage, page
from views.documents.words import SHARERS
from views.paging import leaves, page_in

KIND_WORDS = {
    "reopening_answered": "antwoord op een aanvraag om te heropenen",
    "capacity_asked": "vraag over capaciteit",
    "document_shared": "gedeeld document",
    "document_ending": "document dat binnenkort verdwijnt",
    "api_token_ending": "token dat binnenkort vervalt",
    "document_digest": "documenten die wachten",
    "capacity_answered": "antwoord op een vraag over capaciteit",
}
STATE_BADGES = {
    WAITING: ("due", "wacht"),
    SENT: ("ok", "verzonden"),
    FAILED: ("late", "mislukt"),
    DROPPED: ("calm", "niet meer nodig"),
}
STATE_LABELS = (
    (None, "Alle"),
    (WAITING, "Wachten"),
    (SENT, "Verzonden"),
    (FAILED, "Mislukt"),
    (DROPPED, "Niet meer nodig"),
)


class OutboxAdministration(BasePage):
    """Every message with its state, and never what it says (A-4)."""

    route_base = "/beheer/berichten"
    shipped_to = {"read": (Role.ADMIN,), "write": (Role.ADMIN,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """What waits, what was sent and what failed."""
        asked = request.args.get("staat")
        state, number = asked if asked in STATES else None, page_in(request.args)
        rows, has_more = read_outbox(current_session(), state, number)

        def address(wanted: int) -> str:
            return url_for("OutboxAdministration.index", staat=state, pagina=wanted)

        tabs = [(words, url_for("OutboxAdministration.index", staat=one), one == state) for one, words in STATE_LABELS]
        words = {"rows": rows, "states": tabs, "kinds": KIND_WORDS, "badges": STATE_BADGES}
        leafing = leaves(number, len(rows), has_more, address, ROWS_A_PAGE)
        return render_template("pages/outbox/administration.html", **words, **leafing)

    @page(f"/{record_number}/opnieuw/", permission="write", methods=("POST",), personal=None)
    def resend(self, record_id: int) -> Any:
        """Lets a failed message be tried again; one that waits or was sent stays as it is."""
        resend_message(current_session(), record_id, datetime.now(UTC))
        flash(f"Bericht {record_id} gaat zo opnieuw weg.", "success")
        return redirect(url_for("OutboxAdministration.index"))


class MailboxPage(BasePage):
    """The mails of who is signed in, where a demonstration sends none; an admin reads all of them."""

    route_base = "/postvak"
    shipped_to = {"read": (*sorted(SHARERS), Role.ADMIN)}

    @page("/", personal=None)
    def index(self) -> Any:
        """The mails that would have been sent, the newest first."""
        is_admin = g.seat.role == Role.ADMIN
        mails = read_mailbox(current_session(), None if is_admin else g.seat.user_id)
        return render_template("pages/outbox/mailbox.html", mails=mails)
