"""The personas' acts as orders of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import personas
from bot.conversation.events import Tapped, Wrote
from bot.studio.orders import Tap, Wait, Written

if TYPE_CHECKING:
    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Rehearsal
    from bot.studio.orders import Act

PERSONAS = tuple(personas.PERSONAS)
"""Their names."""


def choose_act(persona: str, programme: Programme, rehearsal: Rehearsal, *, seed: int, number: int) -> Act | None:
    """What a persona does as the act of this number; None where nothing is to come any more."""
    match personas.choose_act(persona, programme, rehearsal, seed=seed, number=number):
        case None:
            return None
        case Wrote(text):
            return Written(kind="write", text=text)
        case Tapped(token):
            return Tap(kind="tap", token=token, label=rehearsal.label(token))
        case time:
            return Wait(kind="wait", seconds=int(time.total_seconds()))
