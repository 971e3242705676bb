"""Leeward: a harm-reduction companion that talks in Telegram and in a terminal."""
