"""Readers: the only code that reads the outside world, one file per kind of input."""
