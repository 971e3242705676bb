"""How faults are told: to people, to programs, and to GitHub."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.options import see_from_here
from bot.errors import SettingsError
from bot.plurals import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from bot.content.faults import Fault

FORMATS: Final = ("text", "json", "github")
_COLOURS = {"error": "bold red", "warning": "bold yellow"}
_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPED_IN_PROPERTIES = _ESCAPED | {":": "%3A", ",": "%2C"}


def tell(faults: Sequence[Fault], form: str) -> None:
    """Print faults in one of `FORMATS`; files below the working directory are named from there."""
    near = [replace(fault, file=str(see_from_here(Path(fault.file)))) for fault in faults]
    match form:
        case "json":
            print(json.dumps([asdict(fault) for fault in near], indent=2))  # noqa: T201 - the output is what was asked for
        case "github":
            print(*map(write_command, near), sep="\n", end="\n" if near else "")  # noqa: T201 - the same
        case _:
            _tell_people(near)


def sum_up(faults: Sequence[Fault], dialogs: int) -> str:
    """The closing line; `dialogs` is how many were looked at."""
    if not faults:
        return f"{count(dialogs, 'dialog')}: nothing to mend"
    found = Counter(fault.severity for fault in faults)
    counts = ", ".join(count(found[severity], severity) for severity in _COLOURS if found[severity])
    return f"{counts} in {count(len({fault.file for fault in faults}), 'file')}"


def write_command(fault: Fault) -> str:
    """A fault as GitHub wants it, which shows it at its line of a pull request."""
    given = {"file": fault.file, "line": fault.line, "col": fault.column, "title": fault.rule}
    properties = ",".join(f"{key}={_escape(str(value), _ESCAPED_IN_PROPERTIES)}" for key, value in given.items())
    said = "\n".join((fault.message, *fault.path))
    return f"::{fault.severity} {properties}::{_escape(said, _ESCAPED)}"


def explain(rule: str) -> None:
    """Print the page on a rule: laid out on a terminal, else as it is written.

    Raises:
        SettingsError: there is no such rule.
    """
    from rich.console import Console
    from rich.markdown import Markdown

    from bot.content.rule_pages import find_page

    try:
        page = find_page(rule)
    except LookupError as error:
        raise SettingsError(str(error.args[0])) from None
    console = Console(file=sys.stdout)
    if console.is_terminal:
        console.print(Markdown(page))
    else:
        print(page, end="")  # noqa: T201 - the same


def _tell_people(faults: Sequence[Fault]) -> None:
    """Rich knows whether this is a terminal, and whether NO_COLOR or FORCE_COLOR is set."""
    from rich.console import Console

    console = Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False, emoji=False)
    for fault in faults:
        console.print(_paint(fault))


def _paint(fault: Fault) -> Text:
    from rich.text import Text

    return Text.assemble(
        (f"{fault.file}:{fault.line}:{fault.column}: ", "bold"),
        (fault.severity, _COLOURS[fault.severity]),
        (f" {fault.rule}", "cyan"),
        f": {fault.message}",
        *((f"\n    {said}", "dim") for said in fault.path),
    )


def _escape(text: str, how: dict[str, str]) -> str:
    return "".join(how.get(character, character) for character in text)
