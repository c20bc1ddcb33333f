"""Why a plan was signed though no core test had been done, beside what was signed

Revision ID: 0014_untested_reason
Revises: 0013_typed_units
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_untested_reason"
down_revision = "0013_typed_units"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_version", sa.Column("untested_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("plan_version", "untested_reason")
