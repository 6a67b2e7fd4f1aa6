"""Bounds of what is plausible, each with its reason. Outside the first kind a number is wrong, outside the second it is odd.

A bound that belongs to one column alone and needs no explanation (an amount is at least 1 元) stands in `schema.json`.
"""

from __future__ import annotations

DEAL_SIZE = (1_000_000, 100_000_000_000)
"""元. A public ABS below 100万元 does not pay its own fees, and none of 1000亿元 was ever issued: what lies outside is in
万元 or 亿元 (7885 for 78.85亿元), or has been multiplied twice."""

MARKET_SIZE = 100_000_000
"""元. A quarter of the whole ABS market is thousands of 亿元; less than 1亿元 is an amount in 亿元 or 万元."""

COUPON_FRACTION = 0.24
"""%. The schema allows at most 24 %, so 0.24 is the largest coupon that can be a fraction written for a percentage (0.0325
for 3.25 %); no coupon in 元 has been as low."""

COUPON_USUAL = (0.5, 17.0)
"""%. Below: no rate that RMB coupons follow has been near it. Above: four times the one-year LPR at its highest (4.25 % in
August 2019) is the limit that the Supreme People's Court set for private lending (法释〔2020〕17号); the schema's 24 % is
the limit before that (法释〔2015〕18号)."""

VALUE_DATE = (-10, 60)
"""Days from the issue date to the value date (起息日). A plan is established within days of its placement; some sources
give the day of the announcement, which may follow the value date."""

NEAR_DEALS = 45
"""Days between the issue dates of two deals with nearly the same name that may be one deal."""

OUTLIER = 5.0
"""Robust z score (0.6745 · |x − median| ÷ MAD; Iglewicz and Hoaglin, 1993). They advise 3.5; coupons and tenors have heavier
tails than the normal distribution, and a list that cries wolf is not read."""

HISTORY = 12
"""Fewer values than this are no history that a value could stand out from."""

SPREAD = {"size": 0.3, "tenor": 0.35, "coupon": 0.3}
"""Least standard deviation that a history is taken to have: of the logarithm of sizes and tenors, of coupons in percentage points.
Most plans run for one year to the day, so that their own spread is a day and two years would stand out; with these bounds
a tenor stands out from five to six times the usual one, a coupon from 1.5 points off."""
