"""``python -m bot`` is the command ``leeward``."""

from bot.cli import main

main()
