"""What the words of a message to many may hold in braces: what is known of whoever reads them, and words by
how they are addressed.

«{الاسم}» and `{name}` are the same, for Latin letters are far away on an Arabic keyboard. «{صديقنا/صديقتنا}»
speaks to men and to women, and with a third part to whoever has not said; so do words with «مذكر:», «مؤنث:»,
«عام:» before them. What is stored has one spelling: `{name}`, `{m:…|f:…|n:…}`. Nothing sensitive can be
named: neither numbers, nor birth, nor answers. Nothing in it is counted, so no plural has to be chosen.

Anything else in braces is refused, for a thousand people would read it as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from bot.core.arabic.folding import key as folded
from bot.core.arabic.folding import keys
from bot.core.arabic.names import first_name
from bot.core.offers import joined
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import Param, Text, addressed, as_name, key, verbatim

FIELDS: Final[Mapping[str, str]] = {
    "name": "الاسم",
    "first_name": "الاسم الأول",
    "area": "المنطقة",
    "role": "الدور",
    "programme": "البرنامج",
}
"""Each with its Arabic spelling."""

_SPELLINGS: Final[Mapping[str, str]] = {
    "name": "name، الاسم، اسم، اسم الشخص، ناو",
    "first_name": "first name، firstname، الاسم الأول، اسم أول، ناوی یەکەم",
    "area": "area، المنطقة، منطقة، المنطقه، ناوچە",
    "role": "role، الدور، دور",
    "programme": "programme، program، project، البرنامج، برنامج، بەرنامە",
}
_FIELD_OF: Final = {word: name for name, words in _SPELLINGS.items() for word in keys(words)}
_FORM_OF: Final = {
    word: form
    for form, words in (
        ("m", "m، مذكر، للمذكر، ذكر، رجل، male"),
        ("f", "f، مؤنث، للمؤنث، أنثى، امرأة، female"),
        ("n", "n، عام، للجميع، محايد، غير ذلك، neutral"),
    )
    for word in keys(words)
}
_ROLES: Final = ("admin", "coordinator", "champion", "volunteer")
# Other programs want two braces, so whoever comes from there types two.
_BRACES = re.compile(r"\{\{([^{}|/]{1,60})\}\}|\{([^{}|/]{1,60})\}")
_FORMS = re.compile(r"\{((?:[^{}]|\{[a-z_]+\})*[|/:](?:[^{}]|\{[a-z_]+\})*)\}")
_LEFT = re.compile(r"\{([^{}]{1,200})\}")
_LETTER = re.compile(r"[^\W\d_]")


# ------------------------------------------------------------------------------------------- reading


def spelled(words: str) -> str:
    """The words as they are stored; what cannot be read stays as it was typed."""
    return _FORMS.sub(_by_form, _BRACES.sub(_field, words))


def _field(found: re.Match[str]) -> str:
    name = _FIELD_OF.get(_plain(found[1] or found[2]))
    return f"{{{name}}}" if name else found[0]


def _plain(name: str) -> str:
    return folded(name.replace("_", " "))


def _by_form(found: re.Match[str]) -> str:
    """Two forms and a third, by their place or by their labels; without a third both are written."""
    parts = [one.strip() for one in found[1].split("|" if "|" in found[1] else "/")]
    labelled = dict(_labelled(parts))
    if len(labelled) != len(parts):
        if (
            any(":" in one for one in parts)
            or not 2 <= len(parts) <= 3
            or not all(map(_LETTER.search, parts))
        ):
            return found[0]
        labelled = dict(zip("mfn", parts, strict=False))
    if not {"m", "f"} <= labelled.keys():
        return found[0]
    neutral = labelled.get("n", f"{labelled['m']}/{labelled['f']}")
    return f"{{m:{labelled['m']}|f:{labelled['f']}|n:{neutral}}}"


def _labelled(parts: list[str]) -> Iterator[tuple[str, str]]:
    for part in parts:
        label, colon, words = part.partition(":")
        form = _FORM_OF.get(folded(label)) if colon else None
        if form:
            yield form, words.strip()


def wrong(words: str) -> tuple[Text, ...]:
    """That something in the braces of stored words is nothing known, and what there is; none when all is."""
    left = dict.fromkeys(_LEFT.findall(addressed(words, "n")))
    found = [verbatim(f"{{{one}}}") for one in left if one not in FIELDS and one.strip()]
    return (key("fields.unknown", fields=joined(found), known=KNOWN, forms=EXAMPLE),) if found else ()


# ------------------------------------------------------------------------------------------- showing


def retyped(words: str, language: str) -> str:
    """Stored words as somebody would have typed them in their language."""
    words = _FORMS.sub(lambda found: _shown(found, language), words)
    for name, arabic in FIELDS.items() if language == "ar" else ():
        words = words.replace(f"{{{name}}}", f"{{{arabic}}}")
    return words


def _shown(found: re.Match[str], language: str) -> str:
    """By their places, unless a part holds what stands between them."""
    forms = dict(_labelled(found[1].split("|")))
    if forms.keys() != {"m", "f", "n"}:
        return found[0]
    male, female, neutral = forms["m"], forms["f"], forms["n"]
    if neutral == f"{male}/{female}":
        return f"{{{neutral}}}"
    if "/" not in male + female + neutral:
        return f"{{{male}/{female}/{neutral}}}"
    return f"{{مذكر: {male}|مؤنث: {female}|عام: {neutral}}}" if language == "ar" else found[0]


def shortened(words: str) -> str:
    """Stored words without anybody who reads them, for a title."""
    for name in FIELDS:
        words = words.replace(f"{{{name}}}", "…")
    return addressed(words, "n")


_ARABIC, _LATIN = (tuple(f"{{{one}}}" for one in names) for names in (FIELDS.values(), FIELDS))
SIGN: Final = Text(languages={"ar": _ARABIC[0], "en": _LATIN[0]}, format="name")
"""How a name is asked for."""
OTHERS: Final = Text(languages={"ar": "، ".join(_ARABIC[1:]), "en": ", ".join(_LATIN[1:])}, format="name")
KNOWN: Final = Text(languages={"ar": "، ".join(_ARABIC), "en": ", ".join(_LATIN)}, format="name")
EXAMPLE: Final = Text(languages={"ar": "{صديقنا/صديقتنا}", "en": "{brother/sister}"}, format="name")
"""Words by form of address."""


# ------------------------------------------------------------------------------------------- filling


def filled(wanted: Collection[str], person: Person, place: str, book: Book) -> Mapping[str, Param]:
    """Those that are wanted, of somebody who lives at `place`; where nothing is known, a word that fits."""
    return {name: _filled(name, person, place, book) for name in FIELDS if name in wanted}


def _filled(name: str, person: Person, place: str, book: Book) -> Text:
    match name:
        case "name":
            return verbatim(person.name) if person.name else key("fields.friend")
        case "first_name":
            return verbatim(first_name(person.name)) if person.name else key("fields.friend")
        case "area":
            area = book.areas.get(place)
            return area.label if area is not None else key("campaign.your_area")
        case "role":
            return _role(person, book)
        case _:
            return as_name(book.programme.title)


def _role(person: Person, book: Book) -> Text:
    """The highest that anybody may see: a telephone lies open on a table."""
    role = next((one for one in _ROLES if person.is_a(one)), "participant")
    if role != "champion":
        return key(f"fields.{role}")
    own = book.programme.champion
    return as_name(own) if own.languages else key("role.champion")
