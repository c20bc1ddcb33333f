"""Clinical roles that administrators give themselves: never in one step, for with them one reads charts.

Another administrator confirms it. Where there is none, a day passes, and the clinicians are told meanwhile.
"""

import datetime as dt

import sqlalchemy as sa

from clinic.access import Role
from clinic.accounts import notices
from clinic.accounts.models import RoleRequest, User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.database import db

DELAY = dt.timedelta(hours=24)
LEAD = "lead"


def held(user: User) -> list[str]:
    """A person's roles, with the lead among them, as the trail names them."""
    return [*user.roles, *([LEAD] if user.is_lead else [])]


def hold_back(user: User, before: list[str]) -> list[str]:
    """Take back from `user` the clinical roles that were not held before; which those were."""
    grants = [role for role in (Role.CLINICIAN.value, LEAD) if role in held(user) and role not in before]
    user.roles = [role for role in user.roles if role not in grants]
    user.is_lead = user.is_lead and LEAD not in grants
    return grants


def ask(user: User, grants: list[str], *, at: dt.datetime) -> RoleRequest:
    """Ask for clinical roles for oneself; a new request replaces the one before."""
    drop(user)
    ready_at = None if others(user, at) else at + DELAY
    request = RoleRequest(user_id=user.id, grants=grants, asked_at=at, ready_at=ready_at)
    db.session.add(request)
    record(Action.ROLE_ASKED, user, actor=user, at=at, roles=grants)
    for other in User.clinicians() if ready_at else others(user, at):
        if other.id != user.id:
            notices.tell(other, "role asked", at=at, name=user.name, until=ready_at.isoformat() if ready_at else "")
    return request


def others(user: User, asked_at: dt.datetime) -> list[User]:
    """The administrators who may confirm it: open accounts that were there before it was asked for."""
    return [
        one
        for one in User.everyone()
        if one.id != user.id
        and one.is_a(Role.ADMIN)
        and one.disabled_at is None
        and one.password_hash
        and one.created_at <= asked_at
    ]


def may_decide(request: RoleRequest, by: User) -> bool:
    """Whether this administrator may say yes to it."""
    return by.id in {one.id for one in others(request.user, request.asked_at)}


def open_requests() -> list[RoleRequest]:
    """Everything that was asked for, oldest first."""
    return list(db.session.scalars(sa.select(RoleRequest).order_by(RoleRequest.asked_at)))


def grant(request: RoleRequest, *, by: User | str, at: dt.datetime) -> None:
    """Give what was asked for. The person is told at the next sign-in."""
    user, before = request.user, held(request.user)
    wanted = {*user.roles, *(role for role in request.grants if role != LEAD)}
    user.roles = [role.value for role in Role if role.value in wanted]
    user.is_lead = user.is_a(Role.CLINICIAN) and (user.is_lead or LEAD in request.grants)
    db.session.delete(request)
    record(Action.USER_CHANGED, user, actor=by, at=at, fields=["roles"], before=before, after=held(user))
    notices.tell(user, "roles", at=at)


def refuse(request: RoleRequest, *, by: User, at: dt.datetime) -> None:
    """Say no to it, or take it back."""
    db.session.delete(request)
    record(Action.ROLE_REFUSED, request.user, actor=by, at=at, roles=request.grants)
    if by.id != request.user_id:
        notices.tell(request.user, "role refused", at=at)


def drop(user: User) -> None:
    """Forget what `user` asked for."""
    db.session.execute(sa.delete(RoleRequest).where(RoleRequest.user_id == user.id))


def sweep(at: dt.datetime) -> None:
    """Grant what has waited for its day."""
    for request in open_requests():
        if request.ready_at is not None and request.ready_at <= at and request.user.disabled_at is None:
            grant(request, by="system", at=at)
