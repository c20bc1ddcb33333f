"""Every act that the log knows, and the details each may carry."""

import enum


class Action(enum.StrEnum):
    """Every act the trail knows, as `subject:past-participle`."""

    PRACTICE_SET_UP = "practice:set-up"
    PRACTICE_CHANGED = "practice:changed"
    USER_ADDED = "user:added"
    USER_CHANGED = "user:changed"
    USER_DISABLED = "user:disabled"
    USER_ENABLED = "user:enabled"
    USER_LINKED = "user:linked"
    ROLE_ASKED = "role:asked"
    ROLE_REFUSED = "role:refused"
    PASSWORD_SET = "password:set"
    SIGNED_IN = "session:signed-in"
    SIGN_IN_FAILED = "session:refused"
    SIGNED_OUT = "session:signed-out"
    SESSIONS_ENDED = "sessions:ended"
    LOG_VIEWED = "log:viewed"
    TODAY_VIEWED = "today:viewed"
    PATIENTS_SEARCHED = "patients:searched"
    PATIENT_REGISTERED = "patient:registered"
    PATIENT_CORRECTED = "patient:corrected"
    PATIENT_VIEWED = "patient:viewed"
    VISIT_BOOKED = "visit:booked"
    VISIT_CHANGED = "visit:changed"
    VISIT_TAKEN_BACK = "visit:taken-back"
    CHART_VIEWED = "chart:viewed"
    INTAKE_STARTED = "intake:started"
    INTAKE_CODE_MADE = "intake:code-made"
    INTAKE_PAIRED = "intake:paired"
    INTAKE_PAIRING_REFUSED = "intake:pairing-refused"
    INTAKE_IDENTITY_CONFIRMED = "intake:identity-confirmed"
    INTAKE_IDENTITY_REFUSED = "intake:identity-refused"
    INTAKE_OPENED_BY_STAFF = "intake:opened-by-staff"
    INTAKE_STEP_SAVED = "intake:step-saved"
    INTAKE_ANSWER_SAVED = "intake:answer-saved"
    INTAKE_HELP_ASKED = "intake:help-asked"
    INTAKE_HELP_GIVEN = "intake:help-given"
    INTAKE_URGENT = "intake:urgent"
    INTAKE_RELEASED = "intake:released"
    INTAKE_SENT = "intake:sent"
    INTAKE_REVIEWED = "intake:reviewed"
    INTAKE_PRINTED = "intake:printed"
    EXAM_RECORDED = "exam:recorded"
    FLAG_ANSWERED = "flag:answered"
    REFERRAL_MADE = "referral:made"
    PLAN_STARTED = "plan:started"
    PLAN_VIEWED = "plan:viewed"
    PLAN_CHANGED = "plan:changed"
    PLAN_SIGNED = "plan:signed"
    TEMPLATE_KEPT = "template:kept"
    TEMPLATE_SHARED = "template:shared"
    TEMPLATE_WITHDRAWN = "template:withdrawn"
    HANDOUT_VIEWED = "handout:viewed"
    HANDOUT_PRINTED = "handout:printed"
    LOG_ENTERED = "log:entered"
    CONTENT_APPROVED = "content:approved"
    LOG_CODE_REFUSED = "log:code-refused"
    LIBRARY_VIEWED = "library:viewed"
    CLOCK_JUMPED = "clock:jumped"


# Detail says which, never what: no answers, no names, no free text.
DETAIL: dict[Action, frozenset[str]] = {
    Action.PRACTICE_CHANGED: frozenset({"fields"}),
    Action.USER_ADDED: frozenset({"roles"}),
    Action.USER_CHANGED: frozenset({"fields", "before", "after"}),
    Action.ROLE_ASKED: frozenset({"roles"}),
    Action.ROLE_REFUSED: frozenset({"roles"}),
    Action.SIGN_IN_FAILED: frozenset({"reason", "count"}),
    Action.SESSIONS_ENDED: frozenset({"reason"}),
    Action.PATIENTS_SEARCHED: frozenset({"hits"}),
    Action.PATIENT_REGISTERED: frozenset({"reason"}),
    Action.PATIENT_CORRECTED: frozenset({"fields"}),
    Action.VISIT_CHANGED: frozenset({"fields"}),
    Action.INTAKE_PAIRED: frozenset({"way"}),
    Action.INTAKE_PAIRING_REFUSED: frozenset({"reason", "count"}),
    Action.INTAKE_STEP_SAVED: frozenset({"step"}),
    Action.INTAKE_OPENED_BY_STAFF: frozenset({"step"}),
    Action.INTAKE_ANSWER_SAVED: frozenset({"field", "foot"}),
    Action.INTAKE_URGENT: frozenset({"level"}),
    Action.INTAKE_PRINTED: frozenset({"form", "language"}),
    Action.EXAM_RECORDED: frozenset({"fields", "foot"}),
    Action.FLAG_ANSWERED: frozenset({"flag", "foot", "ruling"}),
    Action.REFERRAL_MADE: frozenset({"flags"}),
    Action.PLAN_CHANGED: frozenset({"what", "code"}),
    Action.PLAN_SIGNED: frozenset({"number", "sha256", "untested"}),
    Action.HANDOUT_PRINTED: frozenset({"language", "paper", "size", "again", "mono"}),
    Action.LOG_CODE_REFUSED: frozenset({"reason", "count"}),
    Action.CONTENT_APPROVED: frozenset({"code", "revision"}),
    Action.CLOCK_JUMPED: frozenset({"seconds"}),
}
