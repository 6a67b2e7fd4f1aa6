"""Runs parameterised notebooks and reads what they leave behind; knows nothing of ABS."""
