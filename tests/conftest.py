"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says how busy the machine is: the first one imports, and other processes have their turn.
settings.register_profile("untimed", settings(deadline=None))
settings.load_profile("untimed")
