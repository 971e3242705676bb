"""Bots made with other libraries, each as simple as its documentation shows it, for comparison."""
