"""The practice's measures, and what an administrator has settled of the first day's list

Revision ID: 0008_first_day
Revises: 0007_key_fingerprints
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_first_day"
down_revision = "0007_key_fingerprints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("practice", sa.Column("units", sa.String(10), nullable=False, server_default="us"))
    op.add_column("practice", sa.Column("settled", sa.JSON(), nullable=False, server_default="[]"))
    # Until now measures followed the paper.
    op.execute("UPDATE practice SET units = 'metric' WHERE paper = 'a4'")


def downgrade() -> None:
    op.drop_column("practice", "settled")
    op.drop_column("practice", "units")
