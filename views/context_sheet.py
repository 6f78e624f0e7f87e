"""The context of a client as a sheet to print (C-5)."""

from __future__ import annotations

from datetime import date

from app.database import BincSession
from app.domain.age import age_in_words
from app.presentation import day
from app.sheets.document import SheetDocument
from models.access import Seat
from models.client import Client
from views.client_facts import client_facts
from views.context_words import ShownContext, ShownPerson, shown_context

HEADS = ("Relatie", "Naam", "Geboren", "Let op", "Contact")
WIDTHS = (26, 38, 24, 50, 52)


def context_sheet(session: BincSession, client: Client, seat: Seat, today: date) -> bytes:
    """Who the client is, where the client stays, and who is around; the foot says who printed it and when."""
    context = shown_context(session, client, today)
    sheet = SheetDocument(
        f"Gezin en context van {client.full_name}",
        f"Vertrouwelijk · cliënt {client.id} · {seat.place_name} · {seat.user.get_full_name()} · {day(today)}",
    )
    age = age_in_words(client.birth_date, client.presumed_birth_year, today)
    register = client_facts(session, client)[0][1]
    sheet.facts([*((name, value.replace("\n", ", ")) for name, value in register if value), ("Leeftijd", age)])
    _stay(sheet, context)
    for household in context.households:
        kind = "Voorziening" if household.is_facility else "Huis"
        name = household.record.name
        sheet.heading(f"{kind}: {name}" if name else kind)
        lines = [", ".join(household.address) or "Adres niet bekend", household.record.phone or ""]
        sheet.text("\n".join(line for line in lines if line))
        if household.stay:
            sheet.text(f"{client.first_name}: {household.stay}.")
        _persons(sheet, household.persons)
    if context.others:
        sheet.heading("Andere betrokkenen")
        _persons(sheet, context.others)
    return sheet.content()


def _stay(sheet: SheetDocument, context: ShownContext) -> None:
    facts = [
        ("Verblijfssituatie", context.stay_situation or "niet ingevuld"),
        ("Begeleidende dienst", ", ".join(context.service) or "niet ingevuld"),
        ("Opmerking", context.note or ""),
    ]
    sheet.heading("Verblijf en begeleidende dienst")
    sheet.facts([(name, value) for name, value in facts if value])


def _persons(sheet: SheetDocument, persons: tuple[ShownPerson, ...]) -> None:
    if persons:
        sheet.table(HEADS, [_row(person) for person in persons], WIDTHS)


def _row(person: ShownPerson) -> tuple[str, ...]:
    record = person.record
    contact = [text for text in (record.organisation, record.phone, record.email, record.note) if text]
    warnings = [words for _, words in person.marks]
    return person.relation, person.name, day(record.birth_date), "\n".join(warnings), "\n".join(contact)
