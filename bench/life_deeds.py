"""How long people wait after a click: saving the forms of a dossier's life, moving, taking over, asking, deleting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from types import MappingProxyType
from typing import Any

from flask import Flask

from app.database import transaction
from app.domain.roles import Role
from app.domain.scope import Scope
from bench.life_subjects import Subject, deletable_codes, number_in_register
from bench.pages import MOST_FOR_A_PAGE, opened
from bench.results import Result, timed_deeds
from bench.visitor import Visitor, counted_statements, visitor_of

# What is saved: the page of the form, and the answer that changes each time.
OF_DOSSIERS = {
    "the referral": ("/dossiers/{code}/aanmelding/", "own_reference"),
    "the intake": ("/dossiers/{code}/beginregistratie/", "debts"),
    "the exit": ("/dossiers/{code}/eindregistratie/", "dropout"),
}
OF_PEOPLE = {
    "the client": ("/clienten/{client}/wijzigen/", "phone"),
    "a household": ("/clienten/{client}/context/huizen/{household}/", "phone"),
    "a person": ("/clienten/{client}/context/personen/{person}/", "note"),
    "the stay": ("/clienten/{client}/context/verblijf/", "note"),
}
# What the made-up records lack, and nobody could save without.
COMPLETED = {
    "the referral": {"through_access_gate": "no", "foster_care_kind": "network", "foster_care_age_group": "youth"},
    "the client": {"residence_status": "belg"},
}
UNBORN_ANSWERS = {
    "mother_name": "Erckens",
    "nationality": "BE",
    "residence_status": "belg",
    "country_of_origin": "BE",
}
FEWEST_REQUESTS = 4
NOTHING: Mapping[str, str] = MappingProxyType({})
Sent = tuple[str, Mapping[str, Any]]


def measure_deeds(app: Flask, facility_id: int, area: str, about: Sequence[Subject]) -> Iterator[Result]:
    """What somebody of a facility saves in a day; what is undone again, is measured both ways."""
    visitor = visitor_of(app, facility_id)
    for name, (path, field) in (OF_DOSSIERS | OF_PEOPLE).items():
        yield _done(visitor, area, f"saving {name}", _changes(visitor, path, field, about, COMPLETED.get(name, {})))
    yield _done(visitor, area, "moving a person", _moves(visitor, about))
    yield _done(visitor, area, "keeping a draft", _drafts(about), answer=200)
    yield _done(visitor, area, "taking over", _taken_over(visitor, about))
    yield _done(visitor, area, "handing over", _handed_over(visitor))
    yield from _measure_register(visitor, area, about)
    yield from _measure_bin(app, facility_id, area)


def measure_requests(app: Flask, facility_id: int, area: str, about: Sequence[Subject]) -> Iterator[Result]:
    """Asking to reopen a dossier that was closed long ago, and taking that back (D-7)."""
    visitor = visitor_of(app, facility_id)
    asked = [(f"/dossiers/{one.code}/heropenen/vragen/", {"motive": "Er ontbreekt een module."}) for one in about]
    if len(asked) < FEWEST_REQUESTS:
        return
    yield _done(visitor, area, "sending a request to reopen", _each(asked[: len(asked) // 2]), times=len(asked) // 2)
    withdrawn = _buttons(visitor, "/dossiers/{code}/", "heropenen/intrekken/", [one.code for one in about])
    yield _done(visitor, area, "withdrawing a request", withdrawn, times=len(asked) // 2)


def measure_unborn(app: Flask, facility_id: int, area: str) -> Iterator[Result]:
    """Registering an unborn child, and the way from there to its national number, up to the last click (C-4)."""
    visitor, page = visitor_of(app, facility_id), "/clienten/ongeboren/"
    yield opened(visitor, area, "form of an unborn child", [page], MOST_FOR_A_PAGE)
    names = cycle(f"An {one}{other}" for one in "BCDFGHJKLMNPRSTVWZ" for other in "aeiouy")
    # Whoever has the same mother is asked about; a child of an earlier run is not another one.
    confirmed = {"confirmed": ["C-4"]}

    def mothers(turn: int) -> Sent:
        form = visitor.form_on(page, "mother_name")
        answers = {**form.values, **UNBORN_ANSWERS, **confirmed, "mother_first_name": f"{next(names)} {turn}"}
        return form.action, answers

    yield _done(visitor, area, "saving an unborn child", mothers)
    child = visitor.post(*mothers(0)).location.rstrip("/")
    yield opened(visitor, area, "unborn child", [f"{child}/"], MOST_FOR_A_PAGE)
    yield opened(visitor, area, "linking: look up", [f"{child}/koppelen/"], MOST_FOR_A_PAGE)
    search = {"how": "number", "national_number": number_in_register()}
    yield _done(visitor, area, "linking: search", lambda _: (f"{child}/koppelen/", search))
    found = visitor.post(f"{child}/koppelen/", search).location
    yield opened(visitor, area, "linking: found", [found], MOST_FOR_A_PAGE)
    chosen = {"person": number_in_register()}
    yield _done(visitor, area, "linking: choose", lambda _: (found, chosen))
    yield opened(visitor, area, "linking: compare", [visitor.post(found, chosen).location], MOST_FOR_A_PAGE)


def _measure_register(visitor: Visitor, area: str, about: Sequence[Subject]) -> Iterator[Result]:
    """Looking a new client up, and somebody around a client (C-1, C-5)."""
    search = {"how": "number", "national_number": number_in_register()}
    yield _done(visitor, area, "register: search", lambda _: ("/clienten/zoeken", search))
    yield opened(visitor, area, "register: found", [visitor.post("/clienten/zoeken", search).location], MOST_FOR_A_PAGE)
    look_up = [f"/clienten/{one.client}/context/personen/{one.person}/rijksregister/" for one in about if one.person]
    yield opened(visitor, area, "register for a person: look up", look_up, MOST_FOR_A_PAGE)
    yield _done(visitor, area, "register for a person: search", _each([(f"{one}zoeken", search) for one in look_up]))
    hits = [visitor.post(f"{one}zoeken", search).location for one in look_up]
    yield opened(visitor, area, "register for a person: found", hits, MOST_FOR_A_PAGE)


def _measure_bin(app: Flask, facility_id: int, area: str) -> Iterator[Result]:
    """Deleting dossiers without help, and putting the same ones back (D-8)."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        codes = deletable_codes(session, facility_id)
    if not codes:
        return
    visitor, manager = visitor_of(app, facility_id), visitor_of(app, facility_id, Role.FACILITY_MANAGER)
    deleted = _buttons(visitor, "/dossiers/{code}/", "verwijderen/", codes)
    yield _done(visitor, area, "deleting a dossier", deleted, times=len(codes))
    restored: list[Sent] = [(f"/prullenbak/{code}/terugzetten/", {}) for code in codes]
    yield _done(manager, area, "restoring a dossier", _each(restored), times=len(codes))


