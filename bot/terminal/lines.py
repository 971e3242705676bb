"""Where lines come from: someone at a keyboard, or a script on standard input."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.patch_stdout import patch_stdout

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

PROMPT = "you ▸ "
"""What stands before the person's own lines."""


async def typed_lines(
    write: Callable[[str], None], commands: Mapping[str, str], greeting: str, farewell: str
) -> AsyncGenerator[str, None]:
    """Lines typed at a terminal. Messages that arrive meanwhile appear above the prompt.

    Args:
        write: prints one line.
        commands: what is completed after a slash, with what it does.
        greeting: stands before the first prompt.
        farewell: stands at the end, after Ctrl-D or Ctrl-C.
    """
    completer = WordCompleter(
        [f"/{name}" for name in commands],
        meta_dict={f"/{name}": text for name, text in commands.items()},
        sentence=True,
    )
    session: PromptSession[str] = PromptSession(HTML(f"<ansicyan>{PROMPT}</ansicyan>"), completer=completer)
    with patch_stdout(raw=True):
        write(f"  {greeting}\n")
        while True:
            try:
                yield await session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                write(f"  {farewell}")
                return


async def piped_lines(read: Callable[[], str], write: Callable[[str], None]) -> AsyncGenerator[str, None]:
    """Lines that `read` gives until there are no more, each shown before it is taken."""
    while line := await asyncio.to_thread(read):
        if line.strip():
            write(f"{PROMPT}{line.rstrip()}")
        yield line
