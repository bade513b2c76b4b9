"""Words of a workbook without its Markdown and HTML: chats show them as they are, without stray signs.

Taken away: bold, italic, headings, tags, entities, backslashes. Kept: every `${name}`, addresses, and signs
that mark nothing: «5*3», «file_name», «اسمك *». What must not be touched meanwhile is put aside under signs
that stand for nothing (Unicode's private use).
"""

from __future__ import annotations

import re
from html import unescape

LONGEST = 20_000
"""Nobody reads a longer text in a chat: it is left as it is."""

_FIRST, _LAST = 0xE000, 0xF8FF
_SIGNS = f"{chr(_FIRST)}-{chr(_LAST)}"
_PRIVATE = re.compile(f"[{_SIGNS}]")
_ANY = re.compile(r"[*_#<&\[\\~]")
_ASIDE = re.compile(r"\$\{[^{}]*\}|\\[\\*_#\[\]()~<>&]|https?://[^\s<>()\[\]\"']*[^\s<>()\[\]\"'*_.,;:!?،؛؟]")
_TAGS = (
    "a|abbr|b|big|br|center|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|s|small|span|strong|sub|sup|"
    "table|tbody|td|th|thead|tr|u|ul"
)
_TAG = re.compile(rf"<(/?)({_TAGS})\b[^<>]*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b[^<>]*?href\s*=\s*[\"']?([^\s\"'<>]+)[^<>]*>([^<>]{0,500})</a\s*>", re.IGNORECASE)
_LINES = frozenset({"br", "div", "hr", "li", "ol", "p", "table", "tr", "ul", *(f"h{n}" for n in range(1, 7))})
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_HEADING = re.compile(
    r"^[ \t]*(?:#{2,6}[ \t]*|#[ \t]+|#(?=[^\W\d]))(?=[^\s#])(.*?)[ \t]*#*[ \t]*$", re.MULTILINE
)
_ITEM = re.compile(r"^([ \t]*)[*+][ \t]+(?=\S)", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\s]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\(\s*([^()\s]{1,500})(?:\s+\"[^\"\n]{0,200}\")?\s*\)")
# Of two or three signs that stand close to what they mark; of one also where no word or number goes on.
_WORD = rf"[\w{_SIGNS}]"
_MARKS = (
    re.compile(r"(\*{2,3}|~~)(?=[^\s*~])(.{1,2000}?)(?<=[^\s*~])\1(?![*~])", re.DOTALL),
    re.compile(rf"(?<!{_WORD})(_{{2,3}})(?=[^\s_])(.{{1,2000}}?)(?<=[^\s_])\1(?!{_WORD})", re.DOTALL),
    re.compile(r"(?<![0-9A-Za-z٠-٩*])(\*)(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?![0-9A-Za-z٠-٩*])"),
    re.compile(rf"(?<!{_WORD})(_)(?=[^\s_])([^\n]{{1,2000}}?)(?<=[^\s_])_(?!{_WORD})"),
)
_BLANK = re.compile(r"[ \t]*\n(?:[ \t]*\n){2,}")


def plain(words: str) -> str:
    """The same words as a chat shows them."""
    if not _ANY.search(words) or len(words) > LONGEST:
        return words
    signs: dict[str, str] = {}

    def put(found: re.Match[str]) -> str:
        whole = found[0].removeprefix("\\")
        if whole not in signs and len(signs) > _LAST - _FIRST:
            return whole
        return signs.setdefault(whole, chr(_FIRST + len(signs)))

    bare = _unmarked(_ASIDE.sub(put, _PRIVATE.sub("", words)))
    kept = {sign: whole for whole, sign in signs.items()}
    return _PRIVATE.sub(lambda found: kept.get(found[0], ""), bare).strip()


def _unmarked(words: str) -> str:
    words = _TAG.sub(_line, _ANCHOR.sub(lambda found: _linked(found[2], found[1]), words))
    words = _ENTITY.sub(lambda found: unescape(found[0]).replace("\xa0", " "), words)
    words = _HEADING.sub(r"\1", words)
    words = _ITEM.sub("\\1• ", words)
    words = _LINK.sub(lambda found: _linked(found[1], found[2]), _IMAGE.sub(r"\1", words))
    for marks in _MARKS:
        words = marks.sub(r"\2", words)
    return _BLANK.sub("\n\n", words)


def _line(tag: re.Match[str]) -> str:
    """A line's end where the tag makes one; an item of a list begins with a dot."""
    name, ends = tag[2].lower(), bool(tag[1])
    if name == "li":
        return "" if ends else "\n• "
    return "\n" if name in _LINES else ""


def _linked(text: str, address: str) -> str:
    """«text (address)», as it can be read aloud and pressed."""
    text = text.strip()
    return address if text in {"", address} else f"{text} ({address})"
