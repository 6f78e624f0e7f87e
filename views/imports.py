"""Reading in files: sending one, what it would do, confirming, and the report (G-3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.civil_time import BRUSSELS
from app.domain.documents.content import MOST_BYTES, ContentRefused, Kind, Refusal
from app.domain.faults import DomainError, NotFound
from app.domain.imports import (
    EMPTY_FILE,
    HARMFUL_WORKBOOK,
    NO_FILE,
    NO_GRID_HERE,
    NOT_CHECKED,
    STORE_AWAY,
    TOO_LARGE,
    UNKNOWN_FILE,
    FileKind,
    ImportState,
    kind_by_begin,
)
from app.domain.roles import FACILITY_ROLES, Role
from app.integrations.content import check_content
from app.integrations.documents import DocumentStore, StoredContent, StoreUnavailable
from app.presentation import today_in_brussels
from app.queries.imports import SentFile, findings, found_by, sent_file, sent_files
from app.services.imports.sending import confirm_import, refuse_too_many, stop_import, submit_file
from app.workbooks.findings import findings_workbook
from app.workbooks.sheets import file_name
from forms.faults import place_faults
from forms.imports import ConfirmForm, FindingFilter, SentFileForm
from forms.versioned import HelpfulForm
from models.file_import import FileImport, ImportFinding
from views.base.dossiers import facility_at_work, record_number
from views.base.page import REFUSED, BasePage, page
from views.base.reading import readable_arguments
from views.base.saving import posted
from views.documents.destroying import destroy_once_committed
from views.figure_question import sent_as_excel
from views.import_words import RECORDS, badge_of, how_many, numbers_of, title_of
from views.paging import ROWS_A_PAGE, leaves, page_in

ENOUGH_TO_KNOW_BY = 4096
OF_A_FACILITY = (
    "Een uitwisselingsbestand van je eigen systeem, of een kwartaalrooster dat je in een rekenblad invulde. Alleen "
    "rijen van je eigen voorziening:"
)


class ImportPage(BasePage):
    """Files of one's own facility: its clients, dossiers and utilisation, and its quarter workbooks."""

    route_base = "/inlezen"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}
    form: type[HelpfulForm] = SentFileForm

    @page("/", personal=None)
    def index(self) -> Any:
        """Everything that was sent, the latest first, each with how it stands."""
        session, number = current_session(), page_in(readable_arguments())
        rows, total = sent_files(session, self._facility_id(), number, ROWS_A_PAGE)

        def address(wanted: int) -> str:
            return self._address("index", pagina=wanted)

        words = {
            "rows": rows,
            "total": total,
            "new_url": self._address("send"),
            **leaves(number, len(rows), number * ROWS_A_PAGE < total, address, ROWS_A_PAGE),
            **self._shared_words(),
        }
        return render_template("pages/imports/index.html", **words)

    @page("/nieuw/", permission="write", methods=("GET", "POST"), personal=None)
    def send(self) -> Any:
        """Sends a file to be checked; nothing is changed by that."""
        if request.method == "GET":
            return self._form_page(self.form(formdata=None))
        form = self.form(formdata=posted())
        session = current_session()
        try:
            refuse_too_many(session, self._role(), self._facility_id())
        except DomainError as error:
            return self._form_page(form, place_faults(form, error.faults)), REFUSED
        stored = self._stored(form) if form.validate() else None
        if stored is None:
            return self._form_page(form), REFUSED
        kind, content = stored
        words: Any = {"sent_as": self._role(), "facility_id": self._facility_id(), "actor": session.scope.actor}
        record = submit_file(session, kind, content, **words)
        return redirect(self._address("show", record_id=record.id))

    @page(f"/{record_number}/", personal="file_import", record=FileImport)
    def show(self, record_id: int) -> Any:
        """How far a file is, what it would do, and one line for each fault or warning."""
        return self._show(self._find(record_id), ConfirmForm(formdata=None))

    @page(f"/{record_number}/bevestigen/", permission="write", methods=("POST",), personal=None, record=FileImport)
    def confirm(self, record_id: int) -> Any:
        """Reads the file in for real; pressed twice, it happens once."""
        sent, form = self._find(record_id), ConfirmForm(formdata=posted())
        if sent.state is ImportState.READY and sent.record.cautions and not form.validate():
            return self._show(sent, form), REFUSED
        record = confirm_import(
            current_session(), record_id, actor=current_session().scope.actor, now=datetime.now(UTC)
        )
        if record.state not in (ImportState.CONFIRMED, ImportState.DONE):
            flash("Dit bestand kan niet meer bevestigd worden. Hieronder staat hoe het ermee staat.", "warning")
        return redirect(self._address("show", record_id=record_id))

    @page(f"/{record_number}/stoppen/", permission="write", methods=("POST",), personal=None, record=FileImport)
    def stop(self, record_id: int) -> Any:
        """Takes a file back before anything of it was written; its content is destroyed."""
        self._find(record_id)
        key = stop_import(current_session(), record_id, now=datetime.now(UTC))
        destroy_once_committed(key)
        if key is not None:
            flash("Gestopt. Er is niets ingelezen en het bestand is vernietigd.", "success")
        else:
            flash("Dit bestand was al afgehandeld. Er is niets gestopt.", "warning")
        return redirect(self._address("show", record_id=record_id))

    @page(f"/{record_number}/excel/", personal="file_import", record=FileImport)
    def excel(self, record_id: int) -> Any:
        """All faults, or all warnings, of a file as a workbook."""
        sent = self._find(record_id)
        found, _ = findings(current_session(), record_id, "", "")
        if not found:
            raise NotFound
        title = "Fouten in een bestand" if sent.record.faults else "Waarschuwingen bij een bestand"
        rows = [(one.part, one.place, one.subject, one.field, one.rule, one.message) for one in found]
        content = findings_workbook(title, self._about(sent, title), rows)
        name = file_name(self._place_name(), title, today_in_brussels())
        return sent_as_excel(content, name, "file_import", [record_id])

    def _about(self, sent: SentFile, title: str) -> list[tuple[str, str]]:
        record = sent.record
        return [
            ("Wat", title),
            ("Voorziening", self._place_name()),
            ("Bestand", title_of(sent)),
            ("Verzonden door", record.requested_by_name),
            ("Verzonden op", f"{record.requested_at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"),
            ("Gemaakt door", current_session().scope.actor.name),
            ("Gemaakt op", f"{datetime.now(BRUSSELS):%d/%m/%Y %H:%M}"),
        ]

    def _show(self, sent: SentFile, form: ConfirmForm) -> str:
        session, record, arguments = current_session(), sent.record, readable_arguments()
        rules, parts = (found_by(session, record.id, one) for one in (ImportFinding.rule, ImportFinding.part))
        asked, number = FindingFilter.asked(arguments, rules, parts), page_in(arguments)
        chosen = (asked.regel.data or "", asked.deel.data or "")
        rows, total = findings(session, record.id, *chosen, number, ROWS_A_PAGE)

        def address(wanted: int) -> str:
            return self._address("show", record_id=record.id, regel=chosen[0], deel=chosen[1], pagina=wanted)

        words = {
            "sent": sent,
            "record": record,
            "form": form,
            "filter": asked,
            "rows": rows,
            "total": total,
            "numbers": numbers_of(sent),
            "here_url": self._address("show", record_id=record.id),
            "kept": sum(count for _, count in rules),
            **leaves(number, len(rows), number * ROWS_A_PAGE < total, address, ROWS_A_PAGE),
            **self._shared_words(),
        }
        return render_template("pages/imports/show.html", **words)

    def _form_page(self, form: HelpfulForm, faults: Any = ()) -> str:
        words = {"form": form, "faults": faults, "list_url": self._address("index"), **self._shared_words()}
        return render_template("pages/imports/send.html", **words)

    def _shared_words(self) -> dict[str, Any]:
        return {
            "pages": type(self).__name__,
            "intro": self._intro(),
            "badge_of": badge_of,
            "title_of": title_of,
            "how_many": how_many,
            "records": RECORDS,
            "list_url": self._address("index"),
        }

    def _stored(self, form: HelpfulForm) -> tuple[FileKind, StoredContent] | None:
        """What the file is and where it lies encrypted; None, with the reason at its field, where it is no such file.

        What a request that fails leaves in the store, the nightly sweep destroys.
        """
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            form["file"].errors = [NO_FILE]
            return None
        kind, fault = self._kind_of(cast(BinaryIO, upload.stream))
        if kind is None:
            form["file"].errors = [fault]
            return None
        store: DocumentStore = current_app.extensions["documents"]
        try:
            return kind, store.put(cast(BinaryIO, upload.stream), today=today_in_brussels())
        except StoreUnavailable:
            form["file"].errors = [STORE_AWAY]
            return None

    def _kind_of(self, stream: BinaryIO) -> tuple[FileKind | None, str]:
        head = stream.read(ENOUGH_TO_KNOW_BY)
        size = stream.seek(0, 2)
        stream.seek(0)
        if not head:
            return None, EMPTY_FILE
        if size > MOST_BYTES:
            return None, TOO_LARGE
        kind = kind_by_begin(head)
        if kind is None:
            return None, UNKNOWN_FILE
        fault = self._fault_of_workbook(stream) if kind is FileKind.QUARTER else ""
        return (None, fault) if fault else (kind, "")

    def _fault_of_workbook(self, stream: BinaryIO) -> str:
        """Why a container is no harmless workbook that can be read in here (O-2, Q-6); nothing where it is one."""
        if self._facility_id() is None:
            return NO_GRID_HERE
        try:
            checked = check_content(stream, "rooster.xlsx")
        except ContentRefused as refusal:
            return NOT_CHECKED if refusal.reason is Refusal.NOT_CHECKED else HARMFUL_WORKBOOK
        return "" if checked.media_type == Kind.XLSX.media_type else UNKNOWN_FILE

    def _find(self, record_id: int) -> SentFile:
        sent = sent_file(current_session(), record_id)
        if sent is None or sent.record.facility_id != self._facility_id():
            raise NotFound
        return sent

    def _address(self, name: str, **values: Any) -> str:
        return url_for(f"{type(self).__name__}.{name}", **{key: value for key, value in values.items() if value != ""})

    def _intro(self) -> str:
        return f"{OF_A_FACILITY} {facility_at_work().name}."

    def _role(self) -> Role:
        return Role(g.seat.role)

    def _facility_id(self) -> int | None:
        return facility_at_work().id

    def _place_name(self) -> str:
        return facility_at_work().name
