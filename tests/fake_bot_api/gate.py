"""Requests, or their answers, that are made to wait."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Condition


class Gate:
    """Open, but for the methods that are held."""

    def __init__(self, changed: Condition) -> None:
        """`changed` guards it."""
        self._changed = changed
        self._held: set[str] = set()
        self._lost: set[object] = set()
        self._waiting: dict[object, str] = {}

    def waiting(self, method: str) -> int:
        """How many of this method wait."""
        return list(self._waiting.values()).count(method)

    @contextmanager
    def hold(self, method: str, *, lose: bool = False) -> Iterator[None]:
        """Inside the block those of this method wait; with `lose` they never pass."""
        with self._changed:
            self._held.add(method)
        try:
            yield
        finally:
            with self._changed:
                self._held.discard(method)
                if lose:
                    self._lost.update(ticket for ticket, waits in self._waiting.items() if waits == method)
                self._changed.notify_all()

    def let_through(self, method: str, gives_up: Callable[[], bool]) -> bool:
        """Wait while the method is held, or until nobody waits any more; False if it was lost."""
        if method not in self._held:
            return True
        ticket = object()
        self._waiting[ticket] = method
        self._changed.notify_all()
        self._changed.wait_for(lambda: method not in self._held or gives_up())
        del self._waiting[ticket]
        if ticket in self._lost:
            self._lost.discard(ticket)
            return False
        return not gives_up()
