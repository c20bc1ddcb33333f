"""The command line: demo practice, first administrator, plans from files, knowledge check, doctor."""

import json
import sys
from pathlib import Path
from typing import IO, NoReturn

import click
from flask import Flask, current_app, url_for
from flask.cli import AppGroup

from clinic import sessions
from clinic.accounts import sign_in, staff
from clinic.accounts.models import User
from clinic.audit import trail
from clinic.clock import utcnow
from clinic.database import db
from clinic.operations import starting

BAD_INPUT, NO_PLAN, REFUSED = 2, 3, 78
MIGRATIONS = Path(__file__).parents[2] / "migrations"


def fail(sentence: str, status: int = 1) -> NoReturn:
    """End with one clear line on standard error."""
    click.echo(sentence, err=True)
    sys.exit(status)


@click.command("create-admin")
def create_admin() -> None:
    """Print a one-time link with which the first administrator sets up the practice."""
    if db.session.query(User).count():
        fail("There is an administrator already. Let them make a new link under Staff.")
    links_at = _links_at()
    token = sign_in.make_link(None, at=utcnow())
    db.session.commit()
    click.echo(_link(links_at, token))


def _links_at() -> str:
    """The address that people open: the one that was told, else the one at which the server was last open."""
    links_at = str(current_app.config["LINKS_AT"])
    if not links_at:
        fail(
            "Nobody has said yet at which address this practice is opened, so no link was made: start its server once,"
            " or set FOOTING_BASE_URL, such as https://clinic.example:8443."
        )
    return links_at


def _link(links_at: str, token: str) -> str:
    with current_app.test_request_context(base_url="http://localhost/"):  # without the folder: the address has it
        return links_at + url_for("accounts.set_up", token=token)


@click.command("demo")
def demo() -> None:
    """Fill an empty demo practice with made-up people, and today's list with their visits."""
    from clinic import demo as practice

    if not current_app.config["DEMO"]:
        fail("This is a real practice. Demo people only go into a demo practice (script/server without --practice).")
    with current_app.test_request_context():  # sentences of the draft are worded for a page
        practice.fill(at=utcnow())
        db.session.commit()
    for line in practice.sign_ins():
        click.echo(line)


@click.command("plan")
@click.argument("intake", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the handout here (PDF).")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON.")
@click.option("--lines", is_flag=True, help="One case per line on standard input, one decision per line out.")
@click.option("--defaults", is_flag=True, help="Fill what is absent with the defaults of the reference cases.")
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True)
@click.option("--print", "size", type=click.Choice(["standard", "large"]), default="standard", show_default=True)
@click.option("--lang", type=click.Choice(["en", "es", "both"]), default="en", show_default=True)
@click.option("--mono", is_flag=True, help="Pure black on white.")
def plan(
    intake: Path | None,
    output: Path | None,
    as_json: bool,
    lines: bool,
    defaults: bool,
    paper: str,
    size: str,
    lang: str,
    mono: bool,
) -> None:
    """Turn one intake (JSON) into a decision or a draft handout. Needs no database and no key."""
    from clinic.commands import plan as plans
    from clinic.knowledge import case_file

    if lines:
        _answer_lines(sys.stdin.buffer, defaults=defaults)
        return
    if intake is None:
        fail("Name the intake file, or use --lines and give one case per line.", BAD_INPUT)
    if output is None and not as_json:
        fail("Say where the handout goes with -o FILE, or print the decision with --json.", BAD_INPUT)
    try:
        if str(intake) == "-":
            case = case_file.read_stream(sys.stdin.buffer, defaults=defaults)
        else:
            case = case_file.read_file(intake, defaults=defaults)
    except case_file.BadCase as bad:
        fail(str(bad), BAD_INPUT)
    decision = plans.decide(case)
    if as_json:
        click.echo(json.dumps(decision.as_json(), indent=2, ensure_ascii=False))
    if output is None:
        return
    if decision.status != "plan":
        if as_json:
            return
        fail(plans.why_not(decision), NO_PLAN)
    try:
        pdf = plans.draw(case, decision, paper=paper, size=size, language=lang, mono=mono)
    except plans.RenderFailed as failed:
        fail(f"The handout could not be drawn: {failed}")
    try:
        output.write_bytes(pdf)
    except OSError as error:
        fail(f"The handout could not be written to {output}: {error.strerror}.", BAD_INPUT)


def _answer_lines(cases: IO[bytes], *, defaults: bool) -> None:
    """One decision for each line that is not empty, as it comes."""
    from clinic.commands.cases import decide_bytes
    from clinic.knowledge import case_file

    for line in case_file.lines(cases):
        if line == case_file.ENDLESS:
            fail(f"A line without an end: one case has at most {case_file.MOST_WORDS}.", BAD_INPUT)
        click.echo(decide_bytes(line, defaults=defaults))


knowledge = AppGroup("knowledge", help="The clinical library.")


@knowledge.command("check")
def knowledge_check() -> None:
    """Refuse what a clinician could not rely on; name file and line."""
    from clinic.curation import gate

    problems = gate.check()
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        sys.exit(1)
    click.echo("The clinical library is in order.")


users = AppGroup("users", help="Staff accounts.")


@users.command("list")
def users_list() -> None:
    """Everyone with an account."""
    for user in User.everyone():
        state = "closed" if user.disabled_at else "open"
        click.echo(f"{user.username}\t{user.name}\t{', '.join(user.roles)}\t{state}")


@users.command("link")
@click.argument("username")
def users_link(username: str) -> None:
    """Print a one-time link (15 minutes) with which USERNAME chooses a new password, when no administrator can."""
    user = User.named(username)
    if user is None or user.disabled_at is not None:
        fail(f"There is no open account {username}: footing users list --practice FOLDER shows those there are.")
    links_at = _links_at()
    token = staff.new_link(user, by="system", at=utcnow())
    db.session.commit()
    click.echo(_link(links_at, token))
    click.echo(f"It is for {user.name}, who signs in as {user.username}.", err=True)


audit = AppGroup("audit", help="The audit trail.")


@audit.command("verify")
def audit_verify() -> None:
    """Walk the whole trail; name each place where it was changed, cut or reordered."""
    faults = list(trail.faults())
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo("The audit trail is intact.")


@click.command("doctor")
def doctor() -> None:
    """Check database, audit trail, stored paper and the renderer; exit 1 if anything is wrong."""
    from clinic.operations import doctor as health

    wrong = 0
    for finding in health.examine():
        click.echo(f"{'ok ' if finding.is_well else 'BAD'}  {finding.words}")
        wrong += not finding.is_well
    sys.exit(1 if wrong else 0)


@click.command("end-sessions")
def end_sessions() -> None:
    """End every session on every device, as after a lost tablet."""
    count = db.session.query(sessions.BrowserSession).delete()
    db.session.commit()
    click.echo(f"{count} sessions ended.")


@click.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date, or make an empty practice; the server's start does so by itself."""
    try:
        starting.make_ready(current_app._get_current_object(), MIGRATIONS)  # type: ignore[attr-defined]
    except starting.CannotStart as why:
        fail(str(why), REFUSED)
    click.echo("The database is up to date.")


COMMANDS: tuple[click.Command, ...] = (create_admin, demo, plan, doctor, end_sessions, knowledge, users, audit)


def init_app(app: Flask) -> None:
    """Give `flask` our commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
