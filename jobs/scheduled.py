"""What each job does: call one service, and say in a few numbers what came of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.civil_time import BRUSSELS
from app.domain.jobs import JobName
from app.services.api.tokens import warn_of_ending_tokens
from app.services.bin import empty_bin
from app.services.deployments import verify_deployments
from app.services.groeipakket.comparing import verify_groeipakket
from app.services.housekeeping import purge_expired
from app.services.imports.outcome import give_file_up
from app.services.reports.removing import remove_expired_reports, remove_unfinished_reports
from app.services.reports.requesting import give_request_up
from app.services.statement_news import remind_of_statements
from app.services.stored_figures import refresh_figures, verify_figures
from jobs.delivering import deliver_outbox
from jobs.documents import end_documents, mail_document_digests, remind_of_documents
from jobs.file_imports import check_file, read_in_file, remove_left_files
from jobs.groeipakket import deliver_to_groeipakket, send_to_groeipakket
from jobs.modules import fetch_module_data
from jobs.processing import process_years
from jobs.register import refresh_clients
from jobs.registrations import follow_all_registrations, remind_of_begins
from jobs.report_requests import make_requested_reports
from jobs.report_runs import make_automatic_reports
from models.job_run import JobRun

JobFunction = Callable[[Any, JobRun], Mapping[str, Any] | None]


def _verify_deployments(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    return {"differences": verify_deployments(session)}


def _purge_expired(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    now = datetime.now(UTC)
    removed = remove_expired_reports(session, now=now, today=now.astimezone(BRUSSELS).date())
    unfinished = remove_unfinished_reports(session)
    return {**purge_expired(session, now=now), "report_requests": removed, "unfinished_report_files": unfinished}


def _empty_bin(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    return {"removed": empty_bin(session, today=datetime.now(BRUSSELS).date())}


def _remind_of_statements(session: Any, run: JobRun) -> Mapping[str, Any] | None:
    today = datetime.now(BRUSSELS).date()
    return {"reminded": remind_of_statements(session, int(run.unique_key), today=today)}


def _warn_of_tokens(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    return {"warned": warn_of_ending_tokens(session, today=datetime.now(BRUSSELS).date())}


def _refresh_figures(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    return {"questions": refresh_figures(session, today=datetime.now(BRUSSELS).date())}


def _verify_figures(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    now = datetime.now(UTC)
    return verify_figures(session, now=now, today=now.astimezone(BRUSSELS).date())


def _verify_groeipakket(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    return {"differences": verify_groeipakket(session, today=datetime.now(BRUSSELS).date())}


def _give_request_up(session: Any, run: JobRun) -> None:
    give_request_up(session, int(run.unique_key))


def _give_file_up(session: Any, run: JobRun) -> None:
    give_file_up(session, int(run.unique_key))


# What is done in the transaction in which a job is given up.
GIVING_UP: Mapping[JobName, Callable[[Any, JobRun], None]] = {
    JobName.MAKE_REQUESTED_REPORTS: _give_request_up,
    JobName.CHECK_FILE: _give_file_up,
    JobName.READ_IN_FILE: _give_file_up,
}
JOB_FUNCTIONS: Mapping[JobName, JobFunction] = {
    JobName.VERIFY_DEPLOYMENTS: _verify_deployments,
    JobName.EMPTY_BIN: _empty_bin,
    JobName.PURGE_EXPIRED: _purge_expired,
    JobName.DELIVER_OUTBOX: deliver_outbox,
    JobName.END_DOCUMENTS: end_documents,
    JobName.REMIND_OF_DOCUMENTS: remind_of_documents,
    JobName.MAIL_DOCUMENT_DIGESTS: mail_document_digests,
    JobName.PROCESS_YEARS: process_years,
    JobName.REMIND_OF_STATEMENTS: _remind_of_statements,
    JobName.WARN_OF_TOKENS: _warn_of_tokens,
    JobName.REFRESH_FIGURES: _refresh_figures,
    JobName.VERIFY_FIGURES: _verify_figures,
    JobName.FOLLOW_REGISTRATIONS: follow_all_registrations,
    JobName.REMIND_OF_REGISTRATIONS: remind_of_begins,
    JobName.MAKE_REQUESTED_REPORTS: make_requested_reports,
    JobName.MAKE_AUTOMATIC_REPORTS: make_automatic_reports,
    JobName.FETCH_MODULES: fetch_module_data,
    JobName.REFRESH_CLIENTS: refresh_clients,
    JobName.DELIVER_TO_GROEIPAKKET: deliver_to_groeipakket,
    JobName.SEND_TO_GROEIPAKKET: send_to_groeipakket,
    JobName.VERIFY_GROEIPAKKET: _verify_groeipakket,
    JobName.CHECK_FILE: check_file,
    JobName.READ_IN_FILE: read_in_file,
    JobName.REMOVE_LEFT_FILES: remove_left_files,
}
