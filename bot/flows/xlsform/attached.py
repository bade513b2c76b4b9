"""Files that ship with a form: rows by column, from CSV, GeoJSON or XML."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import StringIO
from xml.etree.ElementTree import ParseError, fromstring

MAX_ROWS = 100_000
Row = Mapping[str, str]
# What the readers raise at broken text, and at JSON that is well written and no GeoJSON.
_BROKEN = (ValueError, ParseError, csv.Error, AttributeError, TypeError, LookupError, RecursionError)


def rows_of(name: str, content: bytes) -> tuple[Row, ...]:
    """The rows of a file; ValueError when it is none that is read."""
    kind = name.rpartition(".")[2].lower()
    try:
        if kind == "csv":
            return tuple(_table(content))
        if kind in {"geojson", "json"}:
            return tuple(_features(content))
        if kind == "xml":
            return tuple(_items(content))
    except _BROKEN as error:
        raise ValueError(name) from error
    raise ValueError(name)


def _table(content: bytes) -> list[Row]:
    found = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    return [
        {str(name): str(value or "") for name, value in row.items() if name is not None}
        for row, _ in zip(found, range(MAX_ROWS), strict=False)
    ]


def _features(content: bytes) -> list[Row]:
    """Features of GeoJSON: their id and title are name and label, their point a place as ODK writes it."""
    whole = json.loads(content.decode("utf-8-sig"))
    found: list[Row] = []
    for feature in (whole.get("features", ()) if isinstance(whole, dict) else ())[:MAX_ROWS]:
        properties = feature.get("properties") or {}
        row = {str(name): "" if value is None else str(value) for name, value in properties.items()}
        row.setdefault("id", str(feature.get("id", "")))
        row.setdefault("name", row["id"])
        row.setdefault("label", row.get("title", row["name"]))
        geometry = feature.get("geometry") or {}
        if geometry.get("type") == "Point":
            longitude, latitude, *_ = geometry["coordinates"]
            row["geometry"] = f"{latitude} {longitude} 0 0"
        found.append(row)
    return found


def _items(content: bytes) -> list[Row]:
    if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise ValueError("declares something")  # entities grow without bound
    root = fromstring(content)  # noqa: S314 - nothing is declared in it
    return [
        {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in item}
        for item, _ in zip(root, range(MAX_ROWS), strict=False)
    ]
