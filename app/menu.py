"""The navigation as one table: what is where, for whom it shows follows from the permission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_appbuilder.const import PERMISSION_PREFIX

from views.base.concerns import concern_of, is_kept_here
from views.menu_counts import MENU_COUNTS, MOST_COUNTED_OF


@dataclass(frozen=True)
class Entry:
    """One line of the rail: the page it opens, the permission it asks, and the other views it stands for.

    `only_pages` and `not_pages` part the pages of one view between two lines.
    """

    label: str
    endpoint: str
    permission: str = "read"
    with_views: tuple[str, ...] = ()
    only_pages: tuple[str, ...] = ()
    not_pages: tuple[str, ...] = ()

    def stands_for(self, endpoint: str) -> bool:
        """Whether this is the line of a page: of one of its views, as far as another line does not have that page."""
        if self.only_pages:
            return endpoint in self.only_pages
        return endpoint.split(".")[0] in (self.view, *self.with_views) and endpoint not in self.not_pages

    @property
    def view(self) -> str:
        """The view whose permission decides whether the line shows."""
        return self.endpoint.split(".")[0]


@dataclass(frozen=True)
class Group:
    """Lines that belong together, under one small heading."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Item:
    """A line as the layout draws it."""

    label: str
    href: str
    here: bool
    count: int = 0
    count_words: str = ""
    or_more: bool = False


STATEMENT_VIEWS = (
    "StatementPage",
    "StatementClientPage",
    "StatementKindPage",
    "StatementSendingPage",
    "StatementRequestPage",
)
REPORT_VIEWS = ("ReportRequestPage", "ReportFilePage", "ReportContentsPage")
SENT_PAGES = ("DocumentPage.sent",)
MENU = (
    Group(
        "Start",
        (
            Entry("Overzicht", "StartPage.index"),
            Entry("Werklijst", "WorkListPage.index"),
            Entry("Mijn concepten", "DraftPage.index", "write"),
            Entry("Postvak (demo)", "MailboxPage.index"),
        ),
    ),
    Group(
        "Dossiers",
        (
            Entry("Opzoeken", "SearchPage.index"),
            Entry("Nieuwe cliënt of dossier", "ClientPage.index"),
            Entry("Tijdig registreren", "TimelyRegistrationPage.index"),
            Entry("Bestanden inlezen", "ImportPage.index"),
            Entry("Overnemen en doorgeven", "HandoverPage.take", "write"),
            Entry("Prullenbak", "BinPage.index"),
            Entry("Aanvragen om te heropenen", "ReopeningQueuePage.index"),
        ),
    ),
    Group(
        "Documenten",
        (
            Entry(
                "Ontvangen documenten",
                "DocumentPage.index",
                with_views=("PersonalReaderPage", "MailChoicePage"),
                not_pages=SENT_PAGES,
            ),
            Entry("Verzonden documenten", "DocumentPage.sent", only_pages=SENT_PAGES),
            Entry("Document delen", "SharingPage.index", "write"),
        ),
    ),
    Group(
        "Cijfers",
        (
            Entry("Dashboard", "DashboardPage.index"),
            Entry("Kwartaalstaten", "StatementListPage.index", with_views=STATEMENT_VIEWS),
            Entry("Bezetting", "OccupancyPage.index"),
            Entry("Benutting", "UtilisationPage.index"),
            Entry("Inzet modules", "DeploymentPage.index"),
            Entry("Capaciteit", "CapacityPage.index"),
            Entry("Laattijdige registratie", "LateRegistrationPage.index"),
            Entry("Ruwe data", "RawDataPage.index"),
            Entry("Rapporten", "ReportPage.index", with_views=REPORT_VIEWS),
            Entry("Rapporten over de sector", "SectorReportPage.index", with_views=("SectorReportFilePage",)),
        ),
    ),
    Group(
        "Voorzieningen",
        (
            Entry("Voorzieningen", "FacilityAdministration.list", "list"),
            Entry("Goedgekeurde modules", "ApprovedModuleAdministration.list", "list"),
            Entry("Modulegegevens", "ModuleDataPage.index"),
            Entry("Capaciteitsbeheer", "CapacityAdministration.list", "list"),
            Entry("Vragen over capaciteit", "CapacityQuestionAdministration.index"),
            Entry("Kwartaalstaten", "SentStatementPage.index"),
            Entry("Groeipakket", "GroeipakketPage.index"),
            Entry("Verwerkte jaren", "ProcessedYearPage.index", with_views=("YearProcessingPage",)),
            Entry("Bestanden inlezen", "SectorImportPage.index"),
            Entry("Automatische rapporten", "ReportRunPage.index"),
            Entry("Diensten", "ServiceAdministration.list", "list"),
            Entry("Medewerkers van diensten", "ServicePeopleAdministration.list", "list"),
        ),
    ),
    Group(
        "Referentiegegevens",
        (
            Entry("Typemodules", "TypeModuleAdministration.list", "list"),
            Entry("Antwoordlijsten", "AnswerAdministration.list", "list"),
        ),
    ),
    Group(
        "Beheer",
        (
            Entry("Gebruikers", "AccountAdministration.list", "list"),
            Entry("Plaatsen", "SeatAdministration.list", "list"),
            Entry("Rollen", "RoleAdministration.list", "list"),
            Entry("Toegang voor programma's", "ApiTokenPage.index"),
            Entry("Toegang voor programma's", "ApiTokenAdministration.index"),
            Entry("Prullenbak", "BinAdministration.index"),
            Entry("Verzonden berichten", "OutboxAdministration.index"),
            Entry("Wie deed wat", "AuditPage.index"),
            Entry("Raadplegingen", "ConsultationPage.index"),
        ),
    ),
)


def navigation(granted: frozenset[tuple[str, str]], known_endpoints: frozenset[str]) -> list[dict[str, Any]]:
    """The groups and lines that this seat may open and whose facility has what they are about; the own one marked."""
    groups = []
    for group in MENU:
        entries = [
            entry
            for entry in group.entries
            if entry.endpoint in known_endpoints
            and (f"{PERMISSION_PREFIX}{entry.permission}", entry.view) in granted
            and is_kept_here(concern_of(current_app.view_functions[entry.endpoint]))
        ]
        if entries:
            groups.append({"label": group.label, "items": [_item(entry) for entry in entries]})
    return groups


def _item(entry: Entry) -> Item:
    here = entry.stands_for(request.endpoint or "")
    if entry.endpoint not in MENU_COUNTS:
        return Item(entry.label, url_for(entry.endpoint), here)
    count, words = MENU_COUNTS[entry.endpoint]
    counted = count()
    or_more = counted == MOST_COUNTED_OF.get(entry.endpoint)
    return Item(entry.label, url_for(entry.endpoint), here, counted, words, or_more)
