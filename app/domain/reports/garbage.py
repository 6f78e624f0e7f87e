"""Lets much be made at once without the interpreter looking through all of it again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_looking_for_garbage(*, lasts: bool = False) -> Iterator[None]:
    """Puts the search for reference cycles off until the work inside is done.

    The base of a period is some hundred thousand objects without cycles: looking through them while more are made cost
    as much as making them. What is no longer used is freed all the same. `lasts` says that what was made stays until
    the process has done what it was started for: then it is never looked through at all.
    """
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if lasts:
            gc.freeze()
        if was_looking:
            gc.enable()
