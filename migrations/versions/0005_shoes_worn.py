"""The shoes worn, pair by pair, in the draft of a plan

Revision ID: 0005_shoes_worn
Revises: 0004_vital_signs
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_shoes_worn"
down_revision = "0004_vital_signs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("pairs", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("plan", "pairs")
