"""How each line of the last plan went, told on the tablet: which lines are asked, and reports nobody typed in

Revision ID: 0003_lines_told
Revises: 0002_append_only
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_lines_told"
down_revision = "0002_append_only"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake", sa.Column("plan_lines", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("line_report") as report:
        report.alter_column("entered_by_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM line_report WHERE entered_by_id IS NULL")
    with op.batch_alter_table("line_report") as report:
        report.alter_column("entered_by_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_column("intake", "plan_lines")
