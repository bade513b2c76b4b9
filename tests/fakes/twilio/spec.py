"""Checks requests and responses against Twilio's published OpenAPI file, where it is at hand.

The file is not part of the project; without it nothing is checked. What is sent or answered
against the specification is returned as sentences, never raised: the caller collects them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "twilio"
FILE = FOLDER / "twilio_api_v2010_messages.json"
CONTENT = FOLDER / "twilio_content_v1.json"
Schema = dict[str, Any]

_formats = FormatChecker(formats=())


def _is_rfc_2822(value: object) -> bool:
    return value is None or parsedate_to_datetime(str(value)).tzinfo is not None


_formats.checks("date-time-rfc-2822", raises=(TypeError, ValueError))(_is_rfc_2822)


@dataclass(frozen=True, slots=True)
class Spec:
    document: Schema

    def request(self, method: str, path: str, form: Iterable[tuple[str, str]]) -> list[str]:
        """Parameters of the query (GET) or of the form (POST)."""
        operation = self.document["paths"][path][method]
        if method == "get":
            known = {p["name"]: p["schema"] for p in operation.get("parameters", ()) if p["in"] == "query"}
            schema = {"type": "object", "properties": known}
        else:
            schema = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        closed = self._plain(schema) | {"additionalProperties": False}
        return _problems(f"request {operation['operationId']}", closed, _typed(closed, form))

    def response(self, method: str, path: str, status: int, body: object) -> list[str]:
        operation = self.document["paths"][path][method]
        answer = operation["responses"].get(str(status))
        where = f"response {operation['operationId']}"
        if answer is None:
            return [f"{where}: status {status} is not in the specification"]
        schema = self._plain(answer["content"]["application/json"]["schema"])
        return _problems(where, schema | {"additionalProperties": False}, body)

    def body(self, name: str, given: object) -> list[str]:
        """A body of JSON, by the name of its schema."""
        return _problems(name, self._plain(self.document["components"]["schemas"][name]), given)

    def _plain(self, schema: Any) -> Any:
        """OpenAPI 3.0 to JSON Schema: references resolved, `nullable` written as a type."""
        if isinstance(schema, list):
            return [self._plain(part) for part in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self._plain(self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        plain = {name: self._plain(part) for name, part in schema.items()}
        if plain.pop("nullable", False) is True and isinstance(plain.get("type"), str):
            plain["type"] = [plain["type"], "null"]
        return plain


@cache
def load(file: Path = FILE) -> Spec | None:
    return Spec(json.loads(file.read_text("utf-8"))) if file.is_file() else None


def _typed(schema: Schema, form: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Texts of a form as the types that the schema names."""
    typed: dict[str, object] = {}
    for name, text in form:
        kind = schema["properties"].get(name, {}).get("type", "string")
        if kind == "array":
            values = typed.setdefault(name, [])
            if isinstance(values, list):
                values.append(text)
        elif kind == "integer" and text.lstrip("-").isdigit():
            typed[name] = int(text)
        else:
            typed[name] = {"true": True, "false": False}.get(text, text) if kind == "boolean" else text
    return typed


def _problems(where: str, schema: Schema, value: object) -> list[str]:
    found = Draft202012Validator(schema, format_checker=_formats).iter_errors(value)
    return [f"{where}: {'/'.join(map(str, problem.path))}: {problem.message}" for problem in found]
