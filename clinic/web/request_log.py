"""The log: one JSON object a line, without patients. Every logger of the process writes through it.

A line says who asked what kind of thing, or which kind of error broke where. The words of an error are never written:
those of databases repeat the values that were being stored.
"""

import datetime as dt
import json
import logging
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Any

from flask import Flask, g, has_app_context, request

OURS = "footing"
HIDDEN = "…"


def broken_where(trace: TracebackType | None) -> list[str]:
    """The last steps on the way to an error."""
    return [f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)[-6:]]


def kinds(error: BaseException) -> list[str]:
    """The kind of an error and of what lies behind it, never the words."""
    found: list[str] = []
    behind: BaseException | None = error
    while behind is not None and len(found) < 6:
        code = getattr(behind, "sqlstate", None) or getattr(behind, "sqlite_errorname", None)
        found.append(type(behind).__name__ + (f" {code}" if code else ""))
        behind = getattr(behind, "orig", None) or behind.__cause__ or behind.__context__
    return found


def _said(record: logging.LogRecord) -> str:
    """What a line of a library says: its own words, and of what it was given the numbers only."""
    if not record.args:
        # Words put together before they came here may hold anything; where they were said finds them again.
        return f"{record.module}:{record.lineno}"
    given = record.args if isinstance(record.args, tuple) else (record.args,)
    try:
        return str(record.msg) % tuple(one if isinstance(one, int | float) else HIDDEN for one in given)
    except (TypeError, ValueError):
        return f"{record.module}:{record.lineno}"


class JSONLines(logging.Formatter):
    """One JSON object a line: no answers, no names, no path values; line breaks cannot start a new line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if has_app_context() and "request_id" in g:
            # Nothing here may ask the database: this runs under the log's own lock, which a writer may be waiting for.
            person_id = g.visitor.person_id if "visitor" in g else None
            line |= {
                "request": g.request_id,
                "route": str(request.url_rule.rule) if request.url_rule else None,
                "method": request.method,
                "user": str(person_id) if person_id else None,
                "ms": round((time.monotonic() - g.started) * 1000, 1),
            }
        if hasattr(record, "status"):
            line["status"] = record.status
        elif record.name.partition(".")[0] == OURS:
            line["message"] = record.getMessage()
        else:
            line["message"] = _said(record) if record.exc_info is None else "error"
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = " < ".join(kinds(record.exc_info[1]))
            line["where"] = broken_where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def start(app: Flask | None = None) -> None:
    """Send every log of this process to standard error as JSON lines; started twice in one process, it logs once.

    What Python itself would write, words and all, goes the same way: threads that break, clean-ups that fail, warnings.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    for name in (OURS, app.logger.name if app else OURS):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    threading.excepthook = lambda broken: _unhandled(broken.exc_value)
    sys.unraisablehook = lambda broken: _unhandled(broken.exc_value)


def _unhandled(error: BaseException | None) -> None:
    logging.getLogger(OURS).error("unhandled", exc_info=error)
