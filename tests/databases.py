"""Databases of a test's own on the PostgreSQL server that the tests were given."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm import attributes as changes


@contextmanager
def fresh(server: str) -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    name = f"footing_test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield sa.engine.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@sa.event.listens_for(Session, "before_flush")
def as_strict_everywhere(session: Session, *_: object) -> None:
    """SQLite takes a text longer than its column, PostgreSQL does not: here neither does, so that a test that has
    passed on the one has passed on the other."""
    for row in [*session.new, *session.dirty]:
        for column in sa.inspect(type(row)).columns:
            most = getattr(column.type, "length", None)
            value = changes.instance_dict(row).get(column.key)
            if most and isinstance(value, str) and len(value) > most:
                raise AssertionError(f"{column} takes {most} characters, and was given {len(value)}")
