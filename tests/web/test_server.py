from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.errors import ListenError
from bot.web.server import serve
from tests.web.ports import free_port

if TYPE_CHECKING:
    from starlette.requests import Request


async def greet(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def test_routes_are_served_inside_the_block() -> None:
    async def story() -> None:
        listen = f"127.0.0.1:{free_port()}"
        async with aiohttp.ClientSession() as client:
            async with serve(listen, [Route("/", greet)]), client.get(f"http://{listen}/") as answer:
                assert (answer.status, await answer.text()) == (200, "hello")
                assert "server" not in answer.headers
            with pytest.raises(aiohttp.ClientConnectorError):
                await client.get(f"http://{listen}/")

    asyncio.run(story())


def test_a_request_under_way_is_answered_at_the_end() -> None:
    async def story() -> None:
        go_on, came = asyncio.Event(), asyncio.Event()

        async def wait(_request: Request) -> PlainTextResponse:
            came.set()
            await go_on.wait()
            return PlainTextResponse("done")

        listen = f"127.0.0.1:{free_port()}"
        async with aiohttp.ClientSession() as client:
            async with serve(listen, [Route("/", wait)]):
                asking = asyncio.create_task(client.get(f"http://{listen}/"))
                await came.wait()
                asyncio.get_running_loop().call_later(0.01, go_on.set)
            assert await (await asking).text() == "done"

    asyncio.run(story())


def test_an_address_that_is_taken_is_told() -> None:
    async def story(listen: str) -> None:
        async with serve(listen, []):
            raise AssertionError("It must not get here.")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ListenError, match=rf"Nobody can listen at {listen}: Address already in use"):
            asyncio.run(story(listen))


def test_an_address_of_another_machine_is_told() -> None:
    async def story() -> None:
        async with serve("203.0.113.1:8080", []):
            raise AssertionError("It must not get here.")

    with pytest.raises(ListenError, match=r"203\.0\.113\.1:8080"):
        asyncio.run(story())


def test_it_listens_at_version_six_too() -> None:
    async def story() -> None:
        listen = f"[::1]:{free_port()}"
        async with (
            serve(listen, [Route("/", greet)]),
            aiohttp.ClientSession() as client,
            client.get(f"http://{listen}/") as answer,
        ):
            assert answer.status == 200

    if not socket.has_ipv6:
        pytest.skip("There is no IPv6 here.")
    asyncio.run(story())
