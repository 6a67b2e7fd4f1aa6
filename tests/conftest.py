"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says how busy the machine is: the first one imports, and other processes have their turn.
# The same examples in every run: who wants others says --hypothesis-profile=exploring, and adds what fails by @example.
settings.register_profile("repeatable", settings(deadline=None, derandomize=True))
settings.register_profile("exploring", settings(deadline=None))
settings.load_profile("repeatable")
