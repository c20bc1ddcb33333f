"""Runs migrations on the application's own engine, one revision per transaction on SQLite and PostgreSQL alike.

Several servers may start at once on one PostgreSQL: one of them works, the others wait and find all done.
"""

import alembic.context
from flask import current_app

from clinic.connections import unhurried

context = alembic.context
database = current_app.extensions["migrate"].db


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types as the plain SQL types they are, so that old revisions never import the application."""
    if kind != "type":
        return False
    name = type(item).__name__
    return {"Moment": "sa.DateTime(timezone=True)", "Choices": "sa.JSON()"}.get(name, False)


def run() -> None:
    """Upgrade or downgrade the database of the current application."""
    engine = database.engine
    with unhurried(engine) as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadatas[None],
            render_as_batch=engine.dialect.name == "sqlite",
            transaction_per_migration=True,
            render_item=plain_types,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Footing's migrations run on the database itself; there is no SQL script mode.")
run()
