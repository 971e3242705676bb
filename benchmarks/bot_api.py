"""A lean Bot API on loopback for load, with a crowd in front of it: ``python -m benchmarks.bot_api DELAY``.

It runs in a process of its own. The first line it prints is its port; then each line of JSON that it reads is an order,
answered by one line when it is done (`Crowd` in `benchmarks.processes` speaks with it): an `Order` for people to play,
a number of messages to wait for, or webhooks to call. Updates have true offsets: one is sent until a request for
updates confirms it, or a webhook has answered 200. DELAY is the way there and back in seconds, half of it each way.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qsl

import orjson

from benchmarks.crowd import Order, Person, Play
from benchmarks.postman import Postman
from benchmarks.ten import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Json: TypeAlias = dict[str, Any]

PATIENCE: Final = 60.0
"""Seconds that a number of messages may take."""
ME: Final[Json] = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "BenchBot"}


@dataclass(slots=True)
class Poll:
    """A request for updates that waits for some."""

    answer: Callable[[Json], None]
    limit: int
    ends: asyncio.TimerHandle


@dataclass(slots=True)
class BotApi:
    """Everything behind the server."""

    loop: asyncio.AbstractEventLoop
    updates: list[Json] = field(default_factory=list)
    """Not yet confirmed, oldest first."""
    poll: Poll | None = None
    postman: Postman | None = None
    """Brings updates to webhooks, where there are some."""
    people: dict[int, Person] = field(default_factory=dict)
    on_stage: Play | None = None
    asked: dict[int, Json] = field(default_factory=dict)
    """Each chat's newest message with buttons."""
    heard: list[float] = field(default_factory=list)
    """When each message of the bot came, in seconds since 1970."""
    heard_enough: Callable[[], None] = lambda: None
    last_update: int = 500_000_000
    last_message: int = 100

    # -- what the bot asks for ------------------------------------------------------------------------------------

    def serve(self, method: str, params: Mapping[str, Any], answer: Callable[[Json], None]) -> None:
        """Do what a request asks for, now or, for updates, when there are some."""
        if method == "getUpdates":
            self._serve_updates(params, answer)
        else:
            answer({"ok": True, "result": self._call(method, params)})

    def _serve_updates(self, params: Mapping[str, Any], answer: Callable[[Json], None]) -> None:
        offset = int(params.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if self.poll:
            self._end_poll([])
        ends = self.loop.call_later(float(params.get("timeout", 0)), lambda: self._end_poll([]))
        self.poll = Poll(answer, int(params.get("limit", 100)), ends)
        if self.updates:
            self._end_poll(self.updates)

    def _end_poll(self, updates: list[Json]) -> None:
        if self.poll:
            poll, self.poll = self.poll, None
            poll.ends.cancel()
            poll.answer({"ok": True, "result": updates[: poll.limit]})

    def _call(self, method: str, params: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON of any shape
        match method:
            case "sendMessage" | "editMessageText":
                return self._show(params)
            case "editMessageReplyMarkup":
                return self._message(int(params["chat_id"]), "", int(params["message_id"]))
            case "getMe":
                return ME
            case "getWebhookInfo":
                return {"url": "", "has_custom_certificate": False, "pending_update_count": len(self.updates)}
            case "getMyCommands":
                return []
            case _:
                return True

    def _show(self, params: Mapping[str, Any]) -> Json:
        chat, text = int(params["chat_id"]), params["text"]
        message = self._message(chat, text, int(params.get("message_id") or self._next_message()))
        if "reply_markup" in params:
            markup = params["reply_markup"]
            message["reply_markup"] = orjson.loads(markup) if isinstance(markup, str) else markup
            self.asked[chat] = message
        self.heard.append(time.time())
        if self.on_stage:
            self.on_stage.hears(chat, text)
        self.heard_enough()
        return message

    def _message(self, chat: int, text: str, number: int, who: Json = ME) -> Json:
        about = {"id": chat, "type": "private", "first_name": "Ana"}
        return {"message_id": number, "from": who, "chat": about, "date": int(time.time()), "text": text}

    # -- what people do -------------------------------------------------------------------------------------------

    def do(self, person: int, act: Act) -> None:
        """Let a person type or tap."""
        who = {"id": person, "is_bot": False, "first_name": "Ana", "language_code": "en"}
        if act.tapped:
            self._queue("callback_query", self._tap(person, who, act.said))
            return
        message = self._message(person, act.said, self._next_message(), who)
        if act.said.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(act.said)}]
        self._queue("message", message)

    def _tap(self, person: int, who: Json, label: str) -> Json:
        asked = self.asked[person]
        buttons = (button for row in asked["reply_markup"]["inline_keyboard"] for button in row)
        token = next(button["callback_data"] for button in buttons if button["text"] == label)
        return {"id": str(self.last_update), "from": who, "message": asked, "chat_instance": "1", "data": token}

    def _queue(self, kind: str, content: Json) -> None:
        self.last_update += 1
        update = {"update_id": self.last_update, kind: content}
        if self.postman:
            self.postman.bring(update)
            return
        self.updates.append(update)
        self._end_poll(self.updates)

    def _next_message(self) -> int:
        self.last_message += 1
        return self.last_message

    # -- orders ---------------------------------------------------------------------------------------------------

    async def play(self, order: Order) -> Json:
        """Let people play; returns when they are through."""
        used = _own_cpu()
        self.on_stage = Play(order, self.people, self.do)
        return await self.on_stage.run() | {"cpu": _own_cpu() - used}

    async def count(self, messages: int) -> Json:
        """Wait until the bot has sent so many messages in all; when each of them came."""
        done = asyncio.Event()
        self.heard_enough = lambda: done.set() if len(self.heard) >= messages else None
        self.heard_enough()
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), PATIENCE)
        stuck = "" if len(self.heard) >= messages else f"{len(self.heard)} of {messages} messages came"
        return {"moments": self.heard[:messages], "stuck": stuck}

    def call_webhooks(self, urls: Sequence[str], secret: str) -> Json:
        """From now on bring updates to these addresses, in turn, instead of waiting for requests."""
        self.postman = Postman(self.loop, urls, secret)
        return {"stuck": ""}


