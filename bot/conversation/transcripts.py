"""Conversations written down, to be played again: a specification that reads as a chat.

    # Whoever says that it is rough is asked what would help.
    at: 2026-11-23 20:00 Europe/Lisbon
    kept: goal = fewer evenings
    person: known

    you: /checkin
    bot: How has today been?
         [Good] [Mixed] [Rough]
         [Skip] [Help now]
    you: [Rough]
    bot: …
    --- 15 minutes later
    bot: …

A list is kept as ``kept: reasons = my children | sleep``; with a single line, ``kept: reasons = sleep |``.
``begin: importance.ask_why_not_lower`` opens a dialog at a step (or ``begin: importance`` at its first) before anything
happens, and ``set: importance = 7`` gives one of its values.
``person: known`` is someone who has talked with us before; left out, it is someone new.
``you: [Label]`` is a tap, ``you: words`` is typed, ``you: (photo)`` is something that is no text. A space more before
them makes ``[words]`` and ``(photo)`` typed, too.
``bot:`` is a new bubble, and ``now:`` what stands in the one of before from now on; buttons that stay are not repeated.
What the bot says is written by `play`; comparing it with the file is the test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.conversation.opening import read_entry
from bot.conversation.rehearsal import Rehearsal
from bot.errors import LeewardError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Shown
    from bot.dialogue.run import Run
    from bot.dialogue.values import Value

LATER = "--- "
"""How a line begins that lets time pass: ``--- 15 minutes later``."""

YOU = "you: "
"""How a line begins that the person says."""

OTHER = "(photo)"
"""What stands there for something that is no text."""

_BOT, _CHANGED = "bot: ", "now: "
_TIME = re.compile(r"(\d+) (second|minute|hour|day|week)s? later")
_INDENT = " " * len(_BOT)
_HEAD_WORDS = "'at:', 'kept:', 'person:', 'begin:', 'set:'"
_START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


class TranscriptError(LeewardError):
    """A transcript cannot be read or played; the text says where."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the person does, line by line, and how it begins."""

    name: str
    start: datetime = _START
    kept: dict[str, Value] = field(default_factory=dict)
    is_known: bool = False
    """Whether the person has talked with us before."""
    head: tuple[str, ...] = ()
    """The lines before the conversation, as they stand."""
    lines: tuple[tuple[int, str], ...] = ()
    """Line number and text of each thing that the person does, of each passing of time, and of each remark."""
    begin: str = ""
    """The dialog, and perhaps a step behind a dot, that is open before anything happens."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Values of that dialog."""


def read_transcript(name: str, text: str) -> Transcript:
    """What is in a file.

    Raises:
        TranscriptError: a line is none of the known kinds.
    """
    rows = list(enumerate(text.splitlines(), start=1))
    body = next((place for place, (_, row) in enumerate(rows) if row.startswith((YOU, _BOT, LATER))), len(rows))
    head = Transcript(name, head=tuple(row for _, row in rows[:body]))
    for number, row in rows[:body]:
        head = _read_head(head, f"{name}:{number}", row)
    for number, row in rows[body:]:
        if row and not row.startswith((YOU, _BOT, _CHANGED, _INDENT, LATER, "#")):
            kinds = "'you: ', 'bot: ', 'now: ', '--- ', '#' or five spaces"
            raise TranscriptError(f"{name}:{number}: a line begins with {kinds}")
    acts = tuple((number, row) for number, row in rows[body:] if row.startswith((YOU, LATER, "#")))
    return replace(head, lines=acts)


def _read_head(head: Transcript, place: str, row: str) -> Transcript:
    """The head with what one of its lines says."""
    word, _, rest = row.partition(": ")
    name, _, value = rest.partition(" = ")
    match word:
        case "at":
            return replace(head, start=_moment(place, rest))
        case "person":
            return replace(head, is_known=rest.strip() == "known")
        case "kept":
            return replace(head, kept={**head.kept, name.strip(): _read_kept(value)})
        case "begin":
            return replace(head, begin=rest.strip())
        case "set":
            return replace(head, given={**head.given, name.strip(): value})
        case _ if not row or row.startswith("#"):
            return head
    raise TranscriptError(f"{place}: before the first 'you:' stand only '#' and {_HEAD_WORDS}")


def play(transcript: Transcript, programme: Programme, look: Callable[[Run], None] | None = None) -> str:
    """The whole transcript as it goes now, in the form of a file. `look` is shown where the person stands, each time.

    Raises:
        TranscriptError: a button that is tapped is not there, or a dialog fails.
    """
    zone = transcript.start.tzinfo
    kept: dict[str, Value] = {"time_zone": zone.key} if isinstance(zone, ZoneInfo) else {}
    rehearsal = Rehearsal(programme, transcript.start, kept | transcript.kept, is_known=transcript.is_known)
    rows = list(transcript.head)
    if transcript.begin:
        dialog, _, step = transcript.begin.partition(".")
        begun = rehearsal.begin(read_entry(programme, dialog, step or None, transcript.given))
        rows += [row for each in begun for row in _drawn(each)]
    for number, row in transcript.lines:
        if look:
            look(rehearsal.person.standing.run)
        rows.append(row)
        if row.startswith("#"):
            continue
        try:
            shown = _act(rehearsal, row)
        except (LookupError, LeewardError) as error:
            raise TranscriptError(f"{transcript.name}:{number}: {error}") from error
        rows += [row for each in shown for row in _drawn(each)]
        if rehearsal.toast:
            rows.append(f"{_BOT}({rehearsal.toast})")
    if look:
        look(rehearsal.person.standing.run)
    return "\n".join(rows) + "\n"


def _act(rehearsal: Rehearsal, row: str) -> list[Shown]:
    if row.startswith(LATER):
        rehearsal.toast = None
        return rehearsal.wait(read_duration(row))
    said = row.removeprefix(YOU)
    if said == OTHER:
        return rehearsal.send_other()
    if said.startswith("[") and said.endswith("]"):
        return rehearsal.tap(said[1:-1])
    return rehearsal.write(said.strip())


def _drawn(shown: Shown) -> Iterator[str]:
    first, *others = shown.text.split("\n")
    yield f"{_CHANGED if shown.is_change else _BOT}{first}"
    yield from (f"{_INDENT}{row}".rstrip() for row in others)
    drawn = shown.buttons if shown.shows_buttons else ()
    yield from (_INDENT + " ".join(f"[{button.label}]" for button in row) for row in drawn)


def _read_kept(text: str) -> str | tuple[str, ...]:
    return tuple(line.strip() for line in text.split("|") if line.strip()) if "|" in text else text


def _moment(place: str, words: str) -> datetime:
    day, _, rest = words.strip().partition(" ")
    clock, _, zone = rest.partition(" ")
    try:
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise TranscriptError(f"{place}: 'at:' wants '2026-11-23 20:00 Europe/Lisbon', not '{words}'") from error


def read_duration(row: str) -> timedelta:
    """How much time a line lets pass.

    Raises:
        LookupError: it is not written as it must be.
    """
    match = _TIME.fullmatch(row.removeprefix(LATER).strip())
    if match is None:
        raise LookupError("write '--- 15 minutes later'")
    return timedelta(**{f"{match[2]}s": int(match[1])})
