"""What axe finds on a page: its rules as they come, and all those of WCAG 2.2 AA, some of which it leaves out unasked."""

from __future__ import annotations

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = """tags => axe.getRules(tags)
    .filter(rule => !rule.tags.includes("experimental") && !rule.tags.includes("deprecated"))
    .map(rule => rule.ruleId)"""
"""The rules of some tags that axe would run if it were asked for those tags alone."""
NEWER = "IPABS_AXE"
"""Environment variable: where a newer ``axe.min.js`` lies than the one in the test's package."""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return rule and elements of each violation."""
    newer = os.environ.get(NEWER)
    axe = Axe.from_file(newer) if newer else Axe()
    page.evaluate(axe.axe_script)
    # What is enabled comes on top of what runs unasked: one look at the page instead of two.
    asked = {rule: {"enabled": True} for rule in page.evaluate(RULES, TAGS)}
    said = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], "rules": asked})
    return sorted(
        (each["id"], [node["html"][:160] for node in each["nodes"][:4]]) for each in said["violations"]
    )
