"""What programs read of a site: the Atom feed of its editions and, where its address is known, the sitemap."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any, Final

BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def address_of(theme: Mapping[str, Any]) -> str:
    """Return where the site will be found (``address`` in the theme), ending in a slash; empty if unknown."""
    address = str(theme.get("address") or "").strip()
    return address if not address or address.endswith("/") else f"{address}/"


def atom(editions: Sequence[Mapping[str, Any]], theme: Mapping[str, Any]) -> str:
    """Return the feed, newest first: an entry an edition, dated by the end of its data.

    Without an address the links are relative to the feed, as Atom allows.

    Parameters
    ----------
    editions
        As for :func:`ipabs.assembly.site.write_archive`.
    theme
        Content of ``theme.yml``: ``series``, ``institution`` and, where it is known, ``address``.
    """
    from feedgenerator import Atom1Feed

    address = address_of(theme)
    series, institution = str(theme["series"]), str(theme["institution"])
    feed = Atom1Feed(
        title=series,
        link=f"{address}index.html",
        description=str(theme.get("subtitle", "")),
        language="zh-CN",
        author_name=institution,
        feed_url=f"{address}feed.xml" if address else None,
        feed_guid=_id(institution, series, address),
    )
    for record in editions:
        closed = dt.datetime.combine(dt.date.fromisoformat(str(record["cut_off"])), dt.time(), BEIJING)
        feed.add_item(
            title=f"{series}：{record['title']}",
            link=f"{address}editions/{record['name']}/index.html",
            description=str(record["summary"]),
            unique_id=_id(institution, series, address, str(record["name"])),
            pubdate=closed,
            updateddate=closed,
        )
    written = io.StringIO()
    feed.write(written, "utf-8")
    return written.getvalue() + "\n"


def _id(*parts: str) -> str:
    """Return the same identifier for the same thing for ever."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}"


def sitemap(editions: Sequence[Mapping[str, Any]], theme: Mapping[str, Any]) -> str:
    """Return the sitemap; it names whole addresses only, so there must be one in the theme."""
    address = address_of(theme)
    ET.register_namespace("", _SITEMAP)
    root = ET.Element(f"{{{_SITEMAP}}}urlset")
    newest = [str(record["cut_off"]) for record in editions[:1]]
    pages = [("index.html", newest)] + [
        (f"editions/{record['name']}/{page}", [str(record["cut_off"])])
        for record in editions
        for page in ("index.html", "rows.html")
    ]
    for page, days in pages:
        url = ET.SubElement(root, f"{{{_SITEMAP}}}url")
        ET.SubElement(url, f"{{{_SITEMAP}}}loc").text = f"{address}{page}"
        for day in days:
            ET.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = day
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
