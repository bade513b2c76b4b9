"""Languages as workbooks name them, and texts by language.

«label::العربية (ar)», «label::Arabic», «label:ar» are all Arabic. What has no code of its own keeps its name
as one. A column without a language is in the form's own; beside others that name theirs it is told by its
letters, because what is lost in a wrong language nobody misses before it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.core.arabic.folding import key
from bot.core.text import Text
from bot.flows.xlsform.markup import plain

DEFAULT = "default"
_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\s*\)\s*$")
_BARE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
# Names that stand in workbooks without a code, folded.
_NAMED: Mapping[str, str] = {
    key(name): code
    for code, names in {
        "ar": "arabic العربية عربي عربية arabe",
        "en": "english الإنجليزية انجليزي anglais",
        "ckb": "sorani kurdish کوردی سۆرانی الكردية كردي central-kurdish",
        "kmr": "kurmanji kurmancî بادینی",
        "fr": "french français الفرنسية francais",
        "tr": "turkish türkçe التركية",
        "fa": "persian farsi فارسی dari",
        "es": "spanish español espanol",
        "de": "german deutsch",
        "pt": "portuguese português",
        "zh": "chinese 中文",
        "sw": "swahili kiswahili",
        "so": "somali",
        "ur": "urdu اردو",
    }.items()
    for name in names.split()
}
# What pyxform writes for `or_other`, in English whatever the language is.
_MADE = frozenset({"Other", "Specify other."})
_REFERENCE = re.compile(r"\$\{[^{}]*\}")
_RTL = frozenset({"ar", "ckb", "fa", "ur", "he", "ps", "sd", "ug", "dv", "yi"})


def code_of(name: str) -> str:
    """The code of a language that a header names."""
    written = _CODE.search(name)
    if written:
        return written[1].lower()
    folded = key(name)
    if folded in _NAMED:
        return _NAMED[folded]
    if _BARE.fullmatch(name.strip()):
        return name.strip().lower()
    return folded.replace(" ", "-") or DEFAULT


def is_rtl(code: str) -> bool:
    """Whether it is written from the right."""
    return code.partition("-")[0] in _RTL


class Languages:
    """Those of one workbook, the form's own first."""

    def __init__(self, tree: Mapping[str, Any], fallback: str) -> None:
        """`tree`: as pyxform gives it. `fallback`: what texts are in where no language is named."""
        texts = list(_texts(tree))
        declared = str(tree.get("default_language") or DEFAULT)
        own = code_of(declared) if declared != DEFAULT else ""
        named = tuple(dict.fromkeys(code_of(name) for one in texts for name in one if name != DEFAULT))
        self.unnamed = own or (_unnamed(texts, named) if named else fallback)
        # Where an unnamed column only goes on, the order is that of the named ones.
        found = named if self.unnamed in named else [self._code(name) for one in texts for name in one]
        self.codes: tuple[str, ...] = tuple(dict.fromkeys([own, *found] if own else found)) or (fallback,)

    def text(self, said: Any) -> Text | None:
        """A label as a text, without the signs of its markup; None of nothing."""
        if isinstance(said, str):
            said = {DEFAULT: said}
        if not isinstance(said, Mapping):
            return None
        shown = ((self._code(name), plain(str(one or ""))) for name, one in said.items())
        words = {code: one for code, one in shown if one.strip()}
        return Text(languages={code: words[code] for code in self.codes if code in words}) if words else None

    def files(self, said: Any) -> dict[str, str]:
        """Names of files by language."""
        if isinstance(said, str):
            return dict.fromkeys(self.codes, said)
        return {self._code(name): str(one) for name, one in said.items()} if isinstance(said, Mapping) else {}

    def missing(self, text: Text | None) -> list[str]:
        """The languages in which a text says nothing."""
        return [code for code in self.codes if text is not None and code not in text.languages]

    def _code(self, name: str) -> str:
        return self.unnamed if name == DEFAULT else code_of(name)


# ------------------------------------------------------------------------- columns without a language


def _unnamed(texts: Iterable[Mapping[str, str]], named: Sequence[str]) -> str:
    """What such a column is in beside others that name theirs.

    Where it only says what those leave out, it goes on in one of them: Arabic letters in one that is written
    so, others in the form's own. Else Arabic or English by its letters; where English is named and says
    something else, a language without a name.
    """
    beside: set[str] = set()
    arabic = 0
    for text in texts:
        words = text.get(DEFAULT)
        if words is None:
            continue
        arabic += _letters(words)
        beside.update(code_of(name) for name, said in text.items() if said != words)
    alike = [code for code in named if is_rtl(code) is (arabic > 0)]
    if arabic > 0:
        likely, before = "ar", sorted(alike, key=lambda code: code != "ar")
    else:
        likely, before = "en" if "en" not in named else DEFAULT, [named[0], *alike]
    return next((code for code in before if code not in beside), likely)


def _letters(words: str) -> int:
    """1 of words in Arabic letters, -1 of others, 0 of none; what is no word to a reader does not count."""
    letters = [letter for letter in _REFERENCE.sub("", plain(words)) if letter.isalpha()]
    arabic = sum(2 if "\u0600" <= letter <= "\u06ff" else 0 for letter in letters) - len(letters)
    return (arabic > 0) - (arabic < 0) if letters else 0


def _texts(tree: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Every text of the tree by the name of its language, in order of appearance."""
    waiting: list[Mapping[str, Any]] = [tree]
    while waiting:
        one = waiting.pop(0)
        bind = one.get("bind")
        messages = (
            (bind.get("jr:constraintMsg"), bind.get("jr:requiredMsg")) if isinstance(bind, Mapping) else ()
        )
        for said in (one.get("label"), one.get("hint"), one.get("guidance_hint"), *messages):
            yield _by_name(said)
        waiting += one.get("children", ())
    for rows in (tree.get("choices") or {}).values():
        for row in rows:
            yield _by_name(row.get("label"))


def _by_name(said: Any) -> dict[str, str]:
    found = said if isinstance(said, Mapping) else {DEFAULT: said} if isinstance(said, str) else {}
    kept = {name: str(words or "") for name, words in found.items()}
    return {name: words for name, words in kept.items() if words.strip() and words not in _MADE}
