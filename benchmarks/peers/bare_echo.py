"""The thinnest echo that can be written: raw sockets and the standard library, one connection for each request at once.

It is no peer; it shows what the Bot API of this benchmark can do, and so that the others are not held up by it.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from benchmarks.ten import LABELS

API: Final = urlsplit(os.environ["BENCH_API"])
ROW: Final = [{"text": label, "callback_data": label} for label in LABELS]
BUTTONS: Final = quote_plus(json.dumps({"inline_keyboard": [ROW]}))


class Line:
    """One connection."""

    def __init__(self) -> None:
        """Not open yet."""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, body: str) -> Any:  # noqa: ANN401 - JSON of any shape
        """Call a method of the Bot API."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(API.hostname, API.port)
        reader, writer = self._streams
        writer.write(f"POST /bot/{method} HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        return json.loads(await reader.readexactly(int(head.rpartition(b":")[2])))["result"]


async def repeat(idle: list[Line], update: dict[str, Any]) -> None:
    """Say what was said or tapped."""
    line = idle.pop() if idle else Line()
    tap = update.get("callback_query")
    if tap:
        chat, text = tap["from"]["id"], tap["data"]
        await line.ask("answerCallbackQuery", f"callback_query_id={tap['id']}")
    else:
        chat, text = update["message"]["chat"]["id"], update["message"]["text"]
    await line.ask("sendMessage", f"chat_id={chat}&text={quote_plus(text)}&reply_markup={BUTTONS}")
    idle.append(line)


async def poll() -> None:
    """Poll until killed."""
    poller, idle, offset = Line(), list[Line](), 0
    under_way: set[asyncio.Task[None]] = set()
    while True:
        for update in await poller.ask("getUpdates", f"offset={offset}&timeout=30"):
            offset = update["update_id"] + 1
            task = asyncio.create_task(repeat(idle, update))
            under_way.add(task)
            task.add_done_callback(under_way.discard)


asyncio.run(poll())
