"""Vital signs, and the sore zones as the clinician finds them

Revision ID: 0004_vital_signs
Revises: 0003_lines_told
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_vital_signs"
down_revision = "0003_lines_told"
branch_labels = None
depends_on = None

VITALS = {
    "vital_bp_sys": sa.Integer,
    "vital_bp_dia": sa.Integer,
    "vital_hr": sa.Integer,
    "vital_temp_c": sa.Double,
    "vital_spo2": sa.Integer,
}


def upgrade() -> None:
    for name, kind in VITALS.items():
        op.add_column("exam_findings", sa.Column(name, kind(), nullable=True))
    op.add_column("foot_findings", sa.Column("exam_zone", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("foot_findings", "exam_zone")
    for name in reversed(VITALS):
        op.drop_column("exam_findings", name)
