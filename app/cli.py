"""The flask commands, thin."""

from __future__ import annotations

from flask import Flask


def install_commands(app: Flask) -> None:
    """Registers every command of the product."""
