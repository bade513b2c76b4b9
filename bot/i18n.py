"""From texts to words: catalogues, form of address, six plurals, dates, and isolates around what is inserted.

A message waits as keys and parameters and becomes words when it is sent, for one reader. A text that
lacks a translation sends the *whole message* to the reader's second language, never half of it.
Nothing here is global: the reader is always handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

from bot.core.channel import Reader
from bot.core.message import Message
from bot.core.text import Param, Text

LANGUAGES = ("ar", "en", "ckb")
RTL = frozenset({"ar", "ckb"})
LOCALES = Path(__file__).parent.parent / "locales"

# One order of plural forms for every catalogue, that of CLDR's list (`providers.md` §5.1: Babel's own
# header for Arabic swaps the last two).
CATEGORIES = {"ar": ("zero", "one", "two", "few", "many", "other")}
TWO = ("one", "other")

FSI, LRI, PDI = "\u2068", "\u2066", "\u2069"
_GENDER = re.compile(r"\{([mfn]):([^{}|]*)((?:\|[mfn]:[^{}|]*)*)\}")
_NAMED = re.compile(r"\{([a-z_]+)\}")
_MORNING, _EVENING = "ص", "م"


class Missing(KeyError):
    """A text has no words in this language."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words. `text`: heading, paragraphs and hint, empty lines between; `choices`: labels."""

    text: str
    parts: tuple[str, ...]
    choices: tuple[str, ...]
    hint: str
    language: str

    @property
    def rtl(self) -> bool:
        return self.language in RTL


@dataclass(frozen=True)
class Catalogues:
    """The catalogues of all languages, read once."""

    words: Mapping[str, Mapping[str, str | tuple[str, ...]]]

    @classmethod
    def load(cls, path: Path = LOCALES) -> Catalogues:
        """Read `PATH/LANGUAGE/LC_MESSAGES/messages.po`; a language without a file has no words."""
        return cls({language: _read(path, language) for language in LANGUAGES})

    # ------------------------------------------------------------------------------ one text

    def render(self, text: Text, reader: Reader) -> str:
        """A text in the reader's language, else the second, else Arabic, else English; '' when in none."""
        for language in _order(reader):
            try:
                return self.speak(text, replace(reader, language=language))
            except Missing:
                continue
        return text.key

    def speak(self, text: Text, reader: Reader) -> str:
        """A text in exactly the reader's language; Missing when it has no words there."""
        if text.format:
            return _formatted(text, reader)
        if text.key:
            return self._filled(self._template(text, reader.language), text, reader)
        if text.languages:
            if reader.language not in text.languages:
                raise Missing(reader.language)
            return self._filled(text.languages[reader.language], text, reader)
        return text.value

    def _template(self, text: Text, language: str) -> str:
        found = self.words.get(language, {}).get(text.key)
        if isinstance(found, tuple):
            return found[_plural(language, text.count or 0)]
        if not found:
            raise Missing(text.key)
        return found

    def _filled(self, template: str, text: Text, reader: Reader) -> str:
        params: dict[str, Param] = dict(text.params)
        if text.count is not None:
            params.setdefault("count", text.count)
        return _NAMED.sub(
            lambda m: self._inserted(params[m[1]], reader) if m[1] in params else m[0],
            _addressed(template, reader.form),
        )

    def _inserted(self, param: Param, reader: Reader) -> str:
        """A value inside a sentence, isolated so that it cannot turn the words around it."""
        if not isinstance(param, Text):
            return f"{FSI}{param}{PDI}"
        said = self.speak(param, reader)
        return said if said.startswith((FSI, LRI)) and said.count(PDI) == 1 else f"{FSI}{said}{PDI}"

    # --------------------------------------------------------------------------- one message

    def speakable(self, message: Message, reader: Reader) -> Reader:
        """The reader with the first language in which every text of the message has words."""
        for language in _order(reader):
            trial = replace(reader, language=language)
            if not any(self._missing(text, trial) for text in texts(message)):
                return trial
        return reader

    def _missing(self, text: Text, reader: Reader) -> bool:
        try:
            self.speak(text, reader)
        except Missing:
            return True
        return False

    def render_message(self, message: Message, reader: Reader) -> Rendered:
        """A whole message in one language."""
        chosen = self.speakable(message, reader)
        parts = tuple(self.render(part, chosen) for part in message.parts)
        heading = self.render(message.heading, chosen) if message.heading else ""
        hint = self.render(message.hint, chosen) if message.hint else ""
        choices = tuple(self.render(choice.label, chosen) for choice in message.choices)
        text = "\n\n".join(part for part in (heading, *parts, hint) if part)
        return Rendered(text, parts, choices, hint, chosen.language)

    # ------------------------------------------------------------------------- completeness

    def labels(self, prefix: str = "choice.") -> dict[str, dict[str, str]]:
        """Choice texts by key and language, for the engine, which compares what people type with them."""
        found: dict[str, dict[str, str]] = {}
        for language, catalogue in self.words.items():
            for key, words in catalogue.items():
                if key.startswith(prefix) and isinstance(words, str) and words:
                    found.setdefault(key, {})[language] = _addressed(words, "n")
        return found

    def missing(self, language: str, keys: Iterable[str]) -> tuple[str, ...]:
        """Which of these keys have no words in a language."""
        catalogue = self.words.get(language, {})
        return tuple(key for key in keys if not catalogue.get(key))


