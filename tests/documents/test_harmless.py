"""What people share every day is shared, under a name that tells what it is (O-2)."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.domain.documents.content import Kind
from app.domain.documents.names import extension_of
from app.integrations.content import check_content
from app.integrations.content.deciding import decide
from tests.documents.made.harmless import HARMLESS, Maker


@pytest.mark.parametrize(("name", "make", "kind"), HARMLESS.values(), ids=HARMLESS)
def test_it_is_taken_for_what_it_is_o_2(name: str, make: Maker, kind: Kind) -> None:
    assert decide(make(), extension_of(name)) == kind


@pytest.mark.parametrize("which", ["pdf as we write it", "docx with a chart", "odt", "rtf", "csv", "png named jpg"])
def test_the_process_of_its_own_says_the_same_o_2(which: str) -> None:
    name, make, kind = HARMLESS[which]
    content = make()
    file = BytesIO(content)
    file.seek(3)
    checked = check_content(file, f"C:\\verslagen\\{name}")
    assert (checked.media_type, checked.size) == (kind.media_type, len(content))
    assert checked.name == f"{name.rpartition('.')[0]}.{checked.extension}"
    assert file.tell() == 0
