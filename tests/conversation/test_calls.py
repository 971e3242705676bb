"""Calls for help, typed or tapped."""

from __future__ import annotations

import pytest

from bot.conversation.calls import find_call, split_command
from bot.conversation.events import Edited, SentOther, Tapped, Wrote
from bot.support.crisis import CrisisClass, Phrasebook, Screen

SCREEN = Screen([Phrasebook("en", {"K1": CrisisClass(("kill myself",))})])


@pytest.mark.parametrize("text", ["/sos", "sos", "SOS!", "help me", "Help me.", "Ayúdame"])
def test_calls_for_help_are_understood_as_they_are_typed(text: str) -> None:
    assert find_call(SCREEN, Wrote(text)) == "sos"


@pytest.mark.parametrize("what", [Wrote("it helps me"), Wrote("help"), Edited("sos"), Tapped("1:1:yes"), SentOther()])
def test_nothing_else_is_taken_for_one(what: Wrote | Edited | Tapped | SentOther) -> None:
    assert find_call(SCREEN, what) is None


def test_a_crisis_counts_more() -> None:
    assert find_call(SCREEN, Wrote("/sos i will kill myself")) == "K1"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("/sos", ("sos", "")),
        ("/SOS@LeewardBot  please ", ("sos", "please")),
        ("/start craving", ("start", "craving")),
        ("sos", ("", "")),
        ("/", ("", "")),
    ],
)
def test_a_command_is_told_from_its_address_and_what_follows(text: str, parts: tuple[str, str]) -> None:
    assert split_command(text) == parts
