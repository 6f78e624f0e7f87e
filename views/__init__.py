"""The pages and API of the product: permission, parse, call, render."""

from __future__ import annotations

from flask import current_app
from flask_appbuilder import AppBuilder

from views.administration.accounts import AccountAdministration, SeatAdministration
from views.administration.capacity import CapacityAdministration
from views.administration.capacity_questions import CapacityQuestionAdministration
from views.administration.facilities import ApprovedModuleAdministration, FacilityAdministration, ServiceAdministration
from views.administration.module_data import ModuleDataPage
from views.administration.reference import AnswerAdministration, OccupancyRuleAdministration, TypeModuleAdministration
from views.administration.roles import RoleAdministration
from views.administration.service_people import ServicePeopleAdministration
from views.api.chain import DecisionApi, MonthApi, SchakelingApi
from views.api.changes import ChangeApi
from views.api.documents import DocumentApi
from views.api.dossiers import DossierApi
from views.api.figures import FigureApi
from views.api.life import DossierLifeApi
from views.api.openapi import OpenApiApi
from views.api.sheets import SheetApi
from views.api.statements import StatementApi
from views.api_tokens import ApiTokenAdministration, ApiTokenPage
from views.audit import AuditPage
from views.base.api import BaseApiView
from views.base.api_limits import limit_programs
from views.bin import BinAdministration, BinPage, DeletionPage
from views.capacity import CapacityPage
from views.capacity_questions import CapacityQuestionPage
from views.client_context import ContextPage
from views.clients import ClientPage
from views.closing import ClosingPage
from views.consultations import ConsultationPage
from views.context_households import ContextHouseholdPage
from views.context_persons import ContextPersonPage
from views.context_register import ContextRegisterPage
from views.dashboard import DashboardPage
from views.decisions import DecisionPage
from views.deployment import DeploymentPage
from views.documents.mail_choice import MailChoicePage
from views.documents.pages import DocumentPage
from views.documents.readers import PersonalReaderPage
from views.documents.sharing import DossierSharingPage, SharingPage
from views.dossiers import DossierPage
from views.drafts import DraftPage
from views.groeipakket import GroeipakketOfferPage, GroeipakketPage
from views.handover import HandoverPage
from views.help import HelpPage
from views.imports import ImportPage
from views.late_registrations import LateRegistrationPage
from views.linking import LinkPage
from views.occupancy import OccupancyPage
from views.outbox import MailboxPage, OutboxAdministration
from views.processed_years import ProcessedYearPage
from views.raw_data import RawDataPage
from views.referrals import ReferralPage
from views.registrations import RegistrationPage
from views.reopening import ReopeningPage
from views.reopening_queue import ReopeningQueuePage
from views.report_contents import ReportContentsPage
from views.report_files import ReportFilePage
from views.report_requests import ReportRequestPage
from views.report_runs import ReportRunPage
from views.reports import ReportPage
from views.schakelingen import SchakelingPage
from views.search import SearchPage
from views.seats import SeatPage
from views.sector_imports import SectorImportPage
from views.sector_reports import SectorReportFilePage, SectorReportPage
from views.sent_statements import SentStatementPage
from views.sign_in import PasswordPage, SignInPage
from views.start import StartPage
from views.statement_clients import StatementClientPage
from views.statement_export import StatementExportPage
from views.statement_kinds import StatementKindPage
from views.statement_list import StatementListPage
from views.statement_requests import StatementRequestPage
from views.statement_sending import StatementSendingPage
from views.statements import StatementPage
from views.timely_registration import TimelyRegistrationPage
from views.unborn import UnbornPage
from views.utilisation import UtilisationPage
from views.work_list import WorkListPage
from views.year_processing import YearProcessingPage

ADMINISTRATION = (
    FacilityAdministration,
    ApprovedModuleAdministration,
    ModuleDataPage,
    CapacityAdministration,
    CapacityQuestionAdministration,
    SentStatementPage,
    GroeipakketPage,
    ProcessedYearPage,
    YearProcessingPage,
    ReportRunPage,
    ServiceAdministration,
    ServicePeopleAdministration,
    TypeModuleAdministration,
    OccupancyRuleAdministration,
    AnswerAdministration,
    AccountAdministration,
    SeatAdministration,
    RoleAdministration,
    ApiTokenAdministration,
    BinAdministration,
    OutboxAdministration,
    AuditPage,
    ConsultationPage,
)
API = (
    DossierApi,
    DossierLifeApi,
    DecisionApi,
    SchakelingApi,
    MonthApi,
    ChangeApi,
    StatementApi,
    SheetApi,
    DocumentApi,
    FigureApi,
    OpenApiApi,
)
VIEWS = (
    SignInPage,
    SeatPage,
    PasswordPage,
    HelpPage,
    StartPage,
    WorkListPage,
    SearchPage,
    DossierPage,
    ClientPage,
    ContextPage,
    ContextHouseholdPage,
    ContextPersonPage,
    ContextRegisterPage,
    UnbornPage,
    LinkPage,
    ReferralPage,
    RegistrationPage,
    DecisionPage,
    SchakelingPage,
    ClosingPage,
    ReopeningPage,
    DeletionPage,
    GroeipakketOfferPage,
    TimelyRegistrationPage,
    BinPage,
    HandoverPage,
    ReopeningQueuePage,
    DraftPage,
    DocumentPage,
    SharingPage,
    DossierSharingPage,
    PersonalReaderPage,
    MailChoicePage,
    DashboardPage,
    StatementListPage,
    StatementPage,
    StatementClientPage,
    StatementKindPage,
    StatementSendingPage,
    StatementRequestPage,
    StatementExportPage,
    OccupancyPage,
    UtilisationPage,
    DeploymentPage,
    LateRegistrationPage,
    CapacityPage,
    CapacityQuestionPage,
    RawDataPage,
    ReportPage,
    ReportRequestPage,
    ReportFilePage,
    ReportContentsPage,
    SectorReportPage,
    ImportPage,
    SectorImportPage,
    SectorReportFilePage,
    ApiTokenPage,
    *ADMINISTRATION,
    *API,
)


def register_views(builder: AppBuilder, *, with_mailbox: bool) -> None:
    """Registers every view; the menu is a table of its own (app/menu.py). Only a demonstration has a mailbox."""
    for view in (*VIEWS, *((MailboxPage,) if with_mailbox else ())):
        builder.add_view_no_menu(view)
    resources = [view.blueprint for view in builder.baseviews if isinstance(view, BaseApiView)]
    limit_programs(current_app, builder.sm.limiter, resources)
