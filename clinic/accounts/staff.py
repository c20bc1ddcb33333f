"""Adding and changing members of staff. Verbs change rows and leave a trace; views commit."""

import datetime as dt
from typing import Any

from clinic import sessions
from clinic.access import Role
from clinic.accounts import devices, granting, notices, passwords, sign_in
from clinic.accounts.models import RoleRequest, SetUpLink, User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db
from clinic.practice import region
from clinic.practice.models import Practice


def set_up_practice(link: SetUpLink, form: Any, *, at: dt.datetime) -> User:
    """Make the practice and its first administrator from the one-time link. `form` is a `FirstForm`."""
    user = User(
        username=form.username.data.strip().lower(),
        name=form.name.data,
        credentials=form.credentials.data or "",
        initials=initials(form.name.data),
        roles=[Role.ADMIN.value, *([Role.CLINICIAN.value] if form.is_clinician.data else [])],
        is_lead=bool(form.is_clinician.data),
        password_hash=passwords.make_hash(form.password.data),
    )
    db.session.add(user)
    if Practice.here() is None:
        zone = region.machine_zone() or "America/New_York"
        usual = region.usual_in(zone)
        db.session.add(
            Practice(
                id=1,
                name=form.practice_name.data,
                time_zone=zone,
                paper=usual.paper,
                units=usual.units,
                date_order=usual.date_order,
                emergency_number=usual.emergency_number,
                settled=[],
            )
        )
    db.session.flush()
    link.used_at = at
    record(Action.PRACTICE_SET_UP, actor=user, at=at)
    record(Action.USER_ADDED, user, actor=user, at=at, roles=user.roles)
    return user


def use_link(link: SetUpLink, user: User, password: str, *, at: dt.datetime) -> None:
    """Choose a password through a one-time link; the link is spent."""
    link.used_at = at
    sign_in.set_password(user, password, at=at, by=user)


def add(form: Any, *, by: User, at: dt.datetime) -> User:
    """Make an account without a password. `form` is a `UserForm`."""
    user = User(username=form.username.data.strip().lower(), name=form.name.data, roles=[])
    _fill(user, form)
    db.session.add(user)
    db.session.flush()
    record(Action.USER_ADDED, user, actor=by, at=at, roles=granting.held(user))
    return user


def make(
    *,
    name: str,
    username: str,
    roles: list[str],
    credentials: str = "",
    is_lead: bool = False,
    by: User,
    at: dt.datetime,
) -> User:
    """Make an account without a password from its parts."""
    user = User(
        username=username.strip().lower(),
        name=name,
        credentials=credentials,
        initials=initials(name),
        roles=roles,
        is_lead=is_lead,
    )
    db.session.add(user)
    db.session.flush()
    record(Action.USER_ADDED, user, actor=by, at=at, roles=user.roles)
    return user


def first_guesses(*own: str) -> list[str]:
    """Names that a guesser tries first: the person's own, the practice's with its street and town, and the staff's."""
    practice = Practice.here()
    found = [*own, *((practice.name, practice.address) if practice else ())]
    for user in User.everyone():
        found += [user.name, user.username]
    return found


def change(user: User, form: Any, *, by: User, at: dt.datetime) -> RoleRequest | None:
    """Change an account; new roles end its sessions. What somebody must confirm first is answered."""
    before = {name: getattr(user, name) for name in ("name", "credentials", "roles", "is_lead", "username")}
    held = granting.held(user)
    user.username, user.name = form.username.data.strip().lower(), form.name.data
    _fill(user, form)
    asked = granting.hold_back(user, held) if user.id == by.id else []
    fields = [name for name, value in before.items() if getattr(user, name) != value]
    roles: dict[str, Any] = {"before": held, "after": granting.held(user)} if held != granting.held(user) else {}
    if roles and user.id != by.id:
        sessions.end_all_of(user.id)
        granting.drop(user)
    if fields:
        record(Action.USER_CHANGED, user, actor=by, at=at, fields=fields, **roles)
    if fields and user.id != by.id:
        notices.tell(user, "roles" if roles else "details", at=at, name=by.name)
    return granting.ask(user, asked, at=at) if asked else None


def new_link(user: User, *, by: User | str, at: dt.datetime) -> str:
    """A one-time link to a new password; the old one stays until it is used."""
    record(Action.USER_LINKED, user, actor=by, at=at)
    notices.tell(user, "link", at=at, name=by if isinstance(by, str) else by.name)
    return sign_in.make_link(user, at=at)


def toggle(user: User, *, by: User, at: dt.datetime) -> None:
    """Close an open account, or open a closed one."""
    if user.disabled_at is None:
        user.disabled_at = at
        devices.forget(user)
        granting.drop(user)
        sessions.end_all_of(user.id)
        record(Action.USER_DISABLED, user, actor=by, at=at)
    else:
        user.disabled_at = None
        notices.tell(user, "opened again", at=at, name=by.name)
        record(Action.USER_ENABLED, user, actor=by, at=at)


def initials(name: str) -> str:
    """The first letters of a name, for columns and stamps."""
    return "".join(word[0] for word in name.split() if word).upper()[:6]


def _fill(user: User, form: Any) -> None:
    user.credentials = form.credentials.data or ""
    user.initials = initials(form.name.data)
    user.roles = [role for role in Role if role.value in (form.roles.data or [])]
    user.is_lead = bool(form.is_lead.data) and Role.CLINICIAN in user.roles
