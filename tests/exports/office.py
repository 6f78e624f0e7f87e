"""LibreOffice without a screen: opens workbooks, computes them anew, and writes what it then holds."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = ("soffice", "libreoffice")
XLSX = "xlsx:Calc MS Excel 2007 XML"
MOST_SECONDS = 180
ALWAYS = 0
# Formulas are computed anew on loading, so that a text that became one shows.
SETTINGS = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{ALWAYS}</value></prop>
 </item>
</oor:items>
"""


@dataclass(frozen=True)
class Office:
    """The program, with a profile of its own."""

    program: str
    home: Path

    def opened_and_saved(self, files: Iterable[Path]) -> Path:
        """A folder with the same files as the program holds them, under the same names."""
        folder = self.home / "opened"
        command = (
            self.program,
            f"-env:UserInstallation={(self.home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
        )
        subprocess.run(
            [*command, "--convert-to", XLSX, "--outdir", str(folder), *map(str, files)],
            check=True,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={**os.environ, "HOME": str(self.home)},
        )
        return folder


def office_in(home: Path) -> Office:
    """LibreOffice with an empty profile; skips the test on a machine without it, unless that is forbidden."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("BINC_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is needed (Debian: apt install libreoffice-calc-nogui).")
        pytest.skip("No LibreOffice on this machine.")
    profile = home / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(SETTINGS)
    return Office(program, home)
