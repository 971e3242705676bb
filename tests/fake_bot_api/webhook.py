"""Pushes updates to the bot's webhook: each queue in order, many queues at once, again and again until taken."""

from __future__ import annotations

import asyncio
import json
import threading
from itertools import count
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

if TYPE_CHECKING:
    from tests.fake_bot_api.queues import Pending, Queue
    from tests.fake_bot_api.telegram import Telegram

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_PATIENCE = 10.0
"""Seconds to wait for the bot's answer; Telegram itself waits about a minute."""


class Pusher:
    """A thread of its own; begins to push as soon as there is a webhook."""

    def __init__(self, telegram: Telegram) -> None:
        """Wait for a webhook."""
        self.replicas: list[tuple[str, int]] = []
        """Where the bot listens behind the one address of the webhook; asked in turn, and where one is dead the next
        one. None: the address itself."""
        self.resend_after = 0.05
        """Seconds after which an update that was not taken is pushed again, unless the bot says when."""
        self.pushes = 0
        """How many requests were answered, or cut."""
        self._telegram = telegram
        self._busy: set[Queue] = set()
        self._turns = count()
        self._awake = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()), daemon=True)
        self._thread.start()
        telegram.on_queue.append(self.wake)

    def wake(self) -> None:
        """Look again what there is to push."""
        self._loop.call_soon_threadsafe(self._awake.set)

    def close(self) -> None:
        """Wait for the end; `Telegram.closing` is set."""
        self._telegram.on_queue.remove(self.wake)
        self.wake()
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        under_way: set[asyncio.Task[None]] = set()
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=_PATIENCE)
        ) as session:
            while not self._telegram.closing:
                self._awake.clear()
                for pending in self._start():
                    task = asyncio.create_task(self._push(session, pending))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                await self._awake.wait()
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _start(self) -> list[Pending]:
        telegram = self._telegram
        with telegram.changed:
            if not telegram.webhook:
                return []
            heads = telegram.queues.find_heads(self._busy)[: max(telegram.connections - len(self._busy), 0)]
            self._busy.update(each.queue for each in heads)
            return heads

    async def _push(self, session: aiohttp.ClientSession, pending: Pending) -> None:
        error, wait = await self._deliver(session, pending)
        self.pushes += 1
        with self._telegram.changed:
            if error:
                self._telegram.last_error = error
            else:
                self._telegram.queues.drop(pending)
            self._telegram.changed.notify_all()
        if error:
            await asyncio.sleep(wait or self.resend_after)
        self._busy.discard(pending.queue)
        self._awake.set()

    async def _deliver(self, session: aiohttp.ClientSession, pending: Pending) -> tuple[str, float]:
        """Why it was not taken, empty if it was; and the seconds to wait that the bot asked for."""
        headers = {"Content-Type": "application/json", SECRET_HEADER: self._telegram.secret}
        error = "Connection refused"
        for url in self._find_targets():
            try:
                async with session.post(url, data=json.dumps(pending.update), headers=headers) as answer:
                    await answer.read()
                    if answer.ok:
                        return "", 0.0
                    wait = answer.headers.get("Retry-After", "0")
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}", float(wait)
            except aiohttp.ClientConnectorError:
                continue  # nobody listens there: the next one
            except (aiohttp.ClientError, TimeoutError, OSError) as cut:  # it may have been taken: nobody knows
                error = type(cut).__name__
                break
        return error, 0.0

    def _find_targets(self) -> list[URL]:
        url = URL(self._telegram.webhook)
        first = next(self._turns)
        turned = [self.replicas[(first + place) % len(self.replicas)] for place in range(len(self.replicas))]
        return [url.with_host(host).with_port(port) for host, port in turned] or [url]
