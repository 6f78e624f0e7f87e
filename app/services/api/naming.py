"""What programs call the cells that rules are about (G-3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from app.domain.faults import Conflict, DomainError
from app.services.confirmation import NeedsConfirmation


@contextmanager
def called(names: Mapping[str, str]) -> Iterator[None]:
    """Says of faults and warnings what the program calls their field, instead of which cell of the screen it is."""
    try:
        yield
    except NeedsConfirmation as asked:
        cautions = (replace(one, field=names.get(one.field, one.field)) for one in asked.cautions)
        raise NeedsConfirmation(*cautions) from None
    except Conflict:
        raise
    except DomainError as error:
        raise DomainError(*(replace(one, field=names.get(one.field, one.field)) for one in error.faults)) from None
