"""Stages the Quarto project, calls an assembler, publishes the site; knows nothing of ABS."""
