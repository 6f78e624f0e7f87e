"""The national register: who a person is according to the state (C-1)."""

from pathlib import Path

from app.integrations.https import Endpoint
from app.integrations.national_register.over_https import HttpsRegister
from app.integrations.national_register.port import (
    ChangedPerson,
    NationalRegister,
    NationalRegisterError,
    PersonNotFound,
    RegisterPerson,
    RegisterUnavailable,
    TooManyFound,
)
from app.integrations.national_register.synthetic import SyntheticRegister

__all__ = [
    "ChangedPerson",
    "HttpsRegister",
    "NationalRegister",
    "NationalRegisterError",
    "PersonNotFound",
    "RegisterPerson",
    "RegisterUnavailable",
    "SyntheticRegister",
    "TooManyFound",
    "open_register",
]


def open_register(url: str | None, certificate: Path | None, authority: Path | None) -> NationalRegister:
    """The adapter for an address (https); without one the register of people who do not exist."""
    return HttpsRegister(Endpoint(url, certificate, authority)) if url else SyntheticRegister()
