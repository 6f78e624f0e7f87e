"""The form that links an unborn child to its number: it carries only what its user saw."""

from __future__ import annotations

from forms.versioned import VersionedForm


class LinkForm(VersionedForm):
    """The confirmation that a child and a person of the register are one (C-4)."""
