"""Languages as workbooks name them, and texts by language.

«label::العربية (ar)», «label::Arabic», «label:ar» are all Arabic. What has no code of its own keeps its name
as one. A column without a language is in the form's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
        """`tree`: as pyxform gives it. `fallback`: what a text without a language is in."""
        found = dict.fromkeys(name for name in _names(tree) if name != DEFAULT)
        declared = str(tree.get("default_language") or DEFAULT)
        self._own = code_of(declared) if declared != DEFAULT else ""
        codes = [code_of(name) for name in found]
        if not self._own:
            self._own = codes[0] if codes else fallback
        self.codes: tuple[str, ...] = tuple(dict.fromkeys([self._own, *codes]))

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
        return self._own if name == DEFAULT else code_of(name)


def _names(tree: Mapping[str, Any]) -> Iterable[str]:
    """Every language that any text of the tree is in, in order of appearance."""
    waiting: list[Mapping[str, Any]] = [tree]
    while waiting:
        one = waiting.pop(0)
        for said in (one.get("label"), one.get("hint")):
            if isinstance(said, Mapping):
                yield from said
        waiting += one.get("children", ())
    for rows in (tree.get("choices") or {}).values():
        for row in rows:
            if isinstance(row.get("label"), Mapping):
                yield from row["label"]
