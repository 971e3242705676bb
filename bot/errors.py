"""Everything that Leeward raises on purpose.

    LeewardError
    ├── SettingsError      the configuration cannot be used
    ├── ContentError       the dialogs cannot be used; carries every fault found
    ├── DialogueError      the engine was asked for something a sound dialog never asks
    ├── StorageError       the database cannot be used
    │   ├── Away           it cannot be used now; it may be back later
    │   ├── Conflict       another replica saved the same person first; the turn can be taken again
    │   └── Unreadable     one stored row does not open; the others do
    ├── ListenError        the address at which we are to be reached is taken
    └── MessengerError     Telegram refuses the bot itself (token, second poller)

Each text says what was wrong, where, and what to do. None carries what a person wrote.
"""

from __future__ import annotations


class LeewardError(Exception):
    """The root of every error raised on purpose."""


class SettingsError(LeewardError):
    """The configuration cannot be used."""


class ContentError(LeewardError):
    """The dialogs cannot be used."""


class DialogueError(LeewardError):
    """The engine was asked for something a sound dialog never asks."""


class StorageError(LeewardError):
    """The database cannot be used."""


class Away(StorageError):
    """The database cannot be reached, is locked, or its disk is full: what waits does it no harm."""


class Conflict(StorageError):
    """Another replica saved the same person first."""


class Unreadable(StorageError):
    """One stored row does not open, by its key or by its form; the others do."""


class ListenError(LeewardError):
    """The address at which we are to be reached is taken."""


class MessengerError(LeewardError):
    """Telegram refuses the bot itself."""
