"""Who may open which door. Every view names its rule with `allow`; the gate refuses any view that names none."""

import enum
import uuid
from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, TypeVar

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clinic import return_path, sessions

SET_UP = "accounts.set_up"  # the only door of a practice that has nobody yet

P = ParamSpec("P")
R = TypeVar("R")


class Role(enum.StrEnum):
    """What a member of staff is here to do. One person may hold several."""

    FRONT_DESK = "front_desk"
    CLINICIAN = "clinician"
    ADMIN = "admin"


class Person(Protocol):
    """What the gate needs to know of a member of staff; `accounts` owns the real thing."""

    id: uuid.UUID
    name: str
    roles: list[str]
    disabled_at: Any
    is_lead: bool


class Visitor:
    """Whoever sends this request: a stranger, a member of staff, or a tablet with one intake."""

    def __init__(self, person: Person | None = None, intake_id: uuid.UUID | None = None) -> None:
        self.person = person
        self.person_id = person.id if person is not None else None
        """Kept beside the person: to name them, as the log does, nothing may be asked of the database."""
        self.intake_id = intake_id

    def has(self, *roles: Role) -> bool:
        """Whether this is a member of staff with any of `roles`."""
        return self.person is not None and any(role in self.person.roles for role in roles)


Rule = Callable[[Visitor], bool]


def anyone(visitor: Visitor) -> bool:
    """Open to the whole world: signing in, the error pages, joining with a code."""
    return True


def staff(visitor: Visitor) -> bool:
    """Anyone who has signed in."""
    return visitor.person is not None


def desk(visitor: Visitor) -> bool:
    """People who run the day: front desk and clinicians. An administrator alone does not see patients."""
    return visitor.has(Role.FRONT_DESK, Role.CLINICIAN)


def clinician(visitor: Visitor) -> bool:
    """Clinical pages: the visit, findings, the plan."""
    return visitor.has(Role.CLINICIAN)


def lead(visitor: Visitor) -> bool:
    """The lead clinician, who approves entries of the clinical library."""
    return visitor.has(Role.CLINICIAN) and visitor.person is not None and visitor.person.is_lead


def admin(visitor: Visitor) -> bool:
    """Users, practice settings, the log."""
    return visitor.has(Role.ADMIN)


def tablet(visitor: Visitor) -> bool:
    """A browser that was handed to a patient and holds exactly one intake."""
    return visitor.intake_id is not None


def allow(
    rule: Rule, *, records: bool = False, passive: bool = False, fresh: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Attach the access rule to a view.

    `records`: a GET that writes (an audit row, say); other GETs are refused any write.
    `passive`: a poll or heartbeat; it does not count as activity for the idle limit.
    `fresh`: what could do most harm; the person must have given the password a moment ago.
    """

    def attach(view: Callable[P, R]) -> Callable[P, R]:
        view.rule = rule  # type: ignore[attr-defined]
        view.records = records  # type: ignore[attr-defined]
        view.passive = passive  # type: ignore[attr-defined]
        view.fresh = fresh  # type: ignore[attr-defined]
        return view

    return attach


def visitor() -> Visitor:
    """Whoever sends this request."""
    found: Visitor = g.visitor
    return found


def current_person() -> Any:
    """The signed-in member of staff. For views behind a staff rule only."""
    person = visitor().person
    if person is None:
        raise LookupError("Nobody is signed in on this request")
    return person


def gate() -> ResponseReturnValue | None:
    """Run the rule of the requested view. Strangers are sent to sign in; others without the right get 403."""
    g.visitor = Visitor()
    if request.endpoint == "static":
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:  # 404 and 405: no view, nothing to guard
        return None
    g.only_reads = request.method in ("GET", "HEAD", "OPTIONS") and not getattr(view, "records", False)
    g.passive = getattr(view, "passive", False)
    session = sessions.current()
    person = None
    if session.user_id is not None:
        person = current_app.extensions["load_person"](session.user_id)
        if person is None or person.disabled_at is not None:
            sessions.end()
            person = None
    g.visitor = Visitor(person, session.intake_id)
    rule: Rule | None = getattr(view, "rule", None)
    if rule is None:
        abort(403)
    if person is None and not current_app.extensions["is_set_up"]() and request.endpoint != SET_UP:
        return render_template("errors/not_set_up.html"), 403
    if rule(g.visitor):
        ask: Callable[[], ResponseReturnValue | None] = current_app.extensions["confirm"]
        return ask() if getattr(view, "fresh", False) else None
    if person is None and g.visitor.intake_id is None:
        if rule is tablet:
            return redirect(url_for("kiosk.join"), code=303)
        if request.headers.get("HX-Request") or request.accept_mimetypes.best == "application/json":
            abort(401)
        if (asked := current_app.extensions["keep_posted"]()) is not None:
            return asked  # type: ignore[no-any-return]
        return return_path.remember(redirect(url_for("accounts.sign_in"), code=303))
    abort(403)


def init_app(
    app: Flask,
    load_person: Callable[[uuid.UUID], Person | None],
    is_set_up: Callable[[], bool],
    confirm: Callable[[], ResponseReturnValue | None],
) -> None:
    """Put the gate in front of every view of `app`; `confirm` asks whether a person is still there."""
    app.extensions["confirm"] = confirm
    app.extensions["load_person"] = load_person
    app.extensions["is_set_up"] = is_set_up
    return_path.init_app(app)
    app.before_request(gate)
