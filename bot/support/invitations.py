"""Codes by which someone is invited to be a person's contact: in a link once, and kept as a hash alone."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from hashlib import sha256

VALID_FOR = timedelta(days=7)
"""How long an invitation is open."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_MARKS = 26
"""Of five random bits each: 130."""
_CODE = re.compile(rf"c-[a-z2-7]{{{_MARKS}}}")


def make_code() -> str:
    """A new code: lower case, in Telegram's alphabet for deep links, and far below its 64 characters."""
    return "c-" + "".join(secrets.choice(_ALPHABET) for _ in range(_MARKS))


def find_code(words: str) -> str | None:
    """The code in a link or a command, if there is one."""
    found = _CODE.search(words.lower())
    return found[0] if found else None


def hash_code(code: str) -> str:
    """What is kept of a code. It is random enough that nobody finds it from this."""
    return sha256(code.encode()).hexdigest()
