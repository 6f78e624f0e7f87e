"""Questions of facilities about their capacity, and the answers of the agency (M-3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_44"
down_revision = "20261125_41"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
ASKERS = "('facility_staff', 'facility_manager', 'system')"
# Who asks may take note of an answer and write none; who answers leaves the question as it was asked.
EACH_ITS_OWN = """
create function capacity_question_each_its_own() returns trigger language plpgsql as $$
declare
  kind text := current_setting('binc.kind', true);
begin
  if kind is distinct from 'system' and (
    (old.facility_id, old.line, old.valid_from, old.question, old.asked_by_name, old.asked_at)
      is distinct from (new.facility_id, new.line, new.valid_from, new.question, new.asked_by_name, new.asked_at)
    or kind is distinct from 'agency_policy' and (old.state, old.answer, old.answered_by_name, old.answered_at)
      is distinct from (new.state, new.answer, new.answered_by_name, new.answered_at))
  then
    raise check_violation using message = 'a question keeps its words, and only the agency answers it',
      constraint = 'capacity_question_each_its_own';
  end if;
  return new;
end $$
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "capacity_question",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("line", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("state", sa.String(12), server_default="open", nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), sa.ForeignKey("ab_user.id", ondelete="SET NULL")),
        sa.Column("asked_by_name", sa.String(200), nullable=False),
        sa.Column("asked_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by", sa.BigInteger(), sa.ForeignKey("ab_user.id", ondelete="SET NULL")),
        sa.Column("answered_by_name", sa.String(200)),
        sa.Column("answered_at", moment),
        sa.Column("seen_at", moment),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state in ('open', 'answered')", name="capacity_question_state"),
        sa.CheckConstraint("length(question) between 1 and 1000", name="capacity_question_has_words"),
        sa.CheckConstraint("length(answer) between 1 and 1000", name="capacity_question_answer_has_words"),
        sa.CheckConstraint(
            "(state = 'answered') = (answer is not null) and (answer is null) = (answered_at is null) "
            "and (answer is null) = (answered_by_name is null)",
            name="capacity_question_answered",
        ),
        sa.CheckConstraint("seen_at is null or answer is not null", name="capacity_question_seen_after_answer"),
    )
    op.create_index("capacity_question_of_facility", "capacity_question", ["facility_id", "line", "id"])
    op.create_index("capacity_question_queue", "capacity_question", ["state", "asked_at", "id"])
    unseen = {"postgresql_where": sa.text("state = 'answered' and seen_at is null")}
    op.create_index("capacity_question_unseen", "capacity_question", ["facility_id", "asked_by"], **unseen)
    _walls()
    op.execute(EACH_ITS_OWN)
    op.execute(
        "create trigger capacity_question_each_its_own before update on capacity_question "
        "for each row execute function capacity_question_each_its_own()"
    )


def _walls() -> None:
    within = f"facility_id between {_number('figures_first')} and {_number('figures_last')}"
    # The analyst has the figures of every facility within reach, and no business with what people write about them.
    readers = f"{within} and {KIND} <> 'agency_analyst'"
    op.execute("alter table capacity_question enable row level security")
    op.execute("alter table capacity_question force row level security")
    op.execute(
        "create policy capacity_question_owner on capacity_question to binc_owner using (true) with check (true)"
    )
    op.execute(f"create policy capacity_question_readers on capacity_question for select to binc_app using ({readers})")
    op.execute(
        "create policy capacity_question_askers on capacity_question for insert to binc_app "
        f"with check ({within} and {KIND} in {ASKERS})"
    )
    op.execute(
        "create policy capacity_question_writers on capacity_question for update to binc_app "
        f"using ({readers}) with check ({readers})"
    )
