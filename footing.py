"""The command line of Footing: `script/footing`, or `python -m clinic`. `flask` works as well.

Every command takes `--practice DIR`, before or after its name. Commands that only read never make anything: without a
practice they say in one sentence what to give.
"""

import copy
import functools
import sys
from pathlib import Path
from typing import Any

import click

import wsgi
from clinic import VERSION
from clinic.commands import groups


def _folder(context: click.Context, _option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_root().meta["practice"] = value


def _option() -> click.Option:
    return click.Option(
        ["--practice"],
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The practice kept in this folder, as script/server was told.",
        expose_value=False,
        callback=_folder,
    )


def _opened(command: click.Command, words: str) -> click.Command:
    """The same command, run inside the application of the practice that was named."""
    made = copy.copy(command)
    made.params = [*command.params, _option()]
    if isinstance(command, click.Group) and isinstance(made, click.Group):
        made.commands = {name: _opened(one, f"{words} {name}") for name, one in command.commands.items()}
        return made
    inner = command.callback
    assert inner is not None

    @functools.wraps(inner)
    def run(*args: Any, **options: Any) -> Any:
        app = wsgi.app_for(words, practice=click.get_current_context().find_root().meta.get("practice"))
        with app.app_context():
            return inner(*args, **options)

    made.callback = run
    return made


@click.group(params=[_option()])
@click.version_option(VERSION, prog_name="Footing", message="%(prog)s %(version)s")
def group() -> None:
    """Footing: ball-of-foot intake, explained plan, printed handout."""


for _one in (*groups.COMMANDS, groups.upgrade):
    group.add_command(_opened(_one, _one.name or ""))


def main() -> None:
    """Run the command that was asked for."""
    sys.excepthook = wsgi.say_plainly
    group(prog_name="footing")


if __name__ == "__main__":
    main()
