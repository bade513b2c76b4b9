"""A text that is not yet in any language.

The engine never chooses words: it names a catalogue key or carries an author's text in several
languages. Language, form of address and plural are chosen per recipient when the message is sent
(`bot.i18n`), so a message waiting in the outbox follows a person who changes language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Union

from bot.core.records import record

Param = Union[str, int, float, "Text"]

_NAMED = re.compile(r"\{([a-z_]+)\}")
_GENDER = re.compile(r"\{((?:[mfn]:(?:[^{}|]|\{[a-z_]+\})*\|?)+)\}")


@record(frozen=True)
class Text:
    """One text; exactly one of `key`, `languages` and `value` is set.

    `key`: a catalogue text with `params` (and `count`, which picks the plural form).
    `languages`: an author's text by language code; it may hold `{name}` and `{m:…|f:…|n:…}`. With the
    format 'name' it is a proper name, said in any of its languages rather than change that of a message.
    `value`: somebody's own words, or machine data when `format` says how to write it
    ('day' and 'moment': ISO 8601; 'number'; 'ltr' for phones, codes and addresses of pages).
    `language` and `form`, where they are set: of somebody else, as whom it reads. Only a preview is shown so.
    """

    key: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    count: int | None = None
    languages: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    format: str = ""
    language: str = ""
    form: str = ""

    def filled(self, params: Mapping[str, Param]) -> Text:
        """The same text with further parameters; its own win."""
        return replace(self, params={**params, **self.params}) if params else self


@lru_cache(maxsize=4096)
def names(words: str) -> frozenset[str]:
    """The parameters that words name in braces."""
    return frozenset(_NAMED.findall(words))


def addressed(template: str, form: str) -> str:
    """`{m:اكتب|f:اكتبي|n:يمكنك كتابة}` as the form of address wants it; neutral when that is not known."""

    def choose(found: re.Match[str]) -> str:
        forms = dict(part.split(":", 1) for part in found[1].split("|") if part)
        return forms.get(form, forms.get("n", next(iter(forms.values()))))

    return _GENDER.sub(choose, template)


def key(name: str, /, count: int | None = None, **params: Param) -> Text:
    """A text of the catalogues."""
    return Text(key=name, params=params, count=count)


def as_name(text: Text) -> Text:
    """The same, said in whatever language it has rather than change that of a message."""
    return replace(text, format="name")


def authored(ar: str, en: str, ckb: str = "") -> Text:
    """A shipped text in its languages."""
    return Text(languages={k: v for k, v in (("ar", ar), ("en", en), ("ckb", ckb)) if v})


def verbatim(words: str) -> Text:
    """Somebody's own words."""
    return Text(value=words)


def day(value: date) -> Text:
    """A date, written in the reader's language when sent."""
    return Text(value=value.isoformat(), format="day")


def moment(value: datetime) -> Text:
    """A date and time of day, written in the reader's language and zone when sent."""
    return Text(value=value.isoformat(), format="moment")


def ltr(value: str) -> Text:
    """A number to quote, a phone, a link: always left to right."""
    return Text(value=value, format="ltr")
