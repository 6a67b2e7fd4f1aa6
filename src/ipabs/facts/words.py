"""The words of an edition's own dates: fixed by its name, so they need no provenance."""

from __future__ import annotations

from ipabs.period import Calendar


def period_words(calendar: Calendar) -> dict[str, str]:
    """Return the variables of the period: ``period.year`` 2023年, ``period.cut_off`` 2024年3月31日 ….

    ``period.ytd`` and the names that start with it are absent from a fourth-quarter edition.
    """
    words = {
        "period.title": calendar.quarter.zh,
        "period.name": calendar.name,
        "period.year": calendar.year.zh,
        "period.prior_year": calendar.prior_year.zh,
        "period.year_end": f"{calendar.year.year}年底",
        "period.window": calendar.window_zh,
        "period.latest": (calendar.ytd or calendar.year).zh,
        "period.years": f"{calendar.prior_year.zh}及{calendar.year.zh}",
        "period.cut_off": calendar.cut_off_zh,
        "period.cut_off_month": f"{calendar.cut_off.year}年{calendar.cut_off.month}月底",
    }
    if calendar.ytd is not None and calendar.prior_ytd is not None:
        words |= {
            "period.ytd": calendar.ytd.zh,
            "period.ytd_months": calendar.ytd.months_zh,
            "period.prior_ytd": calendar.prior_ytd.zh,
        }
    return words
