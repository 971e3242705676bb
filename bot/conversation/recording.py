"""A conversation written down as a transcript, to be played again by ``leeward test``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from bot.conversation.opening import find_dialog
from bot.conversation.transcripts import LATER, OTHER, YOU, play, read_transcript
from bot.errors import LeewardError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime, timedelta
    from pathlib import Path

    from bot.conversation.programme import Programme

ENDING = ".txt"
"""How the name of a transcript's file ends."""

OTHER_LINE = f"{YOU}{OTHER}"
"""The person sends something that is no text."""

_UNITS = (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a conversation begins. Without a dialog nothing is open."""

    at: datetime
    """Aware; seconds are left out."""
    dialog: str = ""
    step: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    """Empty: the person has chosen none."""


def write_transcript(beginning: Beginning, acts: Iterable[str], programme: Programme) -> str:
    """The whole transcript. `acts` are lines as the functions below write them; what is said in reply is played.

    Raises:
        LeewardError: it cannot be played.
    """
    rows = [*_write_head(beginning, programme), "", *acts]
    return play(read_transcript(beginning.dialog, "\n".join(rows) + "\n"), programme)


def write_words(text: str) -> str:
    """The person types."""
    line = _flatten(text)
    would_be_a_tap = line.startswith("[") and line.endswith("]")
    return f"{YOU} {line}" if would_be_a_tap or line == OTHER else f"{YOU}{line}"


def write_tap(label: str) -> str:
    """The person taps the newest button with this label."""
    return f"{YOU}[{label}]"


def write_wait(time: timedelta) -> str:
    """So much time passes, in whole seconds."""
    seconds = int(time.total_seconds())
    word, unit = next((word, unit) for word, unit in _UNITS if seconds % unit == 0)
    count = seconds // unit
    return f"{LATER}{count} {word}{'' if count == 1 else 's'} later"


def check_place(path: Path, *, replace: bool) -> None:
    """See, before anything is played, that a transcript may be written there.

    Raises:
        LeewardError: it may not; the text says what to do.
    """
    if path.suffix != ENDING:
        raise LeewardError(f"{path}: the name of a transcript ends in {ENDING}, or 'leeward test' does not find it.")
    if not path.parent.is_dir():
        raise LeewardError(f"{path}: there is no folder {path.parent}. Make it, or name another.")
    if path.is_dir() or (path.exists() and not replace):
        raise LeewardError(f"{path} is there already. Take another name, or replace it (with --force).")


def save(path: Path, text: str, *, replace: bool) -> None:
    """Write a transcript, wholly or not at all.

    Raises:
        LeewardError: the name is taken, or the file cannot be written.
    """
    check_place(path, replace=replace)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        if not replace:
            path.open("x").close()  # nobody else can have taken the name meanwhile
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise LeewardError(f"{path} cannot be written: {error.strerror}.") from None


def _write_head(beginning: Beginning, programme: Programme) -> Iterator[str]:
    dialog, step = beginning.dialog, beginning.step
    yield f"# {find_dialog(programme, dialog).title if dialog else 'From the first word'}"
    yield f"at: {beginning.at.astimezone(UTC):%Y-%m-%d %H:%M}"
    if beginning.language:
        yield f"kept: language = {beginning.language}"
    if dialog:
        yield "person: known"
        yield f"begin: {dialog}{f'.{step}' if step else ''}"
    yield from (f"set: {name} = {_flatten(value)}" for name, value in beginning.values.items())


def _flatten(text: str) -> str:
    return " ".join(text.split())
