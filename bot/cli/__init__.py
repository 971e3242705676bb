"""The command line. Every command is a few lines; the work is done by the parts."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli import authoring, database, recognising, serving, translating
from bot.cli.options import FOUND_PROBLEMS, PART_AWAY, WRONG_USE, see_from_here
from bot.errors import ContentError, LeewardError, ListenError, MessengerError, SettingsError, StorageError
from bot.plurals import count

_MOST_FAULTS_AT_START = 1

cli = typer.Typer(
    name="leeward",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
cli.add_typer(serving.commands)
cli.add_typer(authoring.commands)
cli.add_typer(recognising.commands)
cli.add_typer(translating.commands)
cli.add_typer(database.commands, name="db")


@cli.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; works anywhere.")] = False,
) -> None:
    """A harm-reduction companion that talks in Telegram and in a terminal."""
    del debug  # `main` looks at it before anything can go wrong


def main() -> NoReturn:
    """Run a command; an error of ours becomes a few lines and an exit code."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without our characters shows others
    words = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        cli(words)
    except LeewardError as error:
        if len(words) < len(sys.argv) - 1:
            raise
        for line in _told(error):
            typer.echo(line, err=True)
        sys.exit(_exit_code(error))
    sys.exit(0)


def _told(error: LeewardError) -> list[str]:
    """What to say of an error: three lines for faulty dialogs, the error's own for all others."""
    faults = getattr(error, "faults", ())
    if not faults:
        return str(error).splitlines()
    shown = [str(replace(each, file=str(see_from_here(Path(each.file))))) for each in faults[:_MOST_FAULTS_AT_START]]
    return [f"The dialogs cannot be used: {count(len(faults), 'fault')}.", *shown, "'leeward check' shows them all."]


def _exit_code(error: LeewardError) -> int:
    match error:
        case StorageError() | MessengerError() | ListenError():
            return PART_AWAY
        case SettingsError():
            return WRONG_USE
        case ContentError():
            return FOUND_PROBLEMS
        case _:
            return WRONG_USE
