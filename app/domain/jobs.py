"""The work that the product does by itself, by name: services ask for it, jobs do it."""

from enum import StrEnum


class JobName(StrEnum):
    """Every kind of job; the word is what stands in the database and in the queue."""

    VERIFY_DEPLOYMENTS = "verify_deployments"
    PURGE_EXPIRED = "purge_expired"
    EMPTY_BIN = "empty_bin"
    DELIVER_OUTBOX = "deliver_outbox"
    PROCESS_YEARS = "process_years"
    REMIND_OF_STATEMENTS = "remind_of_statements"
    REFRESH_FIGURES = "refresh_figures"
    VERIFY_FIGURES = "verify_figures"
    END_DOCUMENTS = "end_documents"
    WARN_OF_TOKENS = "warn_of_tokens"
    REMIND_OF_DOCUMENTS = "remind_of_documents"
    MAIL_DOCUMENT_DIGESTS = "mail_document_digests"
    MAKE_REQUESTED_REPORTS = "make_requested_reports"
    MAKE_AUTOMATIC_REPORTS = "make_automatic_reports"
    FOLLOW_REGISTRATIONS = "follow_registrations"
    REMIND_OF_REGISTRATIONS = "remind_of_registrations"
    FETCH_MODULES = "fetch_modules"
    REFRESH_CLIENTS = "refresh_clients"
    DELIVER_TO_GROEIPAKKET = "deliver_to_groeipakket"
    SEND_TO_GROEIPAKKET = "send_to_groeipakket"
    VERIFY_GROEIPAKKET = "verify_groeipakket"
    CHECK_FILE = "check_file"
    READ_IN_FILE = "read_in_file"
    REMOVE_LEFT_FILES = "remove_left_files"


# Whose rows are read long after they ended: how a request or a run stands, and which reports came due.
REMEMBERED = frozenset({JobName.PROCESS_YEARS, JobName.MAKE_REQUESTED_REPORTS, JobName.MAKE_AUTOMATIC_REPORTS})
