"""The services beside the facilities with which documents can be shared in the demonstration (O-1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoService:
    """A service that is no facility; `kind` is OCJ, SDJ, GI or agency (Voorzieningenbeleid)."""

    code: str
    name: str
    kind: str
    province: str

    @property
    def email(self) -> str:
        """The general mailbox of the service, on a domain that receives nothing."""
        return f"{self.code.lower()}@example.be"


DEMO_SERVICES = (
    DemoService("OCJ-ANT", "OCJ Antwerpen", "OCJ", "Antwerpen"),
    DemoService("OCJ-LIM", "OCJ Limburg", "OCJ", "Limburg"),
    DemoService("OCJ-OVL", "OCJ Oost-Vlaanderen", "OCJ", "Oost-Vlaanderen"),
    DemoService("OCJ-VBB", "OCJ Vlaams-Brabant en Brussel", "OCJ", "Vlaams-Brabant"),
    DemoService("OCJ-WVL", "OCJ West-Vlaanderen", "OCJ", "West-Vlaanderen"),
    DemoService("SDJ-ANT", "SDJ Antwerpen", "SDJ", "Antwerpen"),
    DemoService("SDJ-LIM", "SDJ Limburg", "SDJ", "Limburg"),
    DemoService("SDJ-OVL", "SDJ Oost-Vlaanderen", "SDJ", "Oost-Vlaanderen"),
    DemoService("SDJ-VBB", "SDJ Vlaams-Brabant en Brussel", "SDJ", "Vlaams-Brabant"),
    DemoService("SDJ-WVL", "SDJ West-Vlaanderen", "SDJ", "West-Vlaanderen"),
    DemoService("GI-ZANDE", "Gemeenschapsinstelling De Zande, campus Ruiselede", "GI", "West-Vlaanderen"),
    DemoService("GI-KEMPEN", "Gemeenschapsinstelling De Kempen, campus Mol", "GI", "Antwerpen"),
    DemoService("VZB", "Voorzieningenbeleid", "agency", "Brussel"),
)


def services() -> list[DemoService]:
    """Every service of the demonstration that is no facility (O-1)."""
    return list(DEMO_SERVICES)
