"""The same contract over aiohttp and over connections of our own, on real ones."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import ssl
import traceback
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.errors import MessengerError
from bot.messenger.direct import DirectRequest
from bot.messenger.transport import AiohttpRequest, JsonBody, Timeouts
from bot.messenger.wire import NotSent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from telegram.request import BaseRequest

    from tests.fake_bot_api import FakeBotApi

TOKEN = "42:TEST-token"
SECRET = "what Ana wrote"
ME = {"id": 42, "is_bot": True, "first_name": "Leeward", "username": "leeward_bot"}


@dataclass
class Exchange:
    """One request that came, and the way to answer it."""

    head: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, content: bytes) -> None:
        self.writer.write(content)
        await self.writer.drain()

    async def answer(self, status: int, body: object) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        await self.send(b"HTTP/1.1 %d Words\r\nContent-Length: %d\r\n\r\n%s" % (status, len(content), content))

    async def wait_for_hang_up(self) -> None:
        while await self.reader.read(65536):
            pass


Act: TypeAlias = "Callable[[Exchange], Awaitable[object]]"


@dataclass
class Server:
    """Does the same with each request."""

    act: Act
    url: str = ""
    heads: list[str] = field(default_factory=list)
    connections: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                self.heads.append(head)
                await reader.readexactly(int(head.lower().partition("content-length: ")[2].partition("\r\n")[0] or 0))
                await self.act(Exchange(head, reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(act: Act, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(act)
    listener = await asyncio.start_server(server.talk, "127.0.0.1", 0, ssl=tls)
    server.url = f"http{'s' if tls else ''}://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    async with listener:
        yield server


@asynccontextmanager
async def calling(request: BaseRequest, url: str) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, f"{url}/bot", request=request, get_updates_request=request)
    async with request:
        yield bot


async def greet(exchange: Exchange) -> None:
    await exchange.answer(200, {"ok": True, "result": ME})


async def stay_silent(exchange: Exchange) -> None:
    await exchange.wait_for_hang_up()


async def reset(exchange: Exchange) -> None:
    exchange.writer.transport.abort()
    await asyncio.sleep(0)


async def hang_up(exchange: Exchange) -> None:
    exchange.writer.close()
    await exchange.writer.wait_closed()


async def cut(exchange: Exchange) -> None:
    await exchange.send(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":')
    await hang_up(exchange)


async def talk_nonsense(exchange: Exchange) -> None:
    await exchange.send(b"nonsense\r\n\r\n")
    await hang_up(exchange)


async def never_end(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await exchange.send(bytes(2**20))


async def dribble(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        await exchange.send(b" ")
        await asyncio.sleep(0.005)


def answering(status: int, body: object) -> Act:
    return lambda exchange: exchange.answer(status, body)


def refusing(status: int, words: str = "Words", **parameters: object) -> Act:
    refusal = {"ok": False, "error_code": status, "description": words}
    return answering(status, {**refusal, "parameters": parameters} if parameters else refusal)


def directly(seconds: float = 5, *, size: int = 1) -> AiohttpRequest:
    return DirectRequest(size, Timeouts(seconds, seconds, seconds, seconds))


def over_aiohttp(seconds: float = 5, proxy: str | None = None, *, size: int = 1) -> AiohttpRequest:
    return AiohttpRequest(size, Timeouts(seconds, seconds, seconds, seconds), proxy)


both = pytest.mark.parametrize("make", [over_aiohttp, directly])


def fail_to_reach(url: str, request: BaseRequest) -> TelegramError:
    """The error of a call that meets one; over our client the token is nowhere in it."""

    async def call() -> TelegramError:
        async with calling(request, url) as bot:
            with pytest.raises(TelegramError) as caught:
                await bot.get_me()
        return caught.value

    error = asyncio.run(call())
    if isinstance(request, AiohttpRequest):
        keeps_quiet(error)
    return error


def fail(act: Act, request: BaseRequest, tls: ssl.SSLContext | None = None) -> TelegramError:
    async def call() -> TelegramError:
        async with serving(act, tls) as server:
            return await asyncio.to_thread(fail_to_reach, server.url, request)

    return asyncio.run(call())


def keeps_quiet(error: BaseException) -> None:
    """Neither its text nor that of any error behind it says the token or a person's words."""
    told = "".join(traceback.format_exception(error))
    chain: BaseException | None = error
    while chain:
        told += repr(chain) + repr(vars(chain))
        assert chain.__context__ is None or chain.__cause__ is chain.__context__
        chain = chain.__cause__
    assert TOKEN not in told
    assert SECRET not in told


