"""Telegram: updates become arrivals, messages from the outbox become calls of the Bot API."""
