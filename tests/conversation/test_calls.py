from __future__ import annotations

import pytest

from bot.conversation.calls import split_command


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
