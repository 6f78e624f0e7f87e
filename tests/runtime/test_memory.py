"""A process that serves pages does not look through the whole application for garbage while somebody waits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.runtime.postgres import EmbeddedPostgres
from tests.conftest import settings_for

PROJECT = Path(__file__).parent.parent.parent
ASKED = (
    "import gc, run; app = run.create_app(); "
    "print(gc.get_freeze_count(), sum(1 for one in gc.get_objects() if one is app))"
)


def test_what_lives_as_long_as_the_process_is_never_looked_at_as_garbage(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    settings = settings_for(postgres, "binc_template")
    environment = os.environ | {"BINC_HOME": str(tmp_path), "DATABASE_URL": settings.database_url or ""}
    answer = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    frozen, looked_at = answer.stdout.split()
    assert int(frozen) > 100_000
    assert int(looked_at) == 0
