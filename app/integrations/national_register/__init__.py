"""The national register: who a person is according to the state (C-1)."""

from app.integrations.national_register.port import (
    NationalRegister,
    NationalRegisterError,
    PersonNotFound,
    RegisterPerson,
    RegisterUnavailable,
    TooManyFound,
)
from app.integrations.national_register.synthetic import SyntheticRegister

__all__ = [
    "NationalRegister",
    "NationalRegisterError",
    "PersonNotFound",
    "RegisterPerson",
    "RegisterUnavailable",
    "SyntheticRegister",
    "TooManyFound",
]
