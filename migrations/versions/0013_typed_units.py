"""What was typed beside the measures of an interview: number and unit, by column

Revision ID: 0013_typed_units
Revises: 0012_date_order
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_typed_units"
down_revision = "0012_date_order"
branch_labels = None
depends_on = None

TABLES = ("intake", "intake_foot", "intake_activity", "intake_shoe")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("typed", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "typed")
