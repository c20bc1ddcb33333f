"""Sessions that live on the server: a random token in the cookie, a row here, and an end that really ends.

A row is a member of staff's, or a tablet's (one intake, no staff). A stranger has none: what little is known of one
(language, the secret of the form's token) stands signed in the cookie itself, so that whoever asks for a page makes
nothing here. A stranger cannot be signed out, so nothing is lost by not being able to take it back.
"""

import dataclasses
import datetime as dt
import enum
import hashlib
import secrets
import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, Response, g, has_request_context, request, session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import CallbackDict

from clinic.clock import BORNE, utcnow
from clinic.database import Base, Keyed, db, stored
from clinic.outages import Trouble, trouble

STAFF_IDLE = dt.timedelta(minutes=15)
STAFF_LIMIT = dt.timedelta(hours=12)
TABLET_IDLE = dt.timedelta(minutes=3)
TABLET_WARNING = dt.timedelta(seconds=30)
TABLET_LIMIT = dt.timedelta(minutes=60)
STRANGER_LIMIT = dt.timedelta(hours=12)
STRANGER_RENEWAL = dt.timedelta(hours=1)
KEPT = dt.timedelta(days=1)
TOUCH_EVERY = dt.timedelta(seconds=10)


class Kind(enum.StrEnum):
    """Whose browser this is. Rows of strangers were made until 0.2; what is left of them still counts."""

    STRANGER = "stranger"
    STAFF = "staff"
    TABLET = "tablet"


