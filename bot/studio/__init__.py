"""The studio: a page on the author's own machine, with a dialog played on the left and drawn on the right."""
