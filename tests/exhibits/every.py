"""Every exhibit of the report, by label."""

from __future__ import annotations

from collections.abc import Callable

from ipabs.edition import Edition
from ipabs.exhibits import (
    data_basis,
    enhancement,
    issuance,
    modes,
    originators,
    policies,
    senior,
    structures,
    surveillance,
    trends,
)
from ipabs.exhibits.exhibit import Exhibit

EXHIBITS: dict[str, Callable[[Edition], Exhibit]] = {
    "tbl-policies-national": policies.national,
    "tbl-policies-local": policies.local,
    "fig-structure-loan": structures.loan,
    "fig-structure-relicense": structures.relicense,
    "fig-issuance-deals": issuance.deals,
    "fig-issuance-size": issuance.size,
    "fig-modes": modes.distribution,
    "tbl-originators": originators.top_five,
    "tbl-tenor": senior.tenor,
    "tbl-coupon": senior.coupon,
    "fig-enhancement": enhancement.distribution,
    "list-events": surveillance.events,
    "fig-trend-rolling": trends.rolling,
    "fig-trend-concentration": trends.concentration,
    "fig-trend-tenor-coupon": trends.tenor_coupon,
    "fig-trend-region": trends.region,
    "fig-trend-stock": trends.ip_stock,
    "list-basis": data_basis.rows_by_basis,
    "list-universe": data_basis.universe_rules,
}