def is_not_sent(error: BaseException) -> bool:
    """As `bot.messenger.fates` asks."""
    return isinstance(error, NotSent)


def closed_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@both
def test_a_refused_connection_is_certainly_not_sent(make: Callable[[], BaseRequest]) -> None:
    assert is_not_sent(fail_to_reach(closed_port(), make()))


@both
def test_a_connection_that_does_not_come_about_in_time_is_certainly_not_sent(
    make: Callable[[float], BaseRequest],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # nobody ever shakes hands
        error = fail_to_reach(f"https://127.0.0.1:{silent.getsockname()[1]}", make(0.05))
    assert is_not_sent(error)


@both
def test_who_finds_no_place_in_the_pool_is_certainly_not_sent(make: Callable[[float], BaseRequest]) -> None:
    async def call() -> list[tuple[type, bool]]:
        request = make(0.2)
        async with serving(stay_silent) as server, calling(request, server.url) as bot:
            errors = await asyncio.gather(
                bot.get_me(), bot.get_me(connect_timeout=0.02, pool_timeout=0.02), return_exceptions=True
            )
            assert len(server.heads) == 1
        return [(type(error), is_not_sent(error)) for error in errors if isinstance(error, TelegramError)]

    assert asyncio.run(call()) == [(TimedOut, False), (NotSent, True)]


@both
def test_a_certificate_that_nobody_vouches_for_gets_nothing(make: Callable[[], BaseRequest], tmp_path: Path) -> None:
    assert is_not_sent(fail(greet, make(), vouch_for_oneself(tmp_path)))


@both
@pytest.mark.parametrize("act", [reset, hang_up, cut, talk_nonsense], ids=lambda act: act.__name__)
def test_after_a_connection_that_was_cut_nobody_knows(make: Callable[[], BaseRequest], act: Act) -> None:
    error = fail(act, make())
    assert type(error) is NetworkError
    assert not is_not_sent(error)


@both
def test_after_a_time_out_nobody_knows(make: Callable[[float], BaseRequest]) -> None:
    error = fail(stay_silent, make(0.05))
    assert type(error) is TimedOut
    assert not is_not_sent(error)


@both
def test_an_answer_that_trickles_in_takes_no_longer_than_all_the_timeouts_together(
    make: Callable[..., BaseRequest],
) -> None:
    error = fail(dribble, make(0.05))
    assert type(error) is TimedOut
    assert not is_not_sent(error)


@both
def test_an_answer_without_end_is_given_up(make: Callable[..., BaseRequest]) -> None:
    error = fail(never_end, make())
    assert type(error) is NetworkError
    assert not is_not_sent(error)


@both
@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (refusing(400), BadRequest),
        (refusing(400, migrate_to_chat_id=-100), ChatMigrated),
        (refusing(401), InvalidToken),
        (refusing(403), Forbidden),
        (refusing(404), InvalidToken),
        (refusing(409), Conflict),
        (refusing(429, retry_after=7), RetryAfter),
        (refusing(500), NetworkError),
        (answering(502, b"<html>Bad Gateway</html>"), NetworkError),
    ],
    ids=["400", "400-moved", "401", "403", "404", "409", "429", "500", "502-html"],
)
def test_a_refusal_is_the_same_error_over_both(
    make: Callable[[], BaseRequest], act: Act, kind: type[TelegramError]
) -> None:
    error = fail(act, make())
    assert type(error) is kind
    assert not is_not_sent(error)
    if isinstance(error, RetryAfter):
        assert error.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("status", "kind"), [(200, NetworkError), (400, BadRequest), (403, Forbidden), (502, NetworkError)]
)
@pytest.mark.parametrize(
    "body",
    [f'{{"ok": true, "result": "{SECRET}', f"<html>{SECRET}</html>", f'["{SECRET}"]', "[" * 100_000, "\xff", ""],
    ids=["cut", "html", "list", "deep", "latin-1", "empty"],
)
def test_a_body_that_cannot_be_read_is_said_nowhere(
    status: int, kind: type[TelegramError], body: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    error = fail(answering(status, body.encode("latin-1")), over_aiohttp())
    assert type(error) is kind
    assert SECRET not in caplog.text


def test_half_of_a_surrogate_pair_does_not_spoil_an_answer() -> None:
    assert AiohttpRequest.parse_json_payload(b'{"result": "\\ud83d"}') == {"result": "\ud83d"}


@both
def test_a_form_arrives_as_it_was_meant(make: Callable[[], BaseRequest], api: FakeBotApi) -> None:
    api.person(1001).sends("hi")
    text = "a+b=c & d%20 ñ 🧡\nnext?"

    async def call() -> None:
        async with calling(make(), api.url) as bot:
            await bot.send_message(1001, text, disable_notification=True)

    asyncio.run(call())
    (sent,) = api.calls("sendMessage")
    assert sent.params == {"chat_id": "1001", "text": text, "disable_notification": "true"}


@both
@pytest.mark.parametrize("size", [1, 3_000_000])
def test_a_document_arrives_whole(make: Callable[[], BaseRequest], api: FakeBotApi, size: int) -> None:
    api.person(1001).sends("hi")
    content = "ñ" * size

    async def call() -> None:
        async with calling(make(), api.url) as bot:
            document = InputFile(content.encode(), filename="leeward-export.json")
            await bot.send_document(1001, document, caption="All of it ñ")

    asyncio.run(call())
    (sent,) = api.calls("sendDocument")
    assert json.loads(sent.params["document"]) == ["leeward-export.json", content]
    assert sent.params["caption"] == "All of it ñ"


def test_telegram_may_hold_a_request_for_updates_open() -> None:
    async def answer_late(exchange: Exchange) -> None:
        await asyncio.sleep(0.2)
        await exchange.answer(200, {"ok": True, "result": []})

    async def call() -> None:
        async with serving(answer_late) as server, calling(over_aiohttp(0.04), server.url) as bot:
            assert await bot.get_updates(timeout=1) == ()
            with pytest.raises(TimedOut):
                await bot.get_updates()

    asyncio.run(call())


@both
def test_nobody_sends_us_elsewhere(make: Callable[[], BaseRequest]) -> None:
    async def redirect(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")

    async def call() -> None:
        async with serving(redirect) as server, calling(make(), server.url) as bot:
            with pytest.raises(NetworkError, match="Found"):
                await bot.get_me()
            assert len(server.heads) == 1

    asyncio.run(call())


@both
def test_connections_are_kept(make: Callable[..., BaseRequest]) -> None:
    async def call() -> None:
        async with serving(greet) as server, calling(make(), server.url) as bot:
            for _ in range(5):
                await bot.get_me()
            assert server.connections == 1

    asyncio.run(call())


@both
def test_thirty_two_at_once_share_the_pool(make: Callable[..., BaseRequest]) -> None:
    async def call() -> None:
        async with serving(greet) as server, calling(make(5, size=4), server.url) as bot:
            assert len(await asyncio.gather(*(bot.get_me() for _ in range(32)))) == 32
            assert len(server.heads) == 32
            assert server.connections == 4

    asyncio.run(call())


@both
def test_parameters_go_as_json_and_come_back_as_json(make: Callable[[], AiohttpRequest], api: FakeBotApi) -> None:
    async def call() -> None:
        request = make()
        async with request:
            root = f"{api.url}/bot{api.token}"
            body = JsonBody(json.dumps({"chat_id": 1001, "text": "hola ñ"}).encode())
            assert (await request.call(f"{root}/sendMessage", body))["text"] == "hola ñ"
            with pytest.raises(BadRequest, match=r"(?i)chat not found"):
                await request.call(f"{root}/sendMessage", JsonBody(b'{"chat_id": 5, "text": "hi"}'))

    api.person(1001).sends("hi")
    asyncio.run(call())


@both
def test_an_answer_may_come_in_pieces_after_an_interim_one(make: Callable[[], BaseRequest]) -> None:
    async def dawdle(exchange: Exchange) -> None:
        content = json.dumps({"ok": True, "result": ME}).encode()
        await exchange.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for part in (content[:10], content[10:]):
            await exchange.send(b"%x\r\n%s\r\n" % (len(part), part))
            await asyncio.sleep(0.01)
        await exchange.send(b"0\r\n\r\n")

    async def call() -> None:
        async with serving(dawdle) as server, calling(make(), server.url) as bot:
            for _ in range(2):
                assert (await bot.get_me()).username == "leeward_bot"
            assert server.connections == 1

    asyncio.run(call())


def test_a_proxy_is_asked_when_it_is_set() -> None:
    async def call() -> None:
        async with serving(greet) as server:
            request = over_aiohttp(proxy=server.url.replace("//", "//ana:word@"))
            async with calling(request, "http://api.invalid") as bot:
                await bot.get_me()
        (head,) = server.heads
        assert head.startswith(f"POST http://api.invalid/bot{TOKEN}/getMe HTTP/1.1")
        assert "proxy-authorization: basic yw5hondvcmq=" in head.lower()

    asyncio.run(call())


def test_a_proxy_that_is_away_or_refuses_sends_nothing() -> None:
    assert is_not_sent(fail_to_reach("https://api.invalid", over_aiohttp(proxy=closed_port())))

    async def call() -> TelegramError:
        async with serving(answering(407, b"")) as server:
            return await asyncio.to_thread(fail_to_reach, "https://api.invalid", over_aiohttp(proxy=server.url))

    assert is_not_sent(asyncio.run(call()))


def test_another_kind_of_proxy_is_refused_at_once_and_not_shown() -> None:
    with pytest.raises(MessengerError, match="SOCKS") as caught:
        over_aiohttp(proxy="socks5://ana:word@127.0.0.1:1")
    assert "word" not in str(caught.value)


@both
def test_the_environment_sets_no_proxy(monkeypatch: pytest.MonkeyPatch, make: Callable[..., BaseRequest]) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, closed_port())

    async def call() -> None:
        async with serving(greet) as server, calling(make(), server.url) as bot:
            assert (await bot.get_me()).username == "leeward_bot"

    asyncio.run(call())


@both
def test_it_closes_without_a_trace_and_opens_again(make: Callable[..., BaseRequest]) -> None:
    async def call() -> None:
        request = make()
        async with serving(greet) as server, calling(request, server.url) as bot:
            await bot.get_me()
            await request.shutdown()
            await request.shutdown()
            with pytest.raises(NetworkError, match="not initialized"):
                await bot.get_me()
            await request.initialize()
            await request.initialize()
            await bot.get_me()

    asyncio.run(call())
    gc.collect()  # what is left open is said now, and warnings are errors


@both
def test_who_is_closed_on_hears_of_it(make: Callable[..., BaseRequest]) -> None:
    async def call() -> None:
        came = asyncio.Event()

        async def note(exchange: Exchange) -> None:
            came.set()
            await stay_silent(exchange)

        request = make()
        async with serving(note) as server, calling(request, server.url) as bot:
            waiting = asyncio.create_task(bot.get_me())
            await came.wait()
            await request.shutdown()
            with pytest.raises(NetworkError):
                await waiting

    asyncio.run(call())
    gc.collect()


def vouch_for_oneself(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that it made itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
