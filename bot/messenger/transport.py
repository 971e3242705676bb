"""HTTP under python-telegram-bot, over aiohttp: a request costs a fraction of the processor time that httpx takes.

A caller meets `NotSent` where the API certainly got nothing, `TimedOut` or `NetworkError` where nobody knows. aiohttp's
own errors carry the address, and with it the token: they are left behind, never chained.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, cast

import aiohttp
import orjson
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest
from yarl import URL

from bot.errors import MessengerError
from bot.messenger.wire import LARGEST_ANSWER, NotSent

if TYPE_CHECKING:
    from telegram._utils.types import JSONDict, ODVInput
    from telegram.request import RequestData

_DNS_SECONDS: Final = 300
_NOTHING_SAID: Final = b"{}"


@dataclass(frozen=True, slots=True)
class JsonBody:
    """What a request carries in place of python-telegram-bot's form."""

    content: bytes
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class _Refusal:
    """An answer that has come already, for python-telegram-bot to make its error of."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `pool` is the wait for a free connection, `read` that for the next bytes, None is for ever.

    All four together are what one request may take from beginning to end.
    """

    connect: float | None = 10.0
    read: float | None = 20.0
    write: float | None = 20.0
    pool: float | None = 20.0


class AiohttpRequest(BaseRequest):
    """What `telegram.Bot` calls the Bot API with. It follows no redirect and does not read the environment."""

    def __init__(self, pool_size: int = 64, timeouts: Timeouts | None = None, proxy: str | None = None) -> None:
        """Nothing is opened yet. `proxy` is an ``http://`` or ``https://`` address, with a password if it asks for one.

        Raises:
            MessengerError: it is another kind of proxy.
        """
        if proxy and not proxy.startswith(("http://", "https://")):
            raise MessengerError("A proxy for Telegram begins with http:// or https://; SOCKS is not spoken.")
        self._pool_size = pool_size
        self._timeouts = timeouts or Timeouts()
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer; python-telegram-bot adds those that Telegram may hold a request open."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Open the pool. The event loop that runs now is its own."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool_size, ttl_dns_cache=_DNS_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT, "Accept-Encoding": "identity"},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection; `initialize` opens the pool again."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def call(self, url: str, body: JsonBody, read_timeout: float | None = None) -> Any:  # noqa: ANN401 - JSON
        """Send parameters as JSON; the result as JSON.

        Raises:
            TelegramError: as any method of `telegram.Bot`.
        """
        timeouts = replace(self._timeouts, read=read_timeout) if read_timeout else self._timeouts
        status, answer = await self._send(url, "POST", body, timeouts)
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            await self.post(url, cast("RequestData", _Refusal(status, answer)))
        return self.parse_json_payload(answer)["result"]

    async def do_request(  # noqa: PLR0913, PLR0917 - python-telegram-bot's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request; the status and the body of the answer.

        Raises:
            NotSent: there was no connection.
            TimedOut: the API took too long.
            NetworkError: the connection was cut, or what came was no HTTP.
        """
        given: object = request_data
        if isinstance(given, _Refusal):
            status, body = given.status, given.body
        else:
            timeouts = Timeouts(
                _pick(connect_timeout, self._timeouts.connect),
                _pick(read_timeout, self._timeouts.read),
                _pick(write_timeout, self._timeouts.write),
                _pick(pool_timeout, self._timeouts.pool),
            )
            status, body = await self._send(url, method, request_data, timeouts)
        return status, body if status < HTTPStatus.MULTIPLE_CHOICES else self._mute(body)

    async def _send(
        self, url: str, method: str, data: RequestData | JsonBody | None, timeouts: Timeouts
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("This AiohttpRequest is not initialized!")
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=_encode(data), timeout=_translate(timeouts), allow_redirects=False
            ) as response:
                return response.status, await _read(response.content)
        except Exception as error:  # noqa: BLE001 - the text of any of them can hold the token
            failure = _explain(error)
        raise failure  # out here it has no context

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """Read an answer, without saying anywhere what was in it.

        Raises:
            NetworkError: it was cut or is no JSON object, so nobody knows what the API did.
        """
        answer = read_json(payload)
        if isinstance(answer, dict):
            return answer
        raise NetworkError("Invalid server response")

    @classmethod
    def _mute(cls, body: bytes) -> bytes:
        """python-telegram-bot shows an error's body where it cannot read it; it gets none to show."""
        try:
            cls.parse_json_payload(body)
        except NetworkError:
            return _NOTHING_SAID
        return body


def read_json(payload: bytes) -> Any:  # noqa: ANN401 - JSON
    """What Telegram says, read with care where it is not quite JSON, as halves of characters; None: nothing helps."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(payload.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None


def _pick(given: ODVInput[float], default: float | None) -> float | None:
    return given if given is None or isinstance(given, (int, float)) else default


def _translate(timeouts: Timeouts) -> aiohttp.ClientTimeout:
    waits = (timeouts.pool, timeouts.connect, timeouts.write, timeouts.read)
    return aiohttp.ClientTimeout(
        total=add(*waits),
        connect=add(timeouts.pool, timeouts.connect),
        sock_connect=timeouts.connect,
        sock_read=timeouts.read,
    )


def add(*waits: float | None) -> float | None:
    """The sum of some waits, in seconds; None, which is for ever, with anything else is for ever."""
    return None if None in waits else sum(filter(None, waits))


def _encode(data: RequestData | JsonBody | None) -> aiohttp.Payload | aiohttp.FormData | None:
    if data is None:
        return None
    if isinstance(data, JsonBody):
        return aiohttp.BytesPayload(data.content, content_type="application/json")
    if not data.contains_files:
        return aiohttp.BytesPayload(
            data.url_encoded_parameters().encode(), content_type="application/x-www-form-urlencoded"
        )
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for field, (name, content, kind) in data.multipart_data.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(field, stream, filename=name, content_type=kind)
    return form


async def _read(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for part in content.iter_any():
        body += part
        if len(body) > LARGEST_ANSWER:
            raise aiohttp.ClientPayloadError
    return bytes(body)


def _explain(error: Exception) -> NetworkError:
    """An error of python-telegram-bot's for one of aiohttp's, of which no more than the name is kept."""
    match error:
        case (  # the first one also when no place in the pool became free
            aiohttp.ConnectionTimeoutError() | aiohttp.ClientConnectorError() | aiohttp.ClientHttpProxyError()
        ):
            return NotSent(f"aiohttp.{type(error).__name__}")
        case TimeoutError():
            return TimedOut()
        case _:
            return NetworkError(f"aiohttp.{type(error).__name__}")
