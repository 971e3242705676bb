"""Pure rules around the dialogs: crisis words, facts, check-in times, coping suggestions. No clock, no files, no waiting."""
