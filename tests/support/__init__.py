"""The pure rules around the dialogs."""
