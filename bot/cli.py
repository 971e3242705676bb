"""The command line. Every command is a few lines here; the work is done by the parts."""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.errors import ContentError, LeewardError, ListenError, MessengerError, SettingsError, StorageError
from bot.logs import set_up_logs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.content.faults import Fault
    from bot.settings import Settings

FOUND_PROBLEMS, WRONG_USE, PART_AWAY = 1, 2, 3
"""Exit codes besides 0."""

_MOST_FAULTS_AT_START = 1

cli = typer.Typer(
    name="leeward",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The database.", no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(database, name="db")

Config = Annotated[Path | None, typer.Option("--config", help="The configuration file.", dir_okay=False)]
Folder = Annotated[Path | None, typer.Argument(help="The folder of dialogs; left out: the configured one.")]


@cli.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; works anywhere.")] = False,
) -> None:
    """A harm-reduction companion that talks in Telegram and in a terminal."""
    del debug  # `main` looks at it before anything can go wrong


@cli.command()
def chat(
    person: Annotated[str, typer.Option(help="Who talks; another name is another person.")] = "you",
    language: Annotated[str | None, typer.Option(help="The first language, such as es.")] = None,
    database_url: Annotated[str | None, typer.Option("--database", help="Such as sqlite:///try.db.")] = None,
    config: Config = None,
) -> None:
    r"""Talk with Leeward here. Reads plain lines when standard input is no terminal.

    leeward chat

    printf '/start\nSkip\n' | leeward chat --database sqlite://
    """
    from bot import app

    settings = _settings(config, {"LEEWARD_DATABASE__URL": database_url} if database_url else {})
    set_up_logs("error", settings.log.format)
    asyncio.run(app.chat(settings, person, language))


@cli.command()
def run(config: Config = None) -> None:
    """Serve in Telegram until stopped.

    LEEWARD_TELEGRAM__TOKEN=123456:ABC… leeward run
    """
    from bot import app

    settings = _settings(config)
    set_up_logs(settings.log.level, settings.log.format)
    asyncio.run(app.run(settings))


@cli.command()
def check(
    folder: Folder = None,
    format: Annotated[str, typer.Option(help="text, json or github.")] = "text",  # noqa: A002 - the option's name
    fidelity: Annotated[bool, typer.Option("--fidelity", help="Only a table: how near each comes to MITI.")] = False,
    config: Config = None,
) -> None:
    """Check a folder of dialogs: every fault with its place. Exit 1 when there are any.

    leeward check dialogs
    """
    from bot import app
    from bot.content.assembly import assemble
    from bot.content.everything import check_folder
    from bot.content.lint.interviewing import ALL_RULES
    from bot.content.lint.measures import draw_table

    folder = folder or app.dialogs_folder(_settings(config))
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder of dialogs.")
    if fidelity:
        typer.echo(draw_table(assemble(folder)))
        return
    faults = check_folder(folder, ALL_RULES)
    for line in _in_format(faults, format):
        typer.echo(line)
    if any(fault.severity == "error" for fault in faults):
        raise typer.Exit(FOUND_PROBLEMS)


@cli.command()
def draw(
    dialog: Annotated[str | None, typer.Argument(help="Left out: a map of all dialogs.")] = None,
    format: Annotated[str, typer.Option(help="mermaid, svg or png.")] = "mermaid",  # noqa: A002 - the option's name
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Left out: standard output.")] = None,
    config: Config = None,
) -> None:
    """Draw a dialog, or a map of them all.

    leeward draw craving --format svg -o craving.svg
    """
    from bot import app
    from bot.content.diagram import FORMATS, draw, sketch_dialog, sketch_map
    from bot.conversation.opening import find_dialog

    if format not in FORMATS:
        raise SettingsError(f"--format is mermaid, svg or png, not '{format}'")
    programme = app.read_programme(_settings(config))
    dialogs = programme.books[programme.base].dialogs
    drawn = draw(sketch_dialog(find_dialog(programme, dialog)) if dialog else sketch_map(dialogs), format)
    if output is None:
        typer.echo(drawn, nl=False)
        return
    try:
        output.write_bytes(drawn)
    except OSError as error:
        raise SettingsError(f"{output} cannot be written: {error.strerror}.") from None


