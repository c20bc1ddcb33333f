"""Which keys this practice was made with

Revision ID: 0007_key_fingerprints
Revises: 0006_save_numbers
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_key_fingerprints"
down_revision = "0006_save_numbers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_fingerprint",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_key_fingerprint"),
    )


def downgrade() -> None:
    op.drop_table("key_fingerprint")
