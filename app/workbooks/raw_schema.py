"""The published schema of the raw data, made of the same columns as the files themselves (R-7)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from app.domain.reports.raw import ANSWER, ANSWERS, DAY, DOSSIERS, NO, TEXT, WHOLE, YES, YES_NO, RawColumn, RawTable
from app.domain.reports.raw_tables import every_table, in_every_type

TYPES = {TEXT: "tekst", WHOLE: "getal", DAY: "dag", YES_NO: "janee", ANSWER: "tekst", ANSWERS: "tekst"}
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified">
  <xs:annotation>
    <xs:documentation xml:lang="nl">Ruwe data van Binc: één element per dossier, of per schakeling. Wat een
organisatietype niet vraagt, staat er niet in; wat niet is ingevuld, is leeg.</xs:documentation>
  </xs:annotation>
  <xs:simpleType name="tekst"><xs:restriction base="xs:string"/></xs:simpleType>
  <xs:simpleType name="leeg"><xs:restriction base="xs:string"><xs:length value="0"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="dag"><xs:union memberTypes="xs:date leeg"/></xs:simpleType>
  <xs:simpleType name="getal"><xs:union memberTypes="xs:integer leeg"/></xs:simpleType>
  <xs:simpleType name="janee">
    <xs:restriction base="xs:string">
      <xs:enumeration value="{YES}"/><xs:enumeration value="{NO}"/><xs:enumeration value=""/>
    </xs:restriction>
  </xs:simpleType>
"""


def raw_schema() -> str:
    """The schema of both tables: every element in its order, and which of them only some organisation types have."""
    tables = every_table()
    lines = [HEAD.rstrip("\n"), *(line for table in tables for line in _table(table)), "</xs:schema>"]
    return "\n".join(lines) + "\n"


def _table(table: RawTable) -> Iterator[str]:
    always = in_every_type() if table.key == DOSSIERS else frozenset(column.key for column in table.columns)
    yield f'  <xs:element name="{table.key}">'
    yield "    <xs:complexType><xs:sequence>"
    yield f'      <xs:element name="{table.row}" minOccurs="0" maxOccurs="unbounded">'
    yield "        <xs:complexType><xs:sequence>"
    for column in table.columns:
        yield from _element(column, optional=column.key not in always)
    yield "        </xs:sequence></xs:complexType>"
    yield "      </xs:element>"
    yield "    </xs:sequence></xs:complexType>"
    yield "  </xs:element>"


def _element(column: RawColumn, *, optional: bool) -> Iterator[str]:
    occurs = ' minOccurs="0"' if optional else ""
    told = escape(f"{column.source}: {column.meaning}")
    yield f'          <xs:element name={quoteattr(column.key)} type="{TYPES[column.kind]}"{occurs}>'
    yield f'            <xs:annotation><xs:documentation xml:lang="nl">{told}</xs:documentation></xs:annotation>'
    yield "          </xs:element>"
