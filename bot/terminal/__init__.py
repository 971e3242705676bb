"""The conversation in a terminal: the same engine, storage and dialogs as in Telegram."""
