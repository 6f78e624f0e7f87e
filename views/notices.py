"""What others did with one's dossiers or answered, or what was made, told until it was seen (D-7, D-9, Q-5, R-4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_login import current_user

from app.database import BincSession
from app.domain.work_list import ANSWERS
from app.queries.capacity_history import line_name
from app.queries.capacity_questions import unseen_answers
from app.queries.colleagues import notices_for
from views.links import address_of
from views.module_news import module_address

NAMED_IN_NOTICE = 5
Link = tuple[str, str | None]


def _dossier(code: str) -> Link:
    return code, address_of("DossierPage.show", code=code)


def _activities(code: str) -> Link:
    return code, address_of("DossierPage.activities", code=code)


def _statement(quarter: str) -> Link:
    return quarter, address_of("StatementPage.fill", quarter=quarter)


def _answered_quarter(quarter: str) -> Link:
    return quarter, address_of("StatementRequestPage.ask", quarter=quarter)


def _module(code: str) -> Link:
    return code, module_address(code)


def _ready_reports(request: str) -> Link:
    return "Bekijk en download", address_of("ReportRequestPage.show", record_id=int(request))


def _failed_reports(request: str) -> Link:
    return "Naar je aanvraag", address_of("ReportRequestPage.show", record_id=int(request))


def _file(sent: str) -> Link:
    return "Bekijk wat er gevonden is", address_of("ImportPage.show", record_id=int(sent))


def _register() -> Link:
    return "Zoek de cliënt op in het rijksregister", address_of("ClientPage.index")


@dataclass(frozen=True)
class NoticeKind:
    """What a notice says, what each of its codes is called and opens, and where else it leads."""

    sentence: str
    link: Callable[[str], Link] = _dossier
    way_on: Callable[[], Link] | None = None


NOTICES: Mapping[str, NoticeKind] = {
    "took": NoticeKind("Je nam {amount} over van {colleague}."),
    "taken": NoticeKind("{colleague} nam {amount} van je over."),
    "gave": NoticeKind("Je gaf {amount} door aan {colleague}."),
    "given": NoticeKind("{colleague} gaf {amount} aan jou door."),
    "reopening_approved": NoticeKind("{colleague} keurde je aanvraag goed. Dit dossier is weer open:"),
    "reopening_rejected": NoticeKind("{colleague} keurde je aanvraag om te heropenen af. Lees waarom bij het dossier:"),
    "statements_due": NoticeKind(
        "Verzend deze kwartaalstaten voor 1 maart. {colleague} verwerkt het jaar daarna:", _statement
    ),
    "quarter_reopened": NoticeKind(
        "{colleague} heropende een kwartaal. Verbeter het en verzend het opnieuw:", _statement
    ),
    "quarter_kept": NoticeKind("{colleague} heropent dit kwartaal niet. Lees waarom:", _answered_quarter),
    "registration_due": NoticeKind(
        "Al twee dagen of langer wacht hier misschien een begin dat telt voor het Groeipakket:"
    ),
    "registration_last": NoticeKind(
        "Al zes dagen of langer wacht hier misschien een begin dat telt voor het Groeipakket:"
    ),
    "reports_ready": NoticeKind("Je rapporten zijn klaar en blijven zeven dagen bewaard.", _ready_reports),
    "module_withdrawn": NoticeKind(
        "{colleague} trekt een goedkeuring in. Wat loopt, blijft geldig; kijk na tot wanneer:", _module
    ),
    "client_refreshed": NoticeKind(
        "{colleague} wijzigde gegevens van een cliënt. Kijk na wat er veranderde:", _activities
    ),
    "client_twice": NoticeKind(
        "{colleague} kent een cliënt nu onder het nummer van een andere cliënt, en Binc voegt niemand samen. "
        "Is het dezelfde persoon, werk dan verder in een dossier van die cliënt en sluit dit af:",
        way_on=_register,
    ),
    "reports_failed": NoticeKind("Het maken van je rapporten is mislukt. Vraag ze opnieuw aan.", _failed_reports),
    "file_checked": NoticeKind("Je bestand is nagekeken.", _file),
    "file_read_in": NoticeKind("Je bestand is afgehandeld.", _file),
}
# On the work list what was answered is work among the other work.
NOTICES_BESIDE_WORK = tuple(name for name in NOTICES if name not in {kind.name for kind in ANSWERS})


@dataclass(frozen=True)
class NoticeWords:
    """A notice: the sentence, the first codes with their addresses, how many more."""

    words: str
    codes: list[tuple[str, str | None]]
    more: int
    at: datetime
    seen_href: str | None


def shown_notices(session: BincSession, facility_id: int, kinds: Collection[str] = tuple(NOTICES)) -> list[NoticeWords]:
    """What others did with one's dossiers or answered, and what one did oneself, until it was seen (D-7, D-9)."""
    return [
        NoticeWords(
            NOTICES[one.kind].sentence.format(colleague=one.colleague, amount=dossiers_in_words(len(one.codes))),
            _links(NOTICES[one.kind], one.codes[:NAMED_IN_NOTICE]),
            max(0, len(one.codes) - NAMED_IN_NOTICE),
            one.at,
            address_of("HandoverPage.seen", record_id=one.id),
        )
        for one in notices_for(session, facility_id, current_user.id, kinds)
    ]


def _links(kind: NoticeKind, codes: Sequence[str]) -> list[Link]:
    return [*map(kind.link, codes), *([kind.way_on()] if kind.way_on else [])]


def shown_answers(session: BincSession, facility_id: int) -> list[NoticeWords]:
    """The agency's answers to one's own questions about capacity, until they were seen (M-3)."""
    return [
        NoticeWords(
            f"Voorzieningenbeleid beantwoordde je vraag over {line_name(session, one.line)}.",
            [("Lees het antwoord", address_of("CapacityPage.index", _anchor=f"vraag-{one.id}"))],
            0,
            one.answered_at or one.asked_at,
            address_of("CapacityQuestionPage.seen", record_id=one.id),
        )
        for one in unseen_answers(session, facility_id, current_user.id)
    ]


def dossiers_in_words(number: int) -> str:
    """How many dossiers, in words."""
    return "1 dossier" if number == 1 else f"{number} dossiers"
