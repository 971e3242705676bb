"""Pure rules around the dialogs: crisis words, facts, check-in times, coping. No clock, no files, no waiting."""
