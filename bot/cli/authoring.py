"""What authors use: dialogs checked, drawn, played and tested."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import FOUND_PROBLEMS, Config, Folder, find_dialogs, read_settings
from bot.errors import SettingsError
from bot.logs import set_up_logs
from bot.plurals import count

if TYPE_CHECKING:
    from bot.conversation.coverage import Spot
    from bot.settings import Settings

commands = typer.Typer()
_MERMAID = ("", "mmd", "mermaid", "md", "txt")
"""How the name of a drawing ends that is text."""
_FIDELITY = Path("docs/fidelity.md")


@commands.command()
def check(  # noqa: PLR0913 - one for each option
    folder: Folder = None,
    *,
    format: Annotated[str, typer.Option(help="text, json or github.")] = "text",  # noqa: A002 - the option's name
    fidelity: Annotated[bool, typer.Option("--fidelity", help="Only a table: how near each comes to MITI.")] = False,
    update: Annotated[bool, typer.Option("--update", help="With --fidelity: into docs/fidelity.md, too.")] = False,
    people: Annotated[bool, typer.Option("--people", help="Only count who stands on steps that are gone.")] = False,
    explain: Annotated[str | None, typer.Option(metavar="RULE", help="Only what there is to say of a rule.")] = None,
    safety: Annotated[bool, typer.Option("--safety", help="Only how well danger is told from everyday talk.")] = False,
    lines: Annotated[Path, typer.Option(help="With --safety: the lines to tell apart.")] = Path("tests/safety"),
    config: Config = None,
) -> None:
    """Check a folder of dialogs: every fault with its place. Exit 1 when there are any.

    leeward check dialogs

    leeward check dialogs --people

    leeward check --fidelity --update

    leeward check --explain L5

    leeward check dialogs --safety
    """
    from bot.cli import telling
    from bot.content.everything import check_folder
    from bot.content.lint.interviewing import ALL_RULES

    if explain is not None:
        telling.explain(explain)
        return
    if format not in telling.FORMATS:
        raise SettingsError(f"--format is text, json or github, not '{format}'")
    if update and not fidelity:
        raise SettingsError("--update goes with --fidelity")
    folder = find_dialogs(folder, config)
    if fidelity:
        _measure_dialogs(folder, update=update)
        return
    if people:
        _count_people(read_settings(config), folder, format)
        return
    if safety:
        _measure_screen(folder, lines)
        return
    checked = check_folder(folder, ALL_RULES)
    telling.tell(checked.faults, format)
    typer.echo(telling.sum_up(checked.faults, len(checked.assembly.dialogs)), err=True)
    if any(fault.severity == "error" for fault in checked.faults):
        raise typer.Exit(FOUND_PROBLEMS)


def _measure_dialogs(folder: Path, *, update: bool) -> None:
    """The table, and where it is wanted, the page that holds one with the table as it is now."""
    from bot.content.assembly import assemble
    from bot.content.lint.measures import draw_table

    table = draw_table(assemble(folder))
    if update:
        _replace_table(table)
    typer.echo(table)


def _replace_table(table: str) -> None:
    try:
        page = _FIDELITY.read_text(encoding="utf-8")
        _FIDELITY.write_text(re.sub(r"(^\|.*\n)+", lambda _: f"{table}\n", page, flags=re.MULTILINE), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{_FIDELITY} cannot be written: {error.strerror}.") from None


def _measure_screen(folder: Path, lines: Path) -> None:
    """The screen held against published lines: figures, every error, and which targets are not reached."""
    from bot.content.safety import load_screen
    from bot.content.screening import draw_table, list_errors, measure, read_sets

    screen, sets = load_screen(folder), read_sets(lines)
    if not sets:
        raise SettingsError(f"{lines}: there are no lines to hold the screen against.")
    measured = {which: measure(screen, each) for which, each in sets.items()}
    for line in (*draw_table(measured), "", *list_errors(measured)):
        typer.echo(line)
    short = [f"{'.'.join(which)}: {each}" for which, figures in measured.items() for each in figures.shortfalls()]
    for line in short:
        typer.echo(line, err=True)
    if short:
        raise typer.Exit(FOUND_PROBLEMS)


def _count_people(settings: Settings, folder: Path, form: str) -> None:
    """Whom these dialogs would meet in the middle of what they no longer have."""
    import json
    from dataclasses import fields

    from bot import app

    stranded = app.count_stranded(settings, folder)
    if form == "json":
        typer.echo(json.dumps({each.name: getattr(stranded, each.name) for each in fields(stranded)}, indent=2))
        return
    for line in stranded.tell():
        typer.echo(line)


@commands.command()
def schema(
    folder: Folder = None,
    config: Config = None,
) -> None:
    """Write the JSON schemas into a folder of dialogs, by which editors complete and check while somebody types.

    leeward schema dialogs
    """
    from bot.content.json_schemas import MODELS, write_schemas

    folder = find_dialogs(folder, config)
    try:
        write_schemas(folder)
    except OSError as error:
        raise SettingsError(f"{folder}: schemas cannot be written there: {error.strerror}.") from None
    typer.echo(f"{len(MODELS)} schemas written.")


@commands.command()
def draw(
    dialog: Annotated[str | None, typer.Argument(help="Left out: a map of all dialogs.")] = None,
    format: Annotated[  # noqa: A002 - the option's name
        str, typer.Option(help="mermaid, svg or png; left out: as the output's name ends.")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Left out: standard output.")] = None,
    config: Config = None,
) -> None:
    """Draw a dialog, or a map of them all.

    leeward draw craving -o craving.svg
    """
    from bot import app
    from bot.content.diagram import FORMATS, draw, sketch_dialog, sketch_map
    from bot.conversation.opening import find_dialog

    ending = output.suffix.removeprefix(".").lower() if output else ""
    form = format or ("mermaid" if ending in _MERMAID else ending)
    if form not in FORMATS:
        raise SettingsError(f"--format is mermaid, svg or png, not '{form}'")
    programme = app.read_programme(read_settings(config))
    dialogs = programme.books[programme.base].dialogs
    drawn = draw(sketch_dialog(find_dialog(programme, dialog)) if dialog else sketch_map(dialogs), form)
    if output is None:
        typer.echo(drawn, nl=False)
        return
    try:
        output.write_bytes(drawn)
    except OSError as error:
        raise SettingsError(f"{output} cannot be written: {error.strerror}.") from None


@commands.command()
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

    folder = find_dialogs(dialogs, config)
    set_up_logs("error", read_settings(config).log.format)
    asyncio.run(app.studio(StudioOptions(folder, transcripts, port, against)))


@commands.command()
def play(  # noqa: PLR0913 - one for each option
    dialog: str,
    *,
    step: Annotated[str | None, typer.Option("--from", help="The step to begin at.")] = None,
    given: Annotated[list[str] | None, typer.Option("--set", help="A value as name=value; as often as needed.")] = None,
    record: Annotated[Path | None, typer.Option("--record", help="Write it as a transcript to this file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="The file may be there already.")] = False,
    persona: Annotated[str | None, typer.Option(help="Let someone play by themselves, such as angry.")] = None,
    seed: Annotated[int, typer.Option(help="Another number is another way of that persona.")] = 1,
    language: Annotated[str, typer.Option(help="In this translation, such as es.")] = "",
    config: Config = None,
) -> None:
    """Play one dialog here, stored nowhere, with what lies behind it. '--- 15 minutes later' lets time pass.

    leeward play craving

    leeward play importance --from ask_why_not_lower --set importance=7

    leeward play craving --record tests/transcripts/craving_at_work.txt

    leeward play craving --persona angry --seed 3

    leeward play craving --language es
    """
    from bot import app
    from bot.terminal.playing import PlayOptions

    settings = read_settings(config)
    set_up_logs("error", settings.log.format)
    pairs = dict(_name_and_value(each) for each in given or ())
    asyncio.run(app.play(settings, PlayOptions(dialog, step, pairs, record, force, persona, seed, language)))


@commands.command("test")
def play_transcripts(
    path: Annotated[Path, typer.Argument(help="A transcript or a folder of them.")] = Path("tests/transcripts"),
    update: Annotated[bool, typer.Option("--update", help="Rewrite them as they go now.")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="List the steps and branches that none visits.")] = False,
    config: Config = None,
) -> None:
    """Play transcripts, and show where the conversation goes another way now. Exit 1 when one does.

    leeward test tests/transcripts --update

    leeward test --coverage
    """
    from collections import Counter

    from bot import app
    from bot.conversation.coverage import Watch
    from bot.terminal.replaying import Fate, find_transcripts, replay
    from bot.terminal.visits import count_visits, draw_table, list_unvisited, sum_up

    files = find_transcripts(path)
    watch = Watch(app.read_programme(read_settings(config)))
    fates = Counter[Fate]()
    for each in replay(files, watch.programme, watch.look, update=update):
        fates[each.fate] += 1
        if each.report:
            typer.echo(each.report)
    visits = count_visits(watch.dialogs, watch.visited, only_touched=not path.is_dir())
    if coverage:
        for line in (*draw_table(visits), "", *list_unvisited(visits, _find_places(find_dialogs(None, config))), ""):
            typer.echo(line)
    counts = [count(len(files), "transcript"), *(fate.tell(fates[fate]) for fate in Fate if fates[fate])]
    typer.echo(", ".join(counts))
    typer.echo(sum_up(visits))
    if fates[Fate.DIFFERS] or fates[Fate.BROKEN]:
        raise typer.Exit(FOUND_PROBLEMS)


def _find_places(folder: Path) -> Callable[[Spot], str]:
    """Where a step or branch stands: file and line."""
    from bot.content.assembly import assemble

    documents = assemble(folder).documents

    def find_place(spot: Spot) -> str:
        document = documents[spot.dialog].document
        where = ("steps", spot.step, spot.branch, spot.case) if spot.branch else ("steps", spot.step)
        line, _ = document.place(where) if spot.branch else document.key_place(where)
        return f"{document.file}:{line}"

    return find_place


def _name_and_value(pair: str) -> tuple[str, str]:
    name, sign, value = pair.partition("=")
    if not sign:
        raise SettingsError(f"--set wants name=value, not '{pair}'")
    return name, value
