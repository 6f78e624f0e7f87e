"""The published form of a message to the Groeipakket (docs/groeipakket.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

SCHEMA_FILE = Path(__file__).resolve().parents[3] / "docs" / "groeipakket.schema.json"


def is_as_published(content: Mapping[str, Any]) -> bool:
    """Whether a message follows the schema that its receivers read."""
    return bool(_validator().is_valid(content))


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA_FILE.read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))
