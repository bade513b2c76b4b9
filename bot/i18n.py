"""Words for texts: language, form of address, plural and formats, chosen per reader when a message leaves.

There is no current language: whoever wants words says for whom. A text that a language lacks sends the whole
message into the reader's second language, never a mixture; `speakable` decides that once per message.
What comes out is plain text without markup. Every inserted value stands in an isolate, so that a name or a
number of the other direction leaves the sentence in order.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_day_names, get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.core.arabic import bidi
from bot.core.channel import Reader
from bot.core.message import Message
from bot.core.text import Param, Text, addressed, names

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE = "ar"
RIGHT_TO_LEFT = frozenset({"ar", "ckb"})
# A comment of the Arabic catalogue («#. core») marks what a language must have before it is offered.
CORE = "core"

_FSI, _LRI, _RLI, _PDI = "\u2068", "\u2066", "\u2067", "\u2069"
_PARAM = re.compile(r"\{([a-z_]+)\}")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_GROUPED = 10_000
_NOTHING = "—"
# Keys of what is pressed: with what a message to many says on its button.
_CHOICES = ("choice.", "campaign.begin")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words. `text`: heading, paragraphs and hint, with empty lines between."""

    text: str
    parts: tuple[str, ...]
    choices: tuple[str, ...]
    hint: str
    heading: str
    language: str

    @property
    def dir(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language by key, in their plural forms, and the rule that picks one."""

    texts: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Catalogues:
    """All languages. `core` are the keys without which a language is not offered."""

    by_language: Mapping[str, Catalogue]
    core: frozenset[str]

    @staticmethod
    def load(folder: Path = LOCALES) -> Catalogues:
        """Read `folder`/LANGUAGE/LC_MESSAGES/messages.po, once in a process; nothing needs compiling."""
        return _load(folder.resolve())

    # ------------------------------------------------------------------------------------- words

    def render(self, text: Text, reader: Reader) -> str:
        """One text. What the reader's language lacks is said in the next; for a message ask `speakable`."""
        for language in _preferred(reader):
            words = self._words(text, replace(reader, language=language), strict=True)
            if words is not None:
                return _clean(words)
        return _clean(self._words(text, reader, strict=False) or "")

    def render_message(self, message: Message, reader: Reader) -> Rendered:
        """A whole message in one language."""
        reader = self.speakable(message, reader)
        heading, hint = (self.render(t, reader) if t else "" for t in (message.heading, message.hint))
        parts = tuple(self.render(part, reader) for part in message.parts)
        return Rendered(
            text="\n\n".join(part for part in (heading, *parts, hint) if part),
            parts=parts,
            choices=tuple(self.render(choice.label, reader) for choice in message.choices),
            hint=hint,
            heading=heading,
            language=reader.language,
        )

    def speakable(self, message: Message, reader: Reader) -> Reader:
        """The reader in the first of their languages that has every text of the message."""
        texts = tuple(_texts(message))
        for language in _preferred(reader):
            there = replace(reader, language=language)
            if all(self._words(text, there, strict=True) is not None for text in texts):
                return there
        return reader

    def labels(self, keys: Iterable[str] = ()) -> dict[str, dict[str, str]]:
        """The words of some keys (of every choice, when none are named) in all languages, to compare with."""
        wanted = tuple(keys) or tuple(k for k in self.by_language[SOURCE].texts if k.startswith(_CHOICES))
        return {
            key: {
                code: _neutral(catalogue.texts[key][-1])
                for code, catalogue in self.by_language.items()
                if key in catalogue.texts
            }
            for key in wanted
        }

    def named(self) -> dict[str, frozenset[str]]:
        """The parameters that the words of each key name, in any language and plural."""
        found: dict[str, frozenset[str]] = {}
        for catalogue in self.by_language.values():
            for key, forms in catalogue.texts.items():
                found[key] = found.get(key, frozenset()).union(*map(names, forms))
        return found

    # --------------------------------------------------------------------------------- languages

    def missing(self, language: str) -> tuple[str, ...]:
        """The keys that a language has no words for."""
        mine = self.by_language.get(language)
        known: Mapping[str, tuple[str, ...]] = mine.texts if mine else {}
        return tuple(key for key in self.by_language[SOURCE].texts if key not in known)

    def offered(self, languages: Iterable[str]) -> tuple[str, ...]:
        """Those of the languages whose core set is complete."""
        return tuple(language for language in languages if self.core.isdisjoint(self.missing(language)))

    # ----------------------------------------------------------------------------------- one text

    def _words(self, text: Text, reader: Reader, *, strict: bool) -> str | None:
        """The words in the reader's language; None when it has none and `strict` forbids another."""
        if text.language or text.form:
            reader, strict = _instead(text, reader), False
        if text.key:
            template = self._template(text, reader, strict=strict)
        elif text.languages:
            template = _in_language(text, reader, strict=strict)
        else:
            return _value(text, reader)
        if template is None:
            return None
        given = {"count": _count(text), **text.params}
        inserted = {
            name: self._inserted(given[name], reader, strict=strict)
            for name in dict.fromkeys(_PARAM.findall(template))
            if name in given
        }
        if None in inserted.values():
            return None
        return _filled(addressed(template, reader.form), inserted)

    def _template(self, text: Text, reader: Reader, *, strict: bool) -> str | None:
        for language in (reader.language,) if strict else _preferred(reader):
            catalogue = self.by_language.get(language)
            forms = catalogue.texts.get(text.key) if catalogue else None
            if catalogue and forms:
                chosen = 0 if len(forms) == 1 else catalogue.form(abs(_count(text)))
                return forms[min(chosen, len(forms) - 1)]
        return None if strict else text.key

    def _inserted(self, value: Param, reader: Reader, *, strict: bool) -> str | None:
        """A value as it stands in a sentence, isolated line by line: an isolate ends with its paragraph."""
        if isinstance(value, Text):
            words = self._words(value, reader, strict=strict)
            if words is None or value.format == "ltr":
                return words
            return _isolated(words, _opening(value, reader))
        if isinstance(value, str):
            return _isolated(bidi.strip(value), _FSI)
        return _isolated(_number(Decimal(str(value)), reader), _LRI)


# ------------------------------------------------------------------------------------------ reading


@lru_cache(maxsize=8)
def _load(folder: Path) -> Catalogues:
    read = {path.parent.parent.name: _read(path) for path in sorted(folder.glob("*/LC_MESSAGES/messages.po"))}
    if SOURCE not in read:
        raise FileNotFoundError(f"no Arabic catalogue under {folder}")
    core = frozenset(
        _key(message.id) for message in read[SOURCE] if message.id and CORE in message.auto_comments
    )
    return Catalogues({language: _catalogue(catalog) for language, catalog in read.items()}, core)


def _read(path: Path) -> Catalog:
    with path.open("rb") as opened:
        return read_po(opened, locale=path.parent.parent.name, abort_invalid=True)


def _catalogue(catalog: Catalog) -> Catalogue:
    texts = {}
    for message in catalog:
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if message.id and not message.fuzzy and forms and all(forms):
            texts[_key(message.id)] = forms
    return Catalogue(texts, gettext.c2py(catalog.plural_expr))


def _key(found: str | Iterable[str]) -> str:
    return found if isinstance(found, str) else next(iter(found))


# ------------------------------------------------------------------------------------------ choosing


def _preferred(reader: Reader) -> tuple[str, ...]:
    """The languages in which a reader may be spoken to, best first."""
    return tuple(dict.fromkeys(code for code in (reader.language, reader.second, SOURCE, "en") if code))


def _instead(text: Text, reader: Reader) -> Reader:
    """Whoever a preview is read as."""
    language, second = text.language or reader.language, reader.language if text.language else reader.second
    return replace(reader, language=language, second=second, form=text.form or reader.form)


def _texts(message: Message) -> Iterator[Text]:
    yield from message.parts
    yield from (choice.label for choice in message.choices)
    yield from (text for text in (message.hint, message.heading) if text is not None)


def _count(text: Text) -> int:
    """The number that picks the plural: the one that counts, else the only one that is inserted."""
    numbers = [text.count] if text.count is not None else list(text.params.values())
    whole = [number for number in numbers if isinstance(number, int)]
    return whole[0] if len(whole) == 1 else 0


def _in_language(text: Text, reader: Reader, *, strict: bool) -> str | None:
    """An author's words. A name is said in any language rather than change that of the message."""
    own = text.languages.get(reader.language)
    if own or (strict and text.format != "name"):
        return own or None
    others = (text.languages.get(language) for language in _preferred(reader))
    return next((words for words in (*others, *text.languages.values()) if words), "")


def _neutral(template: str) -> str:
    return addressed(template, "n")


def _filled(template: str, inserted: Mapping[str, str | None]) -> str:
    """What is in braces and no parameter stays as the author wrote it."""
    return _PARAM.sub(
        lambda found: inserted.get(found[1]) or ("" if found[1] in inserted else found[0]), template
    )


def _isolated(words: str, opening: str) -> str:
    return "\n".join(f"{opening}{line}{_PDI}" if line else "" for line in words.split("\n"))


def _opening(value: Text, reader: Reader) -> str:
    """Words of the reader's language run as it runs; the first letter decides for names and authors' words.

    A sentence that begins with an inserted value has no letter of its own that could decide.
    """
    if value.format == "number":
        return _LRI
    if value.key or value.format in {"day", "moment"}:
        return _RLI if reader.language in RIGHT_TO_LEFT else _LRI
    return _FSI


def _clean(words: str) -> str:
    return _TRAILING.sub("", _CONTROL.sub("", words)).strip()


# ------------------------------------------------------------------------------------------ formats


def _value(text: Text, reader: Reader) -> str:
    """Somebody's own words, or machine data as its format says. What is malformed is shown as it is."""
    if text.format and not text.value:
        return _NOTHING
    try:
        match text.format:
            case "day":
                return _day(date.fromisoformat(text.value), reader)
            case "moment":
                return _moment(datetime.fromisoformat(text.value), reader)
            case "number":
                return _number(Decimal(text.value), reader)
            case "ltr":
                return _isolated(bidi.strip(text.value), _LRI)
            case _:
                return bidi.closed(text.value)
    except (ValueError, OverflowError, InvalidOperation):
        return bidi.strip(text.value)


def _locale(reader: Reader) -> str:
    """Arabic is written as in the reader's country; other languages have one way."""
    if reader.language == SOURCE:
        return reader.locale if reader.locale.startswith(SOURCE) else "ar_JO"
    return {"ckb": "ckb_IQ", "en": "en_GB"}.get(reader.language, "en_GB")


def _day(value: date, reader: Reader) -> str:
    """«الخميس 5 آذار (مارس) 2026»: the month by both its Arabic names; Thursday 5 March 2026."""
    locale = _locale(reader)
    weekday = get_day_names("wide", "format", locale)[value.weekday()]
    if reader.language != SOURCE:
        return f"{weekday} {format_date(value, 'd MMMM y' if reader.language == 'en' else 'long', locale)}"
    own, other = (get_month_names("wide", "format", one)[value.month] for one in (locale, SOURCE))
    month = own if own == other else f"{own} ({other})"
    return f"{weekday} {value.day} {month} {value.year}"


def _moment(value: datetime, reader: Reader) -> str:
    local = value.astimezone(ZoneInfo(reader.zone)) if value.tzinfo else value
    comma = "،" if reader.language in RIGHT_TO_LEFT else ","
    clock = format_time(local.timetz().replace(tzinfo=None), "h:mm a", locale=_locale(reader))
    return f"{_day(local.date(), reader)}{comma} {clock}"


def _number(value: Decimal, reader: Reader) -> str:
    """In the digits that phones show alike; grouped from ten thousand on, so that a year stays a year."""
    if abs(value) < _GROUPED:
        return f"{value.normalize():f}"
    return str(format_decimal(value, locale=_locale(reader)))
