"""What stands behind a line of the menu: how much waits there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.queries.documents.lists import MOST_COUNTED
from views.documents.words import unread_documents
from views.statements_waiting import quarters_waiting, sent_waiting

# What is counted no further, by the page that the line opens.
MOST_COUNTED_OF: Mapping[str, int] = {"DocumentPage.index": MOST_COUNTED}
# By the page that the line opens, with the words for who hears the page.
MENU_COUNTS: Mapping[str, tuple[Callable[[], int], str]] = {
    "StatementListPage.index": (lambda: len(quarters_waiting()), "te verzenden"),
    "SentStatementPage.index": (lambda: sum(one.number for one in sent_waiting()), "verzonden"),
    "DocumentPage.index": (unread_documents, "nieuw"),
}