def _changes(
    visitor: Visitor, path: str, field: str, about: Sequence[Subject], completed: Mapping[str, str] = NOTHING
) -> Callable[[int], Sent]:
    turns = cycle([one for one in about if one.household and one.person] or about)

    def changed(turn: int) -> Sent:
        form = visitor.form_on(path.format(**vars(next(turns))), field)
        return form.action, {**form.changed(field, turn), **completed}

    return changed


def _moves(visitor: Visitor, about: Sequence[Subject]) -> Callable[[int], Sent]:
    """A person of a household among those outside it, and back."""
    return _changes(visitor, "/clienten/{client}/context/", "household_id", about)


def _drafts(about: Sequence[Subject]) -> Callable[[int], Sent]:
    turns = cycle(about)

    def typed(turn: int) -> Sent:
        form = f"/dossiers/{next(turns).code}/beslissingen/nieuw"
        return "/concepten/bewaren/", {"draft_form": form, "begin": "01/02/2025", "note": str(turn)}

    return typed


def _taken_over(visitor: Visitor, about: Sequence[Subject]) -> Callable[[int], Sent]:
    """One dossier of a colleague who still has some."""
    owners = sorted({one.owner for one in about if one.owner})

    def ticked(_turn: int) -> Sent:
        for owner in owners:
            try:
                form = visitor.form_on(f"/overdragen/?van={owner}", "dossier")
            except RuntimeError:
                continue
            return form.action, {**form.values, "dossier": [form.options[0]]}
        raise RuntimeError("no colleague has open dossiers")

    return ticked


def _handed_over(visitor: Visitor) -> Callable[[int], Sent]:
    """One dossier of one's own to a colleague."""

    def ticked(_turn: int) -> Sent:
        page = "/overdragen/doorgeven/"
        form, colleagues = visitor.form_on(page, "dossier"), visitor.form_on(page, "aan").options
        return form.action, {**form.values, "dossier": [form.options[0]], "aan": colleagues[0]}

    return ticked


def _buttons(visitor: Visitor, page: str, deed: str, codes: Sequence[str]) -> Callable[[int], Sent]:
    """The buttons on the pages of dossiers, each with the version that stood there."""
    turns = cycle(codes)

    def pressed(_turn: int) -> Sent:
        form = visitor.form_on(page.format(code=next(turns)), "seat", deed)
        return form.action, form.values

    return pressed


def _each(sent: Sequence[Sent]) -> Callable[[int], Sent]:
    turns = cycle(sent)
    return lambda _turn: next(turns)


def _done(
    visitor: Visitor,
    area: str,
    name: str,
    prepare: Callable[[int], Sent],
    answer: int = 302,
    times: int | None = None,
) -> Result:
    def deed(sent: Sent) -> Any:
        return visitor.post(sent[0], sent[1], answer)

    try:
        timing = timed_deeds(prepare, deed) if times is None else timed_deeds(prepare, deed, times, warm_up=0)
        sent = prepare(0) if times is None else None
    except RuntimeError as problem:
        return Result(area, name, float("nan"), target=MOST_FOR_A_PAGE, note=str(problem))
    if sent is None:
        return Result.of(area, name, timing, target=MOST_FOR_A_PAGE)
    with counted_statements(visitor.app) as statements:
        deed(sent)
    return Result.of(area, name, timing, target=MOST_FOR_A_PAGE, statements=len(statements))
