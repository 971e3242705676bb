"""A conversation written down as a transcript, to be played again by ``leeward test``."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, assert_never

from bot.conversation.opening import find_dialog
from bot.conversation.transcripts import play, read_transcript
from bot.errors import LeewardError
from bot.studio.orders import Photo, Tap, Wait, Written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.conversation.programme import Programme
    from bot.studio.orders import Act, Opening, Saving

_UNITS = (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def save(saving: Saving, programme: Programme, folder: Path) -> Path:
    """Write the transcript into the folder.

    Raises:
        LeewardError: the name is taken, or the conversation cannot be written as a transcript.
    """
    path = folder / f"{saving.name}.txt"
    if path.exists() and not saving.replace:
        raise LeewardError(f"{path} is there already. Take another name, or replace it.")
    text = play(read_transcript(saving.name, write_transcript(saving.opening, saving.acts, programme)), programme)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LeewardError(f"{path} cannot be written: {error.strerror}.") from None
    return path


def write_transcript(opening: Opening, acts: tuple[Act, ...], programme: Programme) -> str:
    """The head, and what the person does; what is said in reply comes in when it is played."""
    return "\n".join([*_write_head(opening, programme), "", *(_write_act(act) for act in acts)]) + "\n"


def _write_head(opening: Opening, programme: Programme) -> Iterator[str]:
    title = find_dialog(programme, opening.dialog).title if opening.dialog else "From the first word"
    yield f"# {title}"
    yield f"at: {opening.at.astimezone(UTC):%Y-%m-%d %H:%M}"
    yield f"kept: language = {opening.language}"
    if opening.dialog:
        yield "person: known"
        yield f"begin: {opening.dialog}{f'.{opening.step}' if opening.step else ''}"
    for name, value in opening.values.items():
        yield f"set: {name} = {_flatten(value)}"


def _write_act(act: Act) -> str:
    match act:
        case Written(text=text):
            return f"you: {_flatten(text)}"
        case Tap(label=label):
            return f"you: [{label}]"
        case Wait(seconds=seconds):
            word, unit = next((word, unit) for word, unit in _UNITS if seconds % unit == 0)
            count = seconds // unit
            return f"--- {count} {word}{'s' if count > 1 else ''} later"
        case Photo():
            return "you: (photo)"
        case _:
            assert_never(act)


def _flatten(text: str) -> str:
    return " ".join(text.split())
