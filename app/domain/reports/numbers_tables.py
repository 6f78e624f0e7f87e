"""How many dossiers and minors, and who they are (R-1, H17 “Aantal dossiers en aantal minderjarigen”)."""

from __future__ import annotations

from dataclasses import replace

from app.domain.reports.definitions import POPULATION_WORDS
from app.domain.reports.population import AGE_BRACKETS, UNBORN_OR_UNKNOWN, UNBORN_OR_UNKNOWN_WORDS, Population
from app.domain.reports.tables import ALL, CLIENT, STARTED, UNIQUE, ReportKind, ReportTable, Source, TablePart, Unit

SEX = Source((CLIENT,), "sex", "Geslacht")
SEXES = (("M", "Man"), ("F", "Vrouw"), ("X", "X"))
AGES = (*((one.code, one.words) for one in AGE_BRACKETS), (UNBORN_OR_UNKNOWN, UNBORN_OR_UNKNOWN_WORDS))


def of_each_population(part: TablePart) -> tuple[TablePart, ...]:
    """A part once for the dossiers that started, that were closed, and for all of them."""
    return tuple(replace(part, key=str(each), population=each, title=POPULATION_WORDS[each]) for each in Population)


NUMBERS = ReportKind(
    "numbers",
    "Aantal dossiers en aantal minderjarigen",
    (
        ReportTable("dossiers", "Aantal dossiers", "Dossiers", of_each_population(TablePart("", ALL))),
        ReportTable(
            "minors",
            "Aantal unieke minderjarigen",
            "Unieke minderjarigen",
            of_each_population(TablePart("", ALL, unit=Unit.MINORS)),
            UNIQUE,
        ),
        ReportTable(
            "dossiers_by_sex",
            "Aantal dossiers per geslacht",
            "Dossiers per geslacht",
            of_each_population(TablePart("", ALL, source=SEX, fixed=SEXES)),
        ),
        ReportTable(
            "minors_by_sex",
            "Aantal unieke minderjarigen per geslacht",
            "Minderjarigen per geslacht",
            of_each_population(TablePart("", ALL, unit=Unit.MINORS, source=SEX, fixed=SEXES)),
            UNIQUE,
        ),
        ReportTable(
            "age_at_entry",
            "Leeftijd bij instroom",
            "Leeftijd bij instroom",
            (
                TablePart(
                    "age",
                    STARTED,
                    source=Source((CLIENT,), "age_at_entry", "geboortedatum, op de dag van de start"),
                    fixed=AGES,
                    blank=UNBORN_OR_UNKNOWN,
                ),
            ),
            "De leeftijd bij instroom in de voorziening, niet in de jeugdhulp.",
        ),
        ReportTable(
            "current_age",
            "Huidige leeftijd",
            "Huidige leeftijd",
            (
                TablePart(
                    "age",
                    ALL,
                    unit=Unit.MINORS,
                    source=Source((CLIENT,), "current_age", "geboortedatum, op het einde van de hulp of de periode"),
                    fixed=AGES,
                    blank=UNBORN_OR_UNKNOWN,
                ),
            ),
            "De leeftijd op het einde van de afgesloten hulp, en voor lopende dossiers op het einde van de periode. "
            f"{UNIQUE}",
        ),
        ReportTable(
            "nationality",
            "Nationaliteit",
            "Nationaliteit",
            (
                TablePart(
                    "nationality",
                    ALL,
                    unit=Unit.MINORS,
                    source=Source((CLIENT,), "nationality", "Nationaliteit"),
                    answers="country",
                    is_long=True,
                ),
            ),
            UNIQUE,
        ),
        ReportTable(
            "country_of_origin",
            "Land van herkomst",
            "Land van herkomst",
            (
                TablePart(
                    "country_of_origin",
                    ALL,
                    unit=Unit.MINORS,
                    source=Source((CLIENT,), "country_of_origin", "Land van herkomst"),
                    answers="country",
                    is_long=True,
                ),
            ),
            UNIQUE,
        ),
    ),
)
