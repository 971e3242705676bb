"""Transcripts played from their files, and what goes another way now."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.conversation.transcripts import TranscriptError, play, read_transcript
from bot.errors import LeewardError, SettingsError
from bot.plurals import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.conversation.programme import Programme
    from bot.dialogue.run import Run


class Fate(StrEnum):
    """What came of a transcript."""

    SAME = "go as written"
    DIFFERS = "differ"
    REWRITTEN = "rewritten"
    BROKEN = "cannot be played"

    def tell(self, number: int) -> str:
        """Of how many transcripts it came."""
        return count(number, {"go as written": "goes as written", "differ": "differs"}.get(self, self), self)


@dataclass(frozen=True, slots=True)
class Replay:
    """One transcript. `report` names file and line, and shows the difference; empty where there is none."""

    fate: Fate
    report: str = ""


def find_transcripts(path: Path) -> list[Path]:
    """The transcripts in a folder, or the one that is named.

    Raises:
        SettingsError: there are none.
    """
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise SettingsError(f"{path}: there is no transcript here; name a .txt file or a folder of them.")
    return files


def replay(
    files: list[Path], programme: Programme, look: Callable[[Run], None] | None = None, *, update: bool = False
) -> Iterator[Replay]:
    """Play each transcript; `look` is shown where each stands, and `update` writes them down as they go now."""
    for file in files:
        try:
            yield _replay(file, programme, look, update=update)
        except TranscriptError as error:
            yield Replay(Fate.BROKEN, str(error))
        except LeewardError as error:
            yield Replay(Fate.BROKEN, f"{file}:1: {error}")
        except (OSError, UnicodeDecodeError) as error:
            yield Replay(Fate.BROKEN, f"{file}:1: cannot be read as UTF-8 text ({type(error).__name__})")


def _replay(file: Path, programme: Programme, look: Callable[[Run], None] | None, *, update: bool) -> Replay:
    before = file.read_text(encoding="utf-8")
    now = play(read_transcript(str(file), before), programme, look)
    if before == now:
        return Replay(Fate.SAME)
    if update:
        file.write_text(now, encoding="utf-8")
    old, new = before.splitlines(), now.splitlines()
    pairs = enumerate(zip_longest(old, new), start=1)
    line = next((number for number, (was, is_now) in pairs if was != is_now), len(old))
    difference = "\n".join(unified_diff(old, new, "as written", "as it goes now", lineterm=""))
    report = f"{file}:{line}: the conversation goes another way now\n{difference}"
    return Replay(Fate.REWRITTEN if update else Fate.DIFFERS, report)
