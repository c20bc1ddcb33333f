"""The first day: what a new practice still lacks, in the order in which an administrator settles it.

A list that empties itself: whatever a row can show is read off the rows; only what no row can show is ticked by hand.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from clinic.access import Role
from clinic.accounts import staff
from clinic.accounts.models import User
from clinic.audit.actions import Action
from clinic.audit.trail import record
from clinic.practice import region
from clinic.practice.models import Practice

STEPS = ("practice", "place", "team", "copies")
"""The pages of the set-up, in their order. Each can be left and come back to."""
BY_HAND = frozenset({"place", "copies", "tablets"})


@dataclass(frozen=True)
class Point:
    """One thing that is to be settled, what it is for, and where."""

    key: str
    words: str
    why: str
    href: str
    is_done: bool


def points(practice: Practice, staff: list[User]) -> list[Point]:
    """Everything there is to settle, done or not."""
    # Who has not chosen a password yet cannot help anybody.
    at_work = [user for user in staff if user.disabled_at is None and user.password_hash]
    admins = [user for user in at_work if user.is_a(Role.ADMIN)]
    settled = set(practice.settled)

    def step(name: str) -> str:
        return url_for("setting_up.step", name=name)

    found = [
        Point(
            "phone",
            _("The number patients call"),
            _("No plan can be signed without it: it stands on every page of paper."),
            step("practice"),
            bool(practice.phone.strip()),
        ),
        Point(
            "place",
            _("Time zone, paper, measures and languages"),
            _("The clinic's day decides how old a patient is."),
            step("place"),
            "place" in settled,
        ),
        Point(
            "admin",
            _("A second administrator"),
            _("When the only one is away or has lost the password, nobody can add staff."),
            step("team"),
            len(admins) > 1,
        ),
        Point(
            "lead",
            _("A lead clinician"),
            _("Approves the entries of the clinical library, and vouches for the Spanish."),
            step("team"),
            any(user.is_lead and user.is_a(Role.CLINICIAN) for user in at_work),
        ),
        Point(
            "desk",
            _("Somebody at the front desk"),
            _("Registers people, hands out tablets, prints signed plans."),
            url_for("accounts.add_user"),
            any(user.is_a(Role.FRONT_DESK) for user in at_work),
        ),
        Point(
            "copies",
            _("A copy of the keys, kept elsewhere"),
            _("Without the keys nobody can read the data, you included."),
            step("copies"),
            "copies" in settled,
        ),
    ]
    if str(current_app.config["BASE_URL"]).startswith("https:"):
        found.append(
            Point(
                "tablets",
                _("Tablets that trust this server"),
                _("Each tablet must know the clinic's own certificate authority once."),
                step("copies"),
                "tablets" in settled,
            )
        )
    return found


def left(practice: Practice | None, person: Any) -> list[Point]:
    """What is still to be settled, for an administrator; nothing for anybody else."""
    if practice is None or Role.ADMIN not in person.roles:
        return []
    return [point for point in points(practice, User.everyone()) if not point.is_done]


def first_page(person: Any) -> str | None:
    """Where a new practice's administrator lands: the first step, until the practice can be called."""
    practice = Practice.here()
    if practice is None or Role.ADMIN not in person.roles or practice.phone.strip() or practice.settled:
        return None
    return url_for("setting_up.step", name=STEPS[0])


def after(name: str) -> str:
    """Where a finished step leads."""
    place = STEPS.index(name) + 1
    return url_for("setting_up.step", name=STEPS[place]) if place < len(STEPS) else url_for("setting_up.overview")


def settle(practice: Practice, keys: set[str], *, by: User, at: dt.datetime) -> None:
    """Say that something no row can show is done, or is not done after all."""
    kept = [key for key in sorted(BY_HAND) if key in keys]
    if kept != sorted(practice.settled):
        practice.settled = kept
        record(Action.PRACTICE_CHANGED, actor=by, at=at, fields=["settled"])


def guess_place(form: Any) -> None:
    """Fill in what is usual where this machine's clock is set; whoever reads the page changes what is wrong."""
    zone = region.machine_zone()
    usual = region.usual_in(zone or "America/New_York")
    form.time_zone.data = zone or None
    form.date_order.data = usual.date_order
    form.paper.data, form.units.data, form.emergency_number.data = usual.paper, usual.units, usual.emergency_number


def add_team(form: Any, *, by: User, at: dt.datetime) -> list[User]:
    """Make the accounts that were asked for: a second administrator, a lead clinician. `form` is a `TeamForm`."""
    made = []
    if form.admin_name.data:
        made.append(
            staff.make(
                name=form.admin_name.data, username=form.admin_username.data, roles=[Role.ADMIN.value], by=by, at=at
            )
        )
    if form.lead_name.data:
        made.append(
            staff.make(
                name=form.lead_name.data,
                username=form.lead_username.data,
                credentials=form.lead_credentials.data or "",
                roles=[Role.CLINICIAN.value],
                is_lead=True,
                by=by,
                at=at,
            )
        )
    return made
