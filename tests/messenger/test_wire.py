"""What connections of our own do beside the contract in `test_transport`."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from telegram.error import NetworkError, TimedOut
from yarl import URL

from bot.messenger.wire import Wire
from tests.messenger.test_transport import Exchange, Server, hang_up, serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def greet(exchange: Exchange) -> None:
    await exchange.answer(200, b"hello")


async def greet_and_close(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")
    await hang_up(exchange)


async def greet_and_babble(exchange: Exchange) -> None:
    await greet(exchange)
    await asyncio.sleep(0.02)
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore")


async def post(wire: Wire, *, is_urgent: bool = False) -> bytes:
    status, body = await wire.post("/here", b"{}", "application/json", pool=5, connect=5, answer=5, is_urgent=is_urgent)
    assert status == 200
    return body


def talk(
    act: Callable[[Exchange], Awaitable[None]], work: Callable[[Wire, Server], Awaitable[None]], size: int = 1
) -> Server:
    """Do something on a wire to a server."""

    async def run() -> Server:
        async with serving(act) as server:
            wire = Wire(URL(server.url), size)
            try:
                await work(wire, server)
            finally:
                await wire.close()
        return server

    return asyncio.run(run())


async def wait_for_request(server: Server) -> None:
    while not server.heads:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0)


async def post_twice(wire: Wire, _server: Server) -> None:
    assert await post(wire) == await post(wire) == b"hello"


def test_a_request_is_what_it_should_be() -> None:
    server = talk(greet, post_twice)
    host = server.url.removeprefix("http://")
    head = f"POST /here HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
    assert server.heads == [head] * 2
    assert server.connections == 1


def test_a_connection_that_was_closed_is_not_used_again() -> None:
    assert talk(greet_and_close, post_twice).connections == 2


def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.messenger.wire._IDLE", 0.0)

    async def post_slowly(wire: Wire, server: Server) -> None:
        await post(wire)
        await asyncio.sleep(0.02)
        await post_twice(wire, server)

    assert talk(greet, post_slowly).connections >= 2


def test_an_answer_that_nobody_asked_for_answers_nothing() -> None:
    async def post_after_babble(wire: Wire, _server: Server) -> None:
        assert await post(wire) == b"hello"
        await asyncio.sleep(0.1)
        assert await post(wire) == b"hello"

    assert talk(greet_and_babble, post_after_babble).connections == 2


def test_who_gives_up_leaves_the_answer_to_nobody() -> None:
    async def give_up(wire: Wire, server: Server) -> None:
        giving_up = asyncio.create_task(post(wire))
        await wait_for_request(server)
        giving_up.cancel()
        await asyncio.gather(giving_up, return_exceptions=True)
        assert await post(wire) == b"hello"

    assert talk(greet, give_up).connections == 2


def test_a_shorter_wait_after_a_longer_one_is_no_longer_than_it_should_be() -> None:
    came: list[Exchange] = []

    async def greet_once(exchange: Exchange) -> None:
        came.append(exchange)
        if len(came) == 1:
            await greet(exchange)

    async def post_and_wait(wire: Wire, _server: Server) -> None:
        await post(wire)
        for seconds in (0.05, 0.1):
            begun = time.monotonic()
            with pytest.raises(TimedOut):
                await wire.post("/here", b"", "text/plain", pool=5, connect=5, answer=seconds)
            assert seconds <= time.monotonic() - begun < 2

    talk(greet_once, post_and_wait)


def test_an_old_clock_does_not_end_a_later_request() -> None:
    async def take_time(exchange: Exchange) -> None:
        await asyncio.sleep(0.15)
        await greet(exchange)

    async def post_often(wire: Wire, server: Server) -> None:
        for _ in range(3):
            status, _ = await wire.post("/here", b"", "text/plain", pool=5, connect=5, answer=0.4)
            assert status == 200
        assert server.connections == 1

    talk(take_time, post_often)


def test_those_who_wait_for_a_place_get_it_in_turn_and_who_gives_up_takes_none() -> None:
    async def queue_up(wire: Wire, server: Server) -> None:
        tasks = [asyncio.create_task(post(wire)) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[2].cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert [end == b"hello" for end in ends] == [True, True, False, True, True]
        assert await post(wire) == b"hello"
        assert server.connections == 1

    talk(greet, queue_up)


def test_who_is_urgent_waits_for_no_place() -> None:
    async def stay_silent_at_first(exchange: Exchange) -> None:
        if len(server_seen) == 0:
            server_seen.append(exchange)
            await exchange.wait_for_hang_up()
        else:
            await greet(exchange)

    server_seen: list[Exchange] = []

    async def post_past(wire: Wire, server: Server) -> None:
        stuck = asyncio.create_task(post(wire))
        await wait_for_request(server)
        assert await post(wire, is_urgent=True) == b"hello"
        await wire.close()
        with pytest.raises(NetworkError, match="closed"):
            await stuck

    talk(stay_silent_at_first, post_past)
