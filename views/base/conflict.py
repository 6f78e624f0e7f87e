"""The screens of two people at work in one dossier: whoever saves second loses nothing (D-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request
from sqlalchemy import select

from app.database import BincSession, Stamped, current_session, db
from app.domain.activities import REGISTRATION_FIELDS, ActivityKind
from app.domain.referral_forms import ANSWER_LISTS
from app.domain.registration_fields import BOOL
from app.queries.answers import labels_by_list
from app.queries.client_context import ANOTHER_FACILITY
from app.security import record_refusal
from forms.versioned import VersionedForm, content_digest, differences, typed_facts, typed_pairs
from models.access import Account, Seat
from models.activity import Activity
from models.dossier import Dossier
from views.base.page import CONFLICT

# By the name of a posted field: the list that its answers come from, and which are answered with yes or no.
ANSWERED_FROM = {
    **ANSWER_LISTS,
    **{field.key: field.answers for field in REGISTRATION_FIELDS if field.answers},
    **{name: name for name in ("ground", "mandated_service", "relation", "sex", "country")},
}
YES_OR_NO = frozenset(
    {
        *(field.key for field in REGISTRATION_FIELDS if field.kind == BOOL),
        *("through_access_gate", "outflow_from_institution", "ongoing", "judicial", "elsewhere", "paid_to_parents"),
        *("carer", "contact_ban", "deceased"),
    }
)
SAID_IN_CODE = {"yes": "ja", "y": "ja", "no": "nee", "none": "geen"}


@dataclass(frozen=True)
class SavedBefore:
    """Who saved first, and when; no name for somebody of another facility."""

    name: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Way:
    """Where a page leads: back to what it is about, by name."""

    label: str
    address: str


def conflict_page(
    mine: VersionedForm, stored: VersionedForm, version: int, who: SavedBefore, back_url: str, happened: str = ""
) -> Any:
    """Shows field by field what was typed and what is stored now, to choose from (409).

    `happened` says in one sentence what the colleague did, where there is more to say than that they saved first.
    """
    typed = [*typed_pairs(request.form), ("seen", content_digest(stored))]
    found = differences(mine, stored)
    words = {
        "differences": found,
        "typed": typed,
        "version": version,
        "who": who,
        "back_url": back_url,
        "happened": happened,
    }
    return render_template("pages/conflict/conflict.html", action=request.full_path.rstrip("?"), **words), CONFLICT


def overtaken_page(title: str, message: str, form: Any, back: Way) -> Any:
    """Says that a form has become pointless, with everything that was typed in it (409)."""
    facts = typed_facts(form)
    words = {"title": title, "message": message, "facts": facts, "back": back}
    return render_template("pages/conflict/overtaken.html", **words), CONFLICT


def gone_page(title: str, message: str, back: Way, labels: Sequence[tuple[str, str]]) -> Any:
    """Says that what a form was about is no longer there, or never was, with the text that was typed (404)."""
    facts = _posted_facts(labels)
    record_refusal("not_found")
    page = render_template("pages/conflict/overtaken.html", title=title, message=message, facts=facts, back=back)
    db.session.rollback()
    return page, 404


def _posted_facts(labels: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was posted, answers in the words of their lists: of what is gone there is no form to ask (D-11, E-5)."""
    posted = {name: request.form.getlist(name) for name, _ in labels if request.form.get(name)}
    words = labels_by_list(current_session(), *{ANSWERED_FROM[name] for name in posted if name in ANSWERED_FROM})

    def told(name: str, given: str) -> str:
        chosen = name in YES_OR_NO or name in ANSWERED_FROM
        listed = words.get(ANSWERED_FROM.get(name, ""), {})
        return listed.get(given) or (SAID_IN_CODE.get(given, given) if chosen else given)

    return [(label, "\n".join(told(name, one) for one in posted[name])) for name, label in labels if name in posted]


def saver_in_dossier(session: BincSession, dossier: Dossier, kinds: Sequence[ActivityKind]) -> SavedBefore:
    """Who last did one of these things in a dossier."""
    query = (
        select(Activity.actor_name, Activity.at)
        .where(Activity.dossier_id == dossier.id, Activity.kind.in_(kinds))
        .order_by(Activity.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return SavedBefore(*found) if found else SavedBefore()


def did_oneself(session: BincSession, dossier_id: int, kind: ActivityKind) -> bool:
    """Whether who asks did this last: a button pressed twice, or once more after going back, is no colleague (D-11)."""
    query = select(Activity.actor_id).where(Activity.dossier_id == dossier_id, Activity.kind == kind)
    return session.scalar(query.order_by(Activity.id.desc()).limit(1)) == session.scope.actor.user_id


def saver_of_client(session: BincSession, client: Stamped, facility_id: int) -> SavedBefore:
    """Who last changed a client or its context; these are shared, the names of another facility's people are not."""
    query = (
        select(Account)
        .join(Seat, Seat.user_id == Account.id)
        .where(Account.id == client.changed_by, Seat.facility_id == facility_id)
        .limit(1)
    )
    colleague = session.scalars(query).one_or_none()
    name = colleague.get_full_name() if colleague else ANOTHER_FACILITY
    return SavedBefore(name, client.changed_at)
