"""Requests and answers held against the published description of the Bot API.

The description is a data file outside the repository; where it is absent nothing is checked. Every
departure is returned as one sentence, and the fake keeps it for the test to assert that there is none.
"""

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SPEC = Path(__file__).parents[4] / "shared" / "data" / "telegram" / "bot_api_spec.json"
ARRAY = "Array of "


@functools.cache
def _spec() -> Json | None:
    if not SPEC.is_file():
        return None
    loaded: Json = json.loads(SPEC.read_text(encoding="utf-8"))
    return loaded


def request_problems(method: str, params: Mapping[str, str], files: Mapping[str, Any]) -> list[str]:
    """What is wrong with the parameters of a call, as they came over the wire."""
    spec = _spec()
    if spec is None:
        return []
    known = spec["methods"].get(method)
    if known is None:
        return [f"{method}: no such method"]
    fields = known.get("fields", {})
    found = [f"{method}.{name}: no such parameter" for name in params if name not in fields]
    for name, field in fields.items():
        if name in params:
            found += _parameter_problems(f"{method}.{name}", params[name], field, "parse_mode" in params)
        elif name not in files and field["required"]:
            found.append(f"{method}.{name}: required, and missing")
    return found


def answer_problems(method: str, result: Any) -> list[str]:
    """What is wrong with the result of a call."""
    spec = _spec()
    if spec is None or method not in spec["methods"]:
        return []
    return list(_problems(f"{method} →", result, spec["methods"][method]["returns"]))


def update_problems(update: Json) -> list[str]:
    """What is wrong with an update that is delivered to a webhook."""
    return [] if _spec() is None else list(_problems("Update", update, ["Update"]))


def _parameter_problems(where: str, raw: str, field: Json, marked_up: bool) -> list[str]:
    """A parameter is text on the wire: numbers and objects are JSON inside it."""
    if "String" in field["types"] or "InputFile" in field["types"]:
        # A text with mark-up is measured after its entities are parsed; the method itself does that.
        return [] if marked_up else list(_limit_problems(where, raw, field))
    try:
        value = json.loads(raw)
    except ValueError:
        return [f"{where}: {raw!r} is none of {field['types']}"]
    return list(_problems(where, value, field["types"]))


def _problems(where: str, value: Any, types: list[str]) -> Iterator[str]:
    """Nothing when the value is one of the types, else what keeps it from the nearest of them."""
    found = [list(_type_problems(where, value, name)) for name in types]
    if all(found):
        yield from min(found, key=len)


def _type_problems(where: str, value: Any, name: str) -> Iterator[str]:
    if name.startswith(ARRAY):
        yield from _array_problems(where, value, name.removeprefix(ARRAY))
    elif plain := PLAIN.get(name):
        if not plain(value):
            yield f"{where}: {value!r} is not of type {name}"
    else:
        yield from _object_problems(where, value, name)


def _array_problems(where: str, value: Any, name: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{where}: {value!r} is not an array of {name}"
        return
    for index, item in enumerate(value):
        yield from _problems(f"{where}[{index}]", item, _alternatives(name))


def _alternatives(name: str) -> list[str]:
    """An album is an array of several kinds at once; the description lists one array per kind."""
    kinds = ["InputMediaPhoto", "InputMediaVideo", "InputMediaDocument", "InputMediaAudio"]
    return kinds if name in kinds else [name]


def _object_problems(where: str, value: Any, name: str) -> Iterator[str]:
    spec = _spec() or {"types": {}}
    if name not in spec["types"]:
        yield f"{where}: the description has no type {name}"
        return
    described = spec["types"][name]
    if "subtypes" in described:
        yield from _problems(where, value, described["subtypes"])
    elif not isinstance(value, dict):
        yield f"{where}: {value!r} is not a {name}"
    else:
        yield from _field_problems(f"{where}:{name}", value, described.get("fields", {}))


def _field_problems(where: str, value: Json, fields: Json) -> Iterator[str]:
    for name in value:
        if name not in fields:
            yield f"{where}.{name}: no such field"
    for name, field in fields.items():
        if name in value:
            yield from _problems(f"{where}.{name}", value[name], field["types"])
            yield from _limit_problems(f"{where}.{name}", value[name], field)
        elif field["required"]:
            yield f"{where}.{name}: required, and missing"


def _limit_problems(where: str, value: Any, field: Json) -> Iterator[str]:
    limit = field.get("limit")
    if limit is None or not isinstance(value, str):
        return
    length = len(value.encode()) if limit["unit"] == "bytes" else len(value.encode("utf-16-le")) // 2
    if not limit["min"] <= length <= limit["max"]:
        yield f"{where}: {length} {limit['unit']}, allowed are {limit['min']} to {limit['max']}"


PLAIN: Mapping[str, Callable[[Any], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
}
