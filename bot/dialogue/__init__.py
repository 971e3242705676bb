"""The pure core: what a dialog is, and how one turn through it goes.

Nothing in here waits, reads a clock, draws lots or touches a file.
It imports the standard library and `transitions` only.
"""
