"""Whether the program lives, whether it can work, and figures of how it does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.web.figures import write_figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from bot.web.figures import Figure

PATIENCE: Final = 1.0
"""Seconds that a part has to answer."""
_NO_METRICS: Final = "Figures need one more library: pip install 'prometheus-client>=0.26,<1'\n"
_AWAY: Final = 503


class Part(Protocol):
    """Something without which the program cannot work."""

    async def __call__(self) -> bool:
        """Whether it answers; it may take its time, and may raise."""
        ...


class Figures(Protocol):
    """What is to be known of the program."""

    async def __call__(self) -> Sequence[Figure]:
        """Read them now; it may not raise."""
        ...


class Health:
    """The routes: ``/healthz``, ``/readyz``, ``/metrics``."""

    def __init__(self, parts: Mapping[str, Part], figures: Figures, *, patience: float = PATIENCE) -> None:
        """Nothing is asked yet. `patience` is in seconds."""
        self._parts = parts
        self._figures = figures
        self._patience = patience
        self._asking: dict[str, asyncio.Task[bool]] = {}
        self.routes = (
            Route("/healthz", self._tell_life),
            Route("/readyz", self._tell_parts),
            Route("/metrics", self._tell_figures),
        )

    async def _tell_life(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")  # whoever reads this knows that the loop turns

    async def _tell_parts(self, _request: Request) -> Response:
        for name, part in self._parts.items():
            if name not in self._asking or self._asking[name].done():  # one question at a time, also to who is stuck
                self._asking[name] = asyncio.ensure_future(part())
        await asyncio.wait(self._asking.values(), timeout=self._patience)
        states = {name: _is_well(answer) for name, answer in self._asking.items()}
        return JSONResponse(states, 200 if all(states.values()) else _AWAY)

    async def _tell_figures(self, _request: Request) -> Response:
        try:
            text, kind = write_figures(await self._figures())
        except ModuleNotFoundError:
            return PlainTextResponse(_NO_METRICS, 501)
        return Response(text, media_type=kind)


def _is_well(answer: asyncio.Task[bool]) -> bool:
    return answer.done() and not answer.cancelled() and answer.exception() is None and answer.result()
