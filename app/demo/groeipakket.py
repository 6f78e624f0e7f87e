"""Messages to the Groeipakket in every state, so that each can be seen in the demonstration (G-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, text

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.jobs import JobName
from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, TakenOver
from app.services.groeipakket.comparing import offer_again, verify_groeipakket
from app.services.groeipakket.making_up import make_up_messages, settle_history
from app.services.groeipakket.sending import note_answer, note_silence, take_messages
from models.job_run import JobRun

FACILITY = "F001"
# What came of the messages of yesterday evening; None = nobody answered.
ANSWERS: tuple[Answer | None, ...] = (
    Accepted(),
    Accepted(),
    NotAccepted("unknown_person"),
    TakenOver(),
    None,
    Accepted(),
)
WAITING = 2
# The latest of each dossier, so that no message waits for another.
_LATEST = text("""
select distinct on (s.dossier_id) s.id from groeipakket_message m join schakeling s on s.id = m.schakeling_id
join facility f on f.id = s.facility_id
where f.code = :facility and m.state = 'history' and s."end" is null
order by s.dossier_id, s."begin" desc limit :most
""")
# As if nobody had told them before.
_FORGET = text("delete from groeipakket_message where schakeling_id = any(:ids) and state = 'history'")
_YESTERDAY = text("update groeipakket_message set made_at = :at where schakeling_id = any(:ids)")
_LATER = text(
    "update groeipakket_message set next_try_at = now() + interval '1 day' where state in ('sending', 'sent')"
)


def load_groeipakket(session: BincSession, until: date) -> None:
    """Lets yesterday's delivery come to every answer there is, and leaves something for tonight."""
    settle_history(session)
    names = {"facility": FACILITY, "most": len(ANSWERS) + WAITING + 1}
    chosen = list(session.scalars(_LATEST, names))
    told, waiting, lost = chosen[: len(ANSWERS)], chosen[len(ANSWERS) : -1], chosen[-1:]
    _deliver(session, told, datetime.combine(until - timedelta(days=1), time(20), BRUSSELS))
    for one in waiting:
        offer_again(session, one)
    session.execute(_FORGET, {"ids": [*waiting, *lost]})
    verify_groeipakket(session, today=until)
    # Yesterday's delivery is over, so that the next one is tonight's.
    key = (until - timedelta(days=1)).isoformat()
    session.add(JobRun(name=JobName.DELIVER_TO_GROEIPAKKET, unique_key=key, state="done", finished_at=func.now()))


def _deliver(session: BincSession, ids: Sequence[int], evening: datetime) -> None:
    for one in ids:
        offer_again(session, one)
    session.execute(_FORGET, {"ids": list(ids)})
    session.execute(_YESTERDAY, {"ids": list(ids), "at": evening - timedelta(hours=4)})
    make_up_messages(session, now=evening, most=len(ids))
    for message, answer in zip(take_messages(session, now=evening, most=len(ids)), ANSWERS, strict=False):
        if answer is None:
            note_silence(session, message.id, "HTTP 503")
        else:
            note_answer(session, message.id, answer, now=evening)
    # Otherwise the receiver of the demonstration would judge them in the first minute.
    session.execute(_LATER)
