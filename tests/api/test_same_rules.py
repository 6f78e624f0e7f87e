"""Screen and API under the same rules: one start, one input, and the same refusal at the same place (G-3).

Where a screen cannot meet what a program can send, or says it otherwise, the case names the reason as it stands in
docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import DomainError
from app.domain.national_number import FIELD
from app.queries.chain import load_chain, referral_of
from app.services.confirmation import NeedsConfirmation
from forms.foster_care import FosterCareForm
from models import Dossier, Facility
from tests.api.programs import Program
from tests.api.rule_cases import BOTH_TAKE, CASES, NOTHING, OFFER, Case
from tests.api.same_input import Input, on
from tests.factories import (
    create_client,
    create_dossier,
    create_facility,
    create_seat,
    process_years,
)
from tests.views.reading import fault_at, marks_of, to_confirm, words_of

Said = set[tuple[str, str, str]]
DECISIONS = Path(__file__).parents[2] / "docs" / "decisions.md"


@contextmanager
def heard() -> Iterator[Said]:
    """Everything that a rule refuses or asks while the block runs, whoever shows it.

    But for what is wrong with a national number by itself: who asked for the number says that again at its own field.
    """
    said: Said = set()
    with pytest.MonkeyPatch.context() as patch:
        for kind in (DomainError, NeedsConfirmation):
            _listen(patch, kind, said)
        yield said


def _listen(patch: pytest.MonkeyPatch, kind: type[DomainError], said: Said) -> None:
    make = kind.__init__

    def note(self: Any, *found: Any) -> None:
        said.update((one.rule, one.field, one.message) for one in found if one.field != FIELD)
        make(self, *found)

    patch.setattr(kind, "__init__", note)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_screen_and_api_refuse_the_same_at_the_same_place_in_the_same_words_g_3(
    session: BincSession, program_of: Callable[..., Program], browse: Any, case: Case
) -> None:
    facility, of_program, of_screen = twins(session, case)
    answer = sent(program_of(facility), of_program, case)
    by_program = {
        (one["rule"], one["field"], one["text"]) for name in ("faults", "confirm") for one in answer.json[name]
    }
    assert answer.status_code == 422, answer.json
    with heard() as by_screen:
        shown = typed(browse(create_seat(session, facility)), of_screen, case)
    if case.differs is not None:
        assert case.differs in DECISIONS.read_text(encoding="utf-8")
        assert by_program != by_screen, "nothing to explain any more"
        return
    assert by_program, answer.json
    if by_screen:
        assert by_screen == by_program
        assert all(text in words_of(shown) for _, _, text in by_program)
    else:
        assert shown.status_code == 422
        places = FosterCareForm.fault_fields
        assert all(fault_at(shown, places.get(name, name)) == text for _, name, text in by_program)


def twins(session: BincSession, case: Case) -> tuple[Facility, dict[str, Any], dict[str, Any]]:
    """A facility with the same dossier twice, one for the program and one for the screen."""
    facility = create_facility(session, **{"modules": OFFER, **case.of_facility})
    of_program, of_screen = (started(session, facility, case) for _ in range(2))
    if case.processed:
        process_years(session, facility, case.processed)
    return facility, of_program, of_screen


def started(session: BincSession, facility: Facility, case: Case) -> dict[str, Any]:
    """A dossier of a client as old as the other one, and what an address can name of it."""
    client = create_client(session, facility, birth_date=on("2012-05-01"))
    dossier = create_dossier(session, client, facility, referral=dict(case.referral))
    case.start(session, dossier)
    session.refresh(dossier)
    decisions = sorted(dossier.decisions, key=lambda one: (one.begin, one.id))
    chain = sorted((one for decision in decisions for one in decision.schakelingen), key=lambda one: one.begin)
    names = {"decision": decisions[-1].id if decisions else 0}
    names |= {"first": chain[0].id, "last": chain[-1].id} if chain else {}
    return {"code": dossier.code, "version": dossier.version, **names}


def sent(program: Program, names: dict[str, Any], case: Case) -> Any:
    """What the API answers."""
    method, path = case.call
    address = f"/dossiers/{{code}}/{path}".format(**names)
    return program.ask(method, address, case.given.sent, version="*")


def typed(staff: Any, names: dict[str, Any], case: Case) -> Any:
    """What the screen answers, after the form was opened; where it leads on, the page it leads to."""
    address = f"/dossiers/{{code}}/{case.page}".format(**names)
    marks = {} if case.page.endswith("verwijderen/") else marks_of(staff.get(address))
    return staff.post(address, {"version": names["version"], **marks, **case.given.typed}, follow_redirects=True)


@pytest.mark.parametrize("case", BOTH_TAKE, ids=lambda case: case.rule)
def test_what_screen_and_api_take_leaves_the_same_in_the_dossier_g_3(
    session: BincSession, program_of: Callable[..., Program], browse: Any, case: Case
) -> None:
    facility, of_program, of_screen = twins(session, case)
    before = left_in(session, of_screen["code"])
    confirm = {"confirm": ["S-2", "S-8", "S-12", "D-4"]}
    given = None if case.given.sent is None else Input({**case.given.sent, **confirm}, {})
    answer = sent(program_of(facility), of_program, replace(case, given=given or NOTHING))
    assert answer.status_code in (200, 201), answer.json
    staff = browse(create_seat(session, facility))
    shown = typed(staff, of_screen, case)
    if ticks := to_confirm(shown):
        ticked = Input(None, {**case.given.typed, **marks_of(shown), "confirmed": ticks})
        shown = typed(staff, of_screen, replace(case, given=ticked))
    assert shown.status_code == 200, words_of(shown)
    session.expire_all()
    assert left_in(session, of_program["code"]) == left_in(session, of_screen["code"])
    assert left_in(session, of_screen["code"]) != before


def left_in(session: BincSession, code: str) -> list[Any]:
    """What a dossier holds, without the keys and moments in which two of them differ."""
    dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
    chain = load_chain(session, dossier)
    order = {one.key: place for place, one in enumerate(chain.decisions)}
    return [
        referral_of(dossier.referral),
        [replace(one, key=None, sequence=0) for one in chain.decisions],
        [
            replace(one, key=order[one.decision_key], decision_key=None, registered_on=None)
            for one in chain.schakelingen
        ],
    ]
