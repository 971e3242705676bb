"""What translators use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import FOUND_PROBLEMS, Config, find_dialogs
from bot.errors import SettingsError
from bot.plurals import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.sidecars import Draft
    from bot.content.sources import Sources

commands = typer.Typer()


@commands.command()
def translate(
    language: Annotated[str, typer.Argument(help="Its code, such as es.")],
    where: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH] [DIALOG…]", help="The folder, if not the configured one; some dialogs, or all."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")] = False,
    config: Config = None,
) -> None:
    """Write or refresh translations: every text below the dialog's own, TODO where one is lacking.

    leeward translate es

    leeward translate es my-dialogs craving urge --check
    """
    from bot.content.sidecars import draft_all, find_refused
    from bot.content.sources import read_sources

    if not re.fullmatch("[a-z]{2,3}", language):
        raise SettingsError(f"'{language}' is no language: write its code, such as es")
    folder, names = _tell_apart(where or [], config)
    sources = read_sources(folder)
    _look_for(names, sources)
    drafts = list(draft_all(folder, sources, language, names))
    for draft in drafts:
        if draft.changes and not check:
            _write(draft)
    refused = [str(fault) for fault in find_refused(sources, language, names)]
    for line in (*_report(drafts, language, check=check), *_list_missing(folder, sources, language), *refused):
        typer.echo(line)
    if refused or (check and any(draft.changes for draft in drafts)):
        raise typer.Exit(FOUND_PROBLEMS)


def _tell_apart(where: list[str], config: Path | None) -> tuple[Path, list[str]]:
    """The folder and the names of dialogs."""
    if where and (Path(where[0]).is_dir() or "/" in where[0]):
        return find_dialogs(Path(where[0]), config), where[1:]
    return find_dialogs(None, config), where


def _look_for(names: list[str], sources: Sources) -> None:
    from bot.content.validation import suggest

    known = {source.name for source in sources.dialogs} | sources.broken
    for name in names:
        if name not in known:
            raise SettingsError(f"There is no dialog “{name}”{suggest(name, known)}")


def _write(draft: Draft) -> None:
    try:
        draft.write()
    except OSError as error:
        raise SettingsError(f"{draft.path} cannot be written: {error.strerror}.") from None


def _report(drafts: list[Draft], language: str, *, check: bool) -> Iterator[str]:
    """A line for each file that changes, and one for all."""
    for draft in drafts:
        if draft.changes:
            would = "would be " if check else ""
            done = "begun" if draft.before is None else "refreshed"
            left = f"{draft.gaps} of {count(draft.texts, 'text')} to translate, {draft.stale} to look at again"
            yield f"{draft.path}: {would}{done}, {left}"
    texts, gaps, stale = (sum(getattr(each, key) for each in drafts) for key in ("texts", "gaps", "stale"))
    among = f"{language}: {count(len(drafts), 'dialog')}"
    yield f"{among}, {texts - gaps} of {count(texts, 'text')} translated, {stale} to look at again"


def _list_missing(folder: Path, sources: Sources, language: str) -> Iterator[str]:
    """What no program begins: words for a crisis are written by people who know the country, never filled in."""
    from bot.content.languages import find_missing_files, find_missing_words
    from bot.content.lint.lexicons import load_lexicon

    for path in find_missing_files(folder, language):
        yield f"{path}: missing; write it before anybody is spoken to in '{language}'"
    if words := find_missing_words(sources, language):
        yield f"{folder / f'words.{language}.yaml'}: lacks {', '.join(words)}"
    if load_lexicon(language) is None:
        yield f"bot/content/lint/lexicon/{language}.yaml: missing; without it the words are not linted in '{language}'"
