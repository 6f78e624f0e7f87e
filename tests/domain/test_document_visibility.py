"""Who sees a shared document: every cell of the table, and what somebody is to a document (O-3)."""

from __future__ import annotations

import itertools

import pytest

from app.domain.documents.visibility import (
    DocumentKind,
    Reader,
    Relation,
    ServiceKind,
    Sharing,
    may_see,
    pairs_seen_as,
    relation_of,
)

# One line a kind and where it went; a letter for each relation that sees it, in the order of Relation:
# S sender, C colleague of the sender, A addressee, L addressee on the list of O-5, B administrative colleague,
# T team lead, O other colleague of the addressee; an outsider never does.
LETTERS = dict(zip(Relation, "SCALBTO-", strict=True))
TABLE = {
    (DocumentKind.CLIENT_BOUND, ServiceKind.FACILITY): "SCALBTO",
    (DocumentKind.CLIENT_BOUND, ServiceKind.GI): "SCALBTO",
    (DocumentKind.CLIENT_BOUND, ServiceKind.AGENCY): "SCALBTO",
    (DocumentKind.CLIENT_BOUND, ServiceKind.OCJ): "SCALBT",
    (DocumentKind.CLIENT_BOUND, ServiceKind.SDJ): "SCALBT",
    **{(DocumentKind.GENERAL, to): "SCALBTO" for to in ServiceKind},
    **{(DocumentKind.CONFIDENTIAL, to): "SALBTO" for to in ServiceKind},
    **{(DocumentKind.PERSONAL, to): "SL" for to in ServiceKind},
}
CELLS = list(itertools.product(DocumentKind, ServiceKind, Relation))


@pytest.mark.parametrize(("kind", "to", "relation"), CELLS, ids=lambda one: str(one))
def test_every_cell_of_the_table_O_3(kind: DocumentKind, to: ServiceKind, relation: Relation) -> None:
    assert may_see(kind, to, relation) is (LETTERS[relation] in TABLE[kind, to])


@pytest.mark.parametrize("relation", Relation)
def test_the_pairs_of_a_relation_are_its_cells_O_3(relation: Relation) -> None:
    seen = {(kind, to) for kind, to in itertools.product(DocumentKind, ServiceKind) if may_see(kind, to, relation)}
    assert set(pairs_seen_as(relation)) == seen


SHARING = Sharing(DocumentKind.CLIENT_BOUND, 1, 10, 20, ServiceKind.OCJ, 2)


@pytest.mark.parametrize(
    ("reader", "relation"),
    [
        (Reader(1, 10, "facility_staff"), Relation.SENDER),
        (Reader(3, 10, "facility_staff"), Relation.COLLEAGUE_OF_SENDER),
        (Reader(2, 10, "facility_staff"), Relation.COLLEAGUE_OF_SENDER),
        (Reader(2, 20, "consultant"), Relation.ADDRESSEE),
        (Reader(2, 20, "consultant", listed=True), Relation.LISTED_ADDRESSEE),
        (Reader(3, 20, "consultant_admin"), Relation.ADMINISTRATIVE_COLLEAGUE),
        (Reader(3, 20, "consultant_lead"), Relation.TEAM_LEAD),
        (Reader(3, 20, "consultant"), Relation.COLLEAGUE_OF_ADDRESSEE),
        (Reader(1, 20, "consultant"), Relation.COLLEAGUE_OF_ADDRESSEE),
        (Reader(2, 30, "consultant"), Relation.OUTSIDER),
        (Reader(3, 30, "consultant_lead"), Relation.OUTSIDER),
        (Reader(1, None, "admin"), Relation.OUTSIDER),
    ],
)
def test_what_somebody_is_to_a_document_hangs_on_the_seat_O_3(reader: Reader, relation: Relation) -> None:
    assert relation_of(reader, SHARING) is relation
