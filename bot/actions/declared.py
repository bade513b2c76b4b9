"""Values of a TOML file, taken key by key; what is wrong with them is collected, never raised one by one.

A value that is missing or wrong comes out as its default, so that the reading goes on to the next mistake.
What nobody took is an unknown key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale, UnknownLocaleError

from bot.actions.flaws import Flaw, flaw
from bot.core.text import Text

SOURCE = "ar"
_T = TypeVar("_T")
_ADDRESSED = re.compile(r"\{(?:[mfn]:[^{}|]*\|?)+\}")
_QUOTED = 60


@dataclass
class Declared:
    """The keys of one table. `where` is its place in the file, '' for the whole file."""

    file: str
    values: Mapping[str, Any]
    flaws: list[Flaw]
    where: str = ""
    taken: set[str] = field(default_factory=set)

    def wrong(self, key: str, kind: str, **said: object) -> None:
        """Note a mistake at a key."""
        place = ".".join(part for part in (self.where, key) if part)
        self.flaws.append(flaw(self.file, place, kind, **said))

    def take(self, key: str, kind: type[_T], default: _T, example: str, *, required: bool = False) -> _T:
        """A value of one kind. True is no number."""
        self.taken.add(key)
        value = self.values.get(key)
        if value is None:
            if required:
                self.wrong(key, "missing", example=example)
            return default
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.wrong(key, "kind", value=shown(value), example=example)
        return default

    def words(self, key: str, default: str = "", example: str = '"…"', *, required: bool = False) -> str:
        """A short text that is the same in all languages."""
        found = self.take(key, str, default, example, required=required).strip()
        if not found and isinstance(self.values.get(key), str):
            self.wrong(key, "empty")
            return default
        return found

    def number(self, key: str, default: int, low: int, high: int) -> int:
        found = self.take(key, int, default, str(default))
        if low <= found <= high:
            return found
        self.wrong(key, "range", value=found, low=low, high=high)
        return default

    def many(self, key: str, default: tuple[str, ...] = (), example: str = '["…"]') -> tuple[str, ...]:
        """A list of short texts."""
        found = self.take(key, list, list(default), example)
        if all(isinstance(one, str) and one.strip() for one in found):
            return tuple(one.strip() for one in found)
        self.wrong(key, "kind", value=shown(found), example=example)
        return default

    def day(self, key: str) -> str:
        """A date of TOML, or its text in quotes; '' when not said."""
        self.taken.add(key)
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            self.wrong(key, "date", value=shown(value))
            return ""

    def on(self, key: str, example: str, *, required: bool = False) -> date | None:
        """A day as such; None when it is not said, or wrong."""
        if required and key not in self.values:
            self.taken.add(key)
            self.wrong(key, "missing", example=example)
        found = self.day(key)
        return date.fromisoformat(found) if found else None

    def rows(self, key: str, example: str, named: str = "", *, required: bool = False) -> Iterator[Declared]:
        """The tables of a list. Each is known by its number, and by what stands in it under `named`."""
        for number, values in enumerate(self.take(key, list, [], f"[{example}]", required=required), 1):
            place = ".".join(part for part in (self.where, f"{key} {number}") if part)
            if isinstance(values, dict):
                name = values.get(named)
                where = f"{place} ({name})" if isinstance(name, str) else place
                yield Declared(self.file, values, self.flaws, where)
            else:
                self.wrong(f"{key} {number}", "kind", value=shown(values), example=f"[{example}]")

    def inner(self, key: str, example: str = '{ … = "…" }', *, required: bool = False) -> Declared:
        """A table within this one."""
        found: Mapping[str, Any] = self.take(key, dict, {}, example, required=required)
        return Declared(self.file, found, self.flaws, f"{self.where}.{key}" if self.where else key)

    def text(
        self, key: str, languages: Collection[str] = (), form: str = "", *, required: bool = False
    ) -> Text | None:
        """A text in several languages, of which Arabic and those named must be there."""
        inner = self.inner(key, '{ ar = "…", en = "…" }', required=required)
        if not isinstance(self.values.get(key), dict):
            return None
        found = dict(inner.translations())
        if SOURCE not in inner.values:
            inner.wrong("", "arabic")
        for language in languages:
            if language not in inner.values and language != SOURCE:
                inner.wrong("", "untranslated", value=language)
        return Text(languages=found, format=form)

    def translations(self) -> Iterator[tuple[str, str]]:
        """Language and words, for all keys of this table."""
        for language in self.values:
            words = self.words(language)
            if not is_language(language):
                self.wrong(language, "language", value=language)
            elif "{" in _ADDRESSED.sub("", words) or "}" in _ADDRESSED.sub("", words):
                self.wrong(language, "braces")
            elif words:
                yield language, words

    def finish(self) -> None:
        """What nobody took does not belong here."""
        for key in self.values:
            if key not in self.taken:
                near = get_close_matches(key, self.taken, 1)
                self.wrong(key, "unknown", near=f" ({near[0]} ?)" if near else "")


def shown(value: object) -> str:
    """A value as it is quoted in a mistake."""
    words = f'"{value}"' if isinstance(value, str) else str(value)
    return words if len(words) <= _QUOTED else words[:_QUOTED] + "…"


@lru_cache(maxsize=256)
def is_language(code: str) -> bool:
    try:
        return re.fullmatch("[a-z]{2,3}", code) is not None and Locale.parse(code).language == code
    except (UnknownLocaleError, ValueError):
        return False


def open_toml(path: Path, name: str, flaws: list[Flaw]) -> Declared:
    """A file; an empty one when it cannot be read. An editor's byte order mark does no harm."""
    values: Mapping[str, Any] = {}
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        flaws.append(flaw(name, "", "file", why=f"{error.strerror} ({path})"))
    except UnicodeDecodeError:
        flaws.append(flaw(name, "", "encoding"))
    except tomllib.TOMLDecodeError as error:
        flaws.append(flaw(name, "", "toml", why=error))
    return Declared(name, values, flaws)


def read_zone(at: Declared, default: str = "") -> str:
    """The time zone of a table; a name that the zone database does not know is a mistake."""
    found = at.words("zone", default, '"Asia/Amman"')
    try:
        if found:
            ZoneInfo(found)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        at.wrong("zone", "zone", value=found)
        return default
    return found
