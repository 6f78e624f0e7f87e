"""Which reports somebody asks for over which days, and how the list of reports is narrowed (R-4, R-5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.validators import DataRequired, InputRequired

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.referral_forms import PROVINCES
from app.domain.reports.requests import RawChoice
from app.domain.reports.sector_scope import SectorScope
from app.domain.reports.tables import ReportKind
from forms.fields import BeDateField, ChecklistField, ChoiceField, RadioChoiceField
from forms.figures import BEGIN, UNTIL, filled
from forms.sector import KIND, PROVINCE

EVERY_REPORT = ("", "alle rapporten")
WHOLE_YEAR = "jaar"
EVERY_QUARTER = (
    ("", "alle kwartalen en het jaar"),
    *((str(number), f"kwartaal {number}") for number in range(1, 5)),
    (WHOLE_YEAR, "alleen het hele jaar"),
)
RAW_CHOICES = (
    (RawChoice.XML.value, "XML, zoals altijd", {"data-detail": "Opent in Excel als tabel. Bestaande formules werken."}),
    (RawChoice.XLSX.value, "Excel", {"data-detail": "Dossiers en schakelingen, elk op een blad."}),
    (RawChoice.CSV.value, "CSV", {"data-detail": "Platte tekst, voor andere programma's."}),
)


def _named(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, each) for each in values]


class ReportsForm(FlaskForm):  # type: ignore[misc]
    """A period of at most a year, and the reports with the tables they hold (R-4)."""

    begin = BeDateField("Van", [filled("Vul een begindatum in, als dd/mm/jjjj.")], name=BEGIN)
    until = BeDateField("Tot en met", [filled("Vul een einddatum in, als dd/mm/jjjj.")], name=UNTIL)
    kinds = ChecklistField("Rapporten", [InputRequired("Kies welke rapporten je wilt.")])
    fault_fields = {"begin": BEGIN, "until": UNTIL}

    def offer(self, kinds: Sequence[ReportKind]) -> None:
        """Lists the reports of an organisation type, each with its tables."""
        self.kinds.choices = [(kind.key, kind.title, {"data-detail": tables_in_words(kind)}) for kind in kinds]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day; only once both were found right."""
        assert self.begin.data is not None
        assert self.until.data is not None
        return self.begin.data, self.until.data


class ReportRequestForm(ReportsForm):
    """What a facility asks: besides that the form of raw data (R-7)."""

    raw = RadioChoiceField(
        "Ruwe data als", [DataRequired("Kies hoe je ruwe data wilt.")], choices=list(RAW_CHOICES), default="xml"
    )


class SectorReportForm(ReportsForm):
    """What the agency asks, about the whole sector or a part of it; raw data are of facilities only (R-1, A-4)."""

    kind = ChoiceField("Organisatietype", name=KIND, choices=[("", "alle types"), *_named(ORGANISATION_TYPES)])
    province = ChoiceField("Provincie naast Vlaanderen", name=PROVINCE, choices=[("", "geen"), *_named(PROVINCES)])

    @property
    def scope(self) -> SectorScope:
        """What was chosen to ask about."""
        return SectorScope(self.kind.data or None, self.province.data or None)


class ReportFilter(Form):  # type: ignore[misc]
    """The year, its quarter and the report to which the list is narrowed; they stand in the address."""

    jaar = ChoiceField("Jaar")
    kwartaal = ChoiceField("Kwartaal")
    rapport = ChoiceField("Rapport")

    @classmethod
    def asked(cls, query: Any, years: Sequence[int], kinds: Sequence[ReportKind]) -> ReportFilter:
        """The filter as an address has it; what it does not understand becomes the latest year and every report."""
        form = cls(query)
        form.jaar.choices = [(str(year), str(year)) for year in years]
        form.kwartaal.choices = [*EVERY_QUARTER]
        form.rapport.choices = [EVERY_REPORT, *((kind.key, kind.title) for kind in kinds)]
        for field in (form.jaar, form.kwartaal, form.rapport):
            if field.data not in [value for value, _ in field.choices]:
                field.data = field.choices[0][0] if field.choices else ""
        return form

    @property
    def year(self) -> int | None:
        """The year that was chosen, None while there are no reports."""
        return int(self.jaar.data) if self.jaar.data else None

    @property
    def period(self) -> Period | None:
        """The quarter or whole year that was chosen, None for every period of the year."""
        if self.year is None or not self.kwartaal.data:
            return None
        whole = self.kwartaal.data == WHOLE_YEAR
        return Period.year(self.year) if whole else Quarter(self.year, int(self.kwartaal.data)).period

    @property
    def kind(self) -> str | None:
        """The report that was chosen, None for all."""
        return self.rapport.data or None


def tables_in_words(kind: ReportKind) -> str:
    """The tables that a report holds."""
    if kind.raw_population is not None:
        return "Alle velden per dossier, zonder namen, en een tabel met de schakelingen"
    return ", ".join(table.title for table in kind.tables)


def usual_days(today: date) -> Period:
    """What is offered to somebody who never asked for reports: this year so far."""
    return Period(date(today.year, 1, 1), today)
