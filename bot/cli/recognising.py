"""What is understood of free words, and how well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, find_dialogs
from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.support.crisis import Screen
    from bot.support.recogniser import Recogniser

commands = typer.Typer()


@commands.command()
def recognise(  # noqa: PLR0913 - one for each option
    text: Annotated[str | None, typer.Argument(help="What somebody might write; in quotes.")] = None,
    *,
    language: Annotated[str | None, typer.Option(help="Only its lists; left out: all at once.")] = None,
    figures: Annotated[bool, typer.Option("--figures", help="How often the lists are right, as tables.")] = False,
    dialogs: Annotated[Path | None, typer.Option(help="The folder; left out: the configured one.")] = None,
    lines: Annotated[Path, typer.Option(help="With --figures: the lines to tell apart.")] = Path("tests/recognise"),
    config: Config = None,
) -> None:
    """Show what is understood of free words and by which patterns: danger, wishes, talk of change.

    leeward recognise "i want to stop but i cant"

    leeward recognise "kiero dejarlo xq me hace mal" --language es

    leeward recognise --figures
    """
    from bot.content.recognition import load_recogniser
    from bot.content.safety import load_screen

    folder = find_dialogs(dialogs, config)
    recogniser = load_recogniser(folder)
    if figures:
        told = _draw_figures(recogniser, lines)
    elif text is not None:
        screen = load_screen(folder)
        told = _explain(text, screen, recogniser if language is None else _narrow(recogniser, language))
    else:
        raise SettingsError("What is to be recognised? Write it in quotes, or ask for --figures.")
    for line in told:
        typer.echo(line)


def _explain(text: str, screen: Screen, recogniser: Recogniser) -> Iterator[str]:
    """Danger in all languages, as in a conversation; wishes with their score; cues with their weight."""
    from bot.support.cues import HUNDREDTHS
    from bot.support.intents import choose

    danger = screen.find(text)
    doubt = None if danger else screen.suspect(text)
    if danger or doubt is None:
        yield f"danger: {danger.klass} by {danger.phrase}" if danger else "danger: none"
    else:
        yield f"danger: {doubt.klass} in doubt, by {doubt.phrase}"
    wishes = recogniser.wishes.hear(text)
    one = choose(wishes)
    yield f"wish: {f'/{one.opens}' if one else 'asked with buttons' if wishes else 'none'}"
    for wish in wishes:
        yield from (f"  {wish.intent}, score {wish.score}: {pattern}" for pattern in wish.patterns)
    talk = recogniser.ear.listen(text)
    yield f"talk of change: {talk.heard}"
    for cue in talk.cues:
        yield f"  {cue.side}, {cue.kind}, weight {cue.weight}: {cue.pattern}"
    if talk.likely:
        yield "  likely: " + ", ".join(f"{name} {share:.2f}" for name, share in talk.likely.items())
    for sound in talk.sounds:
        yield f"  {sound.side}, by learned cues, “{sound.words}”: {sound.weight / HUNDREDTHS:+.2f}"


def _narrow(recogniser: Recogniser, language: str) -> Recogniser:
    """Only the lists of one language."""
    from bot.support.change_talk import Ear
    from bot.support.intents import Wishes
    from bot.support.recogniser import Recogniser as Narrowed

    wishbooks = [book for book in recogniser.wishes.books.values() if book.language == language]
    talkbooks = [book for book in recogniser.ear.books if book.language == language]
    if not wishbooks and not talkbooks:
        raise SettingsError(f"--language: there are no lists of '{language}'")
    return Narrowed(Wishes(wishbooks), Ear(talkbooks))


def _draw_figures(recogniser: Recogniser, lines: Path) -> Iterator[str]:
    from bot.content.listening import DRAWINGS, list_errors, measure

    for kind, draw in DRAWINGS.items():
        measured = measure(recogniser, lines, kind)
        if not measured:
            raise SettingsError(f"{lines}: there are no lines to hold the lists against.")
        yield from draw(measured)
        yield ""
        yield from list_errors(measured)
        yield ""
