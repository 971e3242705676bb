"""Updates that are pushed: in order where order matters, and again until they are taken."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.fake_bot_api import FakeBotApi
from tests.fake_bot_api.test_fake_bot_api import ask
from tests.fake_bot_api.webhook import SECRET_HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fake_bot_api.chats import Json


class Replica:
    """A bot that notes what it gets; `answers` are the statuses that it gives, then 200."""

    def __init__(self, api: FakeBotApi) -> None:
        self.got: list[Json] = []
        self.secrets: set[str | None] = set()
        self.answers: list[int] = []
        self.retry_after = ""
        self.free = threading.Event()
        self.free.set()
        self._api = api
        replica = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with replica._api.telegram.changed:
                    replica.got.append(update)
                    replica.secrets.add(self.headers[SECRET_HEADER])
                    replica._api.telegram.changed.notify_all()
                replica.free.wait(5)
                self.send_response(replica.answers.pop(0) if replica.answers else 200)
                self.send_header("Content-Length", "0")
                if replica.retry_after:
                    self.send_header("Retry-After", replica.retry_after)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = ("127.0.0.1", self._server.server_port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def ids(self) -> list[int]:
        return [update["update_id"] for update in self.got]

    def dies(self) -> None:
        self.free.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def replicas(count: int) -> Iterator[tuple[FakeBotApi, list[Replica]]]:
    """So many replicas behind one address, and the fake in front of them."""
    with FakeBotApi() as api:
        running = [Replica(api) for _ in range(count)]
        api.webhook.replicas = [each.place for each in running]
        url = f"http://127.0.0.1:{running[0].place[1]}/hook"
        assert ask(api, "setWebhook", url=url, secret_token="s3", max_connections=4)["ok"]
        yield api, running
        for each in running:
            each.dies()


def empty(api: FakeBotApi) -> bool:
    return api.telegram.wait_until(lambda: not api.telegram.updates, 5)


def test_updates_are_pushed_with_the_secret_and_gone_when_taken() -> None:
    with replicas(1) as (api, [replica]):
        sent = [api.person(1).sends("one"), api.person(2).sends("two")]
        assert empty(api)
        assert sorted(replica.ids) == sent
        assert replica.secrets == {"s3"}
        assert ask(api, "getWebhookInfo")["result"]["pending_update_count"] == 0
        assert ask(api, "getUpdates")["error_code"] == 409


def test_what_one_person_writes_is_pushed_one_by_one_and_their_tap_overtakes_it() -> None:
    with replicas(1) as (api, [replica]):
        replica.free.clear()
        ana = api.person(1)
        first, second = ana.sends("one"), ana.sends("two")
        tap = ana.taps_token("1:1:x")
        assert api.telegram.wait_until(lambda: len(replica.got) == 2, 5)
        assert sorted(replica.ids) == [first, tap]
        replica.free.set()
        assert empty(api)
        assert replica.ids[-1] == second


def test_no_more_updates_are_under_way_than_connections_were_asked_for() -> None:
    with replicas(1) as (api, [replica]):
        replica.free.clear()
        for person in range(1, 8):
            api.person(person).sends("hello")
        assert api.telegram.wait_until(lambda: len(replica.got) == 4, 5)
        replica.free.set()
        assert empty(api)
        assert len(set(replica.ids)) == 7


@pytest.mark.parametrize("answers", [[500], [503, 404]])
def test_an_update_that_is_refused_comes_again_before_the_next_one(answers: list[int]) -> None:
    with replicas(1) as (api, [replica]):
        replica.answers = list(answers)
        first, second = api.person(1).sends("one"), api.person(1).sends("two")
        assert empty(api)
        assert replica.ids == [*[first] * (len(answers) + 1), second]
        assert "Wrong response" in ask(api, "getWebhookInfo")["result"]["last_error_message"]


def test_the_bot_says_when_an_update_is_to_come_again() -> None:
    with replicas(1) as (api, [replica]):
        replica.answers, replica.retry_after = [503], "1"
        began = time.monotonic()
        api.person(1).sends("one")
        assert empty(api)
        assert time.monotonic() - began >= 1


def test_replicas_take_turns_and_a_dead_one_is_passed_over() -> None:
    with replicas(2) as (api, [first, second]):
        for person in range(1, 5):
            api.person(person).sends("hello")
        assert empty(api)
        assert len(first.got) == len(second.got) == 2
        first.dies()
        api.person(1).sends("again")
        assert empty(api)
        assert len(second.got) == 3


def test_without_a_webhook_updates_are_polled_again() -> None:
    with replicas(1) as (api, [replica]):
        assert ask(api, "deleteWebhook")["ok"]
        waits = api.person(1).sends("hello")
        assert [update["update_id"] for update in ask(api, "getUpdates")["result"]] == [waits]
        assert not replica.got


def test_a_webhook_has_to_be_https_but_on_loopback() -> None:
    with replicas(1) as (api, _):
        assert ask(api, "setWebhook", url="http://example.org/hook")["error_code"] == 400
