"""Pure functions from the ledger's frames to frames and numbers, one module a topic.

Amounts stay whole 元 (``int``), shares and averages stay exact (``fractions.Fraction``, ``None`` where
the whole is zero); :mod:`ipabs.rounding` alone turns them into what is printed.
"""
