"""Telegram: updates become arrivals, messages from the outbox become calls of the Bot API."""

import os

# python-telegram-bot's own switch for real durations: without it many an object comes with a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
