"""What some modules ask beside their tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.chain_plans import ModulePlan
from app.domain.combinations import Catalogue
from app.domain.faults import Fault


@dataclass(frozen=True)
class DetailQuestion:
    """A question about a deployed module (S-10, H4.2.6): its answers, and whether several may be chosen."""

    kind: str
    options: tuple[str, ...]
    several: bool
    missing: str


DETAIL_QUESTIONS: dict[str, DetailQuestion] = {
    "bridging_care": DetailQuestion("bridging_care", ("yes", "no"), False, "Antwoord of het overbruggingszorg is."),
    "treatment_aimed_at": DetailQuestion(
        "treatment_aimed_at",
        ("foster_child", "foster_parents", "parents"),
        True,
        "Vink aan op wie de behandeling gericht is.",
    ),
    "supporting_kind": DetailQuestion(
        "supporting_kind",
        ("time_out", "ontheming", "ervaringstraject", "dagactivering", "other"),
        False,
        "Kies welke ondersteunende begeleiding het is.",
    ),
}


def detail_field(code: str) -> str:
    """The name of the form field that holds the details of a module."""
    return f"detail-{code}"


def detail_question(code: str, catalogue: Catalogue) -> DetailQuestion | None:
    """The question that a module asks, or None (S-10)."""
    facts = catalogue.get(code)
    return None if facts is None or facts.detail is None else DETAIL_QUESTIONS.get(facts.detail)


def check_details(modules: Sequence[ModulePlan], catalogue: Catalogue, *, required: bool = True) -> list[Fault]:
    """What is wrong with the details of the chosen modules, each at `detail-CODE` (S-10, H4.2.6).

    An exchange file may leave details out (`required=False`), but what it says must be right. A detail that really
    changes asks a new schakeling; a mistake in the last one may be mended, so no change is refused here.
    """
    return [fault for module in modules for fault in check_detail(module, catalogue, required)]


def check_detail(module: ModulePlan, catalogue: Catalogue, required: bool) -> list[Fault]:
    """What is wrong with the details of one module (S-10)."""
    question, field = detail_question(module.code, catalogue), detail_field(module.code)
    if question is None:
        stray = Fault("S-10", field, "Deze module vraagt geen extra informatie. Laat dit leeg.")
        return [stray] if module.detail else []
    if not module.detail:
        return [Fault("S-10", field, question.missing)] if required else []
    if not set(module.detail) <= set(question.options):
        return [Fault("S-10", field, "Kies een antwoord uit de lijst.")]
    if len(set(module.detail)) < len(module.detail) or (len(module.detail) > 1 and not question.several):
        return [Fault("S-10", field, "Kies één antwoord.")]
    return []