class Connection(asyncio.Protocol):
    """One connection of the bot's: a request, its answer, the next request."""

    def __init__(self, api: BotApi, delay: float) -> None:
        """`delay` is in seconds, there and back."""
        self._api = api
        self._half = delay / 2
        self._bytes = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Serve the request when it is whole."""
        self._bytes += data
        head, found, body = self._bytes.partition(b"\r\n\r\n")
        headers = head.decode().split("\r\n")
        length = next((int(line[15:]) for line in headers if line[:15].lower() == "content-length:"), 0)
        if found and len(body) >= length:
            self._bytes = b""
            method = headers[0].split(" ")[1].rpartition("/")[2].partition("?")[0]
            params = orjson.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
            self._after_half(lambda: self._api.serve(method, params, self._answer))

    def _answer(self, answer: Json) -> None:
        content = orjson.dumps(answer)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self._after_half(lambda: self._write(head.encode() + content))

    def _write(self, data: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)

    def _after_half(self, act: Callable[[], None]) -> None:
        self._api.loop.call_later(self._half, act) if self._half else act()


def _own_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def serve(delay: float) -> None:
    """Serve, and carry out orders until there are no more."""
    loop = asyncio.get_running_loop()
    api = BotApi(loop)
    server = await loop.create_server(lambda: Connection(api, delay), "127.0.0.1", 0, backlog=512)
    _say(server.sockets[0].getsockname()[1])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        _say(await _carry_out(api, orjson.loads(line)))


async def _carry_out(api: BotApi, order: Json) -> Json:
    match order:
        case {"count": messages}:
            return await api.count(messages)
        case {"call": urls, "secret": secret}:
            return api.call_webhooks(urls, secret)
        case _:
            return await api.play(Order(**order | {"acts": [Act(**act) for act in order["acts"]]}))


def _say(what: object) -> None:
    sys.stdout.write(orjson.dumps(what).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
