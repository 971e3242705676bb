"""The use cases: what happens between an event and the effects of its turn."""
