"""HTTP: requests are read, and answers written or cut."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import Message

    from tests.fake_bot_api.chats import Json


Serve: TypeAlias = "Callable[[str, Mapping[str, str], str], tuple[int, bytes] | None]"
"""Takes a method, its parameters and the line; gives status and body, or None: then the connection is cut."""


class Server(ThreadingHTTPServer):
    """One thread for each connection. Hands each request of the bot with this token to `serve`."""

    daemon_threads = True
    request_queue_size = 128  # a bot opens many connections at once

    def __init__(self, port: int, token: str, serve: Serve) -> None:
        """Listen on loopback; port 0 takes a free one."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.token = token
        self.serve = serve


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer
    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever asked was killed
            super().handle()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        line, _, rest = self.path.rpartition("/bot")
        token, _, method = rest.partition("/")
        if token != self.server.token:
            self._answer(*write({"ok": False, "error_code": 401, "description": "Unauthorized"}))
            return
        answer = self.server.serve(method, _read_params(self.headers, body), line.strip("/"))
        if answer is None:
            self.close_connection = True
            with suppress(OSError):  # whoever asked has hung up
                self.connection.shutdown(socket.SHUT_RDWR)
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


def write(answer: Json) -> tuple[int, bytes]:
    """The status and the body of an answer."""
    return answer.get("error_code", 200), json.dumps(answer).encode()


def _read_params(headers: Message, body: bytes) -> dict[str, str]:
    match headers.get_content_type():
        case "multipart/form-data":
            parsed = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
            return dict(_read_part(part) for part in parsed.walk() if not part.is_multipart())
        case "application/json":
            told = json.loads(body or b"{}")
            return {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
        case _:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _read_part(part: Message) -> tuple[str, str]:
    name: Any = part.get_param("name", header="content-disposition")
    payload = part.get_payload(decode=True)
    content = payload.decode() if isinstance(payload, bytes) else ""
    file = part.get_filename()
    return str(name), json.dumps([file, content]) if file else content
