"""A conversation played from its beginning. The same acts give the same one, so a changed dialog shows at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.conversation.opening import read_entry
from bot.conversation.rehearsal import Rehearsal
from bot.errors import DialogueError, LeewardError
from bot.studio.orders import Photo, Tap, Wait, Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.programme import Programme
from bot.studio.orders import Act, Opening


@dataclass(frozen=True, slots=True)
class Turn:
    """An act (None: the opening) and how many messages there were when it was answered."""

    act: Act | None
    until: int


@dataclass(slots=True)
class Performance:
    """What came of it. `stopped` says why an act could not be done any more; the later ones were left out then."""

    rehearsal: Rehearsal
    turns: list[Turn] = field(default_factory=list)
    stopped: str = ""

    def do(self, act: Act) -> None:
        """Let one more act happen.

        Raises:
            LookupError: it cannot be done here.
        """
        do(self.rehearsal, act)
        self.turns.append(Turn(act, len(self.rehearsal.chat)))


def perform(programme: Programme, opening: Opening, acts: Sequence[Act]) -> Performance:
    """Play the acts one after the other, as far as they can be done.

    Raises:
        LeewardError: there is no such dialog, step or value.
    """
    rehearsal = Rehearsal(programme, opening.at, {"language": opening.language}, is_known=bool(opening.dialog))
    if opening.dialog:
        entry = read_entry(programme, opening.dialog, opening.step, opening.values)
        try:
            rehearsal.begin(entry)
        except DialogueError as error:
            raise LeewardError(f"{error}. Or give it one under “Values…”.") from None
    performance = Performance(rehearsal, [Turn(None, len(rehearsal.chat))])
    for act in acts:
        try:
            performance.do(act)
        except LookupError as error:
            performance.stopped = str(error)
            break
    return performance


def do(rehearsal: Rehearsal, act: Act) -> None:
    """Let an act happen.

    Raises:
        LookupError: its button is not there any more.
    """
    match act:
        case Written(text=text):
            rehearsal.write(text)
        case Tap():
            rehearsal.tap_token(_find_token(rehearsal, act))
        case Wait(seconds=seconds):
            rehearsal.toast = None
            rehearsal.wait(timedelta(seconds=seconds))
        case Photo():
            rehearsal.send_other()
        case _:
            assert_never(act)


def _find_token(rehearsal: Rehearsal, tap: Tap) -> str:
    """The token as it is now: of the same button, else of the newest with the same code, else with the same label."""
    buttons = [button for shown in reversed(rehearsal.chat) for row in shown.buttons for button in row]
    code = _code(tap.token)
    same = [button for button in buttons if button.token == tap.token]
    same += [button for button in buttons if _code(button.token) == code]
    same += [button for button in buttons if button.label == tap.label]
    if same:
        return same[0].token
    raise LookupError(f"“{tap.label}” is not offered here any more: the conversation stops before it.")


def _code(token: str) -> str:
    return token.rpartition(":")[2]
