"""${message}

Rules for a safe migration, read them as you write:
* One thing each, in both directions. Never edit one that has been merged.
* A new non-null column goes in two moves: with a server default, which the next migration drops.
* Move data with SQL of this revision's own; never import models, they change.
* Signed plans, handouts and the audit trail are append-only: their triggers must stand again afterwards.

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
