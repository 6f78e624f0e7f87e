"""The answers of made-up registrations, as SQL over the id of a dossier: whole lists, some answers rarely."""

from __future__ import annotations

from app.domain.registration_fields import BOOL, CHOICE, MULTI, FieldDefinition, fields_of

# Different for each question, so that the answers of one dossier do not go together.
FACTORS = (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def answers_sql(page: str, dossier_id: str = "id") -> str:
    """A JSON object with an answer to every question of a page that is asked of an OVBJ; one of thirty stays open."""
    pairs = [
        f"'{field.key}', {_answer(field, FACTORS[place % len(FACTORS)], dossier_id)}"
        for place, field in enumerate(fields_of(page, "OVBJ"))
    ]
    return f"jsonb_strip_nulls(jsonb_build_object({', '.join(pairs)}))"


def _answer(field: FieldDefinition, factor: int, dossier_id: str) -> str:
    drawn = f"({factor} * {dossier_id} / 3 + {factor})"
    if field.asked_when is not None:
        key, wanted = field.asked_when
        leading = next(one for one in fields_of("exit", "OVBJ") if one.key == key)
        place = [one.key for one in fields_of("exit", "OVBJ")].index(key)
        asked = _answer(leading, FACTORS[place % len(FACTORS)], dossier_id)
        return f"case when {asked} is not distinct from {str(wanted).lower()} then {_code(field, drawn)} end"
    value = f"({drawn} % 9 = 0)" if field.kind == BOOL else _code(field, drawn)
    if field.kind == MULTI:
        value = f"jsonb_build_array({value})"
    return f"case when {drawn} % 30 > 0 then {value} end"


def _code(field: FieldDefinition, drawn: str) -> str:
    assert field.kind in (CHOICE, MULTI)
    codes = f"array(select code from answer where list_name = '{field.answers}' order by sequence)"
    place = f"1 + least({drawn} % cardinality(codes), {drawn} / 7 % cardinality(codes))"
    return f"(select codes[{place}] from (select {codes} as codes) as listed)"
