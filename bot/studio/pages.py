"""What the studio answers: the page, its contents, a played conversation, a diagram, a saved transcript, news."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.content.diagram import find_letters, sketch_dialog, sketch_map, write_page_style, write_svg
from bot.content.rule_pages import find_page
from bot.conversation.opening import find_dialog
from bot.errors import LeewardError
from bot.studio.comparison import compare
from bot.studio.contents import list_contents
from bot.studio.orders import Conversation, Saving
from bot.studio.performance import perform
from bot.studio.personas import choose_act
from bot.studio.saving import save
from bot.studio.views import show

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from starlette.requests import Request

    from bot.conversation.programme import Programme
    from bot.studio.shelf import Shelf

_SITE = Path(__file__).parent / "site"
_STILL_THERE = 15
"""Seconds after which a stream without news says that it is still there."""

OrderT = TypeVar("OrderT", bound=BaseModel)


class Studio:
    """The desk at which requests are answered.

    Args:
        shelf: the dialogs that are written.
        transcripts: the folder that conversations are saved in.
        clock: tells the time, aware.
        against: other dialogs to compare with, and what they are called.
    """

    def __init__(
        self, shelf: Shelf, transcripts: Path, clock: Callable[[], datetime], against: tuple[str, Programme] | None
    ) -> None:
        """Set up."""
        self._shelf, self._transcripts, self._clock, self._against = shelf, transcripts, clock, against

    def make_app(self) -> Starlette:
        """The pages, as an application."""
        routes = [
            Route("/", self._page),
            Route("/diagram.css", self._style),
            Route("/contents", self._contents),
            Route("/diagram", self._diagram),
            Route("/news", self._news),
            Route("/rule", self._rule),
            Route("/play", self._play, methods=["POST"]),
            Route("/save", self._save, methods=["POST"]),
            Mount("/site", StaticFiles(directory=_SITE)),
            Mount("/letters", StaticFiles(directory=find_letters())),
        ]
        return Starlette(routes=routes, exception_handlers={LeewardError: _tell})

    async def _page(self, _request: Request) -> Response:
        return Response((_SITE / "index.html").read_bytes(), media_type="text/html")

    async def _style(self, _request: Request) -> Response:
        return Response(write_page_style(), media_type="text/css")

    async def _contents(self, _request: Request) -> Response:
        name, against = self._against or ("", None)
        contents = await asyncio.to_thread(list_contents, self._shelf, against)
        return JSONResponse(contents | {"against": name, "at": self._clock().isoformat()})

    async def _diagram(self, request: Request) -> Response:
        programme = self._programme
        name, language = (
            request.query_params.get("dialog", ""),
            programme.language(request.query_params.get("language")),
        )
        dialogs = programme.books[language].dialogs
        sketch = sketch_dialog(dialogs[find_dialog(programme, name).name]) if name else sketch_map(dialogs)
        return Response(await asyncio.to_thread(write_svg, sketch), media_type="image/svg+xml")

    async def _play(self, request: Request) -> Response:
        order = await _read(request, Conversation)
        programme = self._programme
        performance = perform(programme, order.opening, order.acts)
        if order.persona and not performance.stopped:
            number = len(order.acts)
            act = choose_act(order.persona, programme, performance.rehearsal, seed=order.seed, number=number)
            if act:
                performance.do(act)
        if not (order.compare and self._against):
            return JSONResponse(show(performance, programme))
        acts = [turn.act for turn in performance.turns if turn.act]
        other = perform(self._against[1], order.opening, acts)
        here, there = compare(performance, other)
        return JSONResponse(show(performance, programme, here) | {"other": show(other, self._against[1], there)})

    async def _save(self, request: Request) -> Response:
        path = save(await _read(request, Saving), self._programme, self._transcripts)
        return JSONResponse({"saved": str(path)})

    async def _rule(self, request: Request) -> Response:
        try:
            return PlainTextResponse(find_page(request.query_params.get("rule", "")))
        except LookupError as error:
            raise LeewardError(str(error.args[0])) from None

    async def _news(self, _request: Request) -> Response:
        return StreamingResponse(self.tell_news(), media_type="text/event-stream")

    async def tell_news(self) -> AsyncIterator[str]:
        """The number of each version that is read, as server-sent events, until the shelf is closed."""
        version = self._shelf.version
        while not self._shelf.is_closed:
            yield f"data: {version}\n\n"
            with suppress(TimeoutError):
                version = await asyncio.wait_for(self._shelf.wait_for_news(version), _STILL_THERE)

    @property
    def _programme(self) -> Programme:
        if self._shelf.programme is None:
            raise LeewardError("These dialogs have errors, so there is nothing to play yet. The list below names them.")
        return self._shelf.programme


async def _read(request: Request, kind: type[OrderT]) -> OrderT:
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(each) for each in first["loc"])
        raise LeewardError(f"The studio does not understand this: {place}: {first['msg']}") from None


async def _tell(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 400)
