"""The order in which a practice's region writes a date in digits

Revision ID: 0012_date_order
Revises: 0011_role_requests
"""

import sqlalchemy as sa
from alembic import op
from babel.core import get_global

revision = "0012_date_order"
down_revision = "0011_role_requests"
branch_labels = None
depends_on = None

MONTH_FIRST = {"US", "PR", "GU", "VI", "AS", "MP", "PH", "PW", "FM", "MH"}


def upgrade() -> None:
    op.add_column("practice", sa.Column("date_order", sa.String(3), nullable=False, server_default="mdy"))
    practice = sa.table("practice", sa.column("id"), sa.column("time_zone"), sa.column("date_order"))
    connection, countries = op.get_bind(), get_global("zone_territories")
    for key, zone in connection.execute(sa.select(practice.c.id, practice.c.time_zone)).all():
        if countries.get(zone, "US") not in MONTH_FIRST | {"ZZ", "001"}:
            connection.execute(practice.update().where(practice.c.id == key).values(date_order="dmy"))


def downgrade() -> None:
    op.drop_column("practice", "date_order")
