"""Clinical roles that administrators ask for themselves wait for somebody else

Revision ID: 0011_role_requests
Revises: 0010_guessing
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_role_requests"
down_revision = "0010_guessing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "role_request",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("grants", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_role_request_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_role_request"),
        sa.UniqueConstraint("user_id", name="uq_role_request_user_id"),
    )


def downgrade() -> None:
    op.drop_table("role_request")
