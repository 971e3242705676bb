"""Files that people wrote, read into the values of the core: dialogs, words, cities, and the faults found in them."""
