"""A Bot API for each test that wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fake_bot_api import FakeBotApi

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    with FakeBotApi() as server:
        yield server
