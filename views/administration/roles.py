"""What each role may do, in words (A-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.faults import DomainError
from app.domain.roles import AGENCY_ROLES, FACILITY_ROLES, Role
from app.services.role_rights import Right, change_rights, rights_of
from forms.administration import RoleForm
from forms.fields import ChecklistField
from forms.versioned import CHOICE_PREFIX, content_digest
from views.base.conflict import SavedBefore, conflict_page
from views.base.model_view import NO_VERSION
from views.base.page import REFUSED, BasePage, page

DEEDS = {
    "open": "openen",
    "list": "het overzicht zien",
    "show": "de details zien",
    "read": "zien",
    "add": "toevoegen",
    "edit": "wijzigen",
    "write": "wijzigen",
    "delete": "verwijderen",
}
PAGES = {
    "StartPage": "Overzicht van de dossiers",
    "WorkListPage": "Werklijst",
    "MailboxPage": "Postvak van de demonstratie",
    "SearchPage": "Opzoeken",
    "ClientPage": "Cliënten",
    "UnbornPage": "Ongeboren kinderen",
    "LinkPage": "Ongeboren kinderen koppelen aan het rijksregister",
    "ContextPage": "Gezin en context van cliënten",
    "ContextHouseholdPage": "Huizen in de context van cliënten",
    "ContextPersonPage": "Personen in de context van cliënten",
    "ContextRegisterPage": "Personen in de context opzoeken in het rijksregister",
    "DossierPage": "Dossiers",
    "ReferralPage": "Aanmeldingen",
    "RegistrationPage": "Begin- en eindregistraties",
    "DecisionPage": "Jeugdhulpbeslissingen",
    "SchakelingPage": "Schakelingen",
    "ClosingPage": "Dossiers afsluiten en heropenen",
    "ReopeningPage": "Aanvragen om te heropenen van de eigen voorziening",
    "ReopeningQueuePage": "Aanvragen om te heropenen van alle voorzieningen",
    "DeletionPage": "Dossiers verwijderen",
    "BinPage": "Prullenbak van de eigen voorziening",
    "BinAdministration": "Prullenbak van alle voorzieningen",
    "HandoverPage": "Dossiers overnemen en doorgeven",
    "GroeipakketOfferPage": "Geweigerde berichten opnieuw aanbieden aan het Groeipakket",
    "GroeipakketPage": "Berichten aan het Groeipakket van alle voorzieningen, zonder namen",
    "TimelyRegistrationPage": "Tijdig registreren voor het Groeipakket",
    "LateRegistrationPage": "Laattijdige registratie van alle voorzieningen",
    "DocumentPage": "Ontvangen en verzonden documenten",
    "SharingPage": "Documenten delen",
    "DossierSharingPage": "Documenten delen vanuit een dossier",
    "PersonalReaderPage": "Lijst voor persoonlijke documenten",
    "MailChoicePage": "Eigen keuze van mails over documenten",
    "DraftPage": "Eigen concepten",
    "DashboardPage": "Dashboard met cijfers",
    "StatementListPage": "Kwartaalstaten: de lijst",
    "StatementPage": "Kwartaalstaten: totalen en verloop",
    "StatementClientPage": "Kwartaalstaten: cijfers per cliënt",
    "StatementKindPage": "Kwartaalstaten: ondersteunende begeleiding per soort",
    "StatementSendingPage": "Kwartaalstaten verzenden",
    "StatementRequestPage": "Vragen om een verwerkt kwartaal te heropenen",
    "StatementExportPage": "Kwartaalstaten naar Excel",
    "OccupancyPage": "Bezetting",
    "UtilisationPage": "Benutting",
    "DeploymentPage": "Inzet van modules",
    "CapacityPage": "Capaciteit van de eigen voorziening",
    "CapacityQuestionPage": "Vragen over de capaciteit van de eigen voorziening",
    "CapacityQuestionAdministration": "Vragen over capaciteit van alle voorzieningen",
    "ModuleDataPage": "Modulegegevens: leveringen van de moduledatabank",
    "RawDataPage": "Ruwe data: wat elke kolom betekent",
    "ReportPage": "Rapporten: de lijst en de downloads",
    "ReportRequestPage": "Rapporten op aanvraag",
    "ReportFilePage": "Rapporten bekijken",
    "SectorReportPage": "Rapporten over de sector: zonder namen",
    "SectorReportFilePage": "Rapporten over de sector bekijken",
    "ImportPage": "Bestanden inlezen van de eigen voorziening",
    "SectorImportPage": "Bestanden inlezen van de sector",
    "ReportContentsPage": "Wat staat in welk rapport",
    "ReportRunPage": "Automatische rapporten van alle voorzieningen",
    "SentStatementPage": "Kwartaalstaten van alle voorzieningen: totalen",
    "ProcessedYearPage": "Verwerkte jaren",
    "YearProcessingPage": "Jaren verwerken voor vele voorzieningen",
    "RoleAdministration": "Rollen",
    "DossierApi": "Programma's: dossiers",
    "DossierLifeApi": "Programma's: dossiers heropenen en verwijderen",
    "DecisionApi": "Programma's: beslissingen",
    "SchakelingApi": "Programma's: schakelingen",
    "MonthApi": "Programma's: veel schakelingen ineens",
    "ChangeApi": "Programma's: wat wijzigde",
    "StatementApi": "Programma's: kwartaalstaten",
    "SheetApi": "Programma's: kwartaalstaten per cliënt en per soort",
    "DocumentApi": "Programma's: lijst van gedeelde documenten",
    "FigureApi": "Programma's: cijfers",
    "ApiTokenPage": "Toegang voor programma's van de eigen voorziening",
    "ApiTokenAdministration": "Toegang voor alle programma's",
    "OutboxAdministration": "Uitgaande berichten",
    "AuditPage": "Wie deed wat",
    "ConsultationPage": "Raadplegingen van het rijksregister",
    "PasswordPage": "Het eigen wachtwoord",
    "SignInPage": "Aanmelden",
    "SeatPage": "Keuze van de plaats",
    "HelpPage": "Hulp",
}

THEIRS = "theirs"


@dataclass(frozen=True)
class Deed:
    """One thing a role may or may not do at a page."""

    value: str
    label: str
    granted: bool


@dataclass(frozen=True)
class PageRights:
    """A page and what can be permitted there."""

    title: str
    deeds: tuple[Deed, ...]


class RoleAdministration(BasePage):
    """The ten roles; which pages each of them opens is for the admin to decide."""

    route_base = "/beheer/rollen"
    default_view = "list"
    shipped_to = {"list": (Role.ADMIN,), "edit": (Role.ADMIN,)}

    @page("/list/", permission="list", personal=None)
    def list(self) -> Any:
        """All roles, with how much each may do."""
        session = current_session()
        roles = [(role, _place(role), len(rights_of(session, role)[1] & self._offered())) for role in Role]
        return render_template("pages/administration/roles.html", roles=roles)

    @page("/edit/<name>", permission="edit", methods=("GET", "POST"), personal=None)
    def edit(self, name: str) -> Any:
        """The rights of one role as ticks, page by page."""
        role = Role(name) if name in set(Role) else abort(404)
        _, present = rights_of(current_session(), role, lock=request.method == "POST")
        if request.method == "GET":
            return self._page(role, present, present)
        wanted = _chosen(present)
        mine, stored = self._rights_form(wanted), self._rights_form(present)
        mine.seen.data = request.form.get("seen")
        if mine.is_stale(stored, NO_VERSION):
            return conflict_page(mine, stored, 0, SavedBefore(), url_for("RoleAdministration.list"))
        try:
            change_rights(current_session(), role, wanted, self._offered())
        except DomainError as error:
            return self._page(role, wanted, present, error.faults), REFUSED
        flash(f"De rechten van de rol {role.label} zijn bewaard.", "success")
        return redirect(url_for("RoleAdministration.list"))

    def _page(self, role: Role, ticked: frozenset[Right], present: frozenset[Right], faults: Any = ()) -> str:
        form = RoleForm(formdata=None, data={"seen": content_digest(self._rights_form(present))})
        groups = [
            PageRights(title, tuple(_deed(permission, view, ticked) for permission in permissions))
            for title, view, permissions in self._pages()
        ]
        return render_template("pages/administration/role.html", role=role, form=form, groups=groups, faults=faults)

    def _rights_form(self, rights: frozenset[Right]) -> RoleForm:
        """The rights as one list of ticks a page, to compare what two admins want of it (D-11)."""
        pages = self._pages()
        lists = {view: ChecklistField(title, choices=_deeds(permissions)) for title, view, permissions in pages}
        ticked = {
            view: [permission for permission in names if (permission, view) in rights] for _, view, names in pages
        }
        return type("RightsForm", (RoleForm,), lists)(formdata=None, data=ticked)  # type: ignore[no-any-return]

    def _pages(self) -> Sequence[tuple[str, str, Sequence[str]]]:
        """Every page of ours that asks a permission, by its title."""
        views = [view for view in self.appbuilder.baseviews if hasattr(view, "shipped_to") and view.base_permissions]
        named = [
            (page_title(view), view.class_permission_name, sorted(view.base_permissions, key=_order)) for view in views
        ]
        return sorted(named)

    def _offered(self) -> frozenset[Right]:
        return frozenset((permission, view) for _, view, permissions in self._pages() for permission in permissions)


def page_title(view: Any) -> str:
    """How a page is called on screen."""
    name = view.class_permission_name
    return str(getattr(view, "list_title", "") or PAGES.get(name, name))


def _order(permission: str) -> int:
    deed = permission.removeprefix("can_")
    return list(DEEDS).index(deed) if deed in DEEDS else len(DEEDS)


def _deed(permission: str, view: str, ticked: Iterable[Right]) -> Deed:
    deed = permission.removeprefix("can_")
    return Deed(f"{permission} {view}", DEEDS.get(deed, deed), (permission, view) in ticked)


def _deeds(permissions: Iterable[str]) -> list[tuple[str, str]]:
    return [(permission, _deed(permission, "", ()).label) for permission in permissions]


def _chosen(present: frozenset[Right]) -> frozenset[Right]:
    """The ticks that were posted, on the conflict screen with what is stored wherever the admin chose that (D-11)."""
    ticked = frozenset(_right(value) for value in request.form.getlist("rights"))
    kept = {name.removeprefix(CHOICE_PREFIX) for name, side in request.form.items() if side == THEIRS}
    return frozenset(right for right in ticked if right[1] not in kept) | {one for one in present if one[1] in kept}


def _right(value: str) -> Right:
    permission, _, view = value.partition(" ")
    return permission, view


def _place(role: Role) -> str:
    if role in FACILITY_ROLES:
        return "bij een voorziening"
    return "bij Opgroeien" if role in AGENCY_ROLES else "bij een dienst"
