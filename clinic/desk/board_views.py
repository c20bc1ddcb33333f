"""Today's list. The visit page hangs on the same blueprint."""

import datetime as dt

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from clinic import sessions
from clinic.access import Role, allow, current_person, staff, visitor
from clinic.accounts import setting_up
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.clock import utcnow
from clinic.database import db
from clinic.desk import day_board
from clinic.desk.blueprint import bp
from clinic.practice.models import Practice
from clinic.values.dates import from_iso
from clinic.values.days import day_of


@bp.get("/")
@allow(staff, records=True)
def today() -> ResponseReturnValue:
    """Who comes today, how far each intake is, and the next step."""
    if not visitor().has(Role.FRONT_DESK, Role.CLINICIAN):
        return render_template("desk/no_patients.html", points=setting_up.left(Practice.here(), current_person()))
    record(Action.TODAY_VIEWED, actor=current_person(), at=utcnow())
    db.session.commit()
    board_ = _board()
    _remember(board_["day"])
    points = setting_up.left(Practice.here(), current_person())
    return render_template("desk/today.html", points=points, **board_)


@bp.get("/board")
@allow(staff, passive=True)
def live_board() -> ResponseReturnValue:
    """The table alone, fetched every few seconds by the open list."""
    if not visitor().has(Role.FRONT_DESK, Role.CLINICIAN):
        abort(403)
    board_ = _board()
    if str(board_["day"]) not in _opened():
        abort(403)  # a day is first opened as a page, which leaves a trace; this one keeps it fresh and leaves none
    return render_template("desk/_board.html", **board_)


def _opened() -> list[str]:
    """The days whose list this session has opened."""
    days: list[str] = sessions.current().get("days", [])
    return days


def _remember(day: object) -> None:
    if str(day) not in _opened():
        sessions.current()["days"] = [*_opened(), str(day)][-40:]


def _board() -> dict[str, object]:
    practice = db.get_or_404(Practice, 1)
    now = utcnow()
    here_today = day_of(now, practice.zone)
    day = _asked_day() or here_today
    lines = day_board.rows(day, zone=practice.zone, now=now)
    stage = request.args.get("stage", "")
    return {
        "day": day,
        "is_today": day == here_today,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "lines": [line for line in lines if not stage or line.stage == stage],
        "everybody": len(lines),
        "counts": day_board.counts(lines),
        "stage": stage,
        "stage_words": day_board.STAGE_WORDS,
        "stages": list(day_board.Stage),
    }


def _asked_day() -> dt.date | None:
    """The day that was asked for; none a clinic will never see, at the edge of what a calendar can count."""
    try:
        day = from_iso(request.args.get("day", ""))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2999 else None
