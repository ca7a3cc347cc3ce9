"""Pure functions on numbers: they read no file, know no area and draw nothing."""