@cli.command()
def studio(
    dialogs: Annotated[Path | None, typer.Option(help="The folder; left out: the configured one.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where this machine alone reaches it.")] = 8765,
    transcripts: Annotated[Path, typer.Option(help="Where conversations are saved.")] = Path("tests/transcripts"),
    against: Annotated[
        str | None, typer.Option(help="A folder, or a revision in git such as HEAD, to compare with.")
    ] = None,
    config: Config = None,
) -> None:
    """Open a page for authors: a dialog played, drawn and checked, anew whenever its file is saved.

    leeward studio --against HEAD
    """
    from bot import app
    from bot.studio.service import StudioOptions

    settings = _settings(config)
    folder = dialogs or app.dialogs_folder(settings)
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder of dialogs.")
    set_up_logs("error", settings.log.format)
    asyncio.run(app.studio(StudioOptions(folder, transcripts, port, against)))


@cli.command()
def play(
    dialog: str,
    step: Annotated[str | None, typer.Option("--from", help="The step to begin at.")] = None,
    given: Annotated[list[str] | None, typer.Option("--set", help="A value as name=value; as often as needed.")] = None,
    config: Config = None,
) -> None:
    """Play one dialog here, stored nowhere, with what lies behind it. '--- 15 minutes later' lets time pass.

    leeward play craving

    leeward play importance --from ask_why_not_lower --set importance=7
    """
    from bot import app

    settings = _settings(config)
    set_up_logs("error", settings.log.format)
    pairs = dict(_name_and_value(each) for each in given or ())
    asyncio.run(app.play(settings, dialog, step, pairs))


@cli.command("test")
def play_transcripts(
    path: Annotated[Path, typer.Argument(help="A transcript or a folder of them.")] = Path("tests/transcripts"),
    update: Annotated[bool, typer.Option("--update", help="Rewrite them as they go now.")] = False,
    config: Config = None,
) -> None:
    """Play transcripts, and show where the conversation goes another way now. Exit 1 when one does.

    leeward test tests/transcripts --update
    """
    from collections import Counter

    from bot import app
    from bot.terminal.replaying import Fate, find_transcripts, replay

    files = find_transcripts(path)
    fates = Counter[Fate]()
    for each in replay(files, app.read_programme(_settings(config)), update=update):
        fates[each.fate] += 1
        if each.report:
            typer.echo(each.report)
    typer.echo(", ".join([f"{len(files)} transcripts", *(f"{fates[fate]} {fate}" for fate in Fate if fates[fate])]))
    if fates[Fate.DIFFERS] or fates[Fate.BROKEN]:
        raise typer.Exit(FOUND_PROBLEMS)


@database.command()
def upgrade(config: Config = None) -> None:
    """Bring the tables up to date. `run` and `chat` do it by themselves."""
    from bot import app

    asyncio.run(app.upgrade(_settings(config)))
    typer.echo("The database is up to date.")


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


def _settings(config: Path | None, overriding: dict[str, str] | None = None) -> Settings:
    import os

    from bot.settings import load_settings

    return load_settings(config, {**os.environ, **(overriding or {})})


def _in_format(faults: Iterable[Fault], form: str) -> Iterable[str]:
    import json
    from dataclasses import asdict

    match form:
        case "json":
            return [json.dumps([asdict(fault) for fault in faults], indent=2)]
        case "github":
            return [
                f"::{one.severity} file={one.file},line={one.line},col={one.column},title={one.rule}::{one.message}"
                for one in faults
            ]
        case "text":
            return [line for fault in faults for line in (str(fault), *(f"    {said}" for said in fault.path))]
        case _:
            raise SettingsError(f"--format is text, json or github, not '{form}'")


def _name_and_value(pair: str) -> tuple[str, str]:
    name, sign, value = pair.partition("=")
    if not sign:
        raise SettingsError(f"--set wants name=value, not '{pair}'")
    return name, value


def _told(error: LeewardError) -> list[str]:
    """What to say of an error: three lines for faulty dialogs, the error's own for all others."""
    faults = getattr(error, "faults", ())
    if not faults:
        return str(error).splitlines()
    shown = [str(fault) for fault in faults[:_MOST_FAULTS_AT_START]]
    count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
    return [f"The dialogs cannot be used: {count}.", *shown, "'leeward check' shows them all."]


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
