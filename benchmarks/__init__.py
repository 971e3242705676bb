"""How fast it is here and now. Nothing in here asserts anything."""
