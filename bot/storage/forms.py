"""What is stored as JSON: written fast, and read in a form that we know, or the one row is told to be unreadable."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import orjson

from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_json(data: object) -> bytes:
    """JSON in UTF-8; frozen values are written as their fields."""
    try:
        return orjson.dumps(data)
    except orjson.JSONEncodeError:  # someone typed a number of twenty digits
        return json.dumps(data, ensure_ascii=False).encode()


@contextmanager
def in_known_form(what: str) -> Iterator[None]:
    """Read one row, which `what` names.

    Raises:
        Unreadable: it is damaged, or a newer version wrote it. The text carries nothing of it.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError):
        raise Unreadable(f"{what} is damaged, or in a form that this version does not know.") from None
