"""Places as GeoJSON, one after another into a stream: what a map shows, with the other answers beside."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, time
from typing import IO, Any

import msgspec
from typing_extensions import override

from bot.reports.tables import Cell, clean


class GeoJson(AbstractContextManager["GeoJson"]):
    """A collection of points (RFC 7946) on its way into a stream."""

    def __init__(self, stream: IO[bytes], title: str) -> None:
        self._stream = stream
        self._json = msgspec.json.Encoder()
        self.count = 0
        named = self._json.encode(clean(title))
        stream.write(b'{"type":"FeatureCollection","name":' + named + b',"features":[')

    def write(self, given: Mapping[str, Any], properties: Mapping[str, Cell]) -> None:
        """One more point; what is no place on Earth is passed over."""
        where = _coordinates(given)
        if where is None:
            return
        said = {name: _plain(cell) for name, cell in properties.items() if cell is not None and cell != ""}
        point = {"type": "Point", "coordinates": where}
        self._stream.write(b",\n" if self.count else b"\n")
        self._stream.write(self._json.encode({"type": "Feature", "geometry": point, "properties": said}))
        self.count += 1

    @override
    def __exit__(self, *raised: object) -> None:
        self._stream.write(b"\n]}\n")


def _coordinates(given: Mapping[str, Any]) -> list[float] | None:
    """Longitude, latitude and, where it is known, altitude."""
    longitude, latitude, altitude = (given.get(name) for name in ("longitude", "latitude", "altitude"))
    if not isinstance(longitude, int | float) or not isinstance(latitude, int | float):
        return None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    higher = [altitude] if isinstance(altitude, int | float) and altitude else []
    return [longitude, latitude, *higher]


def _plain(cell: Cell) -> str | int | float | None:
    if isinstance(cell, str):
        return clean(cell)
    return cell.isoformat() if isinstance(cell, date | time) else cell
