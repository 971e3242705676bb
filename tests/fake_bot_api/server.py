"""The HTTP server: requests in, faults on demand, answers out."""

from __future__ import annotations

import json
import socket
import threading
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

from tests.fake_bot_api.chats import Chat, Json
from tests.fake_bot_api.faults import CutShort, Drop, Fault, Hang, Refuse
from tests.fake_bot_api.group import Group
from tests.fake_bot_api.methods import call
from tests.fake_bot_api.person import Person
from tests.fake_bot_api.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from email.message import Message

TOKEN = "42:TEST-token"


@dataclass(frozen=True)
class Call:
    """A request that came through, with what it asked for."""

    method: str
    params: Mapping[str, str]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a bot opens many connections at once


class FakeBotApi:
    """Serves the Bot API on loopback from threads of its own, until closed.

    Use it as a context manager. `person` and `group` put someone in front of it.
    """

    def __init__(self, port: int = 0, token: str = TOKEN) -> None:
        """Begin to serve; port 0 takes a free one."""
        self.token = token
        self.telegram = Telegram()
        self._calls: list[Call] = []
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._held: set[str] = set()
        self._waiting: set[object] = set()
        self._lost: set[object] = set()
        self._under_way = 0
        self.most_at_once = 0
        """How many requests, those for updates apart, were under way at the same time."""
        self._server = _Server(("127.0.0.1", port), _handler_for(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """What goes into ``telegram.api_url``."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Let go of everyone who waits, and of the port."""
        with self.telegram.changed:
            self.telegram.closing = True
            self.telegram.changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def person(self, person_id: int, *, name: str = "Ana", language: str | None = "en") -> Person:
        """Someone with a phone in their hand."""
        chat = self.telegram.chats.setdefault(person_id, Chat(person_id, name=name))
        return Person(self.telegram, chat, language)

    def group(self, chat_id: int, kind: str = "group") -> Group:
        """A group or a channel; the bot is not in it yet."""
        return Group(self.telegram, self.telegram.chats.setdefault(chat_id, Chat(chat_id, kind, "A group")))

    def fault(self, method: str, *faults: Fault) -> None:
        """The next requests of this method go wrong, one fault each."""
        with self.telegram.changed:
            self._faults[method].extend(faults)

    @contextmanager
    def hold(self, method: str, *, lose: bool = False) -> Iterator[None]:
        """Inside the block requests of this method wait, unseen. With `lose` they never arrive."""
        with self.telegram.changed:
            self._held.add(method)
        yield
        with self.telegram.changed:
            self._held.discard(method)
            if lose:
                self._lost |= self._waiting
            self.telegram.changed.notify_all()

    def calls(self, *methods: str) -> list[Call]:
        """The requests that came so far, in order; those of some methods only, where named."""
        with self.telegram.changed:
            return [each for each in self._calls if not methods or each.method in methods]

    def wait_for_calls(self, method: str, count: int, seconds: float = 5.0) -> list[Call]:
        """Wait until there were so many requests of a method."""
        came = self.telegram.wait_until(lambda: len(self.calls(method)) >= count, seconds)
        assert came, f"{len(self.calls(method))} of {count} requests of {method} came"
        return self.calls(method)

    def serve(self, method: str, params: Mapping[str, str]) -> tuple[int, bytes] | None:
        """The status and body that answer a request; None means that the connection is cut instead."""
        counts = method != "getUpdates"
        with self.telegram.changed:
            self._under_way += counts
            self.most_at_once = max(self.most_at_once, self._under_way)
            self.telegram.changed.notify_all()
        try:
            return self._serve(method, params)
        finally:
            with self.telegram.changed:
                self._under_way -= counts

    def _is_lost_waiting(self, method: str) -> bool:
        """Wait while the method is held; whether the request was lost on the way meanwhile."""
        ticket = object()
        self._waiting.add(ticket)
        self.telegram.changed.wait_for(lambda: method not in self._held or self.telegram.closing)
        self._waiting.discard(ticket)
        lost = ticket in self._lost
        self._lost.discard(ticket)
        return lost

    def _serve(self, method: str, params: Mapping[str, str]) -> tuple[int, bytes] | None:
        telegram = self.telegram
        with telegram.changed:
            if self._is_lost_waiting(method):
                return None
            self._calls.append(Call(method, params))
            telegram.changed.notify_all()
            fault = self._faults[method].popleft() if self._faults[method] else None
            if isinstance(fault, Hang):
                telegram.changed.wait_for(lambda: telegram.closing)
        if isinstance(fault, Hang) or fault == Drop(after=False):
            return None
        try:
            if isinstance(fault, Refuse):
                raise fault
            answer = {"ok": True, "result": call(telegram, method, params)}
        except Refuse as refusal:
            answer = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = dict(refusal.parameters)
        if isinstance(fault, Drop):
            return None
        status, body = _write(answer)
        return status, body[: len(body) // 2] if isinstance(fault, CutShort) else body


def _handler_for(api: FakeBotApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            root, _, method = self.path.lstrip("/").partition("/")
            if root != f"bot{api.token}":
                self._answer(*_write({"ok": False, "error_code": 401, "description": "Unauthorized"}))
                return
            answer = api.serve(method, _read_params(self.headers, body))
            if answer is None:
                self._cut()
            else:
                self._answer(*answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _answer(self, status: int, content: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                self.wfile.flush()
            except OSError:  # whoever asked has hung up
                self.close_connection = True

        def _cut(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    return Handler


def _write(answer: Json) -> tuple[int, bytes]:
    return answer.get("error_code", 200), json.dumps(answer).encode()


def _read_params(headers: Message, body: bytes) -> dict[str, str]:
    if headers.get_content_type() != "multipart/form-data":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    parsed = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    return dict(_read_part(part) for part in parsed.walk() if not part.is_multipart())


def _read_part(part: Message) -> tuple[str, str]:
    name: Any = part.get_param("name", header="content-disposition")
    payload = part.get_payload(decode=True)
    content = payload.decode() if isinstance(payload, bytes) else ""
    file = part.get_filename()
    return str(name), json.dumps([file, content]) if file else content