def texts(message: Message) -> Iterator[Text]:
    """Every text that a message shows."""
    yield from message.parts
    if message.heading is not None:
        yield message.heading
    if message.hint is not None:
        yield message.hint
    yield from (choice.label for choice in message.choices)


def _order(reader: Reader) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in (reader.language, reader.second, "ar", "en") if one))


def _read(path: Path, language: str) -> dict[str, str | tuple[str, ...]]:
    file = path / language / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return {}
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    found: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        words = message.string
        found[key] = words if isinstance(words, str) else tuple(words or ())
    return found


@lru_cache(maxsize=8)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def _plural(language: str, count: int) -> int:
    category = _locale(language).plural_form(count)
    order = CATEGORIES.get(language, TWO)
    return order.index(category) if category in order else len(order) - 1


def _addressed(template: str, form: str) -> str:
    """Choose the form of address: {m:…|f:…|n:…}; a missing one falls back to the neutral, then the first."""

    def chosen(match: re.Match[str]) -> str:
        forms = {match[1]: match[2]}
        for part in filter(None, match[3].split("|")):
            which, _, words = part.partition(":")
            forms[which] = words
        return forms.get(form, forms.get("n", match[2]))

    return _GENDER.sub(chosen, template) if "{" in template else template


# ------------------------------------------------------------------------------------- formats


def _formatted(text: Text, reader: Reader) -> str:
    if not text.value:
        return "—"
    match text.format:
        case "ltr":
            return f"{LRI}{text.value}{PDI}"
        case "day":
            return day_words(date.fromisoformat(text.value[:10]), reader)
        case "moment":
            moment = datetime.fromisoformat(text.value)
            return moment_words(moment.astimezone(ZoneInfo(reader.zone)), reader)
        case _:
            return text.value


def day_words(day: date, reader: Reader) -> str:
    """«الخميس 5 آذار (مارس) 2026»: the weekday, and in Arabic both names of the month."""
    if reader.language == "en":
        return format_date(day, "EEEE d MMMM y", locale="en")
    if reader.language == "ckb":
        return format_date(day, "EEEE d MMMM y", locale="ckb")
    local = format_date(day, "MMMM", locale=reader.locale)
    other = format_date(day, "MMMM", locale="ar")
    month = local if local == other else f"{local} ({other})"
    return f"{format_date(day, 'EEEE', locale='ar')} {day.day} {month} {day.year}"


def moment_words(moment: datetime, reader: Reader) -> str:
    """A day and a 12-hour time with ص or م."""
    hour = moment.hour % 12 or 12
    if reader.language == "en":
        half = "am" if moment.hour < 12 else "pm"
        return f"{day_words(moment.date(), reader)}, {hour}:{moment.minute:02d} {half}"
    half = _MORNING if moment.hour < 12 else _EVENING
    return f"{day_words(moment.date(), reader)}، {hour}:{moment.minute:02d} {half}"
