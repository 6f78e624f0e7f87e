"""The questions about foster carers on the form of a schakeling (S-13, H4.2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import StringField
from wtforms.validators import Length

from app.domain.chain_plans import Carer, SchakelingPlan
from app.domain.foster_care import CARERS, MOST_CARERS, PAID_TO_PARENTS, carer_field
from app.domain.national_number import NationalNumber
from forms.fields import NationalNumberField, YesNoField
from forms.versioned import VersionedForm

PLACES = tuple(range(1, MOST_CARERS + 1))
LONGEST_NAME = 200
LOOK_UP = "look_up"


def carer_name(place: int, part: str) -> str:
    """The name of the form field that holds the number or the name of a carer; places count from one."""
    return f"carer_{place}_{part}"


CARER_FIELDS = tuple(carer_name(place, part) for place in PLACES for part in ("number", "name"))
FOSTER_CARE_FIELDS = (PAID_TO_PARENTS, *CARER_FIELDS)


class FosterCareForm(VersionedForm):
    """Who takes the client into their home, and whether the transition rule holds (S-13)."""

    fault_fields: ClassVar[Mapping[str, str]] = {
        CARERS: carer_name(1, "number"),
        **{carer_field(place - 1, "national_number"): carer_name(place, "number") for place in PLACES},
        **{carer_field(place - 1, "name"): carer_name(place, "name") for place in PLACES},
    }
    foster_care_help: ClassVar[Mapping[str, str]] = {
        PAID_TO_PARENTS: (
            "Alleen voor dossiers die al liepen voor 1 januari 2019 kan de overgangsregeling gelden: dan gaat de "
            "pleegzorgtoeslag naar de ouders. Antwoord je ja, dan vul je geen pleegzorgers in en vertrekt er geen "
            "bericht naar het Groeipakket."
        ),
        **{
            carer_name(place, "number"): (
                "De pleegzorger krijgt het Groeipakket; daarvoor zijn nummer en naam nodig. Vul het nummer in en klik "
                "op Zoek op: dan staat de naam er meteen. Antwoordt het rijksregister niet, dan typ je de naam zelf."
            )
            for place in PLACES
        },
        **{
            carer_name(place, "name"): "Voornaam en naam. Het rijksregister vult ze in; je kunt ze ook zelf typen."
            for place in PLACES
        },
    }

    paid_to_parents = YesNoField("Overgangsregeling pleegzorgtoeslag: uitbetaling aan de ouders?")
    carer_1_number = NationalNumberField("Rijksregisternummer van de eerste pleegzorger")
    carer_1_name = StringField("Naam van de eerste pleegzorger", validators=[Length(max=LONGEST_NAME)])
    carer_2_number = NationalNumberField("Rijksregisternummer van de tweede pleegzorger")
    carer_2_name = StringField("Naam van de tweede pleegzorger", validators=[Length(max=LONGEST_NAME)])

    @property
    def asks_foster_care(self) -> bool:
        """Whether the form has these questions at all."""
        return PAID_TO_PARENTS in self

    def carers(self) -> tuple[Carer, ...]:
        """The carers of whom a number or a name was filled in."""
        return tuple(carer for place in PLACES if (carer := self._carer(place)) is not None)

    def found(self, place: int, carer: Carer) -> None:
        """Takes over what the register knows of a carer."""
        field = self[carer_name(place, "name")]
        field.data, field.raw_data = carer.name, None

    def _carer(self, place: int) -> Carer | None:
        number = self[carer_name(place, "number")].data or ""
        name = (self[carer_name(place, "name")].data or "").strip()
        return Carer(number, name) if number or name else None


def foster_care_values(plan: SchakelingPlan) -> dict[str, Any]:
    """What a schakeling says of foster carers, as the form holds it."""
    values: dict[str, Any] = {PAID_TO_PARENTS: plan.paid_to_parents}
    for place, carer in enumerate(plan.carers, start=1):
        values |= {carer_name(place, "number"): carer.national_number, carer_name(place, "name"): carer.name}
    return values


def foster_care_posted(plan: SchakelingPlan) -> dict[str, list[str]]:
    """The same as a browser would post it."""
    posted = {PAID_TO_PARENTS: {True: ["yes"], False: ["no"], None: []}[plan.paid_to_parents]}
    for place, carer in enumerate(plan.carers, start=1):
        posted[carer_name(place, "number")] = [NationalNumber.parse(carer.national_number).display]
        posted[carer_name(place, "name")] = [carer.name]
    return posted
