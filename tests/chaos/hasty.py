"""An event loop whose time runs faster than ours, or not at all: what waits for seconds waits for an instant."""

from __future__ import annotations

import asyncio
import selectors
import time


class _Selector(selectors.SelectSelector):
    speed = 1.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait so many of the loop's seconds for something to happen."""
        return super().select(timeout / self.speed if timeout and timeout > 0 else timeout)


class HastyLoop(asyncio.SelectorEventLoop):
    """Stands still until `hurry`."""

    def __init__(self) -> None:
        """At zero."""
        self._speed = 0.0
        self._passed = 0.0
        self._since = time.monotonic()
        self._selector_of_ours = _Selector()
        super().__init__(self._selector_of_ours)

    def time(self) -> float:
        """The loop's own seconds. Any thread may ask."""
        return self._passed + (time.monotonic() - self._since) * self._speed

    def hurry(self, speed: float) -> None:
        """From now on so many of its seconds pass in one of ours; run it only while that is more than none."""
        self._passed, self._since = self.time(), time.monotonic()
        self._speed = speed
        self._selector_of_ours.speed = speed
