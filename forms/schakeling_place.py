"""Where a schakeling stands in its dossier, and what that leaves its form to ask (S-2 to S-7, S-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.chain import extension_allowed
from app.domain.chain_plans import EXTENSION, START, SWITCH, DecisionPlan, SchakelingPlan
from app.domain.locks import (
    Lock,
    delete_lock_words,
    extension_lock_words,
    first_free_day_words,
    lock_of,
    lock_words,
)
from app.domain.referral import Referral
from app.queries.chain import Chain
from models.client import Client
from models.facility import Facility


@dataclass(frozen=True)
class Place:
    """Where a schakeling stands or will stand: in which dossier, under which decision, after which other.

    `stored` is the schakeling that is changed, None for a new one; `locked_until` the last day of the last processed
    year of the facility (S-14).
    """

    facility: Facility
    client: Client
    chain: Chain
    decision: DecisionPlan
    referral: Referral
    today: date
    stored: SchakelingPlan | None = None
    locked_until: date | None = None

    @property
    def earlier(self) -> tuple[SchakelingPlan, ...]:
        """The schakelingen before this one."""
        return tuple(one for one in self.chain.schakelingen if self.stored is None or one.key != self.stored.key)

    @property
    def previous(self) -> SchakelingPlan | None:
        """The one just before it."""
        return self.earlier[-1] if self.earlier else None

    @property
    def asks_previous_end(self) -> bool:
        """Whether the previous one still runs, and has to end first (S-5)."""
        return self.stored is None and self.previous is not None and self.previous.end is None

    @property
    def may_extend(self) -> bool:
        """Whether this may be an extension of the previous one (S-7), which did not end in a processed year (S-14)."""
        stays = self.stored is not None and self.stored.kind == EXTENSION
        return self._extension_fits and (stays or extension_lock_words(self.previous, self.locked_until) is None)

    @property
    def why_no_extension(self) -> str | None:
        """Why this cannot be an extension although it is the first under a newer decision (S-14)."""
        if self.stored is not None or not self._extension_fits:
            return None
        return extension_lock_words(self.previous, self.locked_until)

    @property
    def _extension_fits(self) -> bool:
        return extension_allowed(self.decision, self.earlier, self.chain.decisions)

    @property
    def lock(self) -> Lock:
        """What the processed years leave of the stored schakeling (S-14)."""
        return lock_of(self.stored, self.locked_until) if self.stored else Lock.OPEN

    @property
    def end_only(self) -> bool:
        """Whether nothing but the end of the stored schakeling can change (S-14)."""
        return self.lock is Lock.END_ONLY

    @property
    def why_locked(self) -> str | None:
        """The sentence that says what the processed years lock of the stored schakeling, and why (S-14)."""
        return lock_words(self.stored, self.locked_until) if self.stored else None

    @property
    def why_not_deleted(self) -> str | None:
        """Why the stored schakeling cannot be deleted (S-14)."""
        return delete_lock_words(self.stored, self.locked_until) if self.stored else None

    @property
    def from_when(self) -> str | None:
        """From which day on a new schakeling can begin, where that is likely to matter (S-14)."""
        likely = self.likely_begin or (self.previous.begin if self.previous else None)
        if self.stored is not None or self.locked_until is None or (likely or self.today) > self.locked_until:
            return None
        return first_free_day_words(self.locked_until)

    @property
    def basis(self) -> str:
        """A mark of what a form is built on.

        It changes when a colleague adds, ends or deletes something, or when the agency processes or reopens a year.
        """
        last = self.chain.last
        marks = (self.decision.key, last.key if last else None, last.end if last else None, self.locked_until)
        return "|".join(str(mark or "") for mark in marks)

    @property
    def is_last(self) -> bool:
        """Whether it can still be touched: a new one, or the last one stored (S-6)."""
        return self.stored is None or (self.chain.last is not None and self.chain.last.key == self.stored.key)

    def kind(self, wanted: str | None) -> str:
        """The kind it gets: as asked where S-7 allows that, else by its place (S-3)."""
        if self.previous is None:
            return START
        return EXTENSION if wanted == EXTENSION and self.may_extend else SWITCH

    @property
    def likely_begin(self) -> date | None:
        """The day on which a new one most likely begins: where the previous one ends, not before its decision.

        None where nobody can tell: the previous one runs on, or that day lies in a processed year (S-14).
        """
        ended = self.previous.end if self.previous else self.decision.begin
        if ended is None:
            return None
        likely = max(ended, self.decision.begin)
        return None if self.locked_until and likely <= self.locked_until else likely
