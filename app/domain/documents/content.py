"""What kind of file may be shared, why a file is refused, and the sentence that says so (O-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 10
# A file of exactly this size may be shared, one byte more is refused (O-2).
MOST_BYTES = MOST_MEGABYTES * MEGABYTE


class Kind(Enum):
    """A kind of file that may be shared, recognised by what is inside; the first extension is the usual one (O-2)."""

    PDF = ("application/pdf", "pdf")
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    PPTX = ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx")
    ODT = ("application/vnd.oasis.opendocument.text", "odt")
    ODS = ("application/vnd.oasis.opendocument.spreadsheet", "ods")
    ODP = ("application/vnd.oasis.opendocument.presentation", "odp")
    RTF = ("application/rtf", "rtf")
    TEXT = ("text/plain", "txt")
    CSV = ("text/csv", "csv")
    PNG = ("image/png", "png")
    JPEG = ("image/jpeg", "jpg", "jpeg", "jfif")
    GIF = ("image/gif", "gif")
    TIFF = ("image/tiff", "tif", "tiff")
    WEBP = ("image/webp", "webp")

    def __init__(self, media_type: str, *extensions: str) -> None:
        self.media_type = media_type
        self.extensions = extensions

    @property
    def extension(self) -> str:
        """The extension that a file of this kind gets when its name has none that fits."""
        return self.extensions[0]


class Refusal(StrEnum):
    """Why a file cannot be shared (O-2); the value is what is kept on record."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    UNKNOWN_TYPE = "unknown_type"
    PROGRAM = "program"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    MAIL = "mail"
    OLD_OFFICE = "old_office"
    TWO_IN_ONE = "two_in_one"
    PROTECTED_PDF = "protected_pdf"
    PROTECTED_OFFICE = "protected_office"
    SCRIPT_IN_PDF = "script_in_pdf"
    ACTION_IN_PDF = "action_in_pdf"
    ATTACHMENT_IN_PDF = "attachment_in_pdf"
    FORM_IN_PDF = "form_in_pdf"
    MEDIA_IN_PDF = "media_in_pdf"
    MACRO = "macro"
    EMBEDDED_OBJECT = "embedded_object"
    EXTERNAL_REFERENCE = "external_reference"
    BOMB = "bomb"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_COMPLEX = "too_complex"
    NOT_CHECKED = "not_checked"


_ALLOWED = (
    "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), OpenDocument (odt, ods, odp), RTF, tekst, CSV en afbeeldingen "
    "(jpg, png, gif, tif, webp)"
)
_AS_PDF = "Bewaar het als PDF en deel de PDF."
_PRINT_AS_PDF = "Druk het af naar een nieuwe PDF en deel die."

REFUSAL_TEXTS: Mapping[Refusal, str] = {
    Refusal.EMPTY: "Dit bestand is leeg.",
    Refusal.TOO_LARGE: f"Dit bestand is groter dan {MOST_MEGABYTES} MB. Maak het kleiner of deel het in stukken.",
    Refusal.UNREADABLE: (
        "Dit bestand is beschadigd of niet volledig. Open het in het programma waarmee het gemaakt is, bewaar het "
        "opnieuw en probeer het nog eens."
    ),
    Refusal.UNKNOWN_TYPE: f"Dit soort bestand kan niet gedeeld worden. Wel: {_ALLOWED}.",
    Refusal.PROGRAM: "Dit bestand is een programma of een script. Programma's kunnen niet gedeeld worden.",
    Refusal.ARCHIVE: "Dit is een ingepakte map (zoals zip). Pak ze uit en deel de bestanden afzonderlijk.",
    Refusal.WEB_PAGE: f"Dit is een webpagina of een tekening in XML (zoals svg). {_AS_PDF}",
    Refusal.MAIL: "Dit is een mail. Bewaar de mail als PDF, en haar bijlagen als bestanden, en deel die.",
    Refusal.OLD_OFFICE: (
        "Dit bestand is in het oude formaat van Word, Excel of PowerPoint (doc, xls, ppt), waarin macro's kunnen "
        "zitten. Bewaar het als docx, xlsx, pptx of PDF."
    ),
    Refusal.TWO_IN_ONE: (
        "In dit bestand zit een tweede bestand verborgen. Open het in het programma waarmee het gemaakt is en bewaar "
        "het opnieuw."
    ),
    Refusal.PROTECTED_PDF: (
        "Deze PDF is beveiligd met een wachtwoord of met beperkingen, en kan niet nagekeken worden. Bewaar hem zonder "
        "beveiliging: wat je hier deelt, wordt versleuteld bewaard."
    ),
    Refusal.PROTECTED_OFFICE: (
        "Dit document is beveiligd met een wachtwoord en kan niet nagekeken worden. Bewaar het zonder wachtwoord: wat "
        "je hier deelt, wordt versleuteld bewaard."
    ),
    Refusal.SCRIPT_IN_PDF: f"In deze PDF zit een script. {_PRINT_AS_PDF}",
    Refusal.ACTION_IN_PDF: f"Deze PDF start een programma, opent iets anders of verstuurt gegevens. {_PRINT_AS_PDF}",
    Refusal.ATTACHMENT_IN_PDF: (
        "In deze PDF zitten bijlagen. Bewaar ze als afzonderlijke bestanden, en de PDF zonder bijlagen, en deel die."
    ),
    Refusal.FORM_IN_PDF: f"Deze PDF is een formulier in een formaat dat scripts kan bevatten (XFA). {_PRINT_AS_PDF}",
    Refusal.MEDIA_IN_PDF: f"In deze PDF zit film, geluid of 3D. {_PRINT_AS_PDF}",
    Refusal.MACRO: f"In dit document zitten macro's. {_AS_PDF}",
    Refusal.EMBEDDED_OBJECT: f"In dit document zit een ander bestand of een programma ingebed. {_AS_PDF}",
    Refusal.EXTERNAL_REFERENCE: (
        "Dit document haalt iets op van buiten het document (een sjabloon, afbeelding, koppeling of gegevensbron op "
        f"het netwerk of het internet). {_AS_PDF}"
    ),
    Refusal.BOMB: "Dit bestand wordt bij het openen veel te groot. Bewaar het opnieuw, of deel het in stukken.",
    Refusal.TOO_MANY_PIXELS: "Deze afbeelding heeft te veel beeldpunten. Maak ze kleiner en probeer het opnieuw.",
    Refusal.TOO_COMPLEX: f"Dit bestand is te ingewikkeld om na te kijken. {_AS_PDF}",
    Refusal.NOT_CHECKED: "Dit bestand kon nu niet nagekeken worden. Probeer het over enkele minuten opnieuw.",
}


class ContentRefused(Exception):
    """A file that cannot be shared, with the reason and the Dutch sentence for its field (O-2)."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def message(self) -> str:
        """What the sender reads beside the file."""
        return REFUSAL_TEXTS[self.reason]


@dataclass(frozen=True, slots=True)
class CheckedContent:
    """A file that may be shared: the name it gets, how it is served, its extension and its size in bytes (O-2)."""

    name: str
    media_type: str
    extension: str
    size: int
