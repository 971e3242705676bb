"""Requests as Telegram makes them, and as others do, against a real server."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.conversation.outgoing import Bubble
from bot.messenger import world as telegram_world
from bot.messenger.connection import open_bot, open_line
from bot.messenger.ports import Ports
from bot.messenger.reception import Reception
from bot.messenger.registration import Registration
from bot.messenger.rescue import Rescue
from bot.messenger.webhook import LARGEST_UPDATE, Webhook, WebhookOptions
from bot.web.server import serve
from tests.conversation.examples import NOW, World, play
from tests.messenger.fakes import find_emergency
from tests.web.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from bot.messenger.raw import Raw
    from bot.messenger.webhook import Taker
    from tests.fake_bot_api import FakeBotApi

SECRET = "our-secret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
HELLO = {"update_id": 1, "message": {"text": "hello"}}


@dataclass
class FakeTaker:
    """Takes what it is told to."""

    taken: list[Raw] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    open: asyncio.Event | None = None
    """Where set, updates wait for it."""
    error: Exception | None = None
    closings: int = 0

    async def take(self, updates: Sequence[Raw]) -> set[int]:
        if self.open:
            await self.open.wait()
        if self.error:
            raise self.error
        self.taken += [each for each in updates if each["update_id"] not in self.refused]
        return {each["update_id"] for each in updates} & self.refused

    async def close(self) -> None:
        self.closings += 1


@dataclass
class Caller:
    """Whoever calls our address."""

    session: aiohttp.ClientSession
    url: str
    stop: asyncio.Event
    running: asyncio.Task[None]

    async def posts(self, update: object, secret: str | None = SECRET) -> aiohttp.ClientResponse:
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        return await self.asks("POST", self.url, body, {HEADER: secret} if secret else {})

    async def asks(
        self, method: str, url: str, body: bytes | AsyncIterator[bytes], headers: Mapping[str, str]
    ) -> aiohttp.ClientResponse:
        async with self.session.request(method, url, data=body, headers=headers) as answer:
            await answer.read()
            return answer


@asynccontextmanager
async def opened(
    api: FakeBotApi, taker: Taker, *, running: bool = True, patience: float = 10.0
) -> AsyncIterator[Caller]:
    listen = f"127.0.0.1:{free_port()}"
    options = WebhookOptions(f"http://{listen}/telegram/x", "/telegram/x", SECRET)
    bot, stop = open_bot(api.token, api.url), asyncio.Event()
    await bot.initialize()
    webhook = Webhook(options, taker, Registration(bot, options, telegram_world.World()), patience=patience)
    try:
        async with serve(listen, [webhook.route]), aiohttp.ClientSession() as session:
            task = asyncio.create_task(webhook.run(stop) if running else asyncio.sleep(0))
            await asyncio.sleep(0)
            yield Caller(session, options.url, stop, task)
            stop.set()
            await task
    finally:
        await bot.shutdown()


def test_an_update_is_confirmed_after_it_is_taken(api: FakeBotApi) -> None:
    async def story() -> None:
        taker = FakeTaker(open=asyncio.Event())
        async with opened(api, taker) as telegram:
            asking = asyncio.create_task(telegram.posts(HELLO))
            done, _ = await asyncio.wait({asking}, timeout=0.1)
            assert not done
            assert taker.open
            taker.open.set()
            assert (await asking).status == 200
        assert taker.taken == [HELLO]
        assert taker.closings == 1

    asyncio.run(story())


def test_what_is_not_taken_is_to_come_again_soon(api: FakeBotApi) -> None:
    async def story() -> None:
        taker = FakeTaker(refused={1})
        async with opened(api, taker) as telegram:
            answer = await telegram.posts(HELLO)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
            taker.refused.clear()
            assert (await telegram.posts(HELLO)).status == 200

    asyncio.run(story())


@pytest.mark.parametrize("secret", [None, "", "another", SECRET + "x", "señal"])
def test_whoever_does_not_know_the_secret_is_not_heard(api: FakeBotApi, secret: str | None) -> None:
    async def story() -> None:
        taker = FakeTaker()
        with capture_logs() as logs:
            async with opened(api, taker) as stranger:
                for _ in range(2):
                    assert (await stranger.posts(HELLO, secret)).status == 403
        assert taker.taken == []
        assert [each["log_level"] for each in logs].count("warning") == 1
        assert "hello" not in str(logs)

    asyncio.run(story())


def test_only_the_one_path_and_method_are_there(api: FakeBotApi) -> None:
    async def story() -> None:
        async with opened(api, FakeTaker()) as stranger:
            assert (await stranger.asks("GET", stranger.url, b"", {HEADER: SECRET})).status == 405
            for path in ("", "/", "/telegram", "/telegram/x/y"):
                url = stranger.url.replace("/telegram/x", path)
                assert (await stranger.asks("POST", url, b"", {HEADER: SECRET})).status == 404

    asyncio.run(story())


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"null", b"[" * 100_000])
def test_what_is_no_json_is_refused(api: FakeBotApi, body: bytes) -> None:
    async def story() -> None:
        async with opened(api, FakeTaker()) as telegram:
            assert (await telegram.posts(body)).status == 400

    asyncio.run(story())


def test_half_a_character_does_not_make_an_update_come_for_ever(api: FakeBotApi) -> None:
    async def story() -> None:
        taker = FakeTaker()
        async with opened(api, taker) as telegram:
            assert (await telegram.posts(b'{"update_id": 1, "message": {"text": "help \\ud83d"}}')).status == 200
        assert [update["update_id"] for update in taker.taken] == [1]

    asyncio.run(story())


@pytest.mark.parametrize("other", [{}, [], "x", 1, {"update_id": "1"}, {"update_id": 1.5}])
def test_what_is_no_update_is_passed_over(api: FakeBotApi, other: object) -> None:
    async def story() -> None:
        taker = FakeTaker()
        async with opened(api, taker) as telegram:
            assert (await telegram.posts(other)).status == 200
        assert taker.taken == []

    asyncio.run(story())


def test_a_body_that_is_announced_too_large_is_refused_at_once(api: FakeBotApi) -> None:
    async def story() -> None:
        async with opened(api, FakeTaker()) as telegram:
            length = {"Content-Length": str(LARGEST_UPDATE + 1)}
            answer = await telegram.asks("POST", telegram.url, b"x", {HEADER: SECRET, **length})
            assert answer.status == 413

    asyncio.run(story())


def test_a_body_that_grows_too_large_is_refused(api: FakeBotApi) -> None:
    async def grow() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_UPDATE // 2**16 + 1):
            yield b" " * 2**16

    async def story() -> None:
        async with opened(api, FakeTaker()) as telegram:
            answer = await telegram.asks("POST", telegram.url, grow(), {HEADER: SECRET})
            assert answer.status == 413

    asyncio.run(story())


def test_the_largest_update_is_taken(api: FakeBotApi) -> None:
    async def story() -> None:
        update = {"update_id": 1, "x": ""}
        update["x"] = "x" * (LARGEST_UPDATE - len(json.dumps(update)))
        async with opened(api, FakeTaker()) as telegram:
            assert (await telegram.posts(update)).status == 200

    asyncio.run(story())


def test_a_body_that_does_not_come_is_not_waited_for(api: FakeBotApi) -> None:
    async def dawdle() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(10)

    async def story() -> None:
        async with opened(api, FakeTaker(), patience=0.05) as telegram:
            answer = await telegram.asks("POST", telegram.url, dawdle(), {HEADER: SECRET})
            assert answer.status == 408

    asyncio.run(story())


def test_while_it_does_not_run_all_must_come_again(api: FakeBotApi) -> None:
    async def story() -> None:
        taker = FakeTaker()
        async with opened(api, taker, running=False) as telegram:
            assert (await telegram.posts(HELLO)).status == 503
        assert taker.taken == []

    asyncio.run(story())


def test_asked_to_stop_it_finishes_what_is_under_way_and_takes_no_more(api: FakeBotApi) -> None:
    async def story() -> None:
        taker = FakeTaker(open=asyncio.Event())
        async with opened(api, taker) as telegram:
            asking = asyncio.create_task(telegram.posts(HELLO))
            await asyncio.wait({asking}, timeout=0.1)
            telegram.stop.set()
            assert (await telegram.posts({"update_id": 2})).status == 503
            assert taker.closings == 0
            assert taker.open
            taker.open.set()
            assert (await asking).status == 200
            await telegram.running
            assert taker.closings == 1
        assert taker.taken == [HELLO]
        assert api.telegram.webhook

    asyncio.run(story())


def tell(update_id: int, words: str) -> Raw:
    """Ana writes something."""
    who = {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    chat = {"id": 1001, "type": "private", "first_name": "Ana"}
    message = {"message_id": update_id, "date": 1_800_000_000, "chat": chat, "from": who, "text": words}
    return {"update_id": update_id, "message": message}


@dataclass
class WatchedTaker:
    """Tells of each update as soon as it has its place."""

    inner: Reception
    came: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    async def take(self, updates: Sequence[Raw]) -> set[int]:
        self.came.put_nowait(updates[0]["update_id"])
        return await self.inner.take(updates)

    async def close(self) -> None:
        await self.inner.close()


@dataclass
class Talk:
    """A whole conversation behind the webhook."""

    telegram: Caller
    came: asyncio.Queue[int]
    world: World

    async def says(self) -> list[str]:
        letters = await self.world.conversation.writer(lambda: self.world.store.take_outgoing("telegram", NOW, 50))
        return [each.message.text for each in letters if isinstance(each.message, Bubble)]

    @asynccontextmanager
    async def database_stuck(self) -> AsyncIterator[None]:
        go_on = threading.Event()
        stuck = asyncio.create_task(self.world.conversation.writer(go_on.wait))
        yield
        go_on.set()
        await stuck


@asynccontextmanager
async def conversing(api: FakeBotApi) -> AsyncIterator[Talk]:
    world, line = World(), open_line(api.token, api.url)
    await line.bot.initialize()
    intake, private_only = world.conversation.intake, world.conversation.private_only
    ports = Ports(intake, world.store, world.conversation.writer, find_emergency, private_only)
    taker = WatchedTaker(Reception(line, ports, Rescue(line.api, find_emergency), patience=0.2))
    async with opened(api, taker) as telegram:
        yield Talk(telegram, taker.came, world)
    await world.close()
    await line.bot.shutdown()


def test_what_comes_at_the_same_time_is_taken_in_the_order_in_which_it_came(api: FakeBotApi) -> None:
    async def story() -> None:
        async with conversing(api) as talk:
            asking = []
            async with talk.database_stuck():
                for number, words in enumerate(("/help", "/resume", "/help")):
                    asking.append(asyncio.create_task(talk.telegram.posts(tell(number, words))))
                    await talk.came.get()
            assert [(await each).status for each in asking] == [200, 200, 200]
            assert [each for each in await talk.says() if each in {"Help.", "On again."}] == [
                "Help.", "On again.", "Help.",
            ]  # fmt: skip

    play(story())


def test_an_update_that_comes_twice_is_taken_once(api: FakeBotApi) -> None:
    async def story() -> None:
        async with conversing(api) as talk:
            answers = await asyncio.gather(*(talk.telegram.posts(tell(1, "hello")) for _ in range(5)))
            assert [each.status for each in answers] == [200] * 5
            assert await talk.says() == ["Hello, I am Leeward.", "How are you?"]

    play(story())


def test_while_the_database_is_stuck_it_comes_again_and_words_of_a_crisis_are_answered_once(api: FakeBotApi) -> None:
    async def story() -> None:
        ana = api.person(1001)
        async with conversing(api) as talk:
            async with talk.database_stuck():
                ana.sends("an overdose")
                assert await asyncio.to_thread(api.telegram.wait_until, lambda: "503" in api.telegram.last_error, 5)
            assert await asyncio.to_thread(api.telegram.wait_until, lambda: not api.telegram.updates, 5)
            assert talk.came.qsize() > 1
        assert ana.texts == ["Call 112 now."]

    play(story())


def test_a_fault_of_ours_shows_nothing_of_the_update(api: FakeBotApi, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        taker = FakeTaker(error=ValueError("a secret of Ana's"))
        with capture_logs() as logs:
            async with opened(api, taker) as telegram:
                answer = await telegram.posts(HELLO)
                assert (answer.status, await answer.text()) == (503, "")
        assert "ValueError" in str(logs)
        assert "Ana" not in f"{logs} {caplog.text}"

    asyncio.run(story())
