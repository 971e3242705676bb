"""The studio's conversation kept as a transcript."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.conversation import recording
from bot.conversation.recording import Beginning
from bot.errors import LeewardError
from bot.studio.orders import Photo, Tap, Wait, Written

if TYPE_CHECKING:
    from pathlib import Path

    from bot.conversation.programme import Programme
    from bot.studio.orders import Act, Saving


def save(saving: Saving, programme: Programme, folder: Path) -> Path:
    """Write the transcript into the folder, which is made where it is not there.

    Raises:
        LeewardError: the name is taken, or the conversation cannot be written as a transcript.
    """
    opening = saving.opening
    beginning = Beginning(opening.at, opening.dialog, opening.step, opening.values, opening.language)
    text = recording.write_transcript(beginning, map(_write_act, saving.acts), programme)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LeewardError(f"{folder} cannot be written: {error.strerror}.") from None
    path = folder / f"{saving.name}{recording.ENDING}"
    recording.save(path, text, replace=saving.replace)
    return path


def _write_act(act: Act) -> str:
    match act:
        case Written(text=text):
            return recording.write_words(text)
        case Tap(label=label):
            return recording.write_tap(label)
        case Wait(seconds=seconds):
            return recording.write_wait(timedelta(seconds=seconds))
        case Photo():
            return recording.OTHER_LINE
        case _:
            assert_never(act)
