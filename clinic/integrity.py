"""Whether the database is whole: looked at when a practice is opened, once a day after that, and by the doctor."""

from sqlalchemy.engine import Connection


def damage(connection: Connection) -> str | None:
    """What is broken, in a few words; nothing where all that was looked at is whole.

    Of an embedded file every page is held against its seal, then the tables against their shape. PostgreSQL holds each
    page against its checksum when it is read, so the newest of everything that is signed or sealed is read.
    """
    if connection.dialect.name == "sqlite":
        return _of_file(connection)
    for table in ("audit_head", "audit_event", "plan_version", "handout"):
        connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1").all()  # noqa: S608 (our names)
    return None


def _of_file(connection: Connection) -> str | None:
    pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
    if pages:
        return f"{len(pages)} of its pages do not match their seal"
    said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    return None if said == "ok" else str(said).splitlines()[0]
