"""Asking the national register, with every question on record: who, where, when, why and about whom (C-1, A-5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import insert, text

from app.database import BincSession, transaction_apart
from app.domain.consultations import ConsultationOutcome, ConsultationReason
from app.integrations.national_register.port import (
    ChangedPerson,
    NationalRegister,
    PersonNotFound,
    RegisterPerson,
    RegisterUnavailable,
    TooManyFound,
)
from models.consultation import RegisterConsultation

_NEXT_ID = text("select nextval(pg_get_serial_sequence('register_consultation', 'id'))")
Answer = TypeVar("Answer")


class ConsultedRegister:
    """The national register as somebody asks it for one reason; services take this, so nothing is asked unseen.

    What was asked is written down, in a transaction of its own, before the answer is handed on: a form that is refused
    afterwards, or a page that fails, has asked all the same.
    """

    def __init__(self, session: BincSession, register: NationalRegister, reason: ConsultationReason) -> None:
        self._session, self._register, self._reason = session, register, reason

    def find_by_number(self, number: str) -> RegisterPerson:
        """As NationalRegister says."""
        return self._asked(lambda: self._register.find_by_number(number), lambda _: (number,), (number,))

    def find_by_data(
        self,
        name: str,
        birth_date: date | None = None,
        birth_year: int | None = None,
        first_name: str | None = None,
        sex: str | None = None,
    ) -> list[RegisterPerson]:
        """As NationalRegister says."""
        return self._asked(
            lambda: self._register.find_by_data(name, birth_date, birth_year, first_name, sex),
            lambda found: [person.national_number for person in found],
        )

    def find_changed(self, numbers: Sequence[str], since: date | None) -> list[ChangedPerson]:
        """As NationalRegister says; one line for all of them together."""
        return self._asked(lambda: self._register.find_changed(numbers, since), lambda _: numbers, numbers)

    def _asked(
        self, ask: Callable[[], Answer], about: Callable[[Answer], Iterable[str]], asked: Iterable[str] = ()
    ) -> Answer:
        try:
            answer = ask()
        except PersonNotFound:
            self._write(ConsultationOutcome.NOBODY, asked)
            raise
        except TooManyFound:
            self._write(ConsultationOutcome.TOO_MANY, asked)
            raise
        except RegisterUnavailable:
            self._write(ConsultationOutcome.SILENT, asked)
            raise
        found = list(about(answer))
        self._write(ConsultationOutcome.FOUND if found else ConsultationOutcome.NOBODY, found)
        return answer

    def _write(self, outcome: ConsultationOutcome, numbers: Iterable[str]) -> None:
        scope = self._session.scope
        with transaction_apart(self._session) as session:
            consultation_id = session.execute(_NEXT_ID).scalar_one()
            row = {
                "id": consultation_id,
                "actor_id": scope.actor.user_id,
                "actor_name": scope.actor.name,
                "seat_id": scope.seat_id,
                "facility_id": scope.facility_id,
                "reason": self._reason.value,
                "outcome": outcome.value,
                "numbers": list(numbers),
            }
            # Inline, without asking the new row back: who asks may not read the record.
            session.execute(insert(RegisterConsultation.__table__).values(**row).inline())  # type: ignore[arg-type]
            session.trail.add("look up", "national_register", [consultation_id])
