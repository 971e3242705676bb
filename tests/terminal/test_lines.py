from __future__ import annotations

import asyncio
from io import StringIO

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.terminal.lines import piped_lines, typed_lines

CONTROL_C, CONTROL_D = "\x03", "\x04"


def test_piped_lines_are_shown_and_end_with_the_input() -> None:
    shown: list[str] = []

    async def gather() -> list[str]:
        return [line async for line in piped_lines(StringIO("/start\n\nskip").readline, shown.append)]

    assert asyncio.run(gather()) == ["/start\n", "\n", "skip"]
    assert shown == ["you ▸ /start", "you ▸ skip"]


@pytest.mark.parametrize("leave", [CONTROL_C, CONTROL_D])
def test_whoever_leaves_is_told_goodbye_in_one_line(leave: str) -> None:
    shown: list[str] = []

    async def gather() -> list[str]:
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text(f"/start\r2\r{leave}")
            return [line async for line in typed_lines(shown.append, {"craving": "Ideas"}, "Hello.", "Bye.")]

    assert asyncio.run(gather()) == ["/start", "2"]
    assert shown == ["  Hello.\n", "  Bye."]
