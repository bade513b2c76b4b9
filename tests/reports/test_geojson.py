"""Places on a map."""

import io
import json
from datetime import date
from typing import Any

from bot.reports.geojson import GeoJson


def drawn(*given: dict[str, Any]) -> list[dict[str, Any]]:
    stream = io.BytesIO()
    with GeoJson(stream, "زيارة") as places:
        for one in given:
            places.write(one, {"day": date(2026, 3, 5), "said": "\u202eنعم", "none": None, "empty": ""})
    made = json.loads(stream.getvalue())
    assert (made["type"], made["name"]) == ("FeatureCollection", "زيارة")
    features: list[dict[str, Any]] = made["features"]
    return features


def test_a_point_stands_at_longitude_latitude_and_altitude() -> None:
    features = drawn(
        {"latitude": 32.5, "longitude": 35.8}, {"latitude": 32.5, "longitude": 35.8, "altitude": 610.5}
    )
    assert [one["geometry"]["coordinates"] for one in features] == [[35.8, 32.5], [35.8, 32.5, 610.5]]
    assert features[0]["properties"] == {"day": "2026-03-05", "said": "نعم"}


def test_what_is_no_place_is_passed_over() -> None:
    assert drawn({"text": "قرب السوق"}, {"latitude": 91, "longitude": 0}, {"latitude": 1}) == []


def test_without_places_it_is_still_a_collection() -> None:
    assert drawn() == []
