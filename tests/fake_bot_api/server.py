"""The fake itself: requests in, faults on demand, answers out."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from tests.fake_bot_api.chats import Chat, Json
from tests.fake_bot_api.faults import CutShort, Drop, Fault, Hang, Refuse, Slow
from tests.fake_bot_api.gate import Gate
from tests.fake_bot_api.group import Group
from tests.fake_bot_api.methods import call
from tests.fake_bot_api.person import Person
from tests.fake_bot_api.telegram import Telegram
from tests.fake_bot_api.webhook import Pusher
from tests.fake_bot_api.wire import Server, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TOKEN = "42:TEST-token"


@dataclass
class Call:
    """A request that came through.

    `line` is the one that it came over, `at` the moment in seconds of `time.monotonic`, and `happened` says whether it
    has done what it asked for.
    """

    method: str
    params: Mapping[str, str]
    line: str = ""
    at: float = field(default_factory=time.monotonic)
    happened: bool = False


class FakeBotApi:
    """Serves the Bot API on loopback from threads of its own, until closed.

    Use it as a context manager. `person` and `group` put someone in front of it.
    """

    def __init__(self, port: int = 0, token: str = TOKEN) -> None:
        """Begin to serve; port 0 takes a free one."""
        self.token = token
        self.telegram = Telegram()
        self.webhook = Pusher(self.telegram)
        self.most_at_once = 0
        """How many requests, those for updates apart, were under way at the same time."""
        self._calls: list[Call] = []
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._troubles: dict[str, Callable[[], Fault | None]] = {}
        self._requests = Gate(self.telegram.changed)
        self._answers = Gate(self.telegram.changed)
        self._cut: set[str] = set()
        self._under_way = 0
        self._server = Server(port, token, self.serve)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """What goes into ``telegram.api_url``; with a path behind it, requests come over the line of that name."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Let go of everyone who waits, and of the port."""
        with self.telegram.changed:
            self.telegram.closing = True
            self.telegram.changed.notify_all()
        self.webhook.close()
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

    def count_faults(self, method: str) -> int:
        """How many of the next requests of this method go wrong."""
        return len(self._faults[method])

    @contextmanager
    def trouble(self, method: str, choose: Callable[[], Fault | None]) -> Iterator[None]:
        """Inside the block `choose` says of each request of this method what goes wrong with it, if anything does."""
        self._troubles[method] = choose
        try:
            yield
        finally:
            del self._troubles[method]

    @contextmanager
    def hold(self, method: str, *, lose: bool = False) -> Iterator[None]:
        """Inside the block requests of this method wait, unseen. With `lose` they never arrive."""
        with self._requests.hold(method, lose=lose):
            yield

    @contextmanager
    def hold_answers(self, method: str, *, lose: bool = False) -> Iterator[None]:
        """Inside the block requests of this method are done, and their answers wait. With `lose` these get lost."""
        with self._answers.hold(method, lose=lose):
            yield

    def count_held(self, method: str) -> int:
        """How many requests or answers of this method are held now."""
        return self._requests.waiting(method) + self._answers.waiting(method)

    def cut(self, line: str) -> None:
        """From now on nothing that comes over this line happens, and no answer leaves over it."""
        with self.telegram.changed:
            self._cut.add(line)
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

    def serve(self, method: str, params: Mapping[str, str], line: str = "") -> tuple[int, bytes] | None:
        """The status and body that answer a request; None means that the connection is cut instead."""
        counts = method != "getUpdates"
        with self.telegram.changed:
            self._under_way += counts
            self.most_at_once = max(self.most_at_once, self._under_way)
            self.telegram.changed.notify_all()
        try:
            return self._serve(method, params, line)
        finally:
            with self.telegram.changed:
                self._under_way -= counts

    def _serve(self, method: str, params: Mapping[str, str], line: str) -> tuple[int, bytes] | None:
        def is_over() -> bool:
            return self.telegram.closing or line in self._cut

        with self.telegram.changed:
            if not self._requests.let_through(method, is_over) or is_over():
                return None
            self._calls.append(made := Call(method, params, line))
            self.telegram.changed.notify_all()
            fault = self._find_fault(method)
            if isinstance(fault, Hang):
                self.telegram.changed.wait_for(is_over)
            if isinstance(fault, Hang) or fault == Drop(after=False):
                return None
            answer = self._act(made, fault)
            if isinstance(fault, Slow):
                self.telegram.changed.wait_for(is_over, fault.seconds)
            if not self._answers.let_through(method, is_over) or isinstance(fault, Drop) or line in self._cut:
                return None
        status, body = write(answer)
        return status, body[: len(body) // 2] if isinstance(fault, CutShort) else body

    def _find_fault(self, method: str) -> Fault | None:
        if self._faults[method]:
            return self._faults[method].popleft()
        return self._troubles[method]() if method in self._troubles else None

    def _act(self, made: Call, fault: Fault | None) -> Json:
        try:
            if isinstance(fault, Refuse):
                raise fault
            answer = {"ok": True, "result": call(self.telegram, made.method, made.params)}
        except Refuse as refusal:
            answer = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = dict(refusal.parameters)
        else:
            made.happened = True
        return answer
