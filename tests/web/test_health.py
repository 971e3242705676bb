from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import aiohttp

from bot.errors import StorageError
from bot.web.figures import Figure
from bot.web.health import Health
from bot.web.server import serve
from tests.web.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest

    from bot.web.health import Part


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def count() -> Sequence[Figure]:
    return [Figure("turns", "Turns taken.", 3)]


def ask(path: str, parts: Mapping[str, Part], times: int = 1) -> tuple[int, str]:
    """The last answer."""

    async def story() -> tuple[int, str]:
        listen = f"127.0.0.1:{free_port()}"
        async with serve(listen, Health(parts, count, patience=0.05).routes), aiohttp.ClientSession() as client:
            for _ in range(times):
                async with client.get(f"http://{listen}{path}") as answer:
                    text = await answer.text()
            return answer.status, text

    return asyncio.run(story())


def test_it_lives_as_long_as_it_answers() -> None:
    assert ask("/healthz", {"database": no}) == (200, "ok\n")


def test_it_is_ready_when_every_part_is() -> None:
    assert ask("/readyz", {"database": yes, "telegram": yes}) == (200, '{"database":true,"telegram":true}')


def test_a_part_that_is_away_is_named() -> None:
    assert ask("/readyz", {"database": yes, "telegram": no}) == (503, '{"database":true,"telegram":false}')


def test_a_part_that_fails_is_away() -> None:
    async def fail() -> bool:
        raise StorageError("away")

    assert ask("/readyz", {"database": fail}) == (503, '{"database":false}')


def test_a_part_that_does_not_answer_is_away_and_asked_once() -> None:
    asked = []

    async def hang() -> bool:
        asked.append(1)
        await asyncio.sleep(10)
        return True

    assert ask("/readyz", {"database": hang}, times=3) == (503, '{"database":false}')
    assert asked == [1]


def test_figures_are_told_to_who_scrapes() -> None:
    status, text = ask("/metrics", {})
    assert status == 200
    assert (
        "# HELP leeward_turns_total Turns taken.\n# TYPE leeward_turns_total counter\nleeward_turns_total 3.0" in text
    )


def test_without_the_extra_the_operator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    assert ask("/metrics", {}) == (501, "Figures need one more library: pip install 'prometheus-client>=0.26,<1'\n")
