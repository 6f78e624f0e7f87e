"""The tables of the product, one aggregate a file; importing this package makes all of them known."""

from models.access import Account, Seat, Service, WebSession
from models.activity import Activity
from models.api_answer import ApiAnswer
from models.api_token import ApiToken
from models.audit import AuditEntry, AuditHead
from models.capacity import CapacityRow
from models.capacity_question import CapacityQuestion
from models.client import Client, ClientAccess, ClientLink
from models.client_context import CONTEXT_TABLES, ContextChange, ContextHousehold, ContextPerson, ContextSituation
from models.consultation import RegisterConsultation
from models.decision import Decision, DecisionModule
from models.deployment import Deployment
from models.document import Document, DocumentNaming, DocumentRecipient, DocumentViewing, PersonalDocumentReader
from models.dossier import Dossier, Referral, Registration
from models.draft import Draft
from models.exchange import ExchangeIdentity
from models.facility import ApprovedModule, Facility
from models.file_import import FileImport, ImportFinding
from models.groeipakket import GroeipakketContent, GroeipakketDifference, GroeipakketMessage
from models.job_run import JobRun
from models.module_delivery import ApprovedModuleChange, ModuleDelivery, ModuleDifference
from models.notice import Notice
from models.outbox import OutboxMessage
from models.processed_year import ProcessedYear, ProcessedYearStep
from models.record_change import RecordChange
from models.reference import Answer, OccupancyRule, TypeModule
from models.register_refresh import RegisterRefresh
from models.reopening import ReopeningRequest
from models.report import ReportContent, ReportFile, ReportMaking, ReportRequest
from models.schakeling import FosterCarer, Schakeling, SchakelingModule
from models.search_criteria import SearchCriteria
from models.statement_request import StatementRequest
from models.stored_figures import AskedFigures, FigureChange, StoredFigures
from models.timed_registration import RegistrationReminder, TimedRegistration, TimedRegistrationCount
from models.utilisation import QuarterStatement, StatementStep, UtilisationOfClient, UtilisationTotal
from models.year_processing import YearProcessing, YearProcessingOutcome

__all__ = [
    "CONTEXT_TABLES",
    "Account",
    "Activity",
    "Answer",
    "ApiAnswer",
    "ApiToken",
    "ApprovedModule",
    "ApprovedModuleChange",
    "AskedFigures",
    "AuditEntry",
    "AuditHead",
    "CapacityQuestion",
    "CapacityRow",
    "Client",
    "ClientAccess",
    "ClientLink",
    "ContextChange",
    "ContextHousehold",
    "ContextPerson",
    "ContextSituation",
    "Decision",
    "DecisionModule",
    "Deployment",
    "Document",
    "DocumentNaming",
    "DocumentRecipient",
    "DocumentViewing",
    "Dossier",
    "Draft",
    "ExchangeIdentity",
    "Facility",
    "FigureChange",
    "FileImport",
    "FosterCarer",
    "GroeipakketContent",
    "GroeipakketDifference",
    "GroeipakketMessage",
    "ImportFinding",
    "JobRun",
    "ModuleDelivery",
    "ModuleDifference",
    "Notice",
    "OccupancyRule",
    "OutboxMessage",
    "PersonalDocumentReader",
    "ProcessedYear",
    "ProcessedYearStep",
    "QuarterStatement",
    "RecordChange",
    "Referral",
    "RegisterConsultation",
    "RegisterRefresh",
    "Registration",
    "RegistrationReminder",
    "ReopeningRequest",
    "ReportContent",
    "ReportFile",
    "ReportMaking",
    "ReportRequest",
    "Schakeling",
    "SchakelingModule",
    "SearchCriteria",
    "Seat",
    "Service",
    "StatementRequest",
    "StatementStep",
    "StoredFigures",
    "TimedRegistration",
    "TimedRegistrationCount",
    "TypeModule",
    "UtilisationOfClient",
    "UtilisationTotal",
    "WebSession",
    "YearProcessing",
    "YearProcessingOutcome",
]
