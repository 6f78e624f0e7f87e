"""Families around a few clients of the demonstration, so that their context is not empty (C-5)."""

from __future__ import annotations

from datetime import date
from random import Random

from sqlalchemy import func, select

from app.database import BincSession
from app.demo.names import BOYS_NAMES, GIRLS_NAMES, SURNAMES
from app.demo.population import Person, population
from app.domain.client_context import ADDRESS_FIELDS, FACILITY, HOME
from app.domain.consultations import ConsultationReason
from app.integrations.national_register.synthetic import SyntheticRegister
from app.services.client_context.households import add_household
from app.services.client_context.persons import add_person
from app.services.client_context.register import identify_person
from app.services.client_context.situation import save_situation
from app.services.consultations import ConsultedRegister
from models.client import Client
from models.dossier import Dossier
from models.facility import Facility

PER_FACILITY = 3
SEED = 35


def load_contexts(session: BincSession, today: date) -> None:
    """Gives the first clients of every facility a household, relatives and a stay."""
    # Nothing here is a secret: the same sector has to get the same families.
    random = Random(SEED)  # noqa: S311
    for number, (client, facility) in enumerate(_chosen(session)):
        _Family(session, random, client, today).add(number, facility)


def _chosen(session: BincSession) -> list[tuple[Client, Facility]]:
    place = func.row_number().over(partition_by=Dossier.facility_id, order_by=Dossier.name_key)
    numbered = select(Dossier.client_id, Dossier.facility_id, place.label("place")).where(Dossier.status == "open")
    few = numbered.subquery()
    query = (
        select(Client, Facility)
        .join(few, few.c.client_id == Client.id)
        .join(Facility, Facility.id == few.c.facility_id)
        .where(few.c.place <= PER_FACILITY, Client.unborn.is_(False))
        .order_by(few.c.facility_id, few.c.place)
    )
    chosen: dict[int, tuple[Client, Facility]] = {}
    for client, facility in session.execute(query):
        chosen.setdefault(client.id, (client, facility))
    return list(chosen.values())


class _Family:
    """One client with the people around; every third family has two homes."""

    def __init__(self, session: BincSession, random: Random, client: Client, today: date) -> None:
        self.session, self.random, self.client, self.today = session, random, client, today
        self.register = ConsultedRegister(session, SyntheticRegister(), ConsultationReason.RELATIVE)

    def add(self, number: int, facility: Facility) -> None:
        own = {name: getattr(self.client, name) for name in ADDRESS_FIELDS if name != "country"}
        first = add_household(self.session, self.client, HOME, own)
        self._person("moeder", first.id, GIRLS_NAMES, carer=True, phone=self._phone())
        self._siblings(first.id)
        shared = frozenset[int]()
        if number % 3 == 0:
            home = {"name": "Bij papa", "street": "Stationsstraat", "house_number": str(number + 2)}
            second = add_household(self.session, self.client, HOME, home)
            self._person("vader", second.id, BOYS_NAMES, carer=True, phone=self._phone())
            self._person("partner_vader", second.id, GIRLS_NAMES)
            shared = frozenset({second.id})
        elif number % 3 == 1:
            self._person("vader", None, BOYS_NAMES, contact_ban=True, note="Tot de uitspraak van de jeugdrechter.")
            add_household(self.session, self.client, FACILITY, {"name": facility.name})
        else:
            self._person("grootvader", None, BOYS_NAMES, deceased=True)
        self._person("andere", None, GIRLS_NAMES, relation_other="Leerkracht", organisation="Basisschool De Regenboog")
        stay = {"stay_situation": "verblijfsco_ouderschap" if shared else "bij_moeder", "service": facility.name}
        save_situation(self.session, self.client, stay, main=first.id, shared=shared, seen_version=None)

    def _siblings(self, household_id: int) -> None:
        own = population().by_number.get(self.client.national_number or "")
        siblings = [one for one in population().people if own and one.household == own.household and one is not own]
        for sibling in siblings[:2]:
            self._sibling(sibling, household_id)

    def _sibling(self, sibling: Person, household_id: int) -> None:
        values = {"relation": "zus" if sibling.sex == "F" else "broer", "household_id": household_id}
        record = add_person(self.session, self.client, values, today=self.today)
        identify_person(self.session, self.client, record.id, self.register, sibling.national_number)

    def _person(self, relation: str, household_id: int | None, names: tuple[str, ...], **values: object) -> None:
        name = SURNAMES[self.random.randrange(len(SURNAMES))]
        given = {"first_name": names[self.random.randrange(len(names))], "name": name, "household_id": household_id}
        add_person(self.session, self.client, {"relation": relation, **given, **values}, today=self.today)

    def _phone(self) -> str:
        return f"0470 00 {self.random.randrange(10, 100)} {self.random.randrange(10, 100)}"
