"""Keys of other programs: making one, ending it, warning that it ends, and coming in with it (G-3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, text

from app.database import BincSession
from app.domain.api_tokens import (
    ACTIVE,
    WARN_DAYS,
    TokenScope,
    check_token,
    digest_of,
    make_secret,
    token_state,
    warning_due,
)
from app.domain.faults import NotFound, refuse
from app.domain.roles import Role
from app.domain.scope import Actor
from app.queries.colleagues import people_for_statements, people_in_role
from app.services.accounts import give_seat
from app.services.outbox import write_message
from app.services.refusals import saving
from models.access import Account
from models.api_token import ApiToken
from models.facility import Facility

OF_FACILITY, OF_AGENCY = "Elektronisch dossier:", "Programma:"
WARNING = "api_token_ending"
# No hash of anything, so that no password opens it.
UNUSABLE = "!"


@dataclass(frozen=True)
class Caller:
    """A program that came in with its key: where it works, and what the key lets it do."""

    seat_id: int
    scopes: frozenset[str]
    token_id: int | None = None


@dataclass(frozen=True)
class NewToken:
    """A key just made; its secret is shown once and kept nowhere."""

    token: ApiToken
    secret: str


def make_token(
    session: BincSession,
    facility: Facility | None,
    name: str,
    scopes: Iterable[str],
    expires_on: date | None,
    *,
    actor: Actor,
    today: date,
) -> NewToken:
    """Makes a key for one program of a facility; without a facility, of the agency, for figures only (A-4).

    The program gets a seat of its own, so that it reaches what a colleague there reaches and every change bears its
    name. Raises DomainError with every fault.
    """
    chosen = [str(scope) for scope in TokenScope if scope in set(scopes)]
    refuse(check_token(name, chosen, expires_on, of_agency=facility is None, today=today))
    assert expires_on is not None
    secret = make_secret()
    with saving(session):
        token = ApiToken(
            facility_id=facility.id if facility else None,
            seat_id=_give_seat(session, facility, name.strip(), secret.prefix),
            name=name.strip(),
            scopes=chosen,
            prefix=secret.prefix,
            secret_digest=secret.digest,
            created_on=today,
            created_by_name=actor.name,
            expires_on=expires_on,
        )
        session.add(token)
        session.flush()
    return NewToken(token, secret.text)


def end_token(session: BincSession, token_id: int, *, actor: Actor) -> ApiToken:
    """Ends a key at once; one that ended before stays as it was. Raises NotFound."""
    token: ApiToken | None = session.get(ApiToken, token_id, with_for_update=True)
    if token is None:
        raise NotFound
    if token.ended_at is None:
        token.ended_at, token.ended_by_name = datetime.now(UTC), actor.name
        session.flush()
    return token


def caller_with(session: BincSession, secret: str, *, today: date) -> Caller | None:
    """The program that has this key, or None where it opens nothing (any more); notes the day of its last use."""
    found = session.execute(
        text("select * from open_api_token(:digest, :today)"), {"digest": digest_of(secret), "today": today}
    ).one_or_none()
    if found is None or token_state(found.expires_on, found.is_ended, today) != ACTIVE:
        return None
    return Caller(found.seat_id, frozenset(found.scopes), found.token_id)


def warn_of_ending_tokens(session: BincSession, *, today: date) -> int:
    """Mails who manages a key 30 and 7 days before its last day, each once; answers how many keys that were."""
    query = select(ApiToken).where(
        ApiToken.ended_at.is_(None), ApiToken.expires_on.between(today, today + timedelta(days=max(WARN_DAYS)))
    )
    count = 0
    for token in session.scalars(query.order_by(ApiToken.id)):
        due = warning_due(token.expires_on, token.warned, today)
        if due is not None:
            _warn(session, token)
            token.warned = due
            count += 1
    return count


def _give_seat(session: BincSession, facility: Facility | None, name: str, prefix: str) -> int:
    account = Account(
        username=prefix,
        first_name=OF_FACILITY if facility else OF_AGENCY,
        last_name=name,
        email=f"{prefix}@programma.invalid",
        active=False,
        is_program=True,
        password=UNUSABLE,
    )
    session.add(account)
    session.flush()
    role = Role.FACILITY_STAFF if facility else Role.AGENCY_ANALYST
    return give_seat(session, account, role, facility_id=facility.id if facility else None).id


def _warn(session: BincSession, token: ApiToken) -> None:
    here = token.facility_id
    people = people_in_role(session, Role.ADMIN) if here is None else people_for_statements(session, here)
    last = f"{token.expires_on:%d/%m/%Y}"
    body = (
        f"Het token van het programma “{token.name}” geldt nog tot en met {last}. Daarna kan het programma niets meer "
        "lezen of registreren in Binc. Maak een nieuw token en geef het door aan wie het programma beheert:"
    )
    for user_id in people:
        write_message(session, WARNING, user_id, f"Binc: een token vervalt op {last}", body, "/programmas/")
