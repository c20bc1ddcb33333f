"""The newest number of each field's saves: a save that was stuck does not replace a newer one

Revision ID: 0006_save_numbers
Revises: 0005_shoes_worn
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_save_numbers"
down_revision = "0005_shoes_worn"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "save_numbers",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_save_numbers")),
    )


def downgrade() -> None:
    op.drop_table("save_numbers")