class BrowserSession(Keyed, Base):
    """One browser's session. Only the hash of its token is stored."""

    __tablename__ = "browser_session"
    __table_args__ = (sa.Index("ix_browser_session_kind_active_at", "kind", "active_at"),)

    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[Kind] = mapped_column(stored(Kind))
    user_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    intake_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("intake.id", ondelete="CASCADE"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    idle_seconds: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    active_at: Mapped[dt.datetime]

    def is_over(self, now: dt.datetime) -> bool:
        """Whether the idle or the absolute limit has passed at `now`.

        A row from a little ahead is another server's, or from before the clock was put right; a clock that was set back
        for longer gives no extra life.
        """
        age, idle = now - self.created_at, now - self.active_at
        if min(age, idle) < -BORNE:
            return True
        if self.kind is Kind.STAFF:
            return idle > STAFF_IDLE or age > STAFF_LIMIT
        if self.kind is Kind.TABLET:
            return idle > dt.timedelta(seconds=self.idle_seconds) + TABLET_WARNING or age > TABLET_LIMIT
        return age > STRANGER_LIMIT


@dataclasses.dataclass(frozen=True)
class Carried:
    """What a stranger's browser carries for us, signed, and since when."""

    data: dict[str, Any]
    at: dt.datetime


class Current(CallbackDict[str, Any], SessionMixin):
    """The session as the request sees it: a small dictionary plus who it belongs to."""

    modified = False
    accessed = True

    def __init__(
        self, row: BrowserSession | None, expired: Kind | None = None, carried: "Carried | None" = None
    ) -> None:
        data = dict(row.data) if row else dict(carried.data) if carried else {}
        super().__init__(data, on_update=lambda _: setattr(self, "modified", True))
        self.carried_at = carried.at if carried else None
        self.row_id = row.id if row else None
        self.kind = row.kind if row else Kind.STRANGER
        self.user_id = row.user_id if row else None
        self.intake_id = row.intake_id if row else None
        self.active_at = row.active_at if row else None
        self.expired = expired
        self.expired_user_id: uuid.UUID | None = None
        self.broken: Exception | None = None
        """Why the session could not be looked up: the request is answered with it, and never goes on as a stranger."""
        self.touch = False
        self.token: str | None = None  # a new token to send, when the browser must change its cookie
        self.dropped = False


def current() -> Current:
    """This request's session."""
    found = session._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(found, Current)
    return found


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(
    kind: Kind, *, user_id: uuid.UUID | None = None, intake_id: uuid.UUID | None = None, idle: dt.timedelta = STAFF_IDLE
) -> Current:
    """End the present session and start one of `kind` under a new token. The caller commits."""
    here = current()
    _delete(here.row_id)
    now = utcnow()
    token = secrets.token_urlsafe(32)
    row = BrowserSession(
        id=uuid.uuid4(),
        token_sha256=_hash(token),
        kind=kind,
        user_id=user_id,
        intake_id=intake_id,
        idle_seconds=int(idle.total_seconds()),
        data={},
        device=device_word(),
        created_at=now,
        active_at=now,
    )
    db.session.add(row)
    here.clear()
    here.row_id, here.kind, here.user_id, here.intake_id = row.id, kind, user_id, intake_id
    here.active_at, here.token, here.modified = now, token, False
    g.pop("csrf_token", None)
    return here


def end() -> None:
    """End the present session; the browser goes on as a stranger under a new token. The caller commits."""
    here = current()
    _delete(here.row_id)
    here.clear()
    here.row_id = here.user_id = here.intake_id = here.active_at = None
    here.kind, here.dropped, here.modified = Kind.STRANGER, True, False
    g.pop("csrf_token", None)


def end_all_of(user_id: uuid.UUID) -> None:
    """End every session of one member of staff (new password, new roles, disabled)."""
    db.session.execute(sa.delete(BrowserSession).where(BrowserSession.user_id == user_id))


def end_all_on(intake_id: uuid.UUID) -> None:
    """End every tablet session on one intake (sent, taken over, closed)."""
    db.session.execute(sa.delete(BrowserSession).where(BrowserSession.intake_id == intake_id))


def sweep(at: dt.datetime) -> None:
    """Remove what has been over for a while: long enough for its browser to be told why it was signed out."""
    gone = sa.or_(BrowserSession.active_at < at - KEPT, BrowserSession.active_at > at + KEPT)
    db.session.execute(sa.delete(BrowserSession).where(BrowserSession.kind.in_(list(Kind)), gone))


def note_activity() -> None:
    """Say that a person did something on a passive request (a save that changed a value)."""
    current().touch = True


def _delete(row_id: uuid.UUID | None) -> None:
    if row_id is not None:
        db.session.execute(sa.delete(BrowserSession).where(BrowserSession.id == row_id))


def device_word() -> str:
    """What kind of thing this browser runs on, in one word."""
    agent = request.user_agent.string
    for word in ("iPad", "iPhone", "Android", "Windows", "Macintosh", "Linux"):
        if word in agent:
            return word
    return "Browser"


class ServerSessions(SessionInterface):
    """Flask's session interface over the `browser_session` table."""

    def get_cookie_name(self, app: Flask) -> str:
        """`__Host-sid` over TLS; plain `sid` on loopback, where some browsers drop Secure cookies."""
        return "__Host-sid" if app.config["SECURE_COOKIES"] else "sid"

    def open_session(self, app: Flask, request: Request) -> Current:
        """Find the session row of the cookie, unless it is over; or what a stranger carries."""
        token = request.cookies.get(self.get_cookie_name(app), "")
        if not token or request.path.startswith((app.static_url_path or "/static") + "/"):
            return Current(None)
        if "." in token:  # no token of a row has one
            return Current(None, carried=self._carried(app, token))
        g.only_reads = True
        try:
            row = self._look_up(token)
        except Exception as error:
            # Raised from here it would meet no error page: the first step of the request says it instead.
            here = Current(None)
            here.broken = error
            return here
        if row is None:
            return Current(None)
        over = row.is_over(utcnow())
        here = Current(None, expired=row.kind) if over else Current(row)
        if over:
            here.dropped = True
            here.row_id, here.expired_user_id = row.id, row.user_id
        # The row was read before the request began its own work; let go of the read snapshot.
        db.session.rollback()
        return here

    def _look_up(self, token: str) -> BrowserSession | None:
        """The row of a token. Nothing has happened yet, so a connection that was lost is worth a second one."""
        query = sa.select(BrowserSession).where(BrowserSession.token_sha256 == _hash(token))
        try:
            return db.session.scalar(query)
        except Exception as error:
            db.session.rollback()
            if trouble(error) is not Trouble.AWAY:
                raise
        return db.session.scalar(query)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what changed, in a transaction of its own, after the view has committed its work."""
        assert isinstance(session, Current)
        if response.status_code < 500 and has_request_context() and db.session.info.get("uncommitted"):
            app.extensions["uncommitted"].append(response.status)
        if "outage" in g or session.broken is not None:
            return  # nothing of it can be stored, and the page says so
        db.session.rollback()
        try:
            self._store(session)
        except Exception as error:  # the view's own work is stored, and a row that is over opens nothing
            db.session.rollback()
            if trouble(error) is None:
                raise
            if session.dropped and session.token is None:
                session.row_id = None
        if session.token is not None:
            self._send(app, response, session.token, session.kind)
        elif session.row_id is None and self._is_worth_carrying(session):
            told = {"at": int(utcnow().timestamp()), "data": dict(session)}
            self._send(app, response, str(self._seal(app).dumps(told)), Kind.STRANGER)
        elif session.dropped:
            response.delete_cookie(
                self.get_cookie_name(app), path="/", secure=app.config["SECURE_COOKIES"], httponly=True
            )

    def _store(self, session: Current) -> None:
        now = utcnow()
        g.only_reads = False
        if session.dropped and session.token is None and session.row_id is not None:
            _delete(session.row_id)
            session.row_id = None
            db.session.commit()
        elif session.row_id is not None:
            self._update(session, now)

    def _is_worth_carrying(self, here: Current) -> bool:
        """Whether a stranger's cookie must be sent: it changed, or it would grow old under a page in use."""
        if here.modified:
            return bool(here) or here.carried_at is not None
        return here.carried_at is not None and utcnow() - here.carried_at > STRANGER_RENEWAL

    def _seal(self, app: Flask) -> URLSafeSerializer:
        return URLSafeSerializer(
            app.config["SECRET_KEY"], salt="footing stranger", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def _carried(self, app: Flask, cookie: str) -> Carried | None:
        """What a stranger's cookie says, if it is ours and not too old."""
        try:
            told = self._seal(app).loads(cookie)
        except BadData:
            return None
        at = dt.datetime.fromtimestamp(told["at"], dt.UTC)
        is_now = -BORNE <= utcnow() - at <= STRANGER_LIMIT
        return Carried(told["data"], at) if is_now else None

    def _update(self, here: Current, now: dt.datetime) -> None:
        values: dict[str, Any] = {}
        if here.modified:
            values["data"] = dict(here)
        active = here.touch or not g.get("passive", False)
        if active and here.active_at is not None and now - here.active_at >= TOUCH_EVERY:
            values["active_at"] = now
        if values:
            # An UPDATE, never an INSERT: a row that was deleted meanwhile stays deleted.
            db.session.execute(sa.update(BrowserSession).where(BrowserSession.id == here.row_id).values(**values))
            db.session.commit()

    def _send(self, app: Flask, response: Response, token: str, kind: Kind) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            token,
            path="/",
            secure=app.config["SECURE_COOKIES"],
            httponly=True,
            samesite="Strict" if kind is Kind.TABLET else "Lax",
        )


def init_app(app: Flask) -> None:
    """Use server-side sessions in `app`."""
    app.session_interface = ServerSessions()
    app.extensions["uncommitted"] = []
