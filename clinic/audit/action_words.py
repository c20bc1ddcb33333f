"""The trail in words, in the language of whoever reads it. What is stored stays as it was written."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.audit.actions import Action
from clinic.i18n import LANGUAGES

ACTIONS: dict[Action, Any] = {
    Action.PRACTICE_SET_UP: lazy("Set up the practice"),
    Action.PRACTICE_CHANGED: lazy("Changed the practice's settings"),
    Action.USER_ADDED: lazy("Added a user"),
    Action.USER_CHANGED: lazy("Changed a user"),
    Action.USER_DISABLED: lazy("Closed a user's account"),
    Action.USER_ENABLED: lazy("Opened a user's account again"),
    Action.USER_LINKED: lazy("Made a sign-in link"),
    Action.ROLE_ASKED: lazy("Asked for a clinical role"),
    Action.ROLE_REFUSED: lazy("Said no to a clinical role"),
    Action.PASSWORD_SET: lazy("Set a password"),
    Action.SIGNED_IN: lazy("Signed in"),
    Action.SIGN_IN_FAILED: lazy("Was refused at sign-in"),
    Action.SIGNED_OUT: lazy("Signed out"),
    Action.SESSIONS_ENDED: lazy("Ended sessions"),
    Action.LOG_VIEWED: lazy("Looked at the log"),
    Action.TODAY_VIEWED: lazy("Looked at the day's list"),
    Action.PATIENTS_SEARCHED: lazy("Searched for patients"),
    Action.PATIENT_REGISTERED: lazy("Registered a patient"),
    Action.PATIENT_CORRECTED: lazy("Corrected a patient's details"),
    Action.PATIENT_VIEWED: lazy("Looked at a patient"),
    Action.VISIT_BOOKED: lazy("Booked a visit"),
    Action.VISIT_CHANGED: lazy("Changed a visit"),
    Action.VISIT_TAKEN_BACK: lazy("Took back a visit"),
    Action.CHART_VIEWED: lazy("Looked at a chart"),
    Action.INTAKE_STARTED: lazy("Started an intake"),
    Action.INTAKE_CODE_MADE: lazy("Made a code for a tablet"),
    Action.INTAKE_PAIRED: lazy("Connected a tablet"),
    Action.INTAKE_PAIRING_REFUSED: lazy("Was refused a tablet code"),
    Action.INTAKE_IDENTITY_CONFIRMED: lazy("Confirmed who is answering"),
    Action.INTAKE_IDENTITY_REFUSED: lazy("Found the wrong person answering"),
    Action.INTAKE_OPENED_BY_STAFF: lazy("Opened a step of an intake at the desk"),
    Action.INTAKE_STEP_SAVED: lazy("Finished a step of an intake"),
    Action.INTAKE_ANSWER_SAVED: lazy("Saved an answer"),
    Action.INTAKE_HELP_ASKED: lazy("Asked for help"),
    Action.INTAKE_HELP_GIVEN: lazy("Gave help"),
    Action.INTAKE_URGENT: lazy("An answer was urgent"),
    Action.INTAKE_RELEASED: lazy("Let the patient go on"),
    Action.INTAKE_SENT: lazy("Sent an intake"),
    Action.INTAKE_REVIEWED: lazy("Reviewed an intake"),
    Action.INTAKE_PRINTED: lazy("Printed or exported an intake"),
    Action.EXAM_RECORDED: lazy("Recorded findings"),
    Action.FLAG_ANSWERED: lazy("Answered a flag"),
    Action.REFERRAL_MADE: lazy("Recorded who was told"),
    Action.PLAN_STARTED: lazy("Started a plan"),
    Action.PLAN_VIEWED: lazy("Looked at a plan"),
    Action.PLAN_CHANGED: lazy("Changed a plan"),
    Action.PLAN_SIGNED: lazy("Signed a plan"),
    Action.TEMPLATE_KEPT: lazy("Saved a template"),
    Action.TEMPLATE_SHARED: lazy("Shared a template"),
    Action.TEMPLATE_WITHDRAWN: lazy("Took back a template"),
    Action.HANDOUT_VIEWED: lazy("Looked at a handout"),
    Action.HANDOUT_PRINTED: lazy("Printed a handout"),
    Action.LOG_ENTERED: lazy("Typed in a tick sheet"),
    Action.CONTENT_APPROVED: lazy("Approved content"),
    Action.LOG_CODE_REFUSED: lazy("Was refused the code of a tick sheet"),
    Action.LIBRARY_VIEWED: lazy("Looked at the library"),
    Action.CLOCK_JUMPED: lazy("Found that the clock was set"),
}

SUBJECTS: dict[str, Any] = {
    "": "",
    "practice": lazy("practice"),
    "user": lazy("user"),
    "patient": lazy("patient"),
    "visit": lazy("visit"),
    "intake": lazy("intake"),
    "exam_findings": lazy("findings"),
    "flag_answer": lazy("answer to a flag"),
    "re_asked": lazy("question asked again"),
    "referral": lazy("referral"),
    "plan": lazy("plan"),
    "plan_version": lazy("signed plan"),
    "plan_template": lazy("template"),
    "handout": lazy("handout"),
    "line_report": lazy("report on a line"),
    "approval": lazy("approval"),
    "set_up_link": lazy("sign-in link"),
    "score": lazy("score"),
}

ACTORS: dict[str, Any] = {"staff": lazy("staff"), "tablet": lazy("tablet"), "system": lazy("the program")}

DETAILS: dict[str, Any] = {
    "fields": lazy("fields"),
    "roles": lazy("roles"),
    "before": lazy("before"),
    "after": lazy("after"),
    "reason": lazy("reason"),
    "count": lazy("times"),
    "seconds": lazy("by so many seconds"),
    "hits": lazy("found"),
    "way": lazy("way"),
    "step": lazy("step"),
    "field": lazy("field"),
    "foot": lazy("foot"),
    "level": lazy("urgency"),
    "form": lazy("form"),
    "language": lazy("language"),
    "flag": lazy("flag"),
    "flags": lazy("flags"),
    "ruling": lazy("finding"),
    "what": lazy("what"),
    "code": lazy("code"),
    "number": lazy("version"),
    "sha256": "SHA-256",
    "untested": lazy("no core test done"),
    "paper": lazy("paper"),
    "size": lazy("print size"),
    "again": lazy("again"),
    "mono": lazy("black and white"),
    "revision": lazy("revision"),
}

VALUES: dict[str, Any] = {
    "accepted": lazy("accepted"),
    "accepted all": lazy("accepted all"),
    "added": lazy("added"),
    "changed": lazy("changed"),
    "removed": lazy("removed"),
    "moved": lazy("moved"),
    "proposed": lazy("brought back"),
    "not confirmed": lazy("did not confirm who it was"),
    "no match": lazy("wrong name or password"),
    "easier": lazy("made easier"),
    "harder": lazy("made harder"),
    "undo": lazy("undone"),
    "restarted": lazy("started again"),
    "template": lazy("template"),
    "this device": lazy("this device"),
    "taken over": lazy("taken over"),
    "wrong code": lazy("wrong code"),
    "too many tries": lazy("too many tries"),
    "disabled": lazy("account closed"),
    "both seen": lazy("namesake: both people are known here"),
    "papers": lazy("namesake: papers with a photo were compared"),
    "address": lazy("namesake: address and phone differ"),
    "EMERG": lazy("emergency"),
    "SAMEDAY": lazy("the same day"),
    "code": lazy("with a code"),
    "link": lazy("with a link"),
    "letter": lazy("Letter"),
    "standard": lazy("standard"),
    "large": lazy("large print"),
    "both": lazy("both"),
    "calendar": lazy("calendar"),
    "file": lazy("file"),
    "front_desk": lazy("front desk"),
    "clinician": lazy("clinician"),
    "lead": lazy("clinical lead"),
    "admin": lazy("administrator"),
    "cleared": lazy("cleared"),
    "image_first": lazy("image first"),
    "refer": lazy("refer"),
    "seen_elsewhere": lazy("seen elsewhere"),
}
"""Values that are words and not codes of the dictionary or the library."""


FEET: dict[str, Any] = {"r": lazy("right"), "l": lazy("left"), "p": lazy("the person"), "": ""}


def action(code: str) -> str:
    """One act in words; an act this version does not know any more keeps its code."""
    return str(ACTIONS[Action(code)]) if code in set(Action) else code


def subject(kind: str) -> str:
    """What an act was done to."""
    return str(SUBJECTS.get(kind, kind))


def actor(kind: str) -> str:
    """Who acted, where it was no member of staff with a name."""
    return str(ACTORS.get(kind, kind))


def detail(event: Any) -> str:
    """Which one it was: names in words, values in words where they are no codes; nothing where nothing is said."""
    parts = ((key, _value(key, value, event.subject_kind)) for key, value in event.detail.items())
    return "; ".join(f"{DETAILS.get(key, key)}: {said}" for key, said in parts if said)


def _value(key: str, value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    every = value if isinstance(value, list) else [value]
    return ", ".join(_said(key, part, kind) if isinstance(part, str) else str(part) for part in every)


def _said(key: str, part: str, kind: str) -> str:
    labels = current_app.extensions["labels"]
    if key in ("fields", "field"):
        return str(labels.field(part, kind or "practice"))
    if key == "step":
        return str(labels.screen(part))
    return str((FEET if key == "foot" else LANGUAGES if key == "language" else VALUES).get(part, part))
