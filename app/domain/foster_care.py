"""Foster carers, to whom the Groeipakket of a client in foster care goes, and the transition rule (S-13, H4.2.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.chain_plans import EXTENSION, Carer, SchakelingPlan
from app.domain.combinations import Catalogue, ModuleFacts
from app.domain.faults import DomainError, Fault
from app.domain.groeipakket import FOSTER_CARE_FUNCTION, silent_referral, touches
from app.domain.national_number import NationalNumber
from app.domain.organisation_types import FOSTER_CARE
from app.domain.referral import Referral

# Before this day Binc did not ask for foster carers (H4.2.7).
ASKED_FROM = date(2020, 5, 26)
MOST_CARERS = 2
HIDDEN, OPTIONAL, MANDATORY = "hidden", "optional", "mandatory"

CARERS, PAID_TO_PARENTS = "carers", "paid_to_parents"


@dataclass(frozen=True)
class Setting:
    """Who a schakeling is for, and where: what decides whether foster carers are asked (S-13).

    `created` is the day on which the schakeling was made; in a file its begin, since a file cannot know.
    """

    organisation_type: str
    referral: Referral
    created: date
    birth_date: date | None
    birth_year: int | None


@dataclass(frozen=True)
class CarerQuestions:
    """Whether the two questions of foster care are hidden, optional or mandatory (S-13)."""

    carers: str
    transition_rule: str


NOTHING_ASKED = CarerQuestions(HIDDEN, HIDDEN)


def elsewhere_words(organisation_type: str) -> str:
    """What the tick is called by which a schakeling sends no message, because of a stay elsewhere (S-11)."""
    if organisation_type == FOSTER_CARE:
        return "Er is een combinatie met verblijf"
    return "Het zwaartepunt van het verblijf ligt elders"


def created_on(stored: SchakelingPlan | None, today: date) -> date:
    """The day on which a schakeling was made: today for a new one; where nobody knows, its begin (S-13)."""
    if stored is None:
        return today
    return stored.registered_on or stored.begin


def asks_carers(module: ModuleFacts) -> bool:
    """Whether foster carers belong to a module: one of foster care that can touch the Groeipakket (S-12, S-13)."""
    return module.function == FOSTER_CARE_FUNCTION and module.groeipakket is not None


def carer_questions(
    modules: Iterable[ModuleFacts], begin: date, setting: Setting, paid_to_parents: bool | None = None
) -> CarerQuestions:
    """What a schakeling with these modules asks about foster carers (S-13, H4.2.7).

    Mandatory where a D227 goes out (S-12), or would but for a combination with residence (S-11); optional for who is
    25 or older, for a client whom the crisismeldpunt referred, and for a schakeling made before 26 May 2020. The
    transition rule hides the carers once it is answered with yes.
    """
    asking = [module for module in modules if asks_carers(module)]
    if setting.organisation_type != FOSTER_CARE or not asking:
        return NOTHING_ASKED
    touched = any(touches(module.groeipakket, setting.birth_date, setting.birth_year, begin) for module in asking)
    silent = any(silent_referral(setting.referral))
    needed = MANDATORY if touched and not silent and setting.created >= ASKED_FROM else OPTIONAL
    transition_rule = needed if any(module.perspective_offering for module in asking) else HIDDEN
    hides = transition_rule != HIDDEN and paid_to_parents is True
    return CarerQuestions(HIDDEN if hides else needed, transition_rule)


def check_foster_care(
    plan: SchakelingPlan, catalogue: Catalogue, setting: Setting, *, required: bool = True
) -> list[Fault]:
    """Everything that is wrong with the foster carers and the transition rule of a schakeling (S-13, C-1).

    `required=False` lets them be absent: a load of history sends no message, and its sender may not know them.
    Faults stand at "paid_to_parents", "carers", or at a part of one carer, "carers/0/national_number".
    """
    modules = [catalogue[code] for code in plan.codes if code in catalogue]
    asked = carer_questions(modules, plan.begin, setting, plan.paid_to_parents)
    missing = _missing(plan, asked) if required else []
    return [*missing, *_out_of_place(plan, asked), *check_carers(plan.carers)]


def check_carers(carers: Iterable[Carer]) -> list[Fault]:
    """Whether each foster carer has a name and a number that exists, each person once, two at most (S-13, C-1)."""
    given = tuple(carers)
    faults = [fault for place, carer in enumerate(given) for fault in _faults_of_carer(place, carer, given[:place])]
    if len(given) > MOST_CARERS:
        faults.append(Fault("S-13", CARERS, "Er zijn hoogstens twee pleegzorgers. Laat de andere weg."))
    return faults


def carer_field(place: int, part: str) -> str:
    """Where a fault of a carer stands: "carers/0/name" for the name of the first."""
    return f"{CARERS}/{place}/{part}"


def _missing(plan: SchakelingPlan, asked: CarerQuestions) -> list[Fault]:
    faults = []
    if asked.transition_rule == MANDATORY and plan.paid_to_parents is None:
        message = "Antwoord of de pleegzorgtoeslag volgens de overgangsregeling naar de ouders gaat."
        faults.append(Fault("S-13", PAID_TO_PARENTS, message + _remedy(plan)))
    if asked.carers == MANDATORY and not plan.carers:
        message = "Vul minstens één pleegzorger in: het Groeipakket heeft het rijksregisternummer en de naam nodig."
        faults.append(Fault("S-13", CARERS, message + _remedy(plan)))
    return faults


def _out_of_place(plan: SchakelingPlan, asked: CarerQuestions) -> list[Fault]:
    faults = []
    if asked.transition_rule == HIDDEN and plan.paid_to_parents:
        message = "De overgangsregeling bestaat alleen voor perspectiefbiedende pleegzorg. Laat dit leeg."
        faults.append(Fault("S-13", PAID_TO_PARENTS, message))
    if asked.carers == HIDDEN and plan.carers:
        faults.append(Fault("S-13", CARERS, _why_no_carers(asked)))
    return faults


def _why_no_carers(asked: CarerQuestions) -> str:
    if asked.transition_rule != HIDDEN:
        return "Volgens de overgangsregeling gaat het bedrag naar de ouders. Maak de pleegzorgers dan leeg."
    return "Bij deze modules horen geen pleegzorgers. Maak die velden leeg."


def _remedy(plan: SchakelingPlan) -> str:
    return " Vink verlenging uit als je het hier niet kunt invullen." if plan.kind == EXTENSION else ""


def _faults_of_carer(place: int, carer: Carer, earlier: tuple[Carer, ...]) -> list[Fault]:
    number = carer_field(place, "national_number")
    faults = []
    try:
        NationalNumber.parse(carer.national_number)
    except DomainError as problem:
        faults += [replace(fault, field=number) for fault in problem.faults]
    if not carer.name.strip():
        faults.append(Fault("S-13", carer_field(place, "name"), "Vul de naam van deze pleegzorger in."))
    if carer.national_number and any(one.national_number == carer.national_number for one in earlier):
        faults.append(Fault("S-13", number, "Deze pleegzorger staat er twee keer. Laat een van beide leeg."))
    return faults
