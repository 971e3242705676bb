"""Calls for help, recognised alike in a turn and while no turn can be taken. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.events import Edited, Tapped, Wrote
from bot.dialogue.keyboards import SOS_TOKEN
from bot.dialogue.reading import fold
from bot.support.static_words import DOUBT, SOS

if TYPE_CHECKING:
    from bot.conversation.events import Happening
    from bot.support.crisis import Screen


_CALLS = frozenset(("sos", "help me", "i need help", "need help", "emergency", "ayuda", "ayudame", "emergencia"))
"""What people type when they want a person, in every language that we screen; nothing longer is guessed at."""


def find_call(screen: Screen, what: Happening) -> str | None:
    """What someone's words call for: a class of crisis, `SOS`, `DOUBT` where they may tell of danger, or None."""
    match what:
        case Wrote(text) | Edited(text) if finding := screen.find(text):
            return finding.klass
        case Wrote(text) if split_command(text)[0] == SOS or fold(text) in _CALLS:
            return SOS
        case Tapped(token) if token == SOS_TOKEN:
            return SOS
        case Wrote(text) if screen.suspect(text):
            return DOUBT
        case _:
            return None


def split_command(text: str) -> tuple[str, str]:
    """The command without slash and address, and what follows it; two empty texts where it is none."""
    words = text[1:].split(maxsplit=1) if text.startswith("/") else []
    command, argument = [*words, "", ""][:2]
    return command.partition("@")[0].lower(), argument.strip()
