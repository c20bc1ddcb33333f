"""Limits on guessing in one table, refusals counted, devices known, and what a person is told at the next sign-in

Revision ID: 0010_guessing
Revises: 0009_folded_names

The tables that are dropped held tries of the last minutes; they start anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_guessing"
down_revision = "0009_folded_names"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index("ix_browser_session_kind_active_at", "browser_session", ["kind", "active_at"])
    op.create_table(
        "wrong_try",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wrong_try"),
    )
    op.create_index("ix_wrong_try_key_at", "wrong_try", ["key", "at"])
    op.create_index("ix_wrong_try_at", "wrong_try", ["at"])
    op.create_table(
        "refusal",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("actor", sa.String(36), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("untold", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refusal"),
        sa.UniqueConstraint("key", name="uq_refusal_key"),
    )
    op.create_table(
        "known_device",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_known_device_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_known_device"),
        sa.UniqueConstraint("user_id", "token_sha256", name="uq_known_device_user_id_token_sha256"),
    )
    op.create_index("ix_known_device_token_sha256", "known_device", ["token_sha256"])
    op.create_table(
        "notice",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_user_id", "notice", ["user_id"])
    op.drop_table("failed_sign_in")
    op.drop_table("pairing_try")


def downgrade() -> None:
    op.create_table(
        "pairing_try",
        sa.Column("address_sha256", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pairing_try"),
    )
    op.create_index("ix_pairing_try_address_sha256", "pairing_try", ["address_sha256"])
    op.create_table(
        "failed_sign_in",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failed_sign_in"),
    )
    op.create_index("ix_failed_sign_in_key", "failed_sign_in", ["key"])
    for table in ("notice", "known_device", "refusal", "wrong_try"):
        op.drop_table(table)
    op.drop_index("ix_browser_session_kind_active_at", table_name="browser_session")
